from __future__ import annotations

import pytest

from engine.exchange.row_dates import iso_date, written_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("5", 5, "5"),
        ("0.5", 5, "0.5"),
        ("3,5", 5, "3.5"),
        ("9", 10, "4.5"),
        ("1", 10, "0.5"),
        ("8.6", 10, "4.5"),
        (7, 10, "3.5"),
        ("0", 10, None),
        ("11", 10, None),
        ("-1", 10, None),
        ("nan", 10, None),
        ("", 10, None),
        ("good", 10, None),
        (None, 10, None),
        ("0.1", 10, "0.5"),
    ],
)
def test_a_rating_becomes_half_stars(text: str | int | None, best: int, expected: str | None) -> None:
    assert stars_of(text, best=best) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2005", 2005),
        ("2013–2023", 2013),
        ("1999-03-31", 1999),
        ("????", None),
        ("", None),
        (1979, 1979),
        ("12005", None),
    ],
)
def test_a_year_is_the_first_one(text: str | int, expected: int | None) -> None:
    assert year_of(text) == expected


def test_ids_are_compared_as_numbers() -> None:
    assert [imdb_of(text) for text in ("tt0133093", "0133093", "TT10000000", "nm1", "", None)] == [
        133093,
        133093,
        10000000,
        None,
        None,
        None,
    ]
    assert [number_in(text) for text in ("603", 603, "0", "-1", True, None, "1e3")] == [
        603,
        603,
        None,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-11-03", "2024-11-03"),
        ("2024-11-03T20:15:00.000Z", "2024-11-03T20:15:00Z"),
        ("2024-11-03T20:15:00+02:00", "2024-11-03T18:15:00Z"),
        ("2020-10-29 00:17:08.0", "2020-10-29"),
        ("2024/3/1", "2024-03-01"),
        ("2024-02-30", None),
        ("10-09-20", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
    ],
)
def test_a_date_is_read_where_it_can_be_read_in_one_way(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected


def test_a_date_in_words_is_read_with_its_day_padded() -> None:
    assert written_date("Fri Nov  7 08:36:35 2011", "%a %b %d %H:%M:%S %Y") == "2011-11-07"
    assert written_date("someday", "%a %b %d %H:%M:%S %Y") is None
