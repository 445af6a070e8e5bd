"""The output of commands: one JSON document for programs, text for people, errors as one line and a remedy.

Titles are printed as plain text, never as markup, and without terminal control characters. Results go to stdout; if
its reader has gone, the command ends quietly, and if they cannot be written (a full disk), it fails. Messages go to
stderr; if its terminal has gone, the command goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from engine.movies import Movie, clean_text
from tui.cli.result_stream import OutputLost, ReaderGone, lost
from tui.forgiving_stream import Forgiving

if TYPE_CHECKING:
    from rich.console import Console


Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="Number of films.")]


def write(text: str) -> None:
    """Write `text` to stdout and flush; characters that its encoding lacks become question marks. Raises ReaderGone or
    OutputLost."""
    encoding = sys.stdout.encoding or "utf-8"
    _write(text.encode(encoding, errors="replace"))


def write_json(document: object) -> None:
    """Write one JSON document as one line to stdout, in UTF-8 whatever the locale is. Raises ReaderGone or
    OutputLost.

    Bytes of file names that are not UTF-8 become question marks.
    """
    try:
        data = msgspec.json.encode(document)
    except UnicodeEncodeError:
        data = msgspec.json.encode(_all_encodable(msgspec.to_builtins(document)))
    _write(data + b"\n")


def _all_encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_all_encodable(key): _all_encodable(one) for key, one in value.items()}
    return [_all_encodable(one) for one in value] if isinstance(value, list | tuple) else value


def _write(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as cause:
        raise lost(cause) from cause


def write_lines(lines: Iterable[tuple[str, str]], *, plain: bool) -> None:
    """Write names and their values in two columns; with `plain`, as `name: value` lines."""
    pairs = list(lines)
    if plain:
        write("".join(f"{name}: {clean_text(words).replace(' · ', ', ')}\n" for name, words in pairs))
        return
    width = max((len(name) for name, _ in pairs), default=0)
    write("".join(f"{name:<{width}}  {clean_text(words)}\n" for name, words in pairs))


def console(*, stderr: bool = False) -> Console:
    """A Rich console that prints text verbatim, with colors only if the terminal and NO_COLOR allow them."""
    from rich.console import Console

    stream: Any = Forgiving(sys.stderr) if stderr else sys.stdout
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def item(movie: Movie, score: float) -> dict[str, Any]:
    """A film as JSON documents have it."""
    return {
        "movie": movie.id,
        "title": clean_text(movie.title),
        "year": movie.year,
        "genres": list(movie.genres),
        "score": score,
        "new": movie.is_new,
    }


def say(message: str) -> None:
    """Print a message for people on stderr, each line without control characters."""
    stream = Forgiving(sys.stderr)
    stream.write("".join(clean_text(line) + "\n" for line in (message.split("\n"))))
    stream.flush()


def tell_error(message: str, remedy: str, *, as_json: bool) -> None:
    """Print a failure and its remedy on stderr; with `as_json`, also the error document on stdout."""
    message, remedy = _encodable(message), _encodable(remedy)
    if as_json:
        with suppress(ReaderGone, OutputLost):  # the exit code is that of the failure
            write_json({"error": {"message": message, "remedy": remedy}})
    say(f"movierec: {message}" + (f"\n  {remedy}" if remedy else ""))


def _encodable(text: str) -> str:
    """`text` on one line, with question marks for what UTF-8 cannot encode (file names may contain such bytes)."""
    return " ".join(clean_text(text).split()).encode(errors="replace").decode()
