"""The command line. Nothing is imported that the called command does not need, and every failure becomes a message.

`main` is the entry point. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, ClassVar

import typer

import engine
from tui import standard_streams
from tui.cli.lazy_commands import LazyGroup
from tui.cli.result_stream import take_stdout
from tui.cli.session import Session, with_global_options
from tui.forgiving_stream import Forgiving

_ASKED = "_MOVIEREC_COMPLETE"
"""The environment variable in which a shell says how it asks for completions."""
_COMPLETION = frozenset({"--install-completion", "--show-completion"})


class _Commands(LazyGroup):
    """Lists the commands in the order in which people need them."""

    summaries: ClassVar[dict[str, str]] = {
        "setup": "Get the data, train a model and publish it (once).",
        "search": "Find films by title, allowing for typos.",
        "similar": "Find films similar to one film.",
        "recommend": "Recommend films for what you like, with reasons.",
        "together": "Recommend films for two to five people together.",
        "pick": "Pick one film for tonight.",
        "mark": "Mark a film: your opinion, seen, watchlist, not interested.",
        "marks": "List what you have marked, newest first.",
        "taste": "Say what you are like: your decades, genres, makers and stars, beside everybody's.",
        "diary": "List what you marked when, newest first, by the days of this machine.",
        "export": "Write your marks for another service, or as a backup.",
        "import": "Take your ratings, watchlist and seen films from other services.",
        "enrich": "Learn directors, actors and other titles from IMDb's data sets.",
        "serve": "Open the app in the browser, here or on other machines.",
        "add": "Add a film that is not in the data set, without retraining.",
        "remove": "Remove a film that was added.",
        "train": "Train a new version on the data that is set up.",
        "evaluate": "Compare the current version with other methods.",
        "config": "Show each setting and where its value is from.",
        "status": "Show what is set up, where it is, and which jobs are running.",
        "doctor": "Check what movierec needs, and say how to fix what is wrong.",
        "models": "List the versions, switch to one, remove one.",
    }


app = typer.Typer(
    cls=_Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"movierec {engine.__version__}")
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
    if standard_streams.can_show_the_app() and not session.plain:
        from tui.running import run_app

        raise typer.Exit(run_app(session.settings, session.preferences, mouse=not no_mouse))
    from tui.cli.output import write
    from tui.cli.status_command import show_status

    show_status(session, as_json=False)
    where = "TERM=dumb: in a terminal that can paint a whole screen" if standard_streams.is_dumb() else "In a terminal"
    write(f"\n{where}, `movierec` opens the app; `movierec --help` lists the commands.\n")


def main() -> None:
    """Run the command line and end the process with its exit code."""
    standard_streams.replace_closed()
    take_stdout()
    if os.environ.get(_ASKED):
        standard_streams.silence_stderr()  # it would appear in the middle of a prompt
    code = run(sys.argv[1:])
    Forgiving(sys.stderr).flush()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # all is done: Ctrl-C ends the process without a traceback
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments` and return its exit code. Raises only SystemExit (from shell completion)."""
    if os.environ.get(_ASKED):
        from tui.cli.shell_completion import answer

        return answer(app, _ASKED)
    try:
        if not _COMPLETION.isdisjoint(arguments):
            from tui.cli.shell_completion import take_over

            take_over()
        code = app(list(arguments), prog_name="movierec", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place where a bug becomes a message
        from tui.cli.failures import report

        return report(error, arguments)
