"""The options that every command takes, before it or after it, and what they lead to. It opens nothing by itself."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from engine.errors import MovierecError
from engine.settings import Settings, load_settings
from tui.cli.output import SHAPE, say

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", help="What holds everything (MOVIEREC_HOME).")]
Profile = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="Whose marks; by default your login name's.")
]
Plain = Annotated[bool, typer.Option("--plain", help="One fact a line, no tables, bars or colours (MOVIEREC_PLAIN=1).")]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks.")]


class Options(msgspec.Struct, kw_only=True):
    """The global options of one call."""

    home: Path | None = None
    profile: str | None = None
    plain: bool = False
    debug: bool = False

    def take(self, *, home: Path | None, profile: str | None, plain: bool, debug: bool) -> None:
        """Keep what was given; what was not given stays as it is."""
        self.plain = plain or self.plain
        self.home = home or self.home
        self.profile = profile or self.profile
        self.debug = debug or self.debug
        SHAPE.plain = self.plain
        if not self.plain:
            with suppress(MovierecError):  # whoever needs the settings says what is wrong with them
                SHAPE.plain = settings().plain

    def forget(self) -> None:
        self.home = self.profile = None
        self.plain = self.debug = SHAPE.plain = False


OPTIONS = Options()
"""Of this process: a command line has one set of global options."""


def with_global_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command`, which then takes the global options as well (people write them at the end of a line)."""
    signature = inspect.signature(command, eval_str=True)
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, default, annotation in (
            ("home", None, Home),
            ("profile", None, Profile),
            ("plain", False, Plain),
            ("debug", False, Debug),
        )
    ]

    @functools.wraps(command)
    def run(*args: Any, home: Path | None, profile: str | None, plain: bool, debug: bool, **given: Any) -> None:
        OPTIONS.take(home=home, profile=profile, plain=plain, debug=debug)
        command(*args, **given)

    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), *extra]
    )
    run.__annotations__ = {
        **{name: parameter.annotation for name, parameter in signature.parameters.items()},
        **{parameter.name: parameter.annotation for parameter in extra},
        "return": None,
    }
    return run


def settings() -> Settings:
    """The settings that the options lead to. Raises UsageError."""
    return load_settings(home=OPTIONS.home, profile=OPTIONS.profile)


@contextmanager
def recommender(*, ranks: bool = True) -> Iterator[Recommender]:
    """The recommender over the current version. With `ranks` the command asks for vectors, and a store that is down
    is said on stderr afterwards; without, the vector store is never opened (which takes half a second)."""
    # Read when numpy is loaded. Queries are small: with two BLAS threads beside Milvus Lite's own, composing one of 100
    # likes took 17 to 31 ms on a busy 2-core machine, 1 ms on an idle one, and 1 ms on both with one thread.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from engine import open_recommender

    with open_recommender(settings()) as opened:
        yield opened
        for store in opened.health() if ranks else ():
            if store.state in ("degraded", "down"):
                say(f"note: {store.detail}")
