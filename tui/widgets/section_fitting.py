"""Sections of text that use the height that there is, in order of worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

Line: TypeAlias = Sequence[tuple[str, str]]
"""Pieces of text, each with the name of its style."""


class Section(NamedTuple):
    """Lines that belong together, in several sizes, the largest first. Where there is no room, the section with the
    highest `rank` goes first."""

    rank: int
    sizes: Sequence[Sequence[Line]]


def fitted(sections: Iterable[Section], height: int) -> list[Line]:
    """The sections with a blank line between them, as large as fits into `height` lines."""
    kept = [section for section in sections if section.sizes and section.sizes[-1]]
    while len(kept) > 1 and _height(section.sizes[-1] for section in kept) > height:
        kept.remove(max(kept, key=lambda section: section.rank))
    chosen = [section.sizes[-1] for section in kept]
    for at in sorted(range(len(kept)), key=lambda at: kept[at].rank):
        for lines in kept[at].sizes:
            if _height([*chosen[:at], lines, *chosen[at + 1 :]]) <= height:
                chosen[at] = lines
                break
    found: list[Line] = []
    for lines in chosen:
        found += [*([()] if found else []), *lines]
    return found


def _height(chosen: Iterable[Sequence[Line]]) -> int:
    heights = [len(lines) + 1 for lines in chosen]
    return sum(heights) - 1
