"""Plain-text tables: untruncated in a pipe, truncated or wrapped on a terminal."""

from __future__ import annotations

import pytest

from tui.cli.text_tables import fit, write_table

ROWS = [(1, "Alien", "it is about a crew that answers a call"), (10, "映画 [b]x[/]", None)]
COLUMNS = ("", "film", "why")


def lines(capsys: pytest.CaptureFixture[str], **options: tuple[str, ...]) -> list[str]:
    write_table(COLUMNS, ROWS, right=("",), plain=False, **options)
    return capsys.readouterr().out.splitlines()


def test_in_a_pipe_nothing_is_cut_and_columns_align_by_cells(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert lines(capsys, cut=("why",)) == [
        "    film          why",
        " 1  Alien         it is about a crew that answers a call",
        "10  映画 [b]x[/]",
    ]


def test_a_cut_column_ends_in_an_ellipsis(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "34")
    assert lines(capsys, cut=("why",))[1] == " 1  Alien         it is about a c…"


def test_a_folded_column_goes_on_in_the_next_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert lines(capsys, fold=("why",))[1:3] == [
        " 1  Alien         it is about a crew",
        "                  that answers a call",
    ]


def test_the_widest_flexible_column_gives_way_first_and_the_others_stay_whole() -> None:
    cells = [["1" * 4, "x" * 30, "y" * 50]]
    assert fit(["a", "b", "c"], cells, [False, True, True], 80) == [4, 30, 42]
    assert fit(["a", "b", "c"], cells, [False, True, True], 60) == [4, 26, 26]
    assert fit(["a", "b", "c"], cells, [False, True, True], 10) == [4, 12, 12]
    assert fit(["a", "b", "c"], cells, [False, True, True], None) == [4, 30, 50]
