"""The shapes of the documents that --json prints."""

from __future__ import annotations

import msgspec

SHAPES = 1


class ConfigValue(msgspec.Struct):
    name: str
    value: str | float | bool
    source: str


class Config(msgspec.Struct):
    shapes: int
    file: str
    values: list[ConfigValue]
