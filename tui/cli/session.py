"""One call of the command line: the global options, given before or after the command, and what they resolve to.

A session is created for each call and passed to the command; it opens nothing until asked to.
"""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer
from typer.exceptions import TyperException

from engine.errors import MovierecError
from tui.cli import completion
from tui.cli.result_stream import ReaderGone

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender
    from engine.settings import Settings
    from tui.state.preferences import Preferences

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout, nothing else.")]
Home = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", readable=False, help="Folder for all data (MOVIEREC_HOME).")
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Whose marks to use; by default, your login name.",
        autocompletion=completion.profiles,
    ),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="One fact per line, no tables, bars or colors (MOVIEREC_PLAIN=1).")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks.")]

Given = ParamSpec("Given")


@dataclass(frozen=True, kw_only=True)
class GlobalOptions:
    """The options that every command takes."""

    home: Path | None = None
    profile: str | None = None
    plain: bool = False
    debug: bool = False

    def over(self, other: GlobalOptions) -> GlobalOptions:
        """These options, with those of `other` where one is not given here."""
        return GlobalOptions(
            home=self.home or other.home,
            profile=self.profile or other.profile,
            plain=self.plain or other.plain,
            debug=self.debug or other.debug,
        )


class Session:
    """What the options of one call resolve to. `subcommand` is the command that follows, if this one is a group."""

    def __init__(self, options: GlobalOptions, subcommand: str | None = None) -> None:
        self.options = options
        self.subcommand = subcommand

    @property
    def settings(self) -> Settings:
        """The settings in force. Raises UsageError if a setting or a preference is wrong."""
        return self._loaded[0]

    @property
    def preferences(self) -> Preferences:
        """The preferences in force. Raises UsageError, as `settings` does."""
        return self._loaded[1]

    @cached_property
    def plain(self) -> bool:
        """Whether to print one fact per line; False if the settings are wrong (commands that need them report it)."""
        try:
            return self.options.plain or self.preferences.plain
        except MovierecError:
            return False

    @contextmanager
    def recommender(self, *, ranks: bool = True) -> Iterator[Recommender]:
        """The recommender over the current version, for the questions of one call: only servers are opened, embedded
        stores are answered for by the version's files. With `ranks`, the command searches vectors, and a store that is
        degraded or down is reported on stderr afterwards."""
        from tui.cli.output import say

        with self.open_recommender() as opened:
            yield opened
            for note in store_notes(opened) if ranks else ():
                say(note)

    def open_recommender(self) -> Recommender:
        """That recommender, which the caller closes."""
        # OpenBLAS reads this when numpy is loaded. Queries are small: with two BLAS threads beside Milvus Lite's own,
        # composing a query of 100 likes took 17 to 31 ms on a busy 2-core machine and 1 ms on an idle one; with one
        # thread, 1 ms on both.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from engine.serving.recommender import Recommender
        from engine.serving.store_connections import Opening

        return Recommender.open(self.settings, Opening.SERVERS_ONLY)

    @cached_property
    def _loaded(self) -> tuple[Settings, Preferences]:
        from engine.settings import load_settings
        from tui.state.preferences import load_preferences

        settings = load_settings(home=self.options.home, profile=self.options.profile)
        return settings, load_preferences(settings)


def store_notes(opened: Recommender) -> list[str]:
    """What to tell of the stores that are degraded or down."""
    return [f"note: {store.detail}" for store in opened.health() if store.state in ("degraded", "down")]


Command = Callable[Concatenate[Session, Given], None]


def with_global_options(command: Command[Given]) -> Callable[..., None]:
    """Wrap `command` for typer: the wrapper also takes the global options (people write them at the end of a line)
    and passes the command a session made from them. An option that the command has itself, as `serve` has its
    profiles, is the command's alone."""
    signature = inspect.signature(command, eval_str=True)
    own = list(signature.parameters.values())[1:]
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, default, annotation in (
            ("home", None, Home),
            ("profile", None, Profile),
            ("plain", False, Plain),
            ("debug", False, Debug),
        )
        if name not in signature.parameters
    ]
    parameters = [context, *own, *options]

    @functools.wraps(command)
    def run(context: typer.Context, **given: Any) -> None:
        here = GlobalOptions(**{option.name: given.pop(option.name) for option in options})
        context.obj = here.over(context.obj or GlobalOptions())  # the subcommands of a group read them from there
        session = Session(context.obj, context.invoked_subcommand)
        try:
            command(session, **given)  # type: ignore[call-arg]
        except (MovierecError, OSError, ReaderGone, TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as error:
            from engine.stores.version_damage import find_damage

            damage = find_damage(session.settings)
            if damage is None:
                raise
            raise damage from error

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": None}
    return run
