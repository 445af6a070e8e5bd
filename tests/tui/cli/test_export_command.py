"""The export command: what it writes where, what it says, and how it fails."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.movies import Movie, clean_text
from engine.profiles.marks import MarkLog
from tests.tui.cli.conftest import HOSTILE


@pytest.fixture
def home(toy_home: Path) -> Path:
    """Profile `both` of the shared home: films of the data set and others."""
    with MarkLog(toy_home / "marks.db") as log:
        if log.marks("both"):
            return toy_home
        log.change("both", "imdb", Movie(id=133093, title="The Matrix", year=1999), opinion="4.5", seen=True)
        log.change("both", "tmdb", Movie(id=194, title="Amélie", year=2001), watchlist=True)
        log.change("both", "movielens", Movie(id=5, title="Heat", year=1995, imdb="tt0113277"), opinion="like")
        log.change("both", "toy", Movie(id=10, title="Xenomorph", year=1979), opinion="dislike")
        log.change("both", "elsewhere", Movie(id=8, title='=1+1, "so" 🎬', year=None), seen=True)
        log.change("both", "toy", Movie(id=70, title=HOSTILE, year=None), hidden=True)
    return toy_home


def test_the_backup_goes_to_stdout_with_every_mark(cli: Any, home: Path) -> None:
    done = cli("export", "--profile", "both")
    assert (done.code, done.err) == (0, "")
    assert (done.json["movierec"], done.json["profile"]) == (1, "both")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", done.json["exported"])
    marks = done.json["marks"]
    assert [(mark["catalogue"], mark["movie"], mark["title"], mark["imdb"], mark["opinion"]) for mark in marks] == [
        ("toy", 70, clean_text(HOSTILE), None, None),
        ("elsewhere", 8, '=1+1, "so" 🎬', None, None),
        ("toy", 10, "Alien", None, "dislike"),
        ("movielens", 5, "Heat", "tt0113277", "like"),
        ("tmdb", 194, "Amélie", None, None),
        ("imdb", 133093, "The Matrix", "tt0133093", "4.5"),
    ]
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.out)
    with MarkLog(home / "marks.db") as log:
        assert [mark["at"] for mark in marks] == [mark.at for mark in log.marks("both")]


def test_json_of_the_backup_is_the_backup(cli: Any, home: Path) -> None:
    plain, as_json = cli("export", "--profile", "both"), cli("export", "--profile", "both", "--json", "--out", "-")
    assert as_json.json["marks"] == plain.json["marks"]


def test_a_csv_goes_to_stdout_or_a_file(cli: Any, home: Path, tmp_path: Path) -> None:
    shown = cli("export", "--to", "csv", "--profile", "both").out
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert [(row["title"], row["stars"], row["opinion"]) for row in rows[1:3]] == [
        ('=1+1, "so" 🎬', "", ""),
        ("Alien", "", "dislike"),
    ]
    file = tmp_path / "marks.csv"
    done = cli("export", "--to", "csv", "--profile", "both", "--out", file, "--json")
    assert done.json == {"files": [{"file": str(file), "films": 6}], "left_out": 0, "profile": "both"}
    assert file.read_text(encoding="utf-8") == shown
    assert f"wrote {file}: 6 films" in done.err


def test_a_service_gets_a_folder(cli: Any, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "letterboxd"
    done = cli("export", "--to", "letterboxd", "--profile", "both", "--out", folder, "--json")
    assert done.json == {
        "files": [
            {"file": str(folder / "letterboxd.csv"), "films": 2},
            {"file": str(folder / "letterboxd-watchlist.csv"), "films": 1},
        ],
        "left_out": 3,
        "profile": "both",
    }
    assert (folder / "letterboxd.csv").read_text(encoding="utf-8") == (
        "tmdbID,imdbID,Title,Year,Rating,WatchedDate,Rewatch\n"
        ",,\"=1+1, 'so' 🎬\",,,,\n"
        ",tt0133093,The Matrix,1999,4.5,,\n"
    )
    assert (folder / "letterboxd-watchlist.csv").read_text(encoding="utf-8") == (
        "tmdbID,imdbID,Title,Year\n194,,Amélie,2001\n"
    )
    assert done.err.splitlines() == [
        f"wrote {folder}, to be imported in this order:",
        "  1. letterboxd.csv: 2 films, at https://letterboxd.com/import/",
        "  2. letterboxd-watchlist.csv: 1 film, on your watchlist's page there, not as watched films",
        "left out: 1 film: not interested",
        "left out: 1 film: disliked, without stars (and not marked as seen, as all that Letterboxd imports is)",
        "left out: 1 film: liked, without stars (and not marked as seen, as all that Letterboxd imports is)",
    ]


def test_the_folder_is_named_after_the_service_and_the_day(
    cli: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("export", "--to", "trakt", "--profile", "both").code == 0
    assert cli("export", "--to", "imdb", "--profile", "both").code == 0
    imdb, trakt = sorted(tmp_path.iterdir())
    assert re.fullmatch(r"movierec-imdb-\d{4}-\d\d-\d\d", imdb.name)
    assert [file.name for file in imdb.iterdir()] == ["imdb-ratings.csv"]
    assert sorted(file.name for file in trakt.iterdir()) == ["trakt-watchlist.csv", "trakt.csv"]


def test_an_export_replaces_its_files_and_names_those_of_an_earlier_one(cli: Any, home: Path, tmp_path: Path) -> None:
    (tmp_path / "letterboxd.csv").write_text("old")
    (tmp_path / "letterboxd-2.csv").write_text("older")
    (tmp_path / "letterboxd-notes.csv").write_text("mine")
    done = cli("export", "--to", "letterboxd", "--profile", "both", "--out", tmp_path)
    assert (tmp_path / "letterboxd.csv").read_text(encoding="utf-8").startswith("tmdbID")
    assert (tmp_path / "letterboxd-2.csv").read_text() == "older"
    assert [line for line in done.err.splitlines() if line.startswith("note")] == [
        f"note: {tmp_path / 'letterboxd-2.csv'} is from an earlier export; do not import it"
    ]


def test_a_profile_without_marks_says_so(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for service in ("letterboxd", "imdb", "trakt"):
        done = cli("export", "--to", service, "--profile", "nobody", "--json")
        assert done.json == {"files": [], "left_out": 0, "profile": "nobody"}
        assert done.err == "profile nobody has no marks yet\n"
    assert list(tmp_path.iterdir()) == []
    assert cli("export", "--profile", "nobody").json["marks"] == []
    assert cli("export", "--profile", "nobody", "--to", "csv").out.count("\n") == 1


def test_marks_that_a_service_cannot_read_leave_no_folder(cli: Any, toy_home: Path, tmp_path: Path) -> None:
    with MarkLog(toy_home / "marks.db") as log:
        log.change("fan", "toy", Movie(id=40, title="Heat", year=1995), opinion="like")
    done = cli("export", "--to", "trakt", "--profile", "fan", "--out", tmp_path / "new")
    assert done.code == 0
    assert "left out: 1 film: without an IMDb or TMDB id" in done.err
    assert not (tmp_path / "new").exists()


def test_marks_can_be_exported_before_anything_is_set_up(call: Any, bare_home: Path, tmp_path: Path) -> None:
    with MarkLog(bare_home / "marks.db") as log:
        log.change("me", "movielens", Movie(id=1, title="Toy Story", year=1995, imdb="tt0114709"), opinion="4.5")
    (mark,) = call("--home", bare_home, "export", "--profile", "me").json["marks"]
    assert (mark["title"], mark["imdb"], mark["opinion"]) == ("Toy Story", "tt0114709", "4.5")
    assert call("--home", bare_home, "export", "--profile", "me", "--to", "imdb", "--out", tmp_path / "x").code == 0
    assert "tt0114709,9," in (tmp_path / "x" / "imdb-ratings.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--to", "netflix"],
        ["--to", "csv", "--json"],
        ["--to", "letterboxd", "--out", "-"],
        ["--to", "letterboxd", "--out", "~nobody-is-called-so/x"],
    ],
)
def test_a_senseless_export_is_wrong_usage(cli: Any, home: Path, wrong: list[str]) -> None:
    done = cli("export", "--profile", "both", *wrong)
    assert done.code == 2
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("where", "why"),
    [
        (lambda path: ["--to", "trakt", "--out", path / "file"], "something else has that name"),
        (lambda path: ["--to", "trakt", "--out", path / "file" / "x"], "a part of that path is a file"),
        (lambda path: ["--out", path], "it is a folder, not a file"),
        (lambda path: ["--out", path / "none" / "marks.json"], "there is no such file or folder"),
        (lambda path: ["--out", path / "file" / "marks.json"], "a part of that path is a file"),
    ],
)
def test_a_path_that_cannot_be_written_is_one_line_and_a_remedy(
    cli: Any, home: Path, tmp_path: Path, where: Callable[[Path], list[Any]], why: str
) -> None:
    (tmp_path / "file").write_text("mine")
    done = cli("export", "--profile", "both", *where(tmp_path))
    assert (done.code, done.out) == (1, "")
    message, remedy = done.err.splitlines()
    assert message.startswith("movierec: cannot write ") and message.endswith(why)
    assert remedy.strip() and "--home" not in remedy
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("to", ["letterboxd", "movierec"])
def test_a_full_disk_keeps_the_old_file(
    cli: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "letterboxd"
    folder.mkdir()
    (folder / "letterboxd.csv").write_text("old")
    out = folder if to == "letterboxd" else folder / "letterboxd.csv"
    monkeypatch.setattr("engine.atomic.os.fsync", full)
    done = cli("export", "--profile", "both", "--to", to, "--out", out)
    assert done.code == 1
    assert done.err.splitlines()[0] == f"movierec: cannot write {out}: the disk is full"
    assert "--out" in done.err.splitlines()[1]
    assert [(file.name, file.read_text()) for file in folder.iterdir()] == [("letterboxd.csv", "old")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_written_to_and_stays_one(cli: Any, home: Path) -> None:
    done = cli("export", "--profile", "both", "--out", "/dev/full")
    assert (done.code, done.err.splitlines()[0]) == (1, "movierec: cannot write /dev/full: the disk is full")
    assert cli("export", "--profile", "both", "--out", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device() and Path("/dev/full").is_char_device()


def test_a_link_stays_a_link(cli: Any, home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.json")
    assert cli("export", "--profile", "both", "--out", tmp_path / "link").code == 0
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text(encoding="utf-8"))["movierec"] == 1


def test_export_explains_itself_with_examples(cli: Any) -> None:
    shown = cli("export", "--help").out
    assert "Usage: movierec export" in shown
    assert "Examples:\n    movierec export" in shown
