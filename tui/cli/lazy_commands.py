"""A group whose commands are imported only when they are called.

Help and completion list the commands from a table of names and first sentences; a command's own options need its
module.
"""

from __future__ import annotations

import keyword
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer._click import Command, Context
from typer.core import TyperCommand

from tui.cli.plain_values import PlainCommand, PlainGroup
from tui.cli.session import with_global_options


class LazyGroup(PlainGroup):
    """Lists the commands of `summaries`, in that order, and calls `name` from the module tui.cli.`name`_command
    (`name`_, if Python keeps the name for itself)."""

    summaries: ClassVar[dict[str, str]]
    """The first sentence of each command's help, by name."""

    def __init__(self, **given: Any) -> None:
        listed = {name: TyperCommand(name=name, help=summary) for name, summary in self.summaries.items()}
        super().__init__(**{**given, "commands": listed})

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, None if listed is None or name is None else _load(name), rest


def function_of(name: str) -> str:
    """The name of a command's function: Python keeps some names for itself."""
    return f"{name}_" if keyword.iskeyword(name) else name


def _load(name: str) -> Command:
    module = import_module(f"tui.cli.{name}_command")
    found = getattr(module, function_of(name))
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        alone.command(name, cls=PlainCommand)(with_global_options(found))
        found = alone
    return typer.main.get_command(found)
