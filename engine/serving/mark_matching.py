"""Matching marks to the current catalogue, and the taste that they add up to.

A mark keeps its movie id in the catalogue where it was made. In another catalogue it is matched by its IMDb link, else
by a unique title and year; a mark without a match stays in the log and is inactive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.movies import Movie
from engine.profiles.marks import Mark, weight
from engine.titles.index import TitleIndex
from engine.titles.index_building import imdb_number
from engine.titles.normalization import PART


@dataclass(frozen=True)
class Taste:
    """A profile's marks as inputs of a ranking, by ids of the current catalogue."""

    opinions: dict[int, float]
    """The weight of each film with an opinion, newest first."""
    hidden: frozenset[int]
    """Not interested: never recommended, no effect on the ranking."""
    seen: frozenset[int]
    watchlist: frozenset[int]


def match_marks(titles: TitleIndex, catalogue: str, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
    """Each mark with the id of its film in `catalogue`, None if the mark is inactive."""
    return [(mark, _match(titles, catalogue, mark)) for mark in marks]


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
        return mark.movie if titles.movie(mark.movie) is not None else None
    if mark.imdb:
        linked = titles.with_imdb(mark.imdb)
        if len(linked) == 1:
            return linked[0].id
    candidates = [
        (movie, kind)
        for movie, kind in titles.named(mark.title, worst=PART)
        if movie.year == mark.year and not _other_link(mark, movie)
    ]
    # ml-100k has "Star Wars", later data sets "Star Wars: Episode IV - A New Hope": a part of a title counts
    # unless a film of that year has it as its whole title.
    best = min((kind for _, kind in candidates), default=None)
    found = [movie.id for movie, kind in candidates if kind == best]
    return found[0] if len(found) == 1 else None


def _other_link(mark: Mark, movie: Movie) -> bool:
    ours, theirs = imdb_number(mark.imdb), imdb_number(movie.imdb)
    return bool(ours and theirs and ours != theirs)
