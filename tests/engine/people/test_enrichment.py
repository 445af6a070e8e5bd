"""IMDb's data sets, in IMDb's shape, become facts of a catalogue's films; what is wrong with a file is said."""

from __future__ import annotations

import gzip
import os
import time

import pytest

from engine.datasets import fetching
from engine.errors import DataError, DownloadError
from engine.home import HomeFiles
from engine.movies import Movie
from engine.people.enrichment import enrich
from engine.people.facts_book import FactsBook
from engine.people.film_facts import OtherTitle
from engine.people.imdb_sources import FILES
from engine.progress import silent
from tests.imdb_files import HEADERS, ROWS, imdb_text, write_imdb
from tests.toy_films import DATASET, FILMS, film

SAMURAI = film("Seven Samurai").id
LINKED = [
    Movie(id=1, title="Sieben Samurai", imdb="tt0047478", n_ratings=90),
    Movie(id=2, title="Fargo", year=1996, imdb="0116282", n_ratings=80),
    Movie(id=3, title="No such film", year=1950, imdb="tt7777777"),
]


@pytest.fixture
def home(tmp_path):
    files = HomeFiles(tmp_path / "home")
    files.ensure()
    return files


def book(home, movies, folder, **given):
    learned = enrich(home, DATASET, movies, silent, folder=folder, **given)
    found = FactsBook.open(home.facts(DATASET.catalogue))
    assert found is not None
    assert found.about == learned.about
    return found, learned


def test_a_set_with_ids_is_matched_by_them(home, imdb):
    found, learned = book(home, LINKED, imdb)
    assert (learned.about.films, learned.about.matched, learned.by_title) == (3, 2, 0)
    samurai = found.facts(1)
    assert [person.name for person in samurai.directors] == ["Akira Kurosawa"]
    assert [person.name for person in samurai.cast] == ["Toshirô Mifune", "Takashi Shimura"]
    assert (samurai.imdb, samurai.runtime, samurai.original) == ("tt0047478", 207, "Shichinin no samurai")
    assert samurai.others == (OtherTitle("Die sieben Samurai", "DE"), OtherTitle("Les sept samouraïs", "FR"))
    assert samurai.countries == ("DE", "FR")
    assert found.facts(3) is None


def test_several_directors_and_the_order_of_the_cast_are_kept(home, imdb):
    fargo = book(home, LINKED, imdb)[0].facts(2)
    assert [person.name for person in fargo.directors] == ["Joel Coen", "Ethan Coen"]
    assert [person.name for person in fargo.cast] == ["William H. Macy", "Frances McDormand"]


def test_a_set_without_ids_is_matched_by_title_and_year(home, imdb):
    movies = [Movie(id=one.id, title=one.title, year=one.year, n_ratings=one.n_ratings) for one in FILMS]
    found, learned = book(home, movies, imdb)
    assert (learned.about.matched, learned.by_title) == (7, 7)
    assert found.facts(SAMURAI).directors[0].name == "Akira Kurosawa"
    assert found.facts(film("Heat").id).imdb == "tt0113277"  # not the short of that title and year
    assert found.facts(film("Fargo").id).imdb == "tt0116282"  # not the episode


def test_without_crew_the_principals_name_the_director(home, imdb):
    (imdb / "title.crew.tsv.gz").unlink()
    movies = [Movie(id=5, title="Alien", year=1979, imdb="tt0078748")]
    found, learned = book(home, movies, imdb)
    assert [person.name for person in found.facts(5).directors] == ["Ridley Scott"]
    assert any("title.crew" in note for note in learned.notes)


def test_basics_alone_are_enough(home, imdb):
    for path in imdb.glob("*.gz"):
        if path.name != "title.basics.tsv.gz":
            path.unlink()
    facts = book(home, LINKED, imdb)[0].facts(1)
    assert (facts.runtime, facts.directors, facts.cast, facts.others) == (207, (), (), ())


def test_unpacked_files_are_read_too(home, imdb):
    for path in imdb.glob("*.gz"):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert book(home, LINKED, imdb)[0].facts(1).runtime == 207


def test_a_quote_is_a_character_and_escape_sequences_are_none(home, tmp_path):
    basics = (
        'tt0000001|movie|"Open|"Open|0|2001|\\N|90|Drama\n'
        "tt0000002|movie|Red\x1b]0;x\x07Title|Red\x1b]0;x\x07Title|0|2002|\\N|91|\\N"
    )
    write_imdb(tmp_path / "odd", title_basics=basics)
    movies = [Movie(id=one, title="x", imdb=f"tt000000{one}") for one in (1, 2)]
    found, _ = book(home, movies, tmp_path / "odd")
    assert found.facts(1).original == '"Open'
    assert found.facts(2).original == "Red ]0;x Title"


def test_lines_that_cannot_be_read_are_counted_and_passed_over(home, tmp_path):
    basics = f"tt0047478|movie|too|few\n{ROWS['title.basics'].strip()}\ntt0116282\nrubbish\n"
    write_imdb(tmp_path / "odd", title_basics=basics)
    found, learned = book(home, LINKED, tmp_path / "odd")
    assert found.facts(1).runtime == 207
    assert learned.notes == ("2 lines on these films cannot be read, and were passed over",)


def test_bytes_that_are_no_utf8_and_windows_line_ends_do_no_harm(home, imdb):
    text = imdb_text("title.basics").replace(b"\n", b"\r\n").replace(b"Shichinin", b"Shi\xff\xfe")
    (imdb / "title.basics.tsv.gz").write_bytes(gzip.compress(text))
    assert book(home, LINKED, imdb)[0].facts(1).original == "Shi\ufffd\ufffd no samurai"


def test_columns_that_imdb_adds_later_do_no_harm(home, imdb):
    lines = imdb_text("title.crew").decode().splitlines()
    text = "".join(f"{line}\t{'new' if at == 0 else '1'}\n" for at, line in enumerate(lines))
    (imdb / "title.crew.tsv.gz").write_bytes(gzip.compress(text.encode()))
    assert book(home, LINKED, imdb)[0].facts(1).directors[0].name == "Akira Kurosawa"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(imdb_text("title.crew"))[:60], "title.crew.tsv.gz is cut off"),
        (gzip.compress(imdb_text("title.crew"))[:40] + b"\0" * 80, "title.crew.tsv.gz is damaged"),
        (b"<html>Please log in</html>", "title.crew.tsv.gz is not IMDb's file of that name"),
        (b"", "title.crew.tsv.gz is not IMDb's file of that name"),
        (gzip.compress(imdb_text("name.basics")), "it has no column tconst"),
    ],
)
def test_a_wrong_file_is_said_and_earlier_facts_stay(home, imdb, content, message):
    before = book(home, LINKED, imdb)[0].facts(1)
    (imdb / "title.crew.tsv.gz").write_bytes(content)
    with pytest.raises(DataError, match=message):
        enrich(home, DATASET, LINKED, silent, folder=imdb)
    assert FactsBook.open(home.facts(DATASET.catalogue)).facts(1) == before


def test_a_line_without_end_is_not_read_into_memory(home, imdb):
    with gzip.open(imdb / "title.crew.tsv.gz", "wb", compresslevel=1) as stream:
        stream.write(imdb_text("title.crew"))
        for _ in range(40):
            stream.write(b"x" * (1 << 20))
    with pytest.raises(DataError, match="its lines have no end"):
        enrich(home, DATASET, LINKED, silent, folder=imdb)


def test_a_folder_without_basics_is_refused(home, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"no title.basics.tsv.gz") as caught:
        enrich(home, DATASET, LINKED, silent, folder=tmp_path / "empty")
    assert "https://datasets.imdbws.com/" in caught.value.remedy


def test_files_of_other_films_are_refused(home, imdb):
    with pytest.raises(DataError, match="none of the 1 films"):
        enrich(home, DATASET, [Movie(id=9, title="Unknown", year=1901)], silent, folder=imdb)


# Fetched


def fetched(home):
    return sorted(path.name for path in (home.cache / "imdb").iterdir())


def test_files_are_fetched_and_removed_again(home, server):
    events = []
    learned = enrich(home, DATASET, LINKED, events.append, url=server.url)
    assert learned.about.files == tuple(FILES)
    assert sorted(server.asked) == sorted(f"{name}.tsv.gz" for name in HEADERS)
    assert fetched(home) == []
    assert {event.stage for event in events} == {"download", "read"}
    reading = [event for event in events if event.stage == "read"]
    assert [event.done for event in reading] == sorted(event.done for event in reading)
    assert 0 < reading[-1].done <= reading[-1].total


def test_a_missing_file_is_noted_and_the_others_are_used(home, server):
    server.faults["title.akas"] = "missing"
    learned = enrich(home, DATASET, LINKED, silent, url=server.url)
    assert "title.akas" not in learned.about.files
    assert any("answered 404" in note for note in learned.notes)


@pytest.mark.parametrize(("fault", "message"), [("missing", "answered 404"), ("cut off", "was cut off")])
def test_without_basics_nothing_is_done_and_the_way_round_it_is_told(home, server, fault, message):
    server.faults["title.basics"] = fault
    with pytest.raises(DownloadError, match=message) as caught:
        enrich(home, DATASET, LINKED, silent, url=server.url)
    assert "--from" in caught.value.remedy
    assert not home.facts(DATASET.catalogue).exists()


def test_a_page_in_place_of_a_file_is_not_taken(home, server, imdb):
    (imdb / "title.basics.tsv.gz").write_bytes(b"<html>Please log in</html>")
    with pytest.raises(DownloadError, match="did not send a complete gzip file"):
        enrich(home, DATASET, LINKED, silent, url=server.url)
    assert fetched(home) == []


def test_after_a_failure_whole_files_are_not_fetched_again_but_a_damaged_one_is(home, server, imdb):
    whole = (imdb / "title.crew.tsv.gz").read_bytes()
    (imdb / "title.crew.tsv.gz").write_bytes(whole[:60])
    with pytest.raises(DataError, match="cut off"):
        enrich(home, DATASET, LINKED, silent, url=server.url)
    (imdb / "title.crew.tsv.gz").write_bytes(whole)
    server.asked.clear()
    enrich(home, DATASET, LINKED, silent, url=server.url)
    assert server.asked == ["title.crew.tsv.gz"]


def test_what_a_failed_run_left_long_ago_is_fetched_again(home, server):
    old = home.cache / "imdb" / "title.basics.tsv.gz"
    old.parent.mkdir()
    old.write_bytes(b"old")
    os.utime(old, (time.time() - 30 * 86400,) * 2)
    assert enrich(home, DATASET, LINKED, silent, url=server.url).about.matched == 2


def test_nobody_there_is_said_with_how_to_give_files(home, monkeypatch):
    monkeypatch.setattr(fetching, "CONNECT_TIMEOUT", 0.5)
    with pytest.raises(DownloadError, match=r"127.0.0.1 cannot be reached") as caught:
        enrich(home, DATASET, LINKED, silent, url="http://127.0.0.1:1")
    assert "--from" in caught.value.remedy
