"""Which of IMDb's titles join as new films, how they are placed, and what is wrong with a file."""

from __future__ import annotations

import gzip

import pytest

from engine.errors import DataError
from engine.home import HomeFiles
from engine.movies import FIRST_ADDED_ID, FIRST_NEW_ID, Movie
from engine.people import imdb_candidates
from engine.people.enrichment import enrich
from engine.people.facts_book import FactsBook
from engine.people.genre_names import genres_in
from engine.people.imdb_candidates import Wanted
from engine.progress import silent
from engine.titles.index import TitleIndex
from tests.imdb_files import ROWS, imdb_text, write_imdb
from tests.toy_films import DATASET

GENRES = ("Action", "Children's", "Crime", "Drama", "Sci-Fi")
HEAT = Movie(id=1, title="Heat", year=1995, genres=("Crime",), imdb="0113277", n_ratings=90)
RAN = Movie(id=2, title="Ran", year=1985, genres=("Drama",), n_ratings=50)
SAMURAI = Movie(id=3, title="Seven Samurai", year=1954, genres=("Action", "Drama"), n_ratings=70)
NEWEST = Movie(id=4, title="Newest", year=2000, genres=("Drama",), n_ratings=10)
MOVIES = [HEAT, SAMURAI, RAN, NEWEST]

BASICS = r"""
tt1000001|movie|Dreams of Tomorrow|Yume|0|2001|\N|119|Drama,Fantasy,Sci-Fi
tt1000002|movie|The Family Film|The Family Film|0|2000|\N|80|Family,Biography
tt1000003|movie|Heist|Heist|0|2010|\N|99|Crime
tt1000004|tvMovie|On Television|On Television|0|2005|\N|90|Drama
tt1000005|video|Straight to Video|Straight to Video|0|2005|\N|90|Drama
tt1000006|short|Short|Short|0|2005|\N|9|Drama
tt1000007|tvSeries|Series|Series|0|2005|\N|\N|Drama
tt1000008|movie|For Adults|For Adults|1|2005|\N|90|Drama
tt1000009|movie|Adult Too|Adult Too|0|2005|\N|90|Adult
tt1000010|movie|Too Early|Too Early|0|1999|\N|90|Drama
tt1000011|movie|Few Votes|Few Votes|0|2005|\N|90|Drama
tt1000012|movie|No Votes|No Votes|0|2005|\N|90|Drama
tt1000013|movie|No Year|No Year|0|\N|\N|90|Drama
tt1000014|movie|Newest|Newest|0|2000|\N|90|Drama
tt1000015|movie|No Genres|No Genres|0|2003|\N|\N|\N
"""
CREW = r"""
tt1000001|nm0000041|nm0000041
tt1000002|\N|nm0000041
tt1000003|nm7777777|\N
"""
PRINCIPALS = r"""
tt1000003|1|nm0000199|actor|\N|["Boss"]
"""


def ratings(votes=5000, **others):
    counts = {f"tt10000{n:02}": votes for n in range(1, 16)} | {"tt1000011": 999, **others}
    counts.pop("tt1000012", None)
    return "\n".join(f"{imdb}|7.{int(imdb[-1])}|{count}" for imdb, count in counts.items())


@pytest.fixture
def imdb(tmp_path):
    write_imdb(
        tmp_path / "imdb",
        title_basics=ROWS["title.basics"] + BASICS.strip(),
        title_ratings=ROWS["title.ratings"] + ratings(),
        title_crew=ROWS["title.crew"] + CREW.strip(),
        title_principals=ROWS["title.principals"] + PRINCIPALS.strip(),
    )
    return tmp_path / "imdb"


@pytest.fixture
def home(tmp_path):
    files = HomeFiles(tmp_path / "home")
    files.ensure()
    return files


def learn(home, folder, movies=MOVIES, votes=1000, declined=frozenset(), until=2026):
    wanted = Wanted(votes=votes, titles=TitleIndex.of(movies), genres=GENRES, until=until, declined=declined)
    return enrich(home, DATASET, movies, silent, folder=folder, wanted=wanted)


def titles(learned):
    return {movie.title for movie, _ in learned.new}


def test_films_of_the_newest_year_on_with_the_votes_join(home, imdb):
    assert titles(learn(home, imdb)) == {"Dreams of Tomorrow", "The Family Film", "Heist", "No Genres"}
    assert "Few Votes" in titles(learn(home, imdb, votes=999))
    assert titles(learn(home, imdb, votes=6000)) == set()


def test_a_film_of_a_year_that_has_not_begun_does_not_join(home, imdb):
    assert "Heist" in titles(learn(home, imdb, until=2010))
    assert titles(learn(home, imdb, until=2009)) == {"Dreams of Tomorrow", "The Family Film", "No Genres"}


def test_a_title_cannot_control_the_terminal(home, imdb):
    rows = ["tt3000001|movie|\x1b[31mRed\x07|\x00\u202eRoter|0|2005|\\N|90|Drama"]
    rows += ["tt3000002|movie|\x1b\x07|x|0|2005|\\N|90|Drama"]
    write_imdb(imdb, title_basics=ROWS["title.basics"] + "\n".join(rows), title_ratings="tt3000001|7.0|9000")
    ((movie, _),) = learn(home, imdb).new
    assert (movie.title, movie.alternatives) == ("[31mRed", ("Roter",))


def test_films_added_by_hand_do_not_move_the_newest_year(home, imdb):
    added = Movie(id=FIRST_ADDED_ID, title="Tomorrow", year=2030)
    assert "Heist" in titles(learn(home, imdb, [*MOVIES, added]))


def test_a_new_film_is_in_the_words_of_the_data_set(home, imdb):
    found = {movie.title: movie for movie, _ in learn(home, imdb).new}
    dreams = found["Dreams of Tomorrow"]
    assert (dreams.id, dreams.imdb, dreams.year) == (FIRST_NEW_ID + 1000001, "tt1000001", 2001)
    assert dreams.genres == ("Drama", "Sci-Fi")
    assert dreams.alternatives == ("Yume",)
    assert dreams.is_new and not NEWEST.is_new
    assert found["The Family Film"].genres == ("Children's",)
    assert found["No Genres"].genres == ()


def test_it_is_placed_by_directors_then_writers_then_cast(home, imdb):
    near = {movie.title: films for movie, films in learn(home, imdb).new}
    assert near["Dreams of Tomorrow"] == (RAN.id, SAMURAI.id)  # both by its director; nearer by genres
    assert near["The Family Film"] == (SAMURAI.id, RAN.id)  # by its writer; more watched
    assert near["Heist"] == (HEAT.id,)  # its actor
    assert near["No Genres"] == ()


def test_a_film_without_an_imdb_id_is_not_joined_twice(home, imdb):
    assert "Newest" not in titles(learn(home, imdb))
    with_id = [HEAT, SAMURAI, RAN, Movie(id=4, title="Newest", year=2000, imdb="tt0000009")]
    assert "Newest" in titles(learn(home, imdb, with_id))  # another film of that name


def test_what_joined_or_was_declined_does_not_join_again(home, imdb):
    learned = learn(home, imdb)
    joined = [movie for movie, _ in learned.new]
    assert learn(home, imdb, [*MOVIES, *joined]).new == ()
    assert "Heist" not in titles(learn(home, imdb, declined=frozenset({FIRST_NEW_ID + 1000003})))


def test_television_films_join_where_the_data_set_has_such(home, imdb):
    on_air = Movie(id=5, title="Earlier", year=1998, imdb="tt2000001")
    basics = ROWS["title.basics"] + BASICS.strip() + "\n" + r"tt2000001|tvMovie|Earlier|Earlier|0|1998|\N|90|Drama"
    write_imdb(imdb, title_basics=basics, title_ratings=ratings())
    assert "On Television" not in titles(learn(home, imdb))
    assert "On Television" in titles(learn(home, imdb, [*MOVIES, on_air]))


def test_facts_of_new_films_are_kept_with_imdbs_votes(home, imdb):
    learn(home, imdb)
    book = FactsBook.open(home.facts(DATASET.catalogue))
    facts = book.facts(FIRST_NEW_ID + 1000001)
    assert (facts.votes, facts.average, facts.runtime) == (5000, 7.1, 119)
    assert [person.name for person in facts.directors] == ["Akira Kurosawa"]
    assert FIRST_NEW_ID + 1000001 in book.films_of(book.called("kurosawa"))
    assert book.facts(HEAT.id).votes is None  # it has ratings of its own


def test_no_more_join_than_a_catalogue_takes(home, imdb, monkeypatch):
    monkeypatch.setattr(imdb_candidates, "MOST", 2)
    write_imdb(
        imdb,
        title_basics=ROWS["title.basics"] + BASICS.strip(),
        title_ratings=ratings(tt1000003=9000, tt1000015=8000),
    )
    learned = learn(home, imdb)
    assert [movie.title for movie, _ in learned.new] == ["Heist", "No Genres"]
    assert any("2 more films have the votes" in note for note in learned.notes)


def test_without_ratings_one_line_says_what_is_missing(home, imdb):
    (imdb / "title.ratings.tsv.gz").unlink()
    with pytest.raises(DataError, match=r"there is no title\.ratings\.tsv\.gz"):
        learn(home, imdb)


@pytest.mark.parametrize("name", ["title.ratings", "title.basics"])
def test_a_file_that_is_cut_off_or_another_is_said_and_earlier_facts_stay(home, imdb, name):
    learn(home, imdb)
    before = FactsBook.open(home.facts(DATASET.catalogue)).about
    path = imdb / f"{name}.tsv.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=f"{name}.tsv.gz is cut off"):
        learn(home, imdb)
    path.write_bytes(gzip.compress(imdb_text("name.basics")))
    with pytest.raises(DataError, match=f"{name}.tsv.gz is not IMDb's file of that name"):
        learn(home, imdb)
    assert FactsBook.open(home.facts(DATASET.catalogue)).about == before


def test_a_data_set_without_years_has_no_newer_films(home, imdb):
    with pytest.raises(DataError, match="no film of the data set has a year"):
        learn(home, imdb, [Movie(id=1, title="Heat", imdb="0113277")])


def test_genres_are_those_of_the_data_set():
    assert genres_in(("Children", "Sci-Fi"), ("Family", "Sci-Fi", "Music")) == ("Children", "Sci-Fi")
    assert genres_in(("Family", "Musical"), ("Family", "Music", "Musical")) == ("Family", "Musical")
    assert genres_in((), ("Drama",)) == ()
