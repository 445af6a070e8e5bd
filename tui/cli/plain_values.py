"""Options and arguments whose values are plainly right, taken without pydantic.

Typer converts every value with pydantic, which takes as long to load as Typer and numpy together. Nearly all values
need no conversion; those that do, and those that are wrong, are left to Typer, whose messages stay as they are.

All the private names of Typer (0.29) that the command line depends on are in this module, in lazy_commands and in
shell_completion; tests/tui/cli/test_plain_values.py and test_shell_completion.py fail if a later Typer lacks one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from typer._click import Context, Parameter
from typer._param_types import coerce_cli_path
from typer.core import TyperCommand, TyperGroup
from typer.models import ParameterInfo

_NUMBERS = {int: re.compile(r"-?\d{1,15}\Z", re.ASCII), float: re.compile(r"-?\d{1,15}(\.\d{0,15})?\Z", re.ASCII)}
_NOT_PLAIN = object()


class PlainCommand(TyperCommand):
    """A command whose parameters take plain values without pydantic."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        return _taking_plain_values(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group whose own parameters take plain values without pydantic."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        return _taking_plain_values(super().get_params(ctx))


def _taking_plain_values(parameters: list[Parameter]) -> list[Parameter]:
    for parameter in parameters:
        if getattr(parameter, "_runtime_param", parameter) is None:
            parameter._runtime_param = _PlainValues()  # type: ignore[attr-defined]
    return parameters


class _PlainValues:
    """Stands in for Typer's conversion of one parameter until a value needs that."""

    def coerce(self, value: Any, param: Any, ctx: Context) -> Any:
        """The value for the command. Raises BadParameter."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        described = param.type_descriptor
        taken = _NOT_PLAIN
        if described.parameter_info.parser is None:
            taken = _taken(value, described.annotation, described.parameter_info, param, ctx)
        if taken is _NOT_PLAIN:
            param._runtime_param = None
            return param.get_runtime_param().coerce(value, param=param, ctx=ctx)
        return taken


def _taken(value: Any, wanted: Any, info: ParameterInfo, param: Any, ctx: Context) -> Any:
    if wanted is str or wanted == list[str]:
        several = wanted is not str
        plain = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        return list(value) if several and plain else value if not several and isinstance(value, str) else _NOT_PLAIN
    if wanted in _NUMBERS:
        return _number(value, wanted, info)
    if wanted is Path and isinstance(value, str | Path):
        return coerce_cli_path(Path(value), info, path_type=Path, param=param, ctx=ctx)
    return value if isinstance(wanted, type) and type(value) is wanted else _NOT_PLAIN


def _number(value: Any, wanted: type[int] | type[float], info: ParameterInfo) -> Any:
    written = isinstance(value, str) and _NUMBERS[wanted].match(value)
    number = wanted(value) if written else value
    if type(number) is not wanted:
        return _NOT_PLAIN
    inside = (info.min is None or number >= info.min) and (info.max is None or number <= info.max)
    return number if inside else _NOT_PLAIN
