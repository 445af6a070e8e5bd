"""The signs of films on the map: what a person has said of them, and their places in the list. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.profiles.marks import Mark
from tui.state.phrases import StyledText
from tui.theme import glyphs

_GOOD = 3.0
"""The stars from which on a rating counts as liking."""
FIRST = 10
"""The films at the top of the list that have a sign of their own."""


@dataclass(frozen=True)
class Sign:
    """One cell: a `glyph` and the name of its style, one of those of a line of text. Of several in a cell, the one of
    the lowest `rank` is shown."""

    glyph: str
    style: str
    rank: int


_LIKE = Sign(glyphs.LIKE, "heart", 0)
_STAR = Sign(glyphs.STAR, "accent", 1)
_DISLIKE = Sign(glyphs.DISLIKE, "bad", 2)
_WATCHLIST = Sign(glyphs.WATCHLIST, "good", 3)
_FIRST = Sign(glyphs.IN_FRONT, "strong", 4)
_LISTED = Sign(glyphs.IN_LIST, "strong", 5)
_SEEN = Sign(glyphs.SEEN, "good", 6)
_HIDDEN = Sign(glyphs.HIDDEN, "quiet", 7)

LEGEND: StyledText = (
    (_LIKE.glyph, _LIKE.style),
    (" liked  ", "quiet"),
    (_STAR.glyph, _STAR.style),
    (" rated  ", "quiet"),
    (_DISLIKE.glyph, _DISLIKE.style),
    (" disliked  ", "quiet"),
    (_WATCHLIST.glyph, _WATCHLIST.style),
    (" watchlist  ", "quiet"),
    (_SEEN.glyph, _SEEN.style),
    (" seen  ", "quiet"),
    (f"{_FIRST.glyph}{_LISTED.glyph}", _FIRST.style),
    (" your list", "quiet"),
)


def sign_of(mark: Mark | None, place: int | None) -> Sign | None:
    """The sign of a film with that mark, at that place of the list, from 0; None for a film without either."""
    said = None if mark is None else _of_mark(mark)
    listed = None if place is None else _FIRST if place < FIRST else _LISTED
    return min((sign for sign in (said, listed) if sign is not None), key=lambda sign: sign.rank, default=None)


def is_liked(mark: Mark) -> bool:
    """Whether the mark says that the person likes the film."""
    return mark.opinion == "like" or (_stars(mark) or 0) >= _GOOD


def signs_of(marks: Mapping[int, Mark], listed: Mapping[int, int]) -> dict[int, Sign]:
    """The signs of all films that have one, by row of the map: `marks` and places in the list are by row too."""
    found = {row: sign_of(marks.get(row), listed.get(row)) for row in {**marks, **listed}}
    return {row: sign for row, sign in found.items() if sign is not None}


def _of_mark(mark: Mark) -> Sign | None:
    if mark.hidden:
        return _HIDDEN
    stars = _stars(mark)
    if stars is not None:
        return _STAR if stars >= _GOOD else _DISLIKE
    if mark.opinion is not None:
        return _LIKE if mark.opinion == "like" else _DISLIKE
    return _WATCHLIST if mark.watchlist else _SEEN if mark.seen else None


def _stars(mark: Mark) -> float | None:
    return None if mark.opinion in (None, "like", "dislike") else float(mark.opinion)
