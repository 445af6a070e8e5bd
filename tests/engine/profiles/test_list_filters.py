from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.home import HomeFiles
from engine.movies import MovieFilter
from engine.profiles.list_filters import ListFilters, read_list_filters, save_list_filters

GEMS = ListFilters(
    genres=("Drama",), without_genres=("Horror",), year_from=1970, popularity=0.0, diversity=0.5, hide_seen=False
)


def test_they_are_kept_for_each_profile(tmp_path: Path) -> None:
    save_list_filters(HomeFiles(tmp_path), "anna", GEMS)
    save_list_filters(HomeFiles(tmp_path), "Anna", ListFilters(hide_seen=False))
    assert read_list_filters(HomeFiles(tmp_path), "anna") == GEMS
    assert read_list_filters(HomeFiles(tmp_path), "Anna") == ListFilters(hide_seen=False)
    assert read_list_filters(HomeFiles(tmp_path), "bob") == ListFilters()


def test_untouched_dials_leave_no_file(tmp_path: Path) -> None:
    save_list_filters(HomeFiles(tmp_path), "anna", ListFilters())
    assert list(tmp_path.iterdir()) == []
    save_list_filters(HomeFiles(tmp_path), "anna", GEMS)
    save_list_filters(HomeFiles(tmp_path), "anna", ListFilters())
    assert list((tmp_path / "dials").iterdir()) == []
    assert read_list_filters(HomeFiles(tmp_path), "anna") == ListFilters()


@pytest.mark.parametrize(
    ("kept", "hides"),
    [
        (b'{"popular":0.5}', True),  # earlier releases wrote hide_seen only where it was true
        (b'{"popular":0.5,"hide_seen":true}', True),
        (b'{"popular":0.5,"hide_seen":false}', False),
    ],
)
def test_seen_films_are_hidden_unless_the_file_says_otherwise(tmp_path: Path, kept: bytes, hides: bool) -> None:
    save_list_filters(HomeFiles(tmp_path), "anna", GEMS)
    HomeFiles(tmp_path).list_filters("anna").write_bytes(kept)
    assert read_list_filters(HomeFiles(tmp_path), "anna") == ListFilters(popularity=0.5, hide_seen=hides)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "a/b", "ö" * 300, "new\nline", "\udcff"])
def test_any_name_stays_within_its_folder(tmp_path: Path, name: str) -> None:
    save_list_filters(HomeFiles(tmp_path), name, GEMS)
    assert read_list_filters(HomeFiles(tmp_path), name) == GEMS
    (kept,) = (tmp_path / "dials").iterdir()
    assert kept.suffix == ".json"


@pytest.mark.parametrize("text", [b"", b"{", b'{"year_from": "soon"}', b"\xff\xfe"])
def test_a_damaged_file_is_untouched_dials(tmp_path: Path, text: bytes) -> None:
    save_list_filters(HomeFiles(tmp_path), "anna", GEMS)
    (kept,) = (tmp_path / "dials").iterdir()
    kept.write_bytes(text)
    assert read_list_filters(HomeFiles(tmp_path), "anna") == ListFilters()


def test_where_they_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "dials").write_text("a file in the way")
    with pytest.raises(StoreError, match="filters cannot be saved"):
        save_list_filters(HomeFiles(tmp_path), "anna", GEMS)


def test_what_they_let_through() -> None:
    assert GEMS.movie_filter == MovieFilter(genres=("Drama",), without_genres=("Horror",), year_from=1970)
    assert ListFilters(popularity=0.0, diversity=1.0, hide_seen=True).movie_filter == MovieFilter()
