"""Decades and genres beside everybody's, on films whose shares can be counted by hand."""

import numpy as np
import pytest

from engine.film_columns import FilmColumns
from engine.movies import Movie
from engine.serving.portrait_records import TasteShare
from engine.serving.portrait_shares import decade_shares, genre_shares, is_more, standing_out

NOIR = Movie(id=1, title="The Third Man", year=1949, genres=("Film-Noir", "IMAX"))
HEAT = Movie(id=2, title="Heat", year=1995, genres=("Crime", "Action"))
FARGO = Movie(id=3, title="Fargo", year=1996, genres=("Crime",))
UNDATED = Movie(id=4, title="Unknown", year=None, genres=())
FILMS = [NOIR, HEAT, FARGO, UNDATED]
COLUMNS = FilmColumns.of(FILMS)
COUNTS = np.array([10, 60, 30, 900])


def shown(shares):
    return [(one.name, one.films, round(one.share, 3), round(one.everybody, 3)) for one in shares]


def test_everybodys_share_of_a_decade_counts_each_film_as_often_as_it_was_watched():
    assert shown(decade_shares([NOIR, HEAT], COLUMNS, COUNTS)) == [("1940s", 1, 0.5, 0.1), ("1990s", 1, 0.5, 0.9)]


def test_films_without_a_year_or_a_genre_count_for_neither_side():
    assert decade_shares([NOIR, UNDATED], COLUMNS, COUNTS)[0].share == 1.0
    assert genre_shares([FARGO, UNDATED], COLUMNS, COUNTS)[0].share == 1.0


def test_genres_come_by_falling_share_and_the_format_of_a_film_is_none():
    assert shown(genre_shares([NOIR, HEAT, FARGO], COLUMNS, COUNTS)) == [
        ("Crime", 2, 0.667, 0.9),
        ("Action", 1, 0.333, 0.6),
        ("Film-Noir", 1, 0.333, 0.1),
    ]


def test_one_film_of_what_nobody_watches_is_a_third_more_and_not_a_hundred_times():
    films = [Movie(id=1, title="Rare", year=1920, genres=("Western",)), HEAT]
    (rare, _) = decade_shares(films, FilmColumns.of(films), np.array([1, 999_999]))
    assert rare.times == pytest.approx(4 / 3, abs=0.001)


def test_many_films_are_taken_at_their_word():
    films = [Movie(id=i, title=str(i), year=1950, genres=("War",)) for i in range(100)]
    films += [Movie(id=1000, title="New", year=2000, genres=("Drama",))]
    counts = np.array([1] * 100 + [900])
    (war, drama) = genre_shares(films[:100], FilmColumns.of(films), counts)
    assert (war.share, war.everybody) == (1.0, 0.1)
    assert war.times == pytest.approx(103 / 13) and drama.times == pytest.approx(3 / 93)


def test_what_neither_side_has_is_not_told():
    films = [*FILMS, Movie(id=9, title="Old", year=1910, genres=("Musical",))]
    counts = np.array([*COUNTS, 0])
    assert "1910s" not in {one.name for one in decade_shares([HEAT], FilmColumns.of(films), counts)}
    assert "Musical" not in {one.name for one in genre_shares([HEAT], FilmColumns.of(films), counts)}


def test_little_is_made_of_what_stands_out_a_little_or_by_few_films():
    def share(name, films, times):
        return TasteShare(name=name, films=films, share=0.1, everybody=0.1, times=times)

    shares = [share("A", 9, 2.0), share("B", 2, 2.5), share("C", 9, 1.2), share("D", 0, 0.4), share("E", 5, 0.8)]
    more, less = standing_out(shares)
    assert [one.name for one in more] == ["A"] and [one.name for one in less] == ["D"]
    assert [one.name for one in shares if is_more(one)] == ["A"]


def test_nothing_liked_is_no_share_of_anything():
    assert all(one.films == 0 and one.share == 0 for one in genre_shares([], COLUMNS, COUNTS))
