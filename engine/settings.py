"""One Settings object: defaults < home/config.toml < MOVIEREC_* environment < command line.

Nothing else in the engine reads the environment or the config file. The user interface's own settings in that file
(FRONT_END) are ignored here.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from engine.addresses import DatabaseAddress, MilvusAddress
from engine.config_file import read_config
from engine.errors import UsageError
from engine.home import HomeFiles
from engine.secret import Secret, shown_anyway
from engine.setting_values import timeout, unknown_names, words

FRONT_END = frozenset({"plain", "keys"})
"""Names in config.toml that belong to the user interface (tui.state.preferences)."""

Source: TypeAlias = Literal["default", "file", "environment", "command line"]

_GIVE_HOME = "give the whole path of one with --home DIR or MOVIEREC_HOME"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}\Z")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings; each can also be given as `MOVIEREC_<FIELD>` and, except for `home`, in config.toml."""

    home: Path
    """The folder that contains everything, 0700 (see engine.home)."""
    namespace: str = "movierec"
    """The prefix of tables and collections, so that several installations can share servers."""
    profile: str
    """The name under which marks are kept; by default the login name."""
    milvus_uri: MilvusAddress = MilvusAddress()
    """A Milvus server, as in http://host:19530; empty: Milvus Lite under home."""
    milvus_token: Secret = Secret()
    """`user:password` or an API key of the Milvus server."""
    milvus_db: str = ""
    """The Milvus database; empty: the server's default."""
    database_url: DatabaseAddress = DatabaseAddress()
    """The catalog's SQL database, as in mysql+pymysql://user:pw@host/db; empty: SQLite under home."""
    store_timeout: float = 10.0
    """Seconds that a call may take before the store counts as down."""
    tmdb_key: Secret = Secret()
    """A person's own key of TMDB, for posters; empty: none are fetched."""
    posters: str = ""
    """A folder of posters; empty: there is none."""
    poster_graphics: Literal["auto", "kitty", "sixel", "blocks"] = "auto"
    """How posters are drawn: as pictures by one of the protocols of terminals, in half blocks, or as the terminal's
    environment suggests."""
    sampler: Literal["torch", "dgl"] = "torch"
    """What draws the random walks of a training: movierec's own sampler in torch, or DGL's."""

    def __post_init__(self) -> None:
        """Read the addresses and the token where they were given as text."""
        for name, kind in _READ.items():
            value = getattr(self, name)
            if isinstance(value, str):
                msgspec.structs.force_setattr(self, name, kind(value.strip()))

    @property
    def files(self) -> HomeFiles:
        """The paths under home."""
        return HomeFiles(self.home)


_READ: dict[str, type[MilvusAddress | DatabaseAddress | Secret]] = {
    "milvus_uri": MilvusAddress,
    "milvus_token": Secret,
    "tmdb_key": Secret,
    "database_url": DatabaseAddress,
}


def load_settings(
    environ: Mapping[str, str] | None = None, *, home: str | Path | None = None, **overrides: Any
) -> Settings:
    """Load the settings: the defaults, then config.toml under `home`, then MOVIEREC_* from `environ` (by default the
    process's environment), then `overrides` by field name; overrides that are None are ignored.

    `home` defaults to MOVIEREC_HOME, else to the user's data folder (~/.local/share/movierec on Linux). Raises
    UsageError if the config file or a value is invalid.

    >>> from engine import load_settings
    >>> settings = load_settings({"MOVIEREC_PROFILE": "anna"}, home="/srv/films", store_timeout=5)
    >>> settings.home, settings.profile, settings.store_timeout
    (PosixPath('/srv/films'), 'anna', 5.0)
    """
    values = {name: one.value for name, one in given_settings(environ, home=home, **overrides).items()}
    where = values.pop("home")
    config = HomeFiles(where).config
    for name, value in values.items():
        values[name] = timeout(name, value, config) if name == "store_timeout" else words(name, value, config)
    try:
        settings = msgspec.convert({**values, "home": where}, Settings, strict=False, dec_hook=lambda kind, v: kind(v))
    except msgspec.ValidationError as cause:
        raise UsageError(f"a setting is wrong: {cause}", f"see {config} and MOVIEREC_*") from cause
    if not _NAME.match(settings.namespace):
        raise UsageError(
            f"'{settings.namespace}' is not a valid namespace",
            "use at most 32 letters, digits and _, starting with a letter",
        )
    if not settings.profile.strip():
        raise UsageError("the setting profile is empty", f"write a name in {config}, or leave the line out")
    shown_anyway(str(where), settings.profile)
    return settings


class Given(NamedTuple):
    """A setting's value, not checked yet, and what gives it."""

    value: Any
    source: Source


def given_settings(
    environ: Mapping[str, str] | None = None, *, home: str | Path | None = None, **overrides: Any
) -> dict[str, Given]:
    """The settings that `load_settings` would read, by name, each from the place that counts; those left to their
    default are missing, except for the home folder and the profile. Raises UsageError, as it does."""
    env = os.environ if environ is None else environ
    found = {"home": given_home(env, home), "profile": Given(login_name(), "default")}
    in_file = _config_file(HomeFiles(found["home"].value).config)
    set_there = {name: env.get(variable(name), "").strip() for name in Settings.__struct_fields__ if name != "home"}
    found |= {name: Given(value, "file") for name, value in in_file.items()}
    found |= {name: Given(value, "environment") for name, value in set_there.items() if value}
    found |= {name: Given(value, "command line") for name, value in overrides.items() if value is not None}
    return found


def given_home(environ: Mapping[str, str] | None = None, home: str | Path | None = None) -> Given:
    """The home folder, whether or not it exists, and what gives it. Raises UsageError."""
    from_environment = (os.environ if environ is None else environ).get(variable("home"), "").strip()
    source: Source = "command line" if home else "environment" if from_environment else "default"
    return Given(_folder(home or from_environment), source)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"MOVIEREC_{name.upper()}"


def login_name() -> str:
    """The name of the account; `me` if it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"


def _config_file(path: Path) -> dict[str, Any]:
    """The engine's own values in config.toml. Raises UsageError for unknown names."""
    values = read_config(path)
    known = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in values.items()
        if name in Settings.__struct_fields__ and name != "home"
    }
    unknown = sorted(set(values) - set(known) - FRONT_END)
    if unknown:
        raise unknown_names(path, unknown, {*Settings.__struct_fields__, *FRONT_END} - {"home"})
    return known


def _folder(path: str | Path) -> Path:
    """`path` made absolute; if it is empty, the user's data folder. Raises UsageError if it depends on the home folder
    of an account that has none, as in many containers."""
    try:
        if not path:
            import platformdirs

            path = platformdirs.user_data_dir("movierec", appauthor=False)
        return Path(path).expanduser().absolute()
    except RuntimeError as cause:
        whose = Path(path).parts[:1]
        why = f"no home folder is known for {whose[0]}" if whose else "this account has no home folder"
        raise UsageError(f"there is no folder for movierec: {why}", _GIVE_HOME) from cause
    except OSError as cause:
        raise UsageError(f"cannot find {path} from the current folder: {cause.strerror}", _GIVE_HOME) from cause
