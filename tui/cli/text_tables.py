"""Tables for people: columns of plain text without rules, truncated or wrapped to the width of the terminal. With
--plain, each cell is a line of its own.

The layout is done here, in display cells: Rich's tables shrink all columns alike, so that numbers vanish at 80
columns. In a pipe nothing is truncated.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

from engine.movies import clean_text
from tui.cli.output import write

_GAP = "  "
_LEAST = 12
"""The least width in cells to which a column shrinks, however narrow the terminal is."""


def write_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[str] = (),
    cut: Sequence[str] = (),
    fold: Sequence[str] = (),
    plain: bool,
) -> None:
    """Write a table to stdout. If it is too wide for the terminal, the columns in `cut` are truncated with an ellipsis,
    those in `fold` wrap to the next line, and the others keep their width; those in `right` are right-aligned."""
    from rich.cells import cell_len

    if plain:
        write("\n".join(_facts(columns, row) for row in rows))
        return
    cells = [["" if cell is None else clean_text(str(cell)) for cell in row] for row in rows]
    flexible = [column in cut or column in fold for column in columns]
    widths = fit(columns, cells, flexible, table_width())
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    lines = []
    for number, row in enumerate([list(columns), *cells]):
        folded = [
            (textwrap.wrap(text, size) or [""]) if column in fold and number else [_cut(text, size)]
            for text, size, column in zip(row, widths, columns, strict=True)
        ]
        for place in range(max(len(part) for part in folded)):
            texts = [part[place] if place < len(part) else "" for part in folded]
            padded = [
                " " * (size - cell_len(text)) + text if column in right else text + " " * (size - cell_len(text))
                for text, size, column in zip(texts, widths, columns, strict=True)
            ]
            line = _GAP.join(padded).rstrip()
            lines.append(f"\x1b[1m{line}\x1b[0m" if bold and not number else line)
    write("".join(line + "\n" for line in lines))


def table_width() -> int | None:
    """The cells that a table may take in width; None if there is no limit, as in a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else None


def _facts(columns: Sequence[str], row: Sequence[object]) -> str:
    """A row as `name: value` lines; the value alone where the column has no name, and nothing for an empty cell."""
    facts = [(name, clean_text(str(cell))) for name, cell in zip(columns, row, strict=True) if cell is not None]
    return "".join(f"{name}: {text}\n" if name else f"{text}\n" for name, text in facts if text)


def fit(
    columns: Sequence[str], cells: Sequence[Sequence[str]], flexible: Sequence[bool], width: int | None
) -> list[int]:
    """The widths of the columns. To fit `width` cells (None: no limit), the widest flexible column shrinks first."""
    from rich.cells import cell_len

    widths = [
        max(cell_len(text) for text in (column, *(row[place] for row in cells))) for place, column in enumerate(columns)
    ]
    if width is None:
        return widths
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while excess > 0:
        shrinkable = [place for place, can in enumerate(flexible) if can and widths[place] > _LEAST]
        if not shrinkable:
            break
        widths[max(shrinkable, key=lambda place: widths[place])] -= 1
        excess -= 1
    return widths


def _cut(text: str, size: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= size else set_cell_size(text, size - 1) + "…"
