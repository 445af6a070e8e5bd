"""How a command that failed ends: the message for people or programs, and the exit code."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from typer.exceptions import Abort, TyperException

from engine.errors import MovierecError
from engine.file_faults import find_file_fault
from engine.secret import hide
from tui.cli.output import say, tell_error
from tui.cli.result_stream import ReaderGone


def report(error: BaseException, arguments: Sequence[str]) -> int:
    """Tell what ended the command line `arguments`, and return its exit code."""
    before_dashes = list(arguments)[: list(arguments).index("--")] if "--" in arguments else list(arguments)
    as_json, debug = "--json" in before_dashes, "--debug" in before_dashes
    if isinstance(error, ReaderGone):
        return 0
    if isinstance(error, Abort | KeyboardInterrupt):
        say("movierec: interrupted")
        return 130
    if isinstance(error, TyperException):
        tell_error(error.format_message(), f"see `{_usage_of(error)} --help`", as_json=as_json)
        return error.exit_code
    if debug:
        say(hide("".join(traceback.format_exception(error)).rstrip()))
    if not isinstance(error, MovierecError):
        error = find_file_fault(error) or error
    if isinstance(error, MovierecError):
        tell_error(error.message, error.remedy, as_json=as_json)
        return error.exit_code
    tell_error(
        hide(f"{type(error).__name__}: {error}"),
        "this is a bug; please report the output of the same command with --debug",
        as_json=as_json,
    )
    return 1


def _usage_of(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "movierec"
