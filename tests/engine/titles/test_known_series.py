from __future__ import annotations

import pytest

from engine.titles.known_series import KnownFilm, Series, SeriesTable, key_of, known_series

TABLE = SeriesTable(
    [
        Series(("space war", "sw"), ("The Start (1970)", "", "The End / Space War 3 (1975)"), numbered=True),
        Series(("agent x",), ("Agent X (1962)", "Agent X Again (1964)")),
        Series(("te",), ("The End / Space War 3 (1975)",)),
    ]
)
START, END = KnownFilm(("The Start",), 1970), KnownFilm(("The End", "Space War 3"), 1975)


@pytest.mark.parametrize("text", ["space war", "The Space War", "all Space War films", "space war trilogy", "SW"])
def test_a_series_is_known_by_its_names(text: str) -> None:
    series = TABLE.named(text)
    assert series is not None
    assert series.films == (START, END)


@pytest.mark.parametrize(
    "text", ["space war 3", "space war III", "space war three", "Space War: Part 3", "sw3", "sw episode 3"]
)
def test_a_number_means_one_film(text: str) -> None:
    series = TABLE.named(text)
    assert series is not None
    assert series.films == (END,)


@pytest.mark.parametrize("text", ["space war 2", "space war 7"])
def test_a_number_without_a_film_means_none(text: str) -> None:
    series = TABLE.named(text)
    assert series is not None
    assert (series.films, series.others) == ((), (START, END))


def test_a_series_without_numbers_has_no_second_film() -> None:
    assert TABLE.named("agent x 2") is None
    assert TABLE.named("nothing") is None


def test_the_beginning_of_a_name_is_completed() -> None:
    begun = TABLE.begun("space w")
    assert begun is not None
    assert (begun.films, begun.begun) == ((START, END), True)
    assert TABLE.begun("spa") is None


def test_the_table_that_ships_is_sound() -> None:
    table = known_series()
    assert len(table.series) > 250
    for row in table.series:
        assert [key_of(name) for name in row.names] == list(row.names)
        films = [film for film in row.films if film]
        assert len(set(films)) == len(films) > 0
        for name in row.names:
            assert table.named(name) is not None  # every film is written as Title (year)
    assert all(key_of(f"the {title}") == title for title in table.films)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("t2", "Terminator 2: Judgment Day"),
        ("star wars 5", "The Empire Strikes Back"),
        ("rocky ii", "Rocky II"),
        ("godfather part two", "The Godfather: Part II"),
        ("oceans 11", "Ocean's Eleven"),
        ("mi2", "Mission: Impossible II"),
        ("rotk", "The Return of the King"),
        ("rambo 1", "First Blood"),
    ],
)
def test_the_table_that_ships_knows_the_films_that_are_meant(text: str, title: str) -> None:
    series = known_series().named(text)
    assert series is not None
    assert [film.titles[0] for film in series.films] == [title]
