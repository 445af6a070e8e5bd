"""Reading config.toml as people write it: with a byte order mark, in UTF-16, with `yes` and `True` for true.

What its values mean is for engine.settings and, for the interface's own, tui.state.preferences.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.file_faults import file_fault

# A bare word for true or false that TOML itself does not have, alone behind a name.
_BARE_WORD = re.compile(r"^([ \t]*[\w.-]+[ \t]*=[ \t]*)(yes|no|on|off|true|false)(?=[ \t]*(?:#.*)?$)", re.I | re.M)
_YES = frozenset({"yes", "on", "true"})


def read_config(path: Path) -> dict[str, Any]:
    """The values in config.toml, by name; empty if the file is missing. Raises UsageError if it is not written
    as TOML, FileFault if it cannot be read."""
    text = _text(path)
    try:
        return _values(text)
    except tomllib.TOMLDecodeError as cause:
        raise UsageError(
            f"cannot read {path}: {' '.join(str(cause).split())}",
            'write each setting as name = value, and text in quotes: name = "text"',
        ) from cause


def line_of(path: Path, *names: str) -> int | None:
    """The line, counted from 1, that sets a value of config.toml; `names` are those of its tables and its own. None if
    no line can be told, as of a value inside another's. Raises what `read_config` raises."""
    lines = _text(path).split("\n")
    begins = re.compile(rf"""[ \t]*(?:[\w-]+[ \t]*\.[ \t]*)*["']?{re.escape(names[-1])}["']?[ \t]*=""")
    for number in (number for number, line in enumerate(lines) if begins.match(line)):
        # A value may run over several lines, and a text may contain what looks like a setting.
        for end in range(number + 1, len(lines) + 1):
            try:
                found: Any = _values("\n".join(lines[:end]))
            except tomllib.TOMLDecodeError:
                continue
            for name in names:
                found = found.get(name) if isinstance(found, dict) else None
            if found is not None:
                return number + 1
            break
    return None


def _text(path: Path) -> str:
    try:
        return _decoded(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as cause:
        raise file_fault(cause, path, "cannot read") from cause
    except UnicodeDecodeError as cause:
        raise UsageError(f"cannot read {path}: it is not text in UTF-8", "fix or remove that file") from cause


def _values(text: str) -> dict[str, Any]:
    """The values of TOML in which true and false may be written as people do. Raises TOMLDecodeError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        mended = _BARE_WORD.sub(lambda found: found[1] + ("true" if found[2].lower() in _YES else "false"), text)
        try:
            return tomllib.loads(mended)
        except tomllib.TOMLDecodeError:
            raise cause from None


def _decoded(content: bytes) -> str:
    """The text of the file. Raises UnicodeDecodeError."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")
