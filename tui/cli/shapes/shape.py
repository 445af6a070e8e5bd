"""What a shape is, and the version of all of them."""

from __future__ import annotations

from typing import Literal

import msgspec

SHAPES = 1
"""Increases when a program that knows the former shapes would read one wrongly; a new key leaves it as it is."""

State = Literal["ok", "degraded", "down", "none"]


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """An object of a document. A value that may be null says when; a key that may be missing is UNSET."""
