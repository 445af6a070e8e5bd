"""Matching marks to the current catalogue, and the taste that they add up to.

A mark keeps its movie id in the catalogue where it was made. In another catalogue it is matched by its IMDb link or its
number at TMDB, else by a unique title and year; a mark without a match stays in the log and is inactive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.movies import FIRST_NEW_ID, Movie
from engine.profiles.marks import Mark, weight
from engine.profiles.other_catalogues import TITLE, TMDB
from engine.titles.film_matching import match_title
from engine.titles.index import TitleIndex
from engine.titles.index_building import imdb_number


@dataclass(frozen=True)
class Taste:
    """A profile's marks as inputs of a ranking, by ids of the current catalogue."""

    opinions: dict[int, float]
    """The weight of each film with an opinion, newest first."""
    hidden: frozenset[int]
    """Not interested: never recommended, no effect on the ranking."""
    seen: frozenset[int]
    watchlist: frozenset[int]


class MarkMatcher:
    """Finds the films of marks in one catalogue. A film that was found once is known: a person has thousands of marks,
    and every ranking asks for all of them."""

    def __init__(self, titles: TitleIndex, catalogue: str) -> None:
        self._titles = titles
        self._catalogue = catalogue
        self._known: dict[tuple[str, int, str, int | None, str | None], int | None] = {}

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        """Each mark with the id of its film in the catalogue, None if the mark is inactive."""
        return [(mark, self._film(mark)) for mark in marks]

    def _film(self, mark: Mark) -> int | None:
        identity = mark.catalogue, mark.movie, mark.title, mark.year, mark.imdb
        if identity not in self._known:
            self._known[identity] = _match(self._titles, self._catalogue, mark)
        return self._known[identity]


def taste_of(matched: Sequence[tuple[Mark, int | None]]) -> Taste:
    """The taste that the active marks add up to. Of two marks on one film, the newer one counts."""
    newest: dict[int, Mark] = {}
    for mark, movie in sorted(matched, key=lambda pair: pair[0].at, reverse=True):
        if movie is not None:
            newest.setdefault(movie, mark)
    return Taste(
        opinions={movie: weight(m.opinion) for movie, m in newest.items() if m.opinion is not None and not m.hidden},
        hidden=frozenset(movie for movie, m in newest.items() if m.hidden),
        seen=frozenset(movie for movie, m in newest.items() if m.seen),
        watchlist=frozenset(movie for movie, m in newest.items() if m.watchlist),
    )


def _match(titles: TitleIndex, catalogue: str, mark: Mark) -> int | None:
    if mark.catalogue == catalogue:
        if titles.movie(mark.movie) is not None:
            return mark.movie
        if mark.movie < FIRST_NEW_ID:  # a new film may be one of the data set by now, under another id
            return None
    if mark.imdb:
        linked = titles.with_imdb(mark.imdb)
        if len(linked) == 1:
            return linked[0].id
    if mark.catalogue == TMDB:
        numbered = titles.with_tmdb(mark.movie)
        if len(numbered) == 1 and not _other_link(mark, numbered[0]):
            return numbered[0].id
    if mark.year is None:
        same = [movie for movie, _ in titles.named(mark.title) if movie.year is None and not _other_link(mark, movie)]
        return same[0].id if len(same) == 1 and mark.catalogue != TITLE else None
    # ml-100k has "Star Wars", later data sets "Star Wars: Episode IV - A New Hope": pieces of titles count too.
    found = match_title(titles, [mark.title], mark.year)
    if found.movie is None or _other_link(mark, found.movie):
        return None
    # An import takes the better known one of two films of that name, as the service knows no more either.
    return found.movie.id if not found.others or mark.catalogue == TITLE else None


def _other_link(mark: Mark, movie: Movie) -> bool:
    ours, theirs = imdb_number(mark.imdb), imdb_number(movie.imdb)
    return bool(ours and theirs and ours != theirs)
