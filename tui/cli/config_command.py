"""config: shows each setting with its value and where that is from, and writes a commented config.toml."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.config_file import line_of
from engine.errors import UsageError
from engine.file_faults import file_fault
from engine.settings import Settings, given_home, given_settings, login_name, variable
from tui.cli.output import say, write_json
from tui.cli.session import Json, Session
from tui.cli.shapes.shape import SHAPES
from tui.cli.text_tables import write_table
from tui.state.preferences import given_preferences


def config(
    session: Session,
    init: Annotated[
        bool, typer.Option("--init", help="Write a config.toml with every setting, its meaning and its default.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --init, replace the file; the old one becomes config.toml.old.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show each setting and where its value is from.

    Defaults, config.toml, MOVIEREC_* variables and the command line each override the one before. Keys of the app are
    listed if config.toml sets them. Passwords and tokens are not shown.

    \b
    Examples:
      movierec config
      movierec config --init
      MOVIEREC_PROFILE=anna movierec config --json
    """
    if force and not init:
        raise UsageError("--force goes with --init", "give both, or neither")
    if init:
        _write_file(session, force=force)
        if not as_json:
            return
    here = session.settings
    values = list(_values(session))
    if as_json:
        write_json({"shapes": SHAPES, "file": str(here.files.config), "values": values})
    else:
        rows = [(one["name"], _words(one["value"]), one["source"]) for one in values]
        write_table(("setting", "value", "from"), rows, fold=("value",), plain=session.plain)
        missing = "" if here.files.config.exists() else ", not there yet: `movierec config --init` writes it"
        say(f"config.toml is {here.files.config}{missing}")
    _note_unknown_keys(session)


def _write_file(session: Session, *, force: bool) -> None:
    """Write the commented file. Raises UsageError if there is one already, unless `force` is set."""
    from engine.atomic import write_file
    from engine.home import HomeFiles
    from tui.cli.commented_config import commented_config

    files = HomeFiles(given_home(home=session.options.home).value)
    path = Path(os.path.realpath(files.config))  # a link stays one
    if os.path.lexists(files.config) and not force:
        raise UsageError(
            f"{files.config} is there already",
            f"`movierec config` shows what it sets; --force replaces it, and keeps it as {files.config_before.name}",
        )
    files.ensure()
    try:
        with suppress(FileNotFoundError):
            write_file(files.config_before, path.read_bytes())
        write_file(path, commented_config(login_name()).encode())
    except OSError as cause:
        raise file_fault(cause, path, "cannot write") from cause
    say(f"wrote {files.config}; remove the # before what you want to change")


def _values(session: Session) -> Iterator[dict[str, Any]]:
    """Every setting and preference with its value and source. Raises UsageError if one is wrong."""
    here, preferences, options = session.settings, session.preferences, session.options
    given = given_settings(home=options.home, profile=options.profile) | given_preferences(here)
    path = here.files.config

    def entry(name: str, value: object, *, option: bool = False) -> dict[str, Any]:
        found = "command line" if option else given[name].source if name in given else "default"
        source = {"file": _in_file(path, name), "environment": f"environment {variable(name)}"}.get(found, found)
        return {"name": name, "value": value if isinstance(value, bool | float) else str(value), "source": source}

    for name in Settings.__struct_fields__:
        yield entry(name, getattr(here, name))  # an address or a token shows itself without its password
    yield entry("plain", session.plain, option=options.plain)
    for action, keys in preferences.keys.items():
        yield {"name": f"keys.{action}", "value": keys, "source": _in_file(path, "keys", action)}


def _in_file(path: Path, *names: str) -> str:
    line = line_of(path, *names) if path.exists() else None
    return f"{path.name} line {line}" if line else path.name


def _words(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _note_unknown_keys(session: Session) -> None:
    """Note on stderr which of [keys] are no actions: the app passes them over."""
    keys = session.preferences.keys
    if not keys:
        return
    from difflib import get_close_matches

    from tui.actions import ACTIONS

    known = [action.id for action in ACTIONS]
    for name in keys.keys() - set(known):
        near = get_close_matches(name, known, 1)
        say(f"note: keys.{name} is no key of the app" + (f"; did you mean {near[0]}?" if near else ""))
