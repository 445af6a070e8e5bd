"""What a check of doctor's is: a function of the settings that gives its result, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import msgspec

from engine.settings import Settings


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one check. `state`: ok; degraded (works, but not as it should); down (does not work); none (nothing
    is set up yet)."""

    name: str
    state: Literal["ok", "degraded", "down", "none"]
    detail: str
    remedy: str = ""


Probe: TypeAlias = Callable[[Settings], Check]


def nothing_yet(name: str) -> Check:
    """The result of a check of what set-up makes, before the first set-up."""
    return Check(name=name, state="none", detail="nothing is set up yet", remedy="run `movierec setup`")
