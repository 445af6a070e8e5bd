"""The names of protocols and baselines that `evaluate` accepts (the command line calls a baseline a peer).

Imports nothing heavy, so that a wrong name is refused at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import UsageError

PROTOCOLS = ("strong", "last", "all")
TUTORIAL = "tutorial"
BASELINES = ("popularity", "item-knn", "ease", "edlae", "ials", "regression", TUTORIAL)


def check_baselines(names: Sequence[str]) -> None:
    """Raises UsageError for a name that is not in BASELINES."""
    for name in names:
        if name not in BASELINES:
            raise UsageError(f"there is no peer '{name}'", f"choose from {', '.join(BASELINES)}")


def check_protocol(name: str) -> None:
    """Raises UsageError for a name that is not in PROTOCOLS."""
    if name not in PROTOCOLS:
        raise UsageError(f"there is no protocol '{name}'", f"choose from {', '.join(PROTOCOLS)}")
