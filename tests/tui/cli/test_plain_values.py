"""Values that need no conversion are taken without pydantic; everything else is Typer's, messages included."""

from __future__ import annotations

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.exceptions import TyperException

from tui.cli.plain_values import PlainCommand


class Color(StrEnum):
    red = "red"


def command(
    films: Annotated[list[str] | None, typer.Argument()] = None,
    top: Annotated[int, typer.Option(min=1)] = 20,
    popular: Annotated[float, typer.Option(min=0.0, max=10.0)] = 1.0,
    genre: Annotated[list[str] | None, typer.Option("--genre")] = None,
    year: str | None = None,
    file: Path | None = None,
    seen: Annotated[bool | None, typer.Option("--seen/--not-seen")] = None,
    color: Color = Color.red,
) -> dict[str, Any]:
    return dict(locals())


def call(kind: type[PlainCommand] | None, *arguments: str) -> Any:
    """What the command gets, or the message of the refusal."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(cls=kind)(command)
    try:
        return app(list(arguments), standalone_mode=False)
    except TyperException as refused:
        return type(refused), refused.format_message(), refused.exit_code


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("Alien", "Heat (1995)", "--genre", "Drama", "--genre", "War", "--year", "1980-"),
        ("--top", "3", "--popular", "0.5", "--file", "/no/such/file", "--not-seen", "--color", "red"),
        ("--top", "0"),
        ("--top", "three"),
        ("--top", "3.0"),
        ("--top", "+3"),
        ("--top", "1_000"),
        ("--top", "٣"),
        ("--top", "99999999999999999999"),
        ("--popular", "11"),
        ("--popular", "nan"),
        ("--popular", "1e0"),
        ("--popular", "-1"),
        ("--file", "/"),
        ("--file", ""),
        ("--color", "blue"),
        ("al\udcffien",),
        ("--no-such-option",),
    ],
)
def test_a_command_gets_what_typer_alone_would_give_it(arguments: tuple[str, ...]) -> None:
    assert call(PlainCommand, *arguments) == call(None, *arguments)


def test_plain_values_do_not_load_pydantic() -> None:
    code = (
        "import sys, tests.tui.cli.test_plain_values as here;"
        "print(here.call(here.PlainCommand, 'Alien', '--top', '3', '--popular', '0.5', '--file', 'x')['top']);"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[3], timeout=60
    )
    assert done.stdout.split() == ["3", "False"], done.stderr
