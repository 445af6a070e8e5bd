"""The import command: every row accounted for, in words and as JSON."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.tui.cli.conftest import Cli
from tui.cli.shapes.mark_shapes import ImportReport

HEAD = "Date,Name,Year,Letterboxd URI,Rating\n"


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(HEAD + "2024-01-02,Alien,1979,u,4.5\n2024-01-02,Nowhere,2020,u,3\n", encoding="utf-8")
    return path


def marks(cli: Cli, profile: str) -> list[tuple[Any, ...]]:
    return [
        (one["title"], one["opinion"], one["seen"], one["active"])
        for one in cli("marks", "--profile", profile, "--json").json["marks"]
    ]


def test_a_dry_run_tells_every_row_and_changes_nothing(cli: Cli, ratings: Path) -> None:
    found = msgspec.convert(cli("import", ratings, "--dry-run", "--json", "--profile", "dry").json, ImportReport)
    (file,) = found.files
    assert (file.file, file.service, file.kind) == (str(ratings), "letterboxd", "ratings")
    assert file.counts == {"taken": 1, "absent": 1}
    assert [(row.line, row.title, row.state, row.by) for row in file.rows] == [
        (2, "Alien", "taken", "title"),
        (3, "Nowhere", "absent", None),
    ]
    assert marks(cli, "dry") == []


def test_an_import_is_taken_and_undone_in_one_step(cli: Cli, ratings: Path) -> None:
    found = msgspec.convert(cli("import", ratings, "--json", "--profile", "anna").json, ImportReport)
    assert found.undo is not None
    assert marks(cli, "anna") == [("Alien", 1.25, True, True), ("Nowhere", 0.0, True, False)]
    again = msgspec.convert(cli("import", ratings, "--json", "--profile", "anna").json, ImportReport)
    assert (again.undo, again.files[0].counts) == (None, {"already": 1, "absent": 1})
    undone = cli("import", "--undo", found.undo, "--profile", "anna")
    assert undone.code == 0
    assert "imported 2 films from Letterboxd" in undone.err
    assert marks(cli, "anna") == []
    assert cli("import", "--undo", "last", "--profile", "anna").code == 2


def test_the_last_line_names_a_set_that_would_hold_more(cli: Cli, ratings: Path) -> None:
    done = cli("import", ratings, "--profile", "words")
    assert done.code == 0
    assert "1 film taken" in done.err
    last = done.err.strip().split("\n")[-1]
    assert last.startswith("1 film not in this data set is kept; ml-32m (films to 2023) would hold up to 1 of them")
    assert "minutes here" in last


def test_before_the_first_set_up_the_marks_are_kept(call: Cli, bare_home: Path, ratings: Path) -> None:
    done = call("--home", bare_home, "import", ratings)
    assert (done.code, done.err.strip().split("\n")[-1]) == (
        0,
        "nothing is set up yet: 2 films wait for it (`movierec setup`)",
    )


def test_a_file_that_is_refused_leaves_the_others_and_the_exit_code_says_so(
    cli: Cli, ratings: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<!DOCTYPE html><html>sign in</html>")
    done = cli("import", page, ratings, "--json", "--profile", "one-refused")
    assert done.code == 1
    found = msgspec.convert(done.json, ImportReport)
    assert [file.service for file in found.files] == ["letterboxd", None]
    assert found.files[1].error is not None
    assert "is a web page, not an export" in done.err
    assert len(marks(cli, "one-refused")) == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.csv", b"<html><body>please sign in</body></html>"),
        ("zeros.csv", bytes(1_000)),
        ("junk.csv", b"lorem ipsum dolor " * 1_000),
        ("empty.csv", b""),
        ("cut.json", b'[{"movie": '),
        ("other.json", b'{"a": 1}'),
        ("other.xml", b"<a/>"),
        ("bomb.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><recentratings>&b;</recentratings>'),
        ("cut.zip", b"PK\x03\x04junk"),
        ("people.csv", b"userId,movieId,rating,timestamp\n1,2,3,4\n"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_line_and_a_way_to_mend_it(
    cli: Cli, tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = cli("import", path, "--profile", "bad")
    assert (done.code, done.out) == (1, "")
    lines = done.err.strip().split("\n")
    assert len(lines) == 2, lines
    assert name in lines[0]
    assert "Traceback" not in done.err


def test_a_row_that_cannot_be_read_is_named_with_its_line(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(HEAD + "2024-01-02,,1979,u,4.5\n2024-01-02,Alien,1979,u,4,5\n")
    done = cli("import", path, "--profile", "rows")
    assert "ratings.csv, line 2: it names no film" in done.err
    assert "ratings.csv, line 3: 6 cells where the header has 5" in done.err


def test_a_list_is_taken_as_what_the_person_says(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "best.csv"
    path.write_text("Position,Name,Year,URL,Description\n1,Alien,1979,u,\n")
    done = cli("import", path, "--profile", "lists")
    assert "say which list it is, with --as watchlist, --as seen or --as ratings" in done.err
    assert marks(cli, "lists") == []
    cli("import", path, "--as", "watchlist", "--profile", "lists")
    assert cli("marks", "--profile", "lists", "--json").json["marks"][0]["watchlist"]


def test_a_whole_export_is_read_from_its_zip(cli: Cli, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ratings.csv", HEAD + "2024-01-02,Alien,1979,u,4.5\n")
        archive.writestr("profile.csv", "Email Address\nanna@example.org\n")
    path = tmp_path / "letterboxd-anna.zip"
    path.write_bytes(buffer.getvalue())
    (file,) = msgspec.convert(cli("import", path, "--dry-run", "--json").json, ImportReport).files
    assert file.file == f"{path}/ratings.csv"


def test_titles_cannot_drive_the_terminal(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(HEAD + "2024-01-02,\x1b]0;evil\x07 [b]x[/b],2020,u,4.5\n")
    done = cli("import", path, "--json", "--profile", "esc")
    assert "\x1b" not in done.out + done.err
    assert "\x1b" not in cli("marks", "--profile", "esc").out


def test_without_a_file_the_usage_is_told(cli: Cli) -> None:
    assert cli("import").code == 2
    assert cli("import", "--undo", "x", "y.csv").code == 2
