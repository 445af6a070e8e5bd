"""Archives are read in place: errors name the damaged ones, and hostile ones are rejected."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from engine.datasets import archive_safety
from engine.datasets.data_files import single_file
from engine.datasets.sources import read_files, read_source
from engine.errors import DataError


def archive(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/passwd", "ml-1m/../../x", "..\\outside.csv", "a\\..\\..\\x", "C:\\x.csv"]
)
def test_a_path_out_of_the_archive_is_refused(tmp_path, layouts, name):
    members = {f"ml-1m/{inside}": content for inside, content in layouts["ml-1m"].items()}
    with pytest.raises(DataError, match="contains a path that leads outside it"):
        read_source(archive(tmp_path / "evil.zip", members | {name: "x"}))


def test_a_link_in_an_archive_is_refused(tmp_path, layouts):
    path = archive(tmp_path / "evil.zip", layouts["ml-1m"])
    with zipfile.ZipFile(path, "a") as out:
        link = zipfile.ZipInfo("ratings.csv")
        link.external_attr = 0o120777 << 16
        out.writestr(link, "/etc/passwd")
    with pytest.raises(DataError, match="contains a link"):
        read_source(path)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, layouts, monkeypatch):
    monkeypatch.setattr(archive_safety, "MAX_UNPACKED", 1000)
    with pytest.raises(DataError, match="unpacks to more than"):
        read_source(archive(tmp_path / "bomb.zip", layouts["ml-1m"] | {"big": "0" * 100_000}))


def test_a_gzip_that_unpacks_to_too_much_is_refused(write, layouts, monkeypatch):
    monkeypatch.setattr(archive_safety, "MAX_UNPACKED", 1000)
    where = write("x", layouts["ml-1m"] | {"big.csv.gz": gzip.compress(b"user,movie\n" + b"1,1\n" * 1000)})
    with pytest.raises(DataError, match="unpacks to more than"):
        read_files(where / "big.csv.gz", where / "movies.dat")


def test_reading_an_archive_writes_nothing(tmp_path, layouts):
    path = archive(tmp_path / "ml-1m.zip", {f"ml-1m/{name}": content for name, content in layouts["ml-1m"].items()})
    read_source(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_cut_off_zip_and_a_cut_off_gzip_are_named(tmp_path, write, layouts, pack):
    whole = pack("ml-1m", layouts["ml-1m"])
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"cut.zip is neither a folder nor a complete zip archive"):
        read_source(tmp_path / "cut.zip")
    rows = gzip.compress(b"user,movie\n" + b"1,1\n" * 1000)
    where = write("x", layouts["ml-1m"] | {"cut.csv.gz": rows[: len(rows) - 12]})
    with pytest.raises(DataError, match=r"cut.csv.gz is truncated or damaged"):
        read_files(where / "cut.csv.gz", where / "movies.dat")


def test_damage_inside_a_zip_is_found_by_its_checksum(tmp_path, layouts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as out:
        for name, content in layouts["ml-1m"].items():
            out.writestr(f"ml-1m/{name}", content)
    broken = buffer.getvalue().replace(b"978300760", b"978300769", 1)
    (tmp_path / "broken.zip").write_bytes(broken)
    with pytest.raises(DataError, match=r"ratings.dat is truncated or damaged"):
        read_source(tmp_path / "broken.zip")


def test_blocks_are_whole_lines_whatever_their_size(tmp_path):
    text = b"".join(b"%d\n" % number for number in range(1000)) + b"last"
    (tmp_path / "lines").write_bytes(text)
    for size in (1, 7, 100, 1 << 20):
        blocks = [block.text for block in single_file(tmp_path / "lines").blocks(size)]
        assert b"".join(blocks) == text
        assert all(block.endswith(b"\n") for block in blocks[:-1])


def test_lines_keep_their_numbers_over_blank_ones(tmp_path):
    (tmp_path / "lines").write_bytes(b"one\r\n\r\nthr\xe9e\n")
    assert list(single_file(tmp_path / "lines").lines()) == [(1, "one"), (3, "thrée")]


def test_names_in_an_archive_cannot_drive_a_terminal(tmp_path, layouts):
    members = {f"a\x1b[2J/{name}": content for name, content in layouts["ml-1m"].items()}
    dataset = read_source(archive(tmp_path / "x.zip", members))
    assert "\x1b" not in dataset.name
    with pytest.raises(DataError) as caught:
        read_source(archive(tmp_path / "y.zip", members | {"a\x1b[2J/ratings.dat": ""}))
    assert "\x1b" not in caught.value.message
