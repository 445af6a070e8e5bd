"""Paths as people type, paste and drop them; what is wrong is said before a job starts."""

import zipfile
from pathlib import Path

import pytest

from engine.datasets.sources import read_source
from engine.datasets.typed_sources import dropped_paths, find_source, named_paths, typed_paths
from engine.errors import MovierecError

RATINGS = "userId,movieId,rating,timestamp\n1,1,4.0,0\n"
MOVIES = "movieId,title,genres\n1,Heat (1995),Action\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "my films (2019)"
    made.mkdir()
    (made / "ratings.csv").write_text(RATINGS)
    (made / "movies.csv").write_text(MOVIES)
    return made


@pytest.mark.parametrize(
    "typed",
    [
        "{}",
        "  {}  ",
        "{}/",
        "'{}'",
        '"{}"',
        "file://{}",
        "{escaped}",
        "file://{percent}",
        "file://localhost{percent}",
    ],
)
def test_a_dropped_folder_is_found_however_the_terminal_writes_it(folder: Path, typed: str) -> None:
    escaped = str(folder).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    text = typed.format(folder, escaped=escaped, percent=str(folder).replace(" ", "%20"))
    found = find_source(text)
    assert found.arguments == ("--source", str(folder))
    assert found.name == "my films (2019)"


def test_the_home_folder_is_expanded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    assert typed_paths("~/my films (2019)") == [folder]
    assert typed_paths("'~/my films (2019)'") == [folder]


def test_an_apostrophe_in_a_name_is_no_quote(tmp_path: Path) -> None:
    (tmp_path / "anna's").mkdir()
    assert typed_paths(f"{tmp_path}/anna's") == [tmp_path / "anna's"]
    assert typed_paths("/no/such/anna's") == [Path("/no/such/anna's")]


def test_two_files_may_come_in_either_order(folder: Path) -> None:
    ratings, movies = folder / "ratings.csv", folder / "movies.csv"
    wanted = ("--ratings", str(ratings), "--movies", str(movies))
    assert find_source(f"'{ratings}' '{movies}'").arguments == wanted
    assert find_source(f"'{movies}' '{ratings}'").arguments == wanted


def test_a_ratings_file_beside_its_films_stands_for_the_folder(folder: Path) -> None:
    assert find_source(str(folder / "ratings.csv")).arguments == ("--source", str(folder))


def test_a_zip_is_looked_into(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "set.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(folder / "ratings.csv", "set/ratings.csv")
        packed.write(folder / "movies.csv", "set/movies.csv")
    assert find_source(str(archive)).arguments == ("--source", str(archive))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "no path was given"),
        ("{}/nowhere", "nowhere does not exist"),
        ("{}/my films", "my films does not exist"),
        ("'{}/alone.csv'", "has ratings but no titles"),
        ("'{}/notes.txt'", "neither a folder, nor a zip, nor a file of ratings"),
        ("'{}/empty'", "contains no data set"),
        ("'{}/alone.csv' '{}/alone.csv'", "both are files of ratings"),
        ("'{}/notes.txt' '{}/notes.txt'", "neither is a file of ratings"),
        ("'{}/alone.csv' '{}/gone.csv'", "gone.csv does not exist"),
        ("'{}/broken.zip'", "zip"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, typed: str, words: str) -> None:
    (tmp_path / "alone.csv").write_text(RATINGS)
    (tmp_path / "notes.txt").write_text("remember the milk\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(MovierecError) as caught:
        find_source(typed.format(tmp_path, tmp_path))
    assert words in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.remedy


def packed(path: Path, name: str, text: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, text)
    return path


def test_a_packed_file_of_ratings_is_like_one_that_is_not(tmp_path: Path) -> None:
    ratings = packed(tmp_path / "ratings.csv.zip", "ratings.csv", RATINGS)
    with pytest.raises(MovierecError) as caught:
        find_source(str(ratings))
    assert caught.value.message == f"{ratings} has ratings but no titles"
    assert caught.value.remedy == "give the file of films too, after a space"
    packed(tmp_path / "movies.csv.zip", "movies.csv", MOVIES)
    assert find_source(str(ratings)).arguments == ("--source", str(tmp_path))


def test_a_zip_of_one_half_is_told_how_to_pass_both(tmp_path: Path) -> None:
    ratings = packed(tmp_path / "ratings.csv.zip", "ratings.csv", RATINGS)
    with pytest.raises(MovierecError) as caught:
        read_source(ratings)
    assert caught.value.remedy == "pass ratings.csv.zip with --ratings, and the file of films with --movies"


def test_any_number_of_files_can_be_named(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.csv", "b c.csv", "d.csv")]
    for file in files:
        file.touch()
    a, b, d = map(str, files)
    assert named_paths(f"{a} '{b}' file://{d}") == files
    assert named_paths(f"{a}\r\n{b}\n{d}\n") == files
    assert named_paths(f"{a} '{b}' {tmp_path}/none.csv") == [*files[:2], tmp_path / "none.csv"]
    assert dropped_paths(f"{a} '{b}' {d}") == files
    assert dropped_paths(f"{a} '{b}' {tmp_path}/none.csv") == []


def test_a_pasted_title_is_not_taken_for_a_dropped_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Heat").touch()
    assert named_paths("Heat") == [tmp_path / "Heat"]
    for text in ("", "Heat", "/", "~", "/no/such/file", "~~ Heat ~~", "'Heat'", "Face/Off\nHeat", "/\0"):
        assert dropped_paths(text) == [], text
    assert dropped_paths(f"'{tmp_path}/Heat'") == [tmp_path / "Heat"]
