"""A person's settings for the interface itself: plain command output, and remapped keys in the app.

They are in home's config.toml beside the engine's settings; the engine ignores them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec

from engine.config_file import read_config
from engine.errors import UsageError
from engine.setting_values import truth
from engine.settings import FRONT_END, Given, Settings, variable


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    plain: bool = False
    """Commands print one fact per line, without tables, bars and colors, for screen readers (MOVIEREC_PLAIN)."""
    keys: dict[str, str] = {}
    """Keys by action id: config.toml's [keys] table, as in like = "space,f"."""


def load_preferences(settings: Settings, environ: Mapping[str, str] | None = None) -> Preferences:
    """The preferences in effect: defaults < config.toml < MOVIEREC_PLAIN. Raises UsageError if one is invalid."""
    path = settings.files.config
    values = {name: one.value for name, one in given_preferences(settings, environ).items()}
    keys = values.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise UsageError(
            "the setting keys is not a table of actions and keys",
            f'write [keys] in {path}, and below it lines like like = "space,f"',
        )
    return Preferences(plain=truth("plain", values.get("plain", False), path), keys=keys)


def given_preferences(settings: Settings, environ: Mapping[str, str] | None = None) -> dict[str, Given]:
    """The preferences that are given somewhere, by name, not checked yet, each from the place that counts. Raises
    UsageError if config.toml cannot be read."""
    env = os.environ if environ is None else environ
    found = {name: Given(v, "file") for name, v in read_config(settings.files.config).items() if name in FRONT_END}
    plain = env.get(variable("plain"))
    return found | ({"plain": Given(plain, "environment")} if plain else {})
