"""Failures."""

from __future__ import annotations

from tui.cli.shapes.shape import Shape


class Trouble(Shape):
    """What went wrong, and what to do about it, each one line for people: do not parse them."""

    message: str
    remedy: str
    """may be empty"""


class Failure(Shape):
    """The document of a command that failed; its exit code is 1 (failed) or 2 (wrong usage)."""

    error: Trouble
