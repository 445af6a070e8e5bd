"""Text measured in terminal cells: cut, padded and joined to a given width, whatever the strings contain.

Nothing here interprets markup, and anything that could control a terminal is removed before measuring.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from engine.movies import clean_text
from tui.theme.glyphs import ELLIPSIS


def cut(text: str, width: int) -> str:
    """`text`, cleaned and cut to at most `width` cells, with an ellipsis in place of what is cut off."""
    text = clean_text(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + ELLIPSIS if width > 0 else ""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text`, cut and padded to exactly `width` cells."""
    short = cut(text, width)
    blank = " " * (width - cell_len(short))
    return blank + short if right else short + blank


def join_fitting(parts: Sequence[str], width: int, separator: str = ", ") -> str:
    """As many whole `parts` as fit into `width` cells; the first one is cut if even it does not fit."""
    taken = ""
    for part in parts:
        longer = taken + separator + part if taken else part
        if cell_len(longer) > width:
            break
        taken = longer
    return taken or (cut(parts[0], width) if parts else "")


def spaced(text: str) -> str:
    """`text`, cleaned; the spaces at both ends stay, since they separate it from its neighbors."""
    bare = text.strip(" ")
    start = len(text) - len(text.lstrip(" "))
    return text[:start] + clean_text(bare) + text[start + len(bare) :]
