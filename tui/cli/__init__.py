"""The command line. Heavy imports wait until a command needs them, and every failure is turned into a message here.

`main` is the entry point. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from engine.errors import MovierecError
from tui.cli.add_command import add
from tui.cli.doctor_command import doctor
from tui.cli.evaluate_command import evaluate
from tui.cli.mark_command import mark
from tui.cli.marks_command import marks
from tui.cli.models_command import models
from tui.cli.output import ReaderGone, say, tell_error, write
from tui.cli.recommend_command import recommend
from tui.cli.remove_command import remove
from tui.cli.search_command import search
from tui.cli.session import Session, with_global_options
from tui.cli.setup_command import setup
from tui.cli.similar_command import similar
from tui.cli.status_command import show_status, status
from tui.cli.train_command import train
from tui.forgiving_stream import Forgiving


class _InOrder(TyperGroup):
    """Lists commands in the order they are added: the order in which people need them."""

    def list_commands(self, ctx: object) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    cls=_InOrder,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        try:
            print(f"movierec {installed('movierec')}")
        except PackageNotFoundError:  # a checkout that is not installed
            print("movierec (not installed)")
        raise typer.Exit


@app.callback(invoke_without_command=True)
@with_global_options
def movierec(
    session: Session,
    no_mouse: Annotated[bool, typer.Option("--no-mouse", help="Do not capture the mouse in the app.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Film recommendations in the terminal. Without a command, open the app.

    \b
    Examples:
      movierec                                 open the app (it offers set-up)
      movierec setup                           get the data, train, publish (once)
      movierec search matrix                   find a film
      movierec recommend "Toy Story" "Alien"   films for someone who likes these
      movierec similar "The Godfather"         films similar to this one
      movierec mark Alien --like               like a film; the app uses it too

    MOVIE is an id or a title; write id:10 or title:300 to say which. Every command that prints a result takes
    --json, and --plain for screen readers.
    """
    if session.subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty() and not session.plain:
        from tui.app import run_app

        raise typer.Exit(run_app(session.settings, session.preferences, mouse=not no_mouse))
    show_status(session, as_json=False)
    write("\nIn a terminal, `movierec` opens the app; `movierec --help` lists the commands.\n")


for command in (setup, search, similar, recommend, mark, marks, add, remove, train, evaluate):
    app.command()(with_global_options(command))
app.add_typer(models, name="models")
app.command()(with_global_options(status))
app.command()(with_global_options(doctor))


def main() -> None:
    """Run the command line and end the process with its exit code."""
    code = run(sys.argv[1:])
    Forgiving(sys.stderr).flush()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments` and return its exit code. Raises only SystemExit (from shell completion)."""
    before_dashes = list(arguments)[: list(arguments).index("--")] if "--" in arguments else list(arguments)
    as_json, debug = "--json" in before_dashes, "--debug" in before_dashes
    try:
        code = app(list(arguments), prog_name="movierec", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except ReaderGone:
        return 0
    except MovierecError as error:
        _trace(debug)
        tell_error(error.message, error.remedy, as_json=as_json)
        return error.exit_code
    except TyperException as error:
        tell_error(error.format_message(), f"see `{_usage_of(error)} --help`", as_json=as_json)
        return error.exit_code
    except (Abort, KeyboardInterrupt):
        say("movierec: interrupted")
        return 130
    except Exception as error:  # noqa: BLE001 - the one place where a bug is turned into a message
        _trace(debug)
        tell_error(
            f"{type(error).__name__}: {error}",
            "this is a bug; please report the output of the same command with --debug",
            as_json=as_json,
        )
        return 1


def _trace(debug: bool) -> None:
    if debug:
        import traceback

        traceback.print_exc()


def _usage_of(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "movierec"
