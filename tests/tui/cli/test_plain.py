"""The --plain output: one fact per line, for a screen reader."""

from __future__ import annotations

import pytest

from tui.cli.output import write_lines
from tui.cli.text_tables import write_table


def test_a_row_is_a_line_for_each_fact_and_rows_are_parted_by_a_blank(capsys) -> None:
    write_table(("", "film", "year"), [(1, "Alien", 1979), (2, "映画\x1b[2J", None)], cut=("film",), plain=True)
    assert capsys.readouterr().out == "1\nfilm: Alien\nyear: 1979\n\n2\nfilm: 映画 [2J\n"


def test_names_are_not_laid_out_in_columns(capsys) -> None:
    write_lines([("home", "/here"), ("vectors", "ok · memory at /here")], plain=True)
    assert capsys.readouterr().out == "home: /here\nvectors: ok, memory at /here\n"


@pytest.mark.parametrize("arguments", [("--plain", "search", "alien"), ("search", "alien", "--plain")])
def test_the_option_goes_before_and_after_the_command(cli, arguments) -> None:
    assert "film: Alien\nyear: 1979\n" in cli(*arguments).out
    assert "film: " not in cli("search", "alien").out


def test_the_environment_asks_for_it_too(cli, monkeypatch) -> None:
    monkeypatch.setenv("MOVIEREC_PLAIN", "1")
    assert "film: Alien\n" in cli("search", "alien").out


def test_a_bare_call_tells_the_status_instead_of_opening_the_app(cli) -> None:
    assert "version: v1\n" in cli("--plain").out
