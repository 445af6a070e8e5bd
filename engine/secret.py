"""Passwords and keys: values that never appear in a message, a log or a traceback.

A Secret shows itself as `***`. What libraries write about a failure may quote what they were given, so their text goes
through `hide`, which knows every secret that this process has read. Nothing here decides what is secret.
"""

from __future__ import annotations

import re
from urllib.parse import quote

MASK = "***"
_SHORT = 4
"""A secret shorter than this is masked only where it stands alone: masking each `a` of a text would tell it."""

_known: set[str] = set()


class Secret:
    """A value that only `reveal` tells. `forms` are other ways in which it is written, hidden as well."""

    __slots__ = ("_value",)

    def __init__(self, value: str = "", *forms: str) -> None:
        self._value = value
        for form in (value, *forms):
            quoted = form.replace("\\", "\\\\").replace("'", "\\'")
            ways = (form, quoted, repr(form)[1:-1], ascii(form)[1:-1], quote(form, safe="", errors="replace"))
            _known.update(way for way in ways if way)

    def reveal(self) -> str:
        """The value itself, for the library that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __str__(self) -> str:
        return MASK if self._value else ""

    def __repr__(self) -> str:
        return f"Secret({self})"


def hide(text: str) -> str:
    """`text` with every secret that this process has read replaced by `***`, the longest first."""
    for secret in sorted(_known, key=len, reverse=True):
        if len(secret) >= _SHORT:
            text = text.replace(secret, MASK)
        else:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text)
    return text
