"""Who made which films, by name; facts that cannot be read count as none."""

from __future__ import annotations

import pytest

from engine.home import HomeFiles
from engine.people.facts_book import FactsBook
from engine.people.facts_files import About, write_facts
from engine.people.film_facts import FilmFacts
from tests.toy_facts import learn_toy_facts
from tests.toy_films import DATASET, FILMS, film


@pytest.fixture
def folder(tmp_path):
    home = HomeFiles(tmp_path / "home")
    home.ensure()
    learn_toy_facts(home, tmp_path / "imdb")
    return home.facts(DATASET.catalogue)


@pytest.fixture
def book(folder):
    found = FactsBook.open(folder)
    assert found is not None
    return found


def test_films_are_found_by_length(book):
    assert book.knows_lengths
    assert book.films_lasting(None, 98) == sorted([film("Rashomon").id, film("Fargo").id])
    assert book.films_lasting(200, None) == [film("Seven Samurai").id]
    assert book.films_lasting(88, 88) == [film("Rashomon").id]


def test_a_film_of_unknown_length_is_of_no_length(tmp_path):
    about = About(catalogue="toy", dataset="toy", films=2, matched=2, people=0, files=(), made="")
    write_facts(tmp_path / "facts", about, [FilmFacts(7, "tt7"), FilmFacts(3, "tt3", runtime=90)], {})
    book = FactsBook.open(tmp_path / "facts")
    assert book is not None
    assert (book.knows_lengths, book.films_lasting(None, 200)) == (True, [3])
    write_facts(tmp_path / "facts", about, [FilmFacts(7, "tt7")], {})
    none = FactsBook.open(tmp_path / "facts")
    assert none is not None
    assert not none.knows_lengths


def names(makers):
    return [maker.name for maker in makers]


@pytest.mark.parametrize("text", ["kurosawa", "Akira Kurosawa", "KUROSAWA AKIRA", " kurosawa "])
def test_a_person_is_found_by_the_last_or_the_whole_name(book, text):
    assert names(book.called(text)) == ["Akira Kurosawa"]


def test_a_last_name_means_all_who_have_it_and_so_does_the_name_of_a_family(book):
    assert sorted(names(book.called("coen"))) == ["Ethan Coen", "Joel Coen"]
    assert book.called("the coen brothers") == []
    assert sorted(names(book.called("coen brothers"))) == ["Ethan Coen", "Joel Coen"]


def test_accents_and_initials_do_not_matter(book):
    assert names(book.called("mifune")) == ["Toshirô Mifune"]
    assert names(book.called("toshiro mifune")) == ["Toshirô Mifune"]
    assert names(book.called("william macy")) == ["William H. Macy"]
    assert names(book.called("de niro")) == ["Robert De Niro"]


def test_a_beginning_is_no_name_but_finds_people_while_one_types(book):
    assert book.called("kuro") == []
    assert names(book.begun("kuro")) == ["Akira Kurosawa"]
    assert names(book.begun("akira")) == ["Akira Kurosawa"]
    assert book.begun("ku") == []
    assert book.called("") == []


def test_films_come_with_those_directed_first_where_few_watched_more(book):
    films = book.films_of(book.called("kurosawa"))
    assert films == [film(title).id for title in ("Seven Samurai", "Ran", "Rashomon")]


def test_other_titles_are_found_whole_or_while_one_types(book):
    samurai = film("Seven Samurai").id
    assert book.titled("Die Sieben Samurai") == [(samurai, "Die sieben Samurai")]
    assert book.titled("sieben samurai") == [(samurai, "Die sieben Samurai")]
    assert book.titled("sept samourais") == [(samurai, "Les sept samouraïs")]
    assert book.title_begun("shichinin") == [(samurai, "Shichinin no samurai")]
    assert book.title_begun("shi") == []
    assert book.titled("Samurai Project") == []  # a working title


def test_facts_that_are_not_there_are_none(tmp_path):
    assert FactsBook.open(tmp_path / "nothing") is None


@pytest.mark.parametrize("name", ["credits", "records", "person_targets", "people_starts", "title_keys", "movies"])
@pytest.mark.parametrize("damage", ["empty", "short", "gone"])
def test_damaged_facts_are_none(folder, name, damage):
    path = folder / f"{name}.npy"
    whole = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(b"" if damage == "empty" else whole[:-4])
    assert FactsBook.open(folder) is None


def test_facts_of_another_release_are_none(folder):
    about = folder / "about.json"
    about.write_bytes(about.read_bytes().replace(b'"format":1', b'"format":99'))
    assert FactsBook.open(folder) is None


def test_a_record_that_is_damaged_is_none(folder):
    path = folder / "records.npy"
    path.write_bytes(path.read_bytes()[:-40] + b"\xc1" * 40)
    found = FactsBook.open(folder)
    assert found is not None
    assert [found.facts(one.id) for one in FILMS if found.facts(one.id) is None]
