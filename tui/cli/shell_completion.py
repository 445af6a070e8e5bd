"""Answers a shell that asks for completions (`movierec --install-completion`), in place of Typer's own classes.

Titles have spaces, quotes, colons and parentheses, so the line is read as the shell reads it, and what is offered is
quoted as the word was begun. Nothing is ever written to the terminal beside the answer. The scripts that Typer's own
`--install-completion` wrote earlier go on working.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import typer
from typer import _completion_classes as typers
from typer import _completion_shared as scripts
from typer import completion
from typer._click.shell_completion import CompletionItem, add_completion_class

from tui.cli.typed_line import Typed, read_line

BASH = """
%(complete_func)s() {
    mapfile -t COMPREPLY < <(
        IFS=$'\\n'
        env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" COMP_LINE="${COMP_LINE:0:COMP_POINT}" \\
            %(autocomplete_var)s=complete_bash "$1" 2>/dev/null
    )
    [[ -n ${COMPREPLY[0]} ]] || COMPREPLY=()
}

complete -o default -o nosort -F %(complete_func)s %(prog_name)s
"""


class _Bash(typers.BashComplete):
    source_template = BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        self._typed = _typed_in_bash()
        return self._typed.words, self._typed.word

    def complete(self) -> str:
        arguments, incomplete = self.get_completion_args()
        found = _offered(self.get_completions(arguments, incomplete))
        texts = (self._typed.quoted(_option(incomplete) + str(item.value)) for item in found)
        return "\n".join(text for text in texts if text)


class _Zsh(typers.ZshComplete):
    def get_completion_args(self) -> tuple[list[str], str]:
        return _typed_line()

    def complete(self) -> str:
        arguments, incomplete = self.get_completion_args()
        found = _offered(self.get_completions(arguments, incomplete))
        if any(item.help for item in found):
            return "_arguments '*: :((" + " ".join(self.format_completion(item) for item in found) + "))'"
        values = " ".join(_single(_option(incomplete) + str(item.value)) for item in found)
        return f"compadd -V movierec -- {values}" if found else "_files"


class _Fish(typers.FishComplete):
    def get_completion_args(self) -> tuple[list[str], str]:
        return _typed_line()

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        found = _offered(super().get_completions(args, incomplete))
        return [CompletionItem(_option(incomplete) + str(item.value), help=item.help) for item in found]


def answer(app: typer.Typer, variable: str) -> int:
    """Write what completes the line in the environment to stdout, as the environment variable `variable` asks, and
    return the exit code. Raises SystemExit."""
    command = typer.main.get_command(app)  # makes Typer's own classes known
    take_over()
    try:
        return completion.shell_complete(command, {}, "movierec", variable, os.environ[variable])
    except Exception:  # noqa: BLE001 - a prompt is no place for a message
        return 1


def take_over() -> None:
    """Answer and install in place of Typer."""
    for kind, name in ((_Bash, "bash"), (_Zsh, "zsh"), (_Fish, "fish")):
        add_completion_class(kind, name)
    scripts._completion_scripts["bash"] = BASH


def _typed_in_bash() -> Typed:
    line = os.environ.get("COMP_LINE")
    if line is None:  # Typer's script gives words alone, with their quotes
        words = os.environ["COMP_WORDS"].split("\n")[: int(os.environ["COMP_CWORD"]) + 1]
        line = " ".join(words)
    typed = read_line(line)
    return typed._replace(words=typed.words[1:])


def _typed_line() -> tuple[list[str], str]:
    typed = read_line(os.environ.get("_TYPER_COMPLETE_ARGS", ""))
    return typed.words[1:], typed.word


def _offered(found: Iterable[CompletionItem]) -> list[CompletionItem]:
    """Without paths, which the shell completes itself if nothing else is offered."""
    return [item for item in found if item.type not in ("file", "dir")]


def _option(word: str) -> str:
    """What stands before the value in `--option=value`, of which only the value is offered."""
    option, equals, _ = word.partition("=")
    return option + equals if word.startswith("-") and equals else ""


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
