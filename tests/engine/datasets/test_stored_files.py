"""Data sets as people keep them: packed, zipped by other systems, in folders of folders, under other names."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

from engine.datasets.sources import read_files, read_source
from engine.errors import DataError


def archive(path: Path, members: dict[str, str | bytes]) -> Path:
    """A zip whose names are written as given, backslashes too."""
    with zipfile.ZipFile(path, "w") as out:
        for name, content in members.items():
            info = zipfile.ZipInfo("x")
            info.filename = name
            out.writestr(info, content)
    return path


def below(folder: str, files: dict) -> dict:
    return {folder + name: content for name, content in files.items()}


def zip_of(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("any.csv", content)
        out.writestr("__MACOSX/._any.csv", b"\0\5\x16\7")
    return buffer.getvalue()


@pytest.fixture
def plain(write, layouts):
    return read_source(write("plain", layouts["ml-latest-small"])).digest


def test_a_zip_of_windows_with_backslashes_is_read(tmp_path, layouts, plain):
    members = {"ml\\": b"", **below("ml\\small\\", layouts["ml-latest-small"])}
    assert read_source(archive(tmp_path / "x.zip", members)).digest == plain


def test_what_macos_adds_to_a_zip_is_passed_over(tmp_path, layouts):
    files = layouts["recbole"]
    members = below("a/", files) | below("__MACOSX/a/._", files) | below("a/._", dict.fromkeys(files, b"\0\5"))
    assert read_source(archive(tmp_path / "x.zip", members)).name == "ml-100k"


@pytest.mark.parametrize("depth", ["a", "a/b", "a/b/c/d"])
def test_data_some_folders_down_are_found(write, layouts, tmp_path, plain, depth):
    write(f"top/{depth}", layouts["ml-latest-small"])
    write("top/other", {"notes.txt": "hello"})
    write("top", {"readme.csv": "name\n"})
    assert read_source(tmp_path / "top").digest == plain


@pytest.mark.parametrize("suffix", ["", ":gz", ":bz2", ":xz"])
def test_a_tar_is_read_in_place(tmp_path, layouts, plain, suffix):
    path = tmp_path / f"ml.tar{suffix.replace(':', '.')}"
    with tarfile.open(path, f"w{suffix}") as out:
        for name, content in layouts["ml-latest-small"].items():
            info = tarfile.TarInfo(f"ml/{name}")
            info.size = len(content.encode())
            out.addfile(info, io.BytesIO(content.encode()))
    assert read_source(path).digest == plain
    if suffix == ":gz":
        path.write_bytes(path.read_bytes()[:-30])
        with pytest.raises(DataError, match="truncated or damaged"):
            read_source(path)


@pytest.mark.parametrize("kind", ["link", "outside", "drive"])
def test_an_unsafe_tar_is_refused(tmp_path, kind):
    info = tarfile.TarInfo({"link": "ratings.csv", "outside": "../x", "drive": "C:/x"}[kind])
    if kind == "link":
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "x.tar", "w") as out:
        out.addfile(info)
    with pytest.raises(DataError, match="contains a ") as caught:
        read_source(tmp_path / "x.tar")
    assert caught.value.remedy == "do not trust this archive"


@pytest.mark.parametrize(
    ("ending", "pack"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zip", zip_of), ("", zip_of)],
)
def test_a_packed_file_is_unpacked_whatever_its_name(write, layouts, plain, ending, pack):
    packed = {name + ending: pack(text.encode()) for name, text in layouts["ml-latest-small"].items()}
    where = write("packed", packed)
    assert read_source(where).digest == plain
    read = read_files(where / f"ratings.csv{ending}", where / f"movies.csv{ending}")
    assert (read.digest, read.name) == (plain, "ratings")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x28\xb5\x2f\xfd\0\0", "is compressed with zstd"),
        (b"7z\xbc\xaf\x27\x1c\0", "is a 7-Zip archive"),
        (b"PAR1\0\0", "is a Parquet file"),
        (b"\xd0\xcf\x11\xe0\0", "is an Excel workbook"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(write, layouts, content, message):
    with pytest.raises(DataError, match=message) as caught:
        read_source(write("x", layouts["ml-latest-small"] | {"ratings.csv": content}))
    assert caught.value.remedy


def test_a_workbook_and_a_zip_of_several_files_are_named(tmp_path, write, layouts):
    movies = write("x", layouts["ml-latest-small"]) / "movies.csv"
    with pytest.raises(DataError, match="is a spreadsheet"):
        read_files(archive(tmp_path / "r.xlsx", {"xl/workbook.xml": "", "xl/y.xml": ""}), movies)
    with pytest.raises(DataError, match=r"is a zip of 2 files \(a.csv, b.csv\), not of one"):
        read_files(archive(tmp_path / "r.zip", {"a.csv": "", "b.csv": ""}), movies)


def test_a_locked_zip_says_so(tmp_path, layouts):
    path = archive(tmp_path / "x.zip", layouts["ml-latest-small"])
    data = bytearray(path.read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            data[at + flags] |= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"movies.csv is locked with a password"):
        read_source(path)


def test_the_names_of_kaggle_and_other_cases_are_known(write, layouts):
    ratings = '"userId","movieId","rating","timestamp"\n1,1,3.5,"2005-04-02 23:53:47"\n'
    links = '"movieId","imdbId","tmdbId"\n1,"0114709",862\n'
    movies = layouts["ml-latest-small"]["movies.csv"]
    dataset = read_source(write("kaggle", {"rating.csv": ratings, "movie.csv": movies, "link.csv": links}))
    assert dataset.ratings["timestamp"].tolist() == [1112486027]
    assert (dataset.records()[0].imdb, dataset.catalogue) == ("tt0114709", "movielens")
    dataset = read_source(write("case", {"Ratings.CSV": ratings, "MOVIES.Csv": movies, "Links.csv": links}))
    assert dataset.records()[0].imdb == "tt0114709"


def test_names_that_differ_in_case_alone_are_named(write, layouts):
    with pytest.raises(DataError, match="have the same name but for case"):
        read_source(write("x", layouts["ml-latest-small"] | {"Ratings.csv": "x"}))


def test_two_sets_are_both_named_with_the_way_to_choose(write, layouts, tmp_path):
    one = layouts["ml-latest-small"]
    write("top/a", one), write("top/b", one)
    with pytest.raises(DataError, match=r"a/ratings.csv, .*b/ratings.csv") as caught:
        read_source(tmp_path / "top")
    assert caught.value.remedy.endswith(f"--source {tmp_path}/top/a")
    with pytest.raises(DataError, match=r"a/ratings.csv, .*b/ratings.csv") as caught:
        read_source(archive(tmp_path / "x.zip", below("a/", one) | below("b/", one)))
    assert caught.value.remedy.startswith("unpack it and pass the folder")
    where = write("both", one | layouts["ml-1m"])
    with pytest.raises(DataError, match="more than one data set") as caught:
        read_source(where)
    assert caught.value.remedy.endswith(f"--ratings {where}/ratings.dat --movies {where}/movies.dat")


def test_a_set_below_another_is_told_of(write, layouts):
    where = write("x", layouts["ml-latest-small"])
    write("x/backup", layouts["ml-latest-small"])
    assert read_source(where).notes == (f"another data set was not read: {where}/backup/ratings.csv",)


def test_a_folder_with_an_archive_and_an_empty_one_say_what_to_do(write, tmp_path):
    where = write("x", {"ml-1m.zip": b"PK"})
    with pytest.raises(DataError, match="contains no data set") as caught:
        read_source(where)
    assert caught.value.remedy == f"pass the archive in it, as in --source {where}/ml-1m.zip"
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="contains no data set, nor any file"):
        read_source(tmp_path / "empty")


def test_what_may_not_be_read_is_one_line():
    """In a child without root's rights."""
    code = """
import os, sys
from pathlib import Path
from engine.datasets.sources import read_files, read_source
from engine.errors import DataError
from engine.jobs.data_source import DataSource

if os.getuid() == 0:
    os.setuid(65534)
shut = Path(sys.argv[1])
DataSource.of(source=shut).fingerprint()
for call in (lambda: read_source(shut), lambda: read_source(shut / "x"), lambda: read_files(shut / "r", shut / "m")):
    try:
        call()
    except DataError as said:
        print(said.message, "|", said.remedy)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        shut = Path(top) / "shut"
        shut.mkdir(0)
        done = subprocess.run([sys.executable, "-c", code, shut], capture_output=True, text=True, env=environment)
        shut.chmod(0o755)
    said = "cannot be read: Permission denied | make it readable for you"
    assert done.stdout.splitlines() == [f"{shut} {said}", f"{shut}/x {said}", f"{shut}/r {said}"], done.stderr
