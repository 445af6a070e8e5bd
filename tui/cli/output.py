"""What commands print: tables for people, one JSON document for programs, errors in one line and a remedy.

Titles go out as plain text, never as markup, and without anything that could drive a terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import MovierecError
from engine.movies import Movie, clean_text
from tui.cli.context import OPTIONS

if TYPE_CHECKING:
    from rich.console import Console


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(msgspec.json.encode(document).decode() + "\n")


def item(movie: Movie, score: float) -> dict[str, Any]:
    """A film as the contracts spell it."""
    return {
        "movie": movie.id,
        "title": clean_text(movie.title),
        "year": movie.year,
        "genres": list(movie.genres),
        "score": score,
    }


def console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """A table without rules; in a pipe it is as wide as it needs to be, so that nothing is cut off."""
    from rich.table import Table
    from rich.text import Text

    out = console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        wide = column in ("film", "why", "detail", "genres")
        table.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold" if wide else "ellipsis",
            no_wrap=not wide,
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else clean_text(str(cell))) for cell in row))
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = 200
    out.print(table)


def say(message: str) -> None:
    """A message for people, on stderr."""
    print(clean_text(message), file=sys.stderr)


def print_error(error: MovierecError) -> None:
    if OPTIONS.json:
        print_json({"error": {"message": error.message, "remedy": error.remedy}})
        return
    say(f"movierec: {error.message}")
    if error.remedy:
        say(f"  {error.remedy}")
