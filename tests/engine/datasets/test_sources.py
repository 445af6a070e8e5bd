"""Reading local data sets: every layout, from a folder or a zip, or as two files."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from engine.datasets.sources import read_files, read_source
from engine.errors import DataError, UsageError
from engine.progress import Event


def titles(dataset):
    return dict(zip(dataset.movies["movie"].tolist(), dataset.movies["title"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("layout", "name", "catalogue", "films"),
    [
        ("ml-100k", "ml-100k", "ml-100k", {1: "Toy Story", 50: "Star Wars", 543: "Les Misérables"}),
        ("ml-1m", "ml-1m", "movielens",
         {1: "Toy Story", 73: "Les Misérables", 260: "Star Wars: Episode IV - A New Hope"}),
        ("ml-latest-small", "ml-latest-small", "movielens",
         {1: "Toy Story", 73: "Les Misérables", 260: "Star Wars: Episode IV, A New Hope"}),
        ("recbole", "ml-100k", "ml-100k", {1: "Toy Story", 50: "Star Wars", 543: "Les Misérables"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("zipped", [False, True])
def test_every_layout_is_read_from_a_folder_and_from_a_zip(
    write, layouts, pack, tmp_path, layout, name, catalogue, films, zipped
):
    source = write(layout, layouts[layout])
    if zipped:
        source = tmp_path / "download.zip"
        source.write_bytes(pack(layout, layouts[layout]))
    dataset = read_source(source)
    assert (dataset.name, dataset.catalogue) == (name, catalogue)
    assert titles(dataset) == films
    assert dataset.ratings["user"].tolist()[-1] == 2
    assert dataset.skipped.count == 0


def test_the_parts_of_a_movielens_set_arrive(write, layouts):
    dataset = read_source(write("ml-latest-small", layouts["ml-latest-small"]))
    assert dataset.ratings.to_dict("list") == {
        "user": [1, 2, 2],
        "movie": [1, 1, 260],
        "rating": [4.5, 3.0, 4.0],
        "timestamp": [964982703, 964982704, 964982705],
    }
    toys, misery, wars = dataset.records()
    assert toys.genres == ("Adventure", "Animation")
    assert (toys.imdb, toys.tmdb, toys.year) == ("tt0114709", 862, 1995)
    assert (toys.n_ratings, toys.mean) == (2, 3.75)
    assert toys.histogram == (0, 0, 0, 0, 0, 1, 0, 0, 1, 0)
    assert (misery.n_ratings, misery.mean, misery.histogram, misery.genres, misery.tmdb) == (0, None, (), (), None)
    assert wars.n_ratings == 1


def test_genres_and_years_come_out_of_u_item(write, layouts):
    toys, wars, _ = read_source(write("ml-100k", layouts["ml-100k"])).records()
    assert toys.genres == ("Animation", "Children's", "Comedy")
    assert (wars.genres, wars.year) == (("Action", "Sci-Fi"), 1977)


def test_recbole_keeps_genres_apart_by_spaces_and_the_year_in_a_column(write, layouts):
    toys, _, misery = read_source(write("recbole", layouts["recbole"])).records()
    assert toys.genres == ("Animation", "Children's", "Comedy")
    assert (misery.year, misery.genres) == (1995, ())


@pytest.mark.parametrize("line", ["1,Café, Le (2001),Drama", '1,"Café, Le (2001)",Drama'])
def test_quoted_titles_hold_commas(write, layouts, line):
    files = layouts["ml-latest-small"] | {"movies.csv": f"movieId,title,genres\n{line}\n260,Heat (1995),Crime\n"}
    source = write("x", files)
    if '"' in line:
        assert titles(read_source(source))[1] == "Le Café"
    else:
        with pytest.raises(DataError, match=r"movies.csv, line 2: expected 3 fields, found 4"):
            read_source(source)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig"])
def test_titles_in_both_encodings_read_the_same(write, layouts, encoding):
    movies = "movieId,title,genres\n1,Amélie (2001),Comedy\n260,Heat (1995),Crime\n"
    dataset = read_source(write("x", layouts["ml-latest-small"] | {"movies.csv": movies.encode(encoding)}))
    assert titles(dataset)[1] == "Amélie"


def test_line_ends_of_windows_change_nothing(write, layouts):
    files = {name: text.replace("\n", "\r\n") for name, text in layouts["ml-latest-small"].items()}
    assert read_source(write("a", files)).digest == read_source(write("b", layouts["ml-latest-small"])).digest


def test_the_order_of_rows_changes_nothing_and_a_rating_does(write, layouts):
    files = layouts["ml-1m"]
    turned = files | {"ratings.dat": "".join(reversed(files["ratings.dat"].splitlines(keepends=True)))}
    other = files | {"ratings.dat": files["ratings.dat"].replace("::5::", "::4::")}
    first, second, third = (read_source(write(n, f)) for n, f in (("a", files), ("b", turned), ("c", other)))
    assert first.digest == second.digest != third.digest
    assert first.ratings.equals(second.ratings)


def test_the_catalogue_is_part_of_the_digest(write, layouts):
    source = write("ml-1m", layouts["ml-1m"])
    mine = read_source(source, catalogue="mine")
    assert mine.catalogue == "mine"
    assert mine.digest != read_source(source).digest


def test_of_two_ratings_of_one_film_the_latest_counts_and_a_note_says_so(write, layouts):
    rows = "userId,movieId,rating,timestamp\n1,1,5.0,200\n1,260,3.0,100\n1,1,2.0,100\n2,1,1.0,50\n2,1,4.0,50\n"
    dataset = read_source(write("x", layouts["ml-latest-small"] | {"ratings.csv": rows}))
    assert dataset.ratings["rating"].tolist() == [5.0, 3.0, 4.0]
    assert dataset.notes[0] == "2 duplicate ratings (same user and film) ignored; the latest of each is kept"


def test_user_ids_of_any_size_are_kept(write, layouts):
    rows = (
        "userId,movieId,rating,timestamp\n900000000000000000,260,5.0,200\n7,1,3.0,100\n900000000000000000,1,2.0,100\n"
    )
    dataset = read_source(write("x", layouts["ml-latest-small"] | {"ratings.csv": rows}))
    assert dataset.ratings["user"].tolist() == [7, 900000000000000000, 900000000000000000]
    assert dataset.ratings["movie"].tolist() == [1, 1, 260]


@pytest.mark.parametrize("movies", ["ml-1m/movies.dat", "ml-100k/u.item", "ml-latest-small/movies.csv"])
def test_two_files_without_ratings_and_times(write, layouts, movies, tmp_path):
    layout, name = movies.split("/")
    write(layout, {name: layouts[layout][name]})
    watched = write("mine", {"watched.csv.gz": gzip.compress(b"user,movie\n1,1\n1,1\n2,1\n")}) / "watched.csv.gz"
    dataset = read_files(watched, tmp_path / movies)
    assert dataset.name == "watched"
    assert dataset.catalogue == ("ml-100k" if name == "u.item" else "movielens")
    assert len(dataset.ratings) == 2
    assert dataset.ratings["rating"].isna().all() and dataset.ratings["timestamp"].isna().all()
    assert dataset.records()[0].n_ratings == 2
    assert dataset.records()[0].mean is None


def test_two_files_take_links_from_beside_the_films(write, layouts):
    where = write("x", layouts["ml-latest-small"])
    assert read_files(where / "ratings.csv", where / "movies.csv").records()[0].imdb == "tt0114709"


@pytest.mark.parametrize(
    ("header", "row", "rating", "timestamp"),
    [
        ("user,movie,rating", "1,1,3.5", 3.5, None),
        ("user,movie,timestamp", "1,1,77", None, 77),
        ("movie,user,timestamp,rating", "1,1,77,3.5", 3.5, 77),
        ("User,Movie,Note,Rating", '1,1,"so, so",3.5', 3.5, None),
        ("user;movie;rating", "1;1;3.5", 3.5, None),
        ("user,movie,rating,timestamp", "1,1,,", None, None),
        ("user,movie,rating", "1.0,1.0,4", 4.0, None),
    ],
)
def test_columns_may_be_missing_moved_or_of_ones_own(write, layouts, header, row, rating, timestamp):
    where = write("x", layouts["ml-latest-small"] | {"mine.csv": f"{header}\n{row}\n"})
    ratings = read_files(where / "mine.csv", where / "movies.csv").ratings
    got = ratings["rating"][0], ratings["timestamp"].tolist()[0]
    assert (rating is None and math.isnan(got[0])) or got[0] == rating
    assert (timestamp is None and got[1] is not None and got[1] is not got[0] and ratings["timestamp"].isna()[0]) or (
        got[1] == timestamp
    )


def test_a_file_of_ones_own_films_is_a_catalogue_of_its_own(write):
    where = write("x", {"mine.csv": "user,movie\n1,7\n", "films.csv": "id,title,year\n7,Home Video,2020\n"})
    dataset = read_files(where / "mine.csv", where / "films.csv")
    assert dataset.catalogue == "films"
    assert dataset.records()[0].year == 2020
    assert read_files(where / "mine.csv", where / "films.csv", catalogue="ours").catalogue == "ours"
    with pytest.raises(UsageError, match="catalogue name is empty"):
        read_files(where / "mine.csv", where / "films.csv", catalogue=" ")


def test_other_films_in_the_layout_of_movielens_are_warned_of(write):
    where = write(
        "x", {"ratings.csv": "userId,movieId\n1,1\n", "movies.csv": "movieId,title,genres\n1,Ours (2020),Drama\n"}
    )
    assert "pass --catalogue NAME" in read_source(where).notes[0]
    assert read_source(where, catalogue="ours").notes == ()


def test_a_folder_around_the_data_will_do_and_two_sets_in_it_will_not(write, layouts, tmp_path):
    write("in/ml-1m", layouts["ml-1m"])
    assert read_source(tmp_path / "in").name == "ml-1m"
    write("in/ml-100k", layouts["ml-100k"])
    with pytest.raises(DataError, match="contains more than one data set"):
        read_source(tmp_path / "in")


def test_films_without_ratings_of_the_set_point_to_the_two_files(write, layouts):
    files = {"movies.dat": layouts["ml-1m"]["movies.dat"], "watched.csv.gz": gzip.compress(b"user,movie\n1,1\n")}
    where = write("ml-1m", files)
    with pytest.raises(DataError, match=r"has movies.dat but no ratings.dat") as caught:
        read_source(where)
    assert caught.value.remedy == f"use --ratings {where}/watched.csv.gz --movies {where}/movies.dat"


@pytest.mark.parametrize(
    ("missing", "message"),
    [("movies.csv", "has ratings.csv but no movies.csv"), ("ratings.csv", "has movies.csv but no ratings.csv")],
)
def test_a_missing_half_is_named(write, layouts, missing, message):
    files = layouts["ml-latest-small"]
    del files[missing]
    with pytest.raises(DataError, match=message):
        read_source(write("x", files))


def test_a_folder_of_something_else_says_what_is_looked_for(write):
    with pytest.raises(DataError, match=r"contains no data set: neither u.data and u.item"):
        read_source(write("x", {"notes.txt": "hello"}))


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="nowhere does not exist"):
        read_source(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"no.csv does not exist"):
        read_files(tmp_path / "no.csv", tmp_path / "no.dat")


def test_a_file_given_as_a_source_points_to_ratings(write, layouts):
    where = write("x", layouts["ml-latest-small"])
    with pytest.raises(DataError, match="neither a folder nor a complete zip") as caught:
        read_source(where / "ratings.csv")
    assert "--ratings" in caught.value.remedy


def test_progress_ends_at_the_size_of_the_ratings(write, layouts):
    where = write("x", layouts["ml-1m"])
    events: list[Event] = []
    read_source(where, progress=events.append)
    assert events[-1].stage == "read"
    assert events[-1].done == events[-1].total == Path(where / "ratings.dat").stat().st_size
