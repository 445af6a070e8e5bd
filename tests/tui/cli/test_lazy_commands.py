"""The list of commands is written down; the commands themselves are imported when they are called."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
import typer

from tui.cli import _Commands
from tui.cli.lazy_commands import LazyGroup, function_of


@pytest.mark.parametrize("name", _Commands.summaries)
def test_the_summary_of_a_command_is_the_first_sentence_of_its_help(name: str) -> None:
    found = getattr(import_module(f"tui.cli.{name}_command"), function_of(name))
    if isinstance(found, typer.Typer):
        assert found.registered_callback is not None
        found = found.registered_callback.callback
    first = " ".join((inspect.getdoc(found) or "").split("\n\n")[0].split())
    assert first == _Commands.summaries[name]


def test_a_misspelled_command_is_refused_with_the_nearest_one(call) -> None:
    refused = call("serch", "alien")
    assert refused.code == 2 and "'search'" in refused.err


def test_the_commands_are_listed_in_the_given_order() -> None:
    assert issubclass(_Commands, LazyGroup)
    assert list(_Commands.summaries)[:4] == ["setup", "search", "similar", "recommend"]
