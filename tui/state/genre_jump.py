"""Letters typed in the filters go to a genre: the first one, a longer word, or the next one with that letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.state.filter_controls import FilterControl

_TOGETHER = 1.0
"""Seconds between two letters of one word."""


@dataclass
class GenreJump:
    _word: str = ""
    _typed_at: float = float("-inf")

    def place(self, letter: str, at: int, lines: Sequence[FilterControl], *, now: float, is_a_key: bool) -> int | None:
        """Where the cursor, on line `at`, goes for a letter typed at `now` seconds; None if the letter means no genre.
        One that `is_a_key` of the filters is that, unless it goes on with a word."""
        begun, self._word = self._word if now - self._typed_at <= _TOGETHER else "", ""
        word, place = begun + letter, _next(begun + letter, at, lines) if begun else None
        if place is None and not is_a_key:
            word, place = letter, _next(letter, at + 1, lines)
        if place is not None:
            self._word, self._typed_at = word, now
        return place


def _next(word: str, start: int, lines: Sequence[FilterControl]) -> int | None:
    """The first genre from line `start` on, and around, that begins with `word`."""
    for step in range(len(lines)):
        at = (start + step) % len(lines)
        if lines[at].genre and lines[at].name.casefold().startswith(word.casefold()):
            return at
    return None
