"""Pages made from the titles alone, which are in memory: hits, famous films, and films to pick from. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.profiles.marks import Mark
from engine.serving.onboarding import films_to_pick_from
from tui.state.engine_state import EngineState, Titles
from tui.state.film_rows import Row
from tui.state.navigation import Page
from tui.state.wish_filters import called_so, wish_row

HITS = 50
_CANDIDATES = 500
"""The films to pick from, and those to tick off, are taken from this many of the most watched ones."""


def hits_page(engine: EngineState, text: str, genres: Sequence[str] | None = None) -> Page:
    """The hits for `text`, or the nearest titles where there are none; it waits while there are no titles.

    With `genres`, those of the data set, a text that is a wish has a row of its own before the hits. The page is to be
    entered `on` that, or on the film that is called just so.
    """
    if engine.titles is None:
        return Page("hits", text=text, waiting=True)
    found = engine.find(text, HITS)
    wished = None
    if genres is not None and not found.notice:
        wished = wish_row(engine.titles, text, genres, knows_lengths=engine.knows_lengths)
    if wished is not None:
        films = tuple(Row(movie=hit.movie, matched=hit.matched) for hit in found.hits)
        return Page("hits", text=text, rows=(wished, *films), on=(called_so(films, text) or wished).movie.id)
    rows = tuple(Row(movie=hit.movie, matched=hit.matched) for hit in found.hits or found.nearest)
    return Page("hits", text=text, rows=rows, miss=not found.hits, notice=found.notice)


def famous_page(titles: Titles, marks: Mapping[int, Mark]) -> Page:
    """The most watched films that the person has said nothing of; `marks` are theirs, by film id."""
    said = {movie for movie, mark in marks.items() if mark.opinion is not None or mark.seen or mark.hidden}
    films = titles.popular(_CANDIDATES + len(said))
    return Page("famous", rows=tuple(Row(movie=movie) for movie in films if movie.id not in said))


def picks(titles: Titles) -> tuple[Row, ...]:
    """Popular films of many kinds, to pick from."""
    return tuple(Row(movie=movie) for movie in films_to_pick_from(titles.popular(_CANDIDATES), HITS))
