"""What a person has set of the interface itself: a plain command line, and keys of the app in place of its own.

They stand in home's config.toml beside the engine's settings, which pass them over.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import msgspec

from engine.errors import UsageError
from engine.settings import FRONT_END, Settings, read_config


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    plain: bool = False
    """The commands answer one fact a line, without tables, bars and colours, as suits a screen reader
    (MOVIEREC_PLAIN)."""
    keys: dict[str, str] = {}
    """Keys by the ids of the app's actions: config.toml's [keys], as in like = "space,f"."""


def load_preferences(settings: Settings, environ: Mapping[str, str] | None = None) -> Preferences:
    """The preferences in force: defaults < config.toml < MOVIEREC_PLAIN. Raises UsageError where one is wrong."""
    env = os.environ if environ is None else environ
    path = settings.files.config
    values: dict[str, Any] = {name: value for name, value in read_config(path).items() if name in FRONT_END}
    if env.get("MOVIEREC_PLAIN"):
        values["plain"] = env["MOVIEREC_PLAIN"]
    try:
        return msgspec.convert(values, Preferences, strict=False)
    except msgspec.ValidationError as cause:
        raise UsageError(f"a setting is wrong: {cause}", f"see {path} and MOVIEREC_*") from cause
