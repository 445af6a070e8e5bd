"""How a store is, as people and programs are told."""

from __future__ import annotations

from typing import Literal

import msgspec


class StoreHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How a store is. `state`: ok; degraded (a stand-in answers); down; none (nothing is set up yet)."""

    name: str
    """vectors or catalog."""
    kind: str
    where: str
    state: Literal["ok", "degraded", "down", "none"]
    detail: str = ""
    """In words, what is wrong or worth knowing; empty where all is as usual."""
