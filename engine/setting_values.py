"""The values of settings as people write them in config.toml and in the environment: yes and no, seconds, text.

Each refusal is one line that names the setting, and never shows the value of one that may hold a password.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from engine.errors import UsageError

LONGEST_TIMEOUT = 24 * 3600
_TRUE = frozenset({"true", "yes", "on", "1", "y", "t"})
_FALSE = frozenset({"false", "no", "off", "0", "n", "f", ""})


def truth(name: str, value: object, config: Path) -> bool:
    """True or false from a bool, 1 or 0, or a word such as yes or off. Raises UsageError."""
    word = str(value).strip().lower()
    if isinstance(value, bool | int | str) and word in _TRUE | _FALSE:
        return word in _TRUE
    raise UsageError(
        f"the setting {name} is neither yes nor no: {_shown(value)}",
        f"write {name} = true or false in {config}{_or_environment(name)}",
    )


def timeout(name: str, value: object, config: Path) -> float:
    """Seconds above 0, at most a day, from a number or its text. Raises UsageError."""
    try:
        seconds = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        seconds = math.nan
    if 0 < seconds <= LONGEST_TIMEOUT:
        return seconds
    raise UsageError(
        f"the setting {name} is not a number of seconds above 0: {_shown(value)}",
        f"write {name} = 10, or any number up to {LONGEST_TIMEOUT}, in {config}{_or_environment(name)}",
    )


def words(name: str, value: object, config: Path) -> str:
    """Text. Raises UsageError, which does not show the value."""
    if isinstance(value, str):
        return value
    raise UsageError(f"the setting {name} is not text", f'write it in quotes, as in {name} = "...", in {config}')


def unknown_names(config: Path, unknown: Iterable[str], known: Iterable[str]) -> UsageError:
    """The error about names that are no settings, each with the nearest that is one."""
    from difflib import get_close_matches

    known, shown = sorted(known), []
    for name in unknown:
        near = get_close_matches(name.lower(), known, 1)
        shown.append(f"{name} (did you mean {near[0]}?)" if near else name)
    return UsageError(
        f"{config} has unknown settings: {', '.join(shown)}",
        f"remove them from that file; it may have {', '.join(known)}",
    )


def _or_environment(name: str) -> str:
    return f", or set MOVIEREC_{name.upper()} so"


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 40 else text[:40] + "…")
