"""The health of a store, as the app and the commands report it."""

from __future__ import annotations

from typing import Literal

import msgspec


class StoreHealth(msgspec.Struct, frozen=True, kw_only=True):
    """A store's health. `state`: ok; degraded (a stand-in answers); down; none (nothing is set up yet)."""

    name: str
    """`vectors` or `catalog`."""
    kind: str
    where: str
    state: Literal["ok", "degraded", "down", "none"]
    detail: str = ""
    """What is wrong or worth knowing; usually empty."""
