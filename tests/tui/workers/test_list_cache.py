import msgspec
import pytest

from tui.workers.list_cache import forget_list, read_list, save_list


@pytest.fixture
def last(settings, engine):
    """The list of an earlier session, for a profile that liked Stalker."""
    found = engine.recommend(k=50, opinions={26: 1.0})
    save_list(settings, engine.version, engine.dataset, found)
    return found


def test_a_list_is_read_as_it_was_saved(settings, engine, last):
    found = read_list(settings)
    assert (found.version, found.dataset) == ("v3", engine.dataset)
    assert list(found.rows) == last
    assert read_list(settings, "v3") == found
    assert read_list(settings, "v4") is None


def test_the_tastes_of_a_list_are_kept(settings, engine):
    engine.tastes = (("Stalker", "Solaris"), ("Heat",))
    found = engine.recommend(k=4, opinions={26: 1.0})
    save_list(settings, engine.version, engine.dataset, found)
    assert list(read_list(settings).rows) == found
    assert [film.title for film in found[1].taste_films] == ["Heat"]


def test_a_list_of_a_release_that_knew_neither_tastes_nor_reasons_is_read(settings, engine, last):
    (file,) = (settings.home / "lists").rglob("*.json")
    saved = msgspec.json.decode(file.read_bytes())
    file.write_bytes(msgspec.json.encode({**saved, "rows": [row[:6] for row in saved["rows"]]}))
    rows = read_list(settings).rows
    assert [row.movie for row in rows] == [row.movie for row in last]
    assert {(row.taste, row.taste_films, row.reason) for row in rows} == {(0, (), None)}


def test_lists_are_kept_apart_by_profile_and_the_newest_version_is_read(settings, engine, last):
    other = msgspec.structs.replace(settings, profile="../ben\n")
    assert read_list(other) is None
    save_list(other, "v3", engine.dataset, last[:1])
    assert len(read_list(other).rows) == 1
    save_list(settings, "v12", engine.dataset, last[:2])
    assert read_list(settings).version == "v12"
    forget_list(settings, "v12")
    assert read_list(settings).version == "v3"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format":9}'])
def test_a_list_that_cannot_be_read_is_none(settings, last, damage):
    (file,) = (settings.home / "lists").rglob("*.json")
    file.write_bytes(damage)
    assert read_list(settings) is None


def test_a_list_that_cannot_be_written_is_passed_over(settings, engine):
    (settings.home / "lists").touch()
    save_list(settings, "v3", engine.dataset, [])
