"""The command line. Nothing heavy is imported before a command needs it, and every failure becomes words here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from engine.errors import MovierecError
from tui.cli import asking, building, health, marking
from tui.cli.context import OPTIONS, settings
from tui.cli.output import print_error


class _InOrder(TyperGroup):
    """Commands in the order in which a person meets them."""

    def list_commands(self, ctx: object) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    cls=_InOrder,
    help="Films for your taste, in the terminal. Without a command: the app.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"movierec {version('movierec')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def movierec(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="The folder that holds everything (MOVIEREC_HOME).")] = None,
    profile: Annotated[str | None, typer.Option(help="Whose marks; by default your login name's.")] = None,
    no_mouse: Annotated[bool, typer.Option("--no-mouse", help="Leave the mouse to the terminal.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Films for your taste, in the terminal. Without a command: the app."""
    OPTIONS.home, OPTIONS.profile, OPTIONS.debug, OPTIONS.json = home, profile, debug, False
    if context.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty():
        from tui.app import run_app

        raise typer.Exit(run_app(settings(), mouse=not no_mouse))
    health.status(as_json=False)
    print("\nIn a terminal, `movierec` opens the app; `movierec --help` lists the commands.")


for command in (
    building.setup,
    asking.search,
    asking.similar,
    asking.recommend,
    marking.mark,
    marking.marks,
    building.train,
    building.evaluate,
):
    app.command()(command)
app.add_typer(building.models, name="models")
app.command()(health.status)
app.command()(health.doctor)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        app(prog_name="movierec")
    except MovierecError as error:
        if OPTIONS.debug:
            raise
        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("movierec: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has enough; a second failure at exit must not be told either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
