"""Which marks count in the catalogue at hand, and what they add up to.

A mark keeps the id of the catalogue it was given in. Elsewhere it is matched by its IMDb link, else by a unique
title and year; what finds no match stays in the log and is inactive here.
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
    """What a profile's marks mean for a ranking, all by ids of the catalogue at hand."""

    opinions: dict[int, float]
    """The weight of each film with an opinion, newest first."""
    hidden: frozenset[int]
    """Not interested: never answered, pushes nothing."""
    seen: frozenset[int]
    watchlist: frozenset[int]


def match_marks(titles: TitleIndex, catalogue: str, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
    """Each mark with the id that its film has in `catalogue`; None where it is inactive."""
    return [(mark, _match(titles, catalogue, mark)) for mark in marks]


def taste_of(matched: Sequence[tuple[Mark, int | None]]) -> Taste:
    """What the active marks add up to. Where two marks are of one film the newer one counts."""
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
    # ml-100k says "Star Wars", the later sets "Star Wars: Episode IV - A New Hope": a piece of a title will do
    # where no film of that year has it whole.
    best = min((kind for _, kind in candidates), default=None)
    found = [movie.id for movie, kind in candidates if kind == best]
    return found[0] if len(found) == 1 else None


def _other_link(mark: Mark, movie: Movie) -> bool:
    ours, theirs = imdb_number(mark.imdb), imdb_number(movie.imdb)
    return bool(ours and theirs and ours != theirs)
