"""Finding the film of the catalogue that another service means by a title and a year; never by likeness.

The years of two services differ by one now and then, and so do articles, numbers ("II", "2", "Two") and subtitles.
Each of these is allowed only where nothing else fits better; two films that fit equally well are asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.movies import Movie
from engine.titles.index import TitleIndex
from engine.titles.normalization import (
    PART,
    SEPARATOR,
    display_order,
    fold,
    number_of,
    respellings,
    with_digits,
    without_article,
)

_BEFORE_NUMBER = re.compile(r"(?<=\w) (?=\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
ONE_SPELLING = {
    **{"vol": "volume", "pt": "part", "dr": "doctor", "mr": "mister", "mrs": "missus", "st": "saint", "vs": "versus"},
    **{"colour": "color", "colours": "colors", "theatre": "theater", "grey": "gray", "neighbour": "neighbor"},
}
_WHOLE, _ARTICLE = range(2)
"""How a whole title fits: as it is, or but for its article."""


@dataclass(frozen=True)
class TitleMatch:
    """`movie`: the film that is meant, None if that is not sure; `candidates`: the films to ask about, best first;
    `others`: films of the same title and year that are watched less than `movie`."""

    movie: Movie | None = None
    candidates: tuple[Movie, ...] = ()
    others: tuple[Movie, ...] = ()


def match_title(titles: TitleIndex, names: Sequence[str], year: int | None) -> TitleMatch:
    """The film that has one of `names` (the title first, then original and other ones) and came out in `year`.

    In this order: a whole title of that year; one but for the article; a whole title of the year before or after, if
    just one film has it; a film without a year, if no other film has its title; a title of that year of which the name
    is one piece ("Star Wars"), or which is the first piece of the name. Without a year, the films of that title are
    candidates at best.
    """
    names = [name for name in dict.fromkeys(map(_tidy, names)) if fold(name)]
    whole = _of_whole_titles(titles, names)
    if year is None:
        return TitleMatch(candidates=_by_watchers(fit.movie for fit in whole if fit.level == _WHOLE))
    exact = [fit for fit in whole if fit.movie.year == year]
    if exact:
        best = min(exact, key=lambda fit: (fit.level, fit.name, fit.alternative, -fit.movie.n_ratings))
        others = _by_watchers(fit.movie for fit in exact if fit.kind == best.kind and fit.movie.id != best.movie.id)
        return TitleMatch(best.movie, others=others)
    same = _by_watchers(fit.movie for fit in whole if fit.level == _WHOLE)
    near = tuple(movie for movie in same if movie.year is not None and abs(movie.year - year) == 1)
    if near:
        return _only_one(near)
    if len(same) == 1 and same[0].year is None:
        return TitleMatch(same[0])
    return _only_one(_with_a_piece(titles, names, year))


def _only_one(found: tuple[Movie, ...]) -> TitleMatch:
    return TitleMatch(found[0]) if len(found) == 1 else TitleMatch(candidates=found)


@dataclass(frozen=True)
class _Fit:
    movie: Movie
    level: int
    name: int
    """The place of the name that fits."""
    alternative: bool
    """Whether it is an alternative title of the film."""

    @property
    def kind(self) -> tuple[int, int, bool]:
        return self.level, self.name, self.alternative


def _of_whole_titles(titles: TitleIndex, names: Sequence[str]) -> list[_Fit]:
    """The films, of any year, that have one of the names as a whole title."""
    found = []
    for at, name in enumerate(names):
        key = fold(display_order(name))
        one = canonical(name)
        keys = [key, with_digits(key), *respellings(key), one, *_with_part(one), key.replace(" ", "")]
        for movie in _named(titles, keys):
            for place, title in enumerate((movie.title, *movie.alternatives)):
                level = _level(canonical(title), canonical(name))
                if level is not None:
                    found.append(_Fit(movie, level, at, place > 0))
    return found


def _level(own: str, key: str) -> int | None:
    if own == key or own.replace(" ", "") == key.replace(" ", ""):
        return _WHOLE
    return _ARTICLE if without_article(own) == without_article(key) else None


def _with_a_piece(titles: TitleIndex, names: Sequence[str], year: int) -> tuple[Movie, ...]:
    found = []
    for name in names:
        firsts = _first_pieces(name)
        for movie in _named(titles, [fold(name), canonical(name), *map(fold, firsts)]):
            own = (movie.title, *movie.alternatives)
            if movie.year == year and (
                any(canonical(name) in _pieces(title) for title in own)
                or {canonical(piece) for piece in firsts} & {canonical(title) for title in own}
            ):
                found.append(movie)
    return _by_watchers(found)


def _named(titles: TitleIndex, keys: Iterable[str]) -> list[Movie]:
    found: dict[int, Movie] = {}
    for key in dict.fromkeys(key for one in keys for key in (one, without_article(one)) if key):
        for movie, _ in titles.named(key, worst=PART):
            found.setdefault(movie.id, movie)
    return list(found.values())


def _with_part(key: str) -> list[str]:
    """ "the karate kid 3" as "the karate kid part 3": the index has the word where the title has it."""
    return [_BEFORE_NUMBER.sub(f" {word} ", key) for word in ("part", "volume", "vol")]


def _by_watchers(movies: Iterable[Movie]) -> tuple[Movie, ...]:
    different = {movie.id: movie for movie in movies}
    return tuple(sorted(different.values(), key=lambda movie: -movie.n_ratings))


@lru_cache(maxsize=20_000)
def canonical(title: str) -> str:
    """The key of a title in one spelling: numbers as digits, short forms written out, no "part" or "volume" before a
    number.

    >>> canonical("The Karate Kid, Part III") == canonical("The Karate Kid 3")
    True
    """
    words = fold(display_order(_tidy(title))).split()
    found: list[str] = []
    for at, word in enumerate(words):
        number = number_of(word)
        # i, v and x are numbers behind a title only: "Rocky V", not "V for Vendetta".
        if number is not None and (len(word) > 1 or at > 0 or word.isdigit()):
            if found[-1:] in (["part"], ["volume"]) and len(found) > 1:
                found.pop()
            found.append(str(number))
        else:
            found.append(ONE_SPELLING.get(word, word))
    return " ".join(found)


def _tidy(title: str) -> str:
    # NFKC alone would make "Alien³" one word, "Alien3".
    apart = "".join(f" {c}" if unicodedata.category(c) == "No" else c for c in title)
    return unicodedata.normalize("NFKC", apart).translate(_DASHES).strip()


def _pieces(title: str) -> set[str]:
    """What stands before and behind each separator."""
    title = _tidy(title)
    cuts = list(SEPARATOR.finditer(title))
    return {canonical(piece) for cut in cuts for piece in (title[: cut.start()], title[cut.end() :])}


def _first_pieces(title: str) -> list[str]:
    return [title[: cut.start()] for cut in SEPARATOR.finditer(title)]
