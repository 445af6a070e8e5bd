"""Values in other people's JSON, of which none need have the type that it should. Pure functions.

What has another type is as good as absent, so that one odd value does not make its record unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.movies import clean_text

_LONGEST_TEXT = 1_000
_LARGEST = 10**12
"""No id, year or rating is as large."""


def object_in(value: object) -> Mapping[str, object]:
    """The object by its names; empty if `value` is none."""
    return value if isinstance(value, dict) else {}


def list_in(value: object) -> list[object]:
    """The list; empty if `value` is none."""
    return value if isinstance(value, list) else []


def words_in(value: object) -> str:
    """The cleaned text, or a number as text; empty if `value` is neither."""
    if isinstance(value, str):
        return clean_text(value[:_LONGEST_TEXT].encode("utf-8", "ignore").decode("utf-8")).strip()
    if isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST:
        return str(value)
    return ""
