"""Data named the way people name them: a path typed, pasted or dropped into a terminal, or two of them.

Terminals quote a dropped path, escape its spaces, or write it as a file:// address. Nothing is read here but names and
first lines, so that a wrong path is found out before a job is started for it.
"""

from __future__ import annotations

import os
import shlex
import tarfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from engine.datasets.data_files import single_file
from engine.datasets.file_layouts import find_layout
from engine.datasets.rating_format import is_ratings
from engine.datasets.source_files import list_files
from engine.errors import DataError, UsageError
from engine.movies import clean_text

_ZIP = b"PK\x03\x04"
_ABSOLUTE = ("/", "~", "file://")
"""How the path of a dropped file begins, behind a quote perhaps."""


class TypedSource(msgspec.Struct, frozen=True, kw_only=True):
    """The `arguments` of `movierec setup` for the data, and a `name` for display."""

    arguments: tuple[str, ...]
    name: str


def find_source(text: str) -> TypedSource:
    """The data that `text` names: a folder, a zip, a tar, or a ratings file and a file of films in either order.

    A ratings file alone stands for its folder, if that is a data set. Raises UsageError or DataError, saying what is
    wrong.
    """
    paths = typed_paths(text)
    if not paths:
        raise UsageError("no path was given", "type the path of a folder, a zip, or two files")
    for path in paths:
        if not _exists(path):
            raise DataError(f"{clean_text(str(path))} does not exist", _nearest(path))
    return _pair(*paths) if len(paths) == 2 else _single(paths[0])


def typed_paths(text: str) -> list[Path]:
    """The one or two paths in `text`, as `named_paths` has them; more words than that are one path."""
    paths = named_paths(text)
    return paths if len(paths) <= 2 else [_path(text.strip())]


def named_paths(text: str) -> list[Path]:
    """The absolute paths in `text`, without quotes, escapes and file://, and with ~ expanded. A text that is the name
    of something that exists is that one path, whatever characters are in it."""
    text = text.strip()
    if not text:
        return []
    whole = _path(text)
    if _exists(whole):
        return [whole]
    if len(lines := [line for line in text.splitlines() if line.strip()]) > 1:
        return [path for line in lines for path in named_paths(line)]
    try:
        words = shlex.split(text)
    except ValueError:  # an apostrophe in a name
        return [whole]
    paths = [_path(word) for word in words]
    if len(paths) == 1 or any(map(_exists, paths)):
        return paths
    return [whole]  # spaces that nobody quoted, in a path that is wrong: named as a whole


def dropped_paths(text: str) -> list[Path]:
    """The paths in a text that was pasted, if it is nothing else: what a terminal makes of files dropped on it.

    All of them exist, and the first is written as an absolute path, with ~ or file://: no title is taken for one.
    """
    if not text.lstrip(" \t\r\n'\"").lower().startswith(_ABSOLUTE) or not any(map(str.isalnum, text)):
        return []
    paths = named_paths(text)
    return paths if all(map(_exists, paths)) else []


def _path(word: str) -> Path:
    if word.lower().startswith("file://"):
        word = unquote(urlsplit(word).path)
    path = Path(os.path.expandvars(word))
    with suppress(RuntimeError):  # ~ and the name of nobody
        path = path.expanduser()
    return path.absolute()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, or a folder that may not be entered
        return False


def _nearest(path: Path) -> str:
    """The part of the path that is right."""
    there = next((folder for folder in path.parents if _exists(folder)), None)
    return "check the path" if there in (None, Path("/")) else f"{clean_text(str(there))} does"


def _single(path: Path) -> TypedSource:
    rated = None if path.is_dir() else single_file(path)
    if rated is None or _is_archive(path):
        try:
            find_layout(path, list_files(path))
        except DataError:
            if rated is None or not is_ratings(rated):
                raise
        else:
            return TypedSource(arguments=("--source", str(path)), name=clean_text(path.name))
    if not is_ratings(rated):
        raise DataError(
            f"{rated.label} is neither a folder, nor a zip, nor a file of ratings", "give one of these, or both files"
        )
    try:
        around = find_layout(path.parent, list_files(path.parent))
    except DataError:
        around = None
    if around is None or around.ratings.name != path.name:
        raise DataError(f"{rated.label} has ratings but no titles", "give the file of films too, after a space")
    return TypedSource(arguments=("--source", str(path.parent)), name=clean_text(path.parent.name))


def _pair(first: Path, second: Path) -> TypedSource:
    files = [single_file(first), single_file(second)]
    rated = [is_ratings(file) for file in files]
    if rated not in ([True, False], [False, True]):
        what = "both are files of ratings" if all(rated) else "neither is a file of ratings"
        raise DataError(f"{files[0].name} and {files[1].name}: {what}", "give one file of ratings and one of films")
    ratings, movies = (first, second) if rated[0] else (second, first)
    return TypedSource(arguments=("--ratings", str(ratings), "--movies", str(movies)), name=clean_text(ratings.name))


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            if file.read(len(_ZIP)) == _ZIP:
                return True
        return tarfile.is_tarfile(path)
    except OSError as cause:
        raise DataError(f"{path} cannot be read: {cause.strerror}", "check its permissions") from cause
