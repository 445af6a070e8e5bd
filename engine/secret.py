"""Passwords and keys: values that never appear in a message, a log or a traceback.

A Secret shows itself as `***`. What libraries and other programs write about a failure may quote what they were given,
so their text goes through `hide`, which knows every secret that this process has read, and the form of an address with
a password. Nothing here decides what is secret.
"""

from __future__ import annotations

import re
from urllib.parse import quote

MASK = "***"
_SHORT = 4
"""A secret shorter than this is masked only where it stands alone: masking each `a` of a text would tell it."""

_ORDINARY = (
    "localhost root admin administrator user username test guest default password passwd secret token public private"
    " movierec milvus pymilvus mysql pymysql mariadb sqlite python engine server client host port socket address"
    " database catalog catalogue table column collection vectors version model films movies error exception traceback"
    " most recent call last connection connect cannot could not refused denied access timeout timed unknown lost"
    " query file line name with from this that open read write data the and for was has one of to in is it at as by no"
)
"""What libraries write anyway. To mask such a word, which some have as their password, would tell it."""
_LOGIN = re.compile(r"(?<=://)\S*(?=@)")
_known: set[str] = set()
_shown: set[str] = set()


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


def shown_anyway(*texts: str) -> None:
    """Tell `hide` that messages contain these texts, such as a server's name, whether or not a secret is alike."""
    _shown.update(text.lower() for text in texts)


def hide(text: str) -> str:
    """`text` with every secret that this process has read replaced by `***`, the longest first, and so what stands
    before the @ of any address.

    A secret that is a part of what is shown anyway is masked only where text presents it as a password: a mask
    anywhere else would tell it.
    """
    text = _LOGIN.sub(MASK, text)
    for secret in sorted(_known, key=len, reverse=True):
        if secret.lower() in _ORDINARY or any(secret.lower() in shown for shown in _shown):
            text = re.sub(rf"((?i:pass\w*|pwd|token|key)\W?[=:]\W{{0,2}}){re.escape(secret)}(?!\w)", rf"\1{MASK}", text)
        elif len(secret) >= _SHORT:
            text = text.replace(secret, MASK)
        else:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text)
    return text
