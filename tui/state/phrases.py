"""Lists and counts as text, and text in styled pieces. Nothing here depends on the width of the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

StyledText: TypeAlias = Sequence[tuple[str, str]]
"""Pieces of text, each with its style: strong, quiet, accent, good, warn, bad, heart, or empty for plain."""


def listed(parts: Iterable[str]) -> str:
    """The parts joined into a list: "a", "a and b", "a, b and c"."""
    found = list(parts)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


def count(number: int, one: str, many: str = "") -> str:
    """ "1 film", "12 films", "3,883 films"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
