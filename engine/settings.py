"""One Settings object: defaults < home/config.toml < MOVIEREC_* environment < what the command line gave.

Nothing else in the engine reads the environment or the config file. What a user interface keeps in that file
(FRONT_END) is passed over here.
"""

from __future__ import annotations

import getpass
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import UsageError
from engine.home import HomeFiles

FRONT_END = frozenset({"plain", "keys"})
"""Names in config.toml that belong to the user interface (tui.state.preferences)."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}\Z")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set, each also as `MOVIEREC_<FIELD>` and in config.toml (except home)."""

    home: Path
    """The folder that holds everything, 0700 (see engine.home)."""
    namespace: str = "movierec"
    """Prefixes the tables and collections, so that several installations can share servers."""
    profile: str
    """Whose marks are meant; by default the login name."""
    milvus_uri: str = ""
    """A Milvus server, as in http://host:19530; empty: Milvus Lite under home."""
    milvus_token: str = ""
    """`user:password` or an API key of the Milvus server."""
    milvus_db: str = ""
    """The Milvus database; empty: the server's default."""
    database_url: str = ""
    """The catalog's SQL database, as in mysql+pymysql://user:pw@host/db; empty: SQLite under home."""
    store_timeout: float = 10.0
    """Seconds that a call to a store may take before it counts as down."""

    @property
    def files(self) -> HomeFiles:
        """What is where under home."""
        return HomeFiles(self.home)


def load_settings(
    environ: Mapping[str, str] | None = None, *, home: str | Path | None = None, **overrides: Any
) -> Settings:
    """The settings in force: the defaults, then config.toml under `home`, then MOVIEREC_* of `environ` (by default the
    process's environment), then `overrides`, by the names of Settings' fields; those that are None count as not given.

    `home` defaults to MOVIEREC_HOME, else to the user's data folder (~/.local/share/movierec on Linux). Raises
    UsageError where the config file or a value cannot be read.

    >>> from engine import load_settings
    >>> settings = load_settings({"MOVIEREC_PROFILE": "anna"}, home="/srv/films", store_timeout=5)
    >>> settings.home, settings.profile, settings.store_timeout
    (PosixPath('/srv/films'), 'anna', 5.0)
    """
    env = os.environ if environ is None else environ
    where = Path(home or env.get("MOVIEREC_HOME") or _default_home()).expanduser().absolute()
    values: dict[str, Any] = {"profile": _login_name(), **_config_file(HomeFiles(where).config)}
    for field in Settings.__struct_fields__:
        if field != "home" and env.get(f"MOVIEREC_{field.upper()}"):
            values[field] = env[f"MOVIEREC_{field.upper()}"]
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = msgspec.convert({**values, "home": where}, Settings, strict=False)
    except msgspec.ValidationError as cause:
        raise UsageError(f"a setting is wrong: {cause}", f"see {HomeFiles(where).config} and MOVIEREC_*") from cause
    if not _NAME.match(settings.namespace):
        raise UsageError(
            f"'{settings.namespace}' cannot be a namespace",
            "use letters, digits and _, at most 32, a letter first",
        )
    return settings


def read_config(path: Path) -> dict[str, Any]:
    """What config.toml sets, by name; nothing where the file is missing. Raises UsageError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise UsageError(f"cannot read {path}: {cause}", "mend or remove that file") from cause


def _config_file(path: Path) -> dict[str, Any]:
    """What config.toml sets of the engine."""
    values = read_config(path)
    known = {name: values[name] for name in values if name in Settings.__struct_fields__ and name != "home"}
    unknown = sorted(set(values) - set(known) - FRONT_END)
    if unknown:
        raise UsageError(f"{path} sets what movierec does not know: {', '.join(unknown)}", "remove it there")
    return known


def _default_home() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("movierec", appauthor=False))


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"
