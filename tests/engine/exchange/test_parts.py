from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from engine.errors import DataError, MovierecError
from engine.exchange import parts
from engine.exchange.parts import open_parts


def zipped(path: Path, members: dict[str, bytes], *, damage: slice | None = None) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    data = bytearray(buffer.getvalue())
    if damage is not None:
        data[damage] = b"\xff" * len(data[damage])
    path.write_bytes(data)
    return path


def names(path: Path) -> list[str]:
    return [str(part.path) for part in open_parts(path)]


def test_the_files_of_a_zip_come_by_path_without_clutter_and_a_wrapping_folder(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "e.zip",
        {"e/watched.csv": b"x", "e/likes/films.csv": b"y", "__MACOSX/e/._watched.csv": b"z", "e/a.png": b"p"},
    )
    assert names(path) == ["likes/films.csv", "watched.csv"]


def test_a_folder_that_says_what_its_files_are_stays(tmp_path: Path) -> None:
    assert names(zipped(tmp_path / "e.zip", {"likes/films.csv": b"y"})) == ["likes/films.csv"]


def test_a_folder_is_read_like_a_zip(tmp_path: Path) -> None:
    (tmp_path / "likes").mkdir()
    for name in ("watched.csv", "likes/films.csv", ".hidden.csv", "notes.docx"):
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == ["likes/films.csv", "watched.csv"]


def test_a_file_in_a_telling_folder_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "likes").mkdir()
    (tmp_path / "likes" / "films.csv").write_text("x")
    assert names(tmp_path / "likes" / "films.csv") == ["likes/films.csv"]


@pytest.mark.parametrize("name", ["../up.csv", "/etc/x.csv", "C:\\x.csv"])
def test_a_member_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="outside"):
        open_parts(zipped(tmp_path / "e.zip", {name: b"x"}))


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_BYTES", 100_000)
    with pytest.raises(DataError, match="too large"):
        open_parts(zipped(tmp_path / "e.zip", {"a.csv": b"0" * 90_000, "b.csv": b"0" * 90_000}))


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "e.zip", {"a.csv": b"0" * 300_000})
    monkeypatch.setattr(parts, "MOST_BYTES", 100_000)
    data = path.read_bytes().replace((300_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(DataError):
        open_parts(path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_BYTES", 1_000)
    (tmp_path / "x.csv").write_bytes(b"a" * 1_001)
    for path in (tmp_path / "x.csv", tmp_path):
        with pytest.raises(DataError, match="too large for one person's marks"):
            open_parts(path)


def test_a_password_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a.csv": b"x"})
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + flags] |= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match="password"):
        open_parts(path)


@pytest.mark.parametrize("damage", [slice(40, 60), slice(-30, None)])
def test_a_damaged_zip_is_named(tmp_path: Path, damage: slice) -> None:
    with pytest.raises(DataError, match=r"e\.zip"):
        open_parts(zipped(tmp_path / "e.zip", {"a.csv": b"Date,Name\n" * 50}, damage=damage))


@pytest.mark.parametrize("data", [b"", b" \n\n", b"PK\x05\x06" + bytes(18)])
def test_an_empty_file_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(data)
    with pytest.raises(DataError, match=r"empty|no files"):
        open_parts(tmp_path / "x.csv")


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path, why in ((tmp_path / "none.csv", "does not exist"), (tmp_path / "pipe.csv", "is not a file")):
        with pytest.raises(DataError, match=why):
            open_parts(path)
    assert stat.S_ISFIFO((tmp_path / "pipe.csv").stat().st_mode)
    with pytest.raises(MovierecError):
        open_parts(tmp_path / ("x" * 300))
    with pytest.raises(MovierecError):
        open_parts(Path("a\0b"))


def test_a_folder_of_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no files that movierec reads"):
        open_parts(tmp_path)
