from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.movies import Where
from engine.profiles.list_filters import Dials, keep_dials, read_dials

GEMS = Dials(genres=("Drama",), without_genres=("Horror",), year_from=1970, popular=0.0, varied=0.5, hide_seen=True)


def test_they_are_kept_for_each_profile(tmp_path: Path) -> None:
    keep_dials(tmp_path, "anna", GEMS)
    keep_dials(tmp_path, "Anna", Dials(hide_seen=True))
    assert read_dials(tmp_path, "anna") == GEMS
    assert read_dials(tmp_path, "Anna") == Dials(hide_seen=True)
    assert read_dials(tmp_path, "bob") == Dials()


def test_untouched_dials_leave_no_file(tmp_path: Path) -> None:
    keep_dials(tmp_path, "anna", Dials())
    assert list(tmp_path.iterdir()) == []
    keep_dials(tmp_path, "anna", GEMS)
    keep_dials(tmp_path, "anna", Dials())
    assert list((tmp_path / "dials").iterdir()) == []
    assert read_dials(tmp_path, "anna") == Dials()


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "a/b", "ö" * 300, "new\nline", "\udcff"])
def test_any_name_stays_within_its_folder(tmp_path: Path, name: str) -> None:
    keep_dials(tmp_path, name, GEMS)
    assert read_dials(tmp_path, name) == GEMS
    (kept,) = (tmp_path / "dials").iterdir()
    assert kept.suffix == ".json"


@pytest.mark.parametrize("text", [b"", b"{", b'{"year_from": "soon"}', b"\xff\xfe"])
def test_a_damaged_file_is_untouched_dials(tmp_path: Path, text: bytes) -> None:
    keep_dials(tmp_path, "anna", GEMS)
    (kept,) = (tmp_path / "dials").iterdir()
    kept.write_bytes(text)
    assert read_dials(tmp_path, "anna") == Dials()


def test_where_they_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "dials").write_text("a file in the way")
    with pytest.raises(StoreError, match="filters cannot be kept"):
        keep_dials(tmp_path, "anna", GEMS)


def test_what_they_let_through() -> None:
    assert GEMS.where == Where(genres=("Drama",), without_genres=("Horror",), year_from=1970)
    assert Dials(popular=0.0, varied=1.0, hide_seen=True).where == Where()
