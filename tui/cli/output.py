"""What commands print: one JSON document for programs, words for people, errors in one line and a remedy.

Titles go out as plain text, never as markup, and without anything that could drive a terminal. Answers go to
stdout, where a reader that went away ends the command quietly; messages go to stderr, where a terminal that went
away ends nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import msgspec
import typer

from engine.movies import Movie, clean_text

if TYPE_CHECKING:
    from rich.console import Console


Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many films.")]


class ReaderGone(Exception):
    """Whoever read stdout has enough."""


class Forgiving:
    """A stream for messages: what cannot be written any more (a dropped terminal) is dropped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except (OSError, ValueError):
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            discard(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def discard(stream: TextIO) -> None:
    """Let `stream` lead nowhere, so that Python's own flush at the end does not fail either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):
        return
    finally:
        os.close(nowhere)


def write(text: str) -> None:
    """`text` on stdout, at once; what its encoding lacks is shown as a question mark. Raises ReaderGone."""
    encoding = sys.stdout.encoding or "utf-8"
    _write(text.encode(encoding, errors="replace"))


def write_json(document: object) -> None:
    """One JSON document in one line on stdout, in UTF-8 whatever the locale is. Raises ReaderGone."""
    _write(msgspec.json.encode(document) + b"\n")


def _write(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError as cause:
        discard(sys.stdout)
        raise ReaderGone from cause


def write_lines(lines: Iterable[tuple[str, str]], *, plain: bool) -> None:
    """Names and what they are, in two columns."""
    pairs = list(lines)
    if plain:
        write("".join(f"{name}: {clean_text(words).replace(' · ', ', ')}\n" for name, words in pairs))
        return
    width = max((len(name) for name, _ in pairs), default=0)
    write("".join(f"{name:<{width}}  {clean_text(words)}\n" for name, words in pairs))


def console(*, stderr: bool = False) -> Console:
    """A console that shows text as it is, and colours only where the terminal and NO_COLOR let it."""
    from rich.console import Console

    stream: Any = Forgiving(sys.stderr) if stderr else sys.stdout
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def item(movie: Movie, score: float) -> dict[str, Any]:
    """A film as the contracts spell it."""
    return {
        "movie": movie.id,
        "title": clean_text(movie.title),
        "year": movie.year,
        "genres": list(movie.genres),
        "score": score,
    }


def say(message: str) -> None:
    """A message for people, on stderr; each of its lines is cleaned."""
    stream = Forgiving(sys.stderr)
    stream.write("".join(clean_text(line) + "\n" for line in (message.split("\n"))))
    stream.flush()


def tell_error(message: str, remedy: str, *, as_json: bool) -> None:
    """A failure: one line and how to mend it on stderr; with `as_json` also the contract's document on stdout."""
    message, remedy = _encodable(message), _encodable(remedy)
    if as_json:
        write_json({"error": {"message": message, "remedy": remedy}})
    say(f"movierec: {message}" + (f"\n  {remedy}" if remedy else ""))


def _encodable(text: str) -> str:
    """`text` on one line, without what UTF-8 cannot spell (file names may have it)."""
    return " ".join(clean_text(text).split()).encode(errors="replace").decode()
