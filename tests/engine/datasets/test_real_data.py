"""The real MovieLens data sets, if they are in ../shared next to this checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.datasets.sources import read_files, read_source
from engine.errors import DataError

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="no ../shared/data with MovieLens data sets next to this checkout"
)


@pytest.mark.parametrize(
    ("name", "catalogue", "films", "ratings", "newest"),
    [("ml-100k", "ml-100k", 1682, 100_000, 1998), ("ml-latest-small", "movielens", 9742, 100_836, 2018)],
)
def test_the_sets_hold_what_the_table_says(name, catalogue, films, ratings, newest):
    dataset = read_source(DATA / name)
    assert (dataset.name, dataset.catalogue) == (name, catalogue)
    assert (len(dataset.movies), len(dataset.ratings), dataset.movies["year"].max()) == (films, ratings, newest)
    assert dataset.skipped.count == 0
    assert dataset.notes == ()


def test_the_watched_file_of_ml_1m_is_read_with_its_films():
    dataset = read_files(DATA / "ml-1m" / "watched.csv.gz", DATA / "ml-1m" / "movies.dat")
    assert (dataset.catalogue, len(dataset.movies), len(dataset.ratings)) == ("movielens", 3883, 822_291)
    found = {movie.id: movie for movie in dataset.records()}
    assert found[2571].label == "The Matrix (1999)"
    assert found[1].genres == ("Animation", "Children's", "Comedy")
    assert found[2858].mean is None


def test_ml_1m_without_ratings_dat_points_to_the_watched_file():
    with pytest.raises(DataError) as caught:
        read_source(DATA / "ml-1m")
    assert "--ratings" in caught.value.remedy and "watched.csv.gz" in caught.value.remedy


def test_no_title_of_the_largest_set_here_keeps_its_article_behind_a_comma():
    titles = read_source(DATA / "ml-latest-small").movies["title"]
    assert not titles[titles.str.contains(r", (?:The|A|An|La|Le|Les|Das|Der|Il|El)$")].tolist()
    assert not titles[titles.str.contains(r"\(\d{4}\)$")].tolist()
