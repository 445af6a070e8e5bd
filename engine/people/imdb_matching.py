"""Which of IMDb's titles each film of a catalogue is: by its IMDb id, else by title and year.

The rules for titles are those of engine.titles.film_matching, the other way round: a whole title of that year; one but
for the article; a whole title of the year before or after, if no other film has it. Of several that fit equally well,
the one with the most votes is meant; without votes to tell, none is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.movies import Movie
from engine.titles.film_matching import ONE_SPELLING, canonical
from engine.titles.index_building import imdb_number
from engine.titles.normalization import fold, number_of, without_article

KINDS = ("movie", "tvMovie", "video", "short")
"""The types of titles that are taken for films, the likeliest first."""
_TELLING = 4
"""Letters of a word from which on it is no article, and no short form of another."""
_CLEARLY = 20
"""How many times the votes of the next one make one of several films of other years the one that is meant."""


def by_imdb_id(movies: Iterable[Movie]) -> dict[str, list[int]]:
    """The ids of the films that have an IMDb id, by that ("tt0113277"); a data set may have one twice."""
    found: dict[str, list[int]] = defaultdict(list)
    for movie in movies:
        if number := imdb_number(movie.imdb):
            found[f"tt{number:07d}"].append(movie.id)
    return dict(found)


@dataclass(frozen=True)
class _Fit:
    imdb: str
    years: int
    article: bool
    """Whether the titles differ in their articles."""
    other: bool
    """Whether it is not the film's main title, or not IMDb's, that fits."""
    kind: int

    @property
    def rank(self) -> tuple[bool, bool]:
        return self.article, self.other


class TitleMatcher:
    """Finds `movies`, which have no IMDb id, among titles that are given one after the other."""

    def __init__(self, movies: Iterable[Movie]) -> None:
        self._movies = {movie.id: movie for movie in movies if movie.year is not None}
        self._named: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        self._fits: dict[int, list[_Fit]] = defaultdict(list)
        self._words: dict[int, set[str]] = defaultdict(set)
        """The telling words of the films of each year, and of those beside it."""
        for movie in self._movies.values():
            assert movie.year is not None
            for place, title in enumerate((movie.title, *movie.alternatives)):
                for year in (movie.year - 1, movie.year, movie.year + 1):
                    self._words[year].add(_telling_word(title))
                key = canonical(title)
                for one in dict.fromkeys((key, without_article(key))):
                    if one:
                        self._named[one].append((movie.id, place > 0))

    def __len__(self) -> int:
        return len(self._movies)

    def consider(self, imdb: str, kind: str, titles: Iterable[str], year: int) -> None:
        """Look whether a title of IMDb may be one of the films; `titles` are its primary and its original one."""
        words = self._words.get(year)
        if words is None or kind not in KINDS:
            return
        for place, title in enumerate(dict.fromkeys(titles)):
            if _telling_word(title) not in words:
                continue
            key = canonical(title)
            for movie_id, alternative in self._named.get(without_article(key), ()):
                movie = self._movies[movie_id]
                years = year - (movie.year or 0)
                own = (movie.title, *movie.alternatives) if alternative else (movie.title,)
                whole = key in map(canonical, own)
                if abs(years) <= 1 and (whole or years == 0):
                    fit = _Fit(imdb, years, not whole, alternative or place > 0, KINDS.index(kind))
                    self._fits[movie_id].append(fit)

    @property
    def considered(self) -> set[str]:
        """The titles that may be one of the films: whose votes `matches` asks for."""
        return {fit.imdb for fits in self._fits.values() for fit in fits}

    def matches(self, votes: Mapping[str, int]) -> dict[str, int]:
        """The films that were found, by IMDb id: each title is one film at most, the most watched that claims it."""
        found: dict[str, int] = {}
        for movie in sorted(self._movies.values(), key=lambda movie: (-movie.n_ratings, movie.id)):
            imdb = _decided([fit for fit in self._fits.get(movie.id, ()) if fit.imdb not in found], votes)
            if imdb is not None:
                found[imdb] = movie.id
        return found


def _telling_word(title: str) -> str:
    """The longest word that stands in every spelling of a title; empty if there is none. It tells most titles apart for
    a fraction of what `canonical` takes."""
    words = [word for word in fold(title).split() if len(word) >= _TELLING]
    return max((word for word in words if not _is_respelled(word)), key=lambda word: (len(word), word), default="")


def _is_respelled(word: str) -> bool:
    return word in ONE_SPELLING.values() or number_of(word) is not None


def _decided(fits: list[_Fit], votes: Mapping[str, int]) -> str | None:
    exact = [fit for fit in fits if fit.years == 0]
    if exact:
        best = min(fit.rank for fit in exact)
        return _most_voted([fit for fit in exact if fit.rank == best], votes, 1)
    return _most_voted(fits, votes, _CLEARLY)


def _most_voted(fits: list[_Fit], votes: Mapping[str, int], times: int) -> str | None:
    """The only title, or the one with at least that many `times` the votes of the next; of equal ones the only one of
    the likeliest kind."""
    kinds = {fit.imdb: fit.kind for fit in fits}
    if len(kinds) < 2:
        return next(iter(kinds), None)
    first, second = sorted(kinds, key=lambda imdb: (-votes.get(imdb, 0), kinds[imdb]))[:2]
    if votes.get(first, 0) > votes.get(second, 0) * times:
        return first
    likeliest = [imdb for imdb, kind in kinds.items() if kind == min(kinds.values())]
    return likeliest[0] if len(likeliest) == 1 and not votes.keys() & kinds.keys() else None
