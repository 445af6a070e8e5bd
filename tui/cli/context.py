"""What the options before the command mean, kept for the command that follows. It opens nothing by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.settings import Settings, load_settings

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender


class Options(msgspec.Struct, kw_only=True):
    """The global options of one call, and what its command said of its output."""

    home: Path | None = None
    profile: str | None = None
    debug: bool = False
    json: bool = False
    """Errors, too, are then one JSON document on stdout."""


OPTIONS = Options()
"""Of this process: a command line has one set of global options. `main` makes it anew."""


def settings(profile: str | None = None) -> Settings:
    """The settings that the options lead to. Raises UsageError."""
    return load_settings(home=OPTIONS.home, profile=profile or OPTIONS.profile)


@contextmanager
def recommender() -> Iterator[Recommender]:
    """The recommender over the current version; a store that is down is said on stderr."""
    from engine import open_recommender

    with open_recommender(settings()) as opened:
        yield opened
        for store in opened.health():
            if store.state in ("degraded", "down"):
                print(f"note: {store.detail}", file=sys.stderr)
