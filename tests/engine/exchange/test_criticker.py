from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.criticker import scale_of
from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
HEAD = "Score, Film Name, Year, Date Rated, Mini Review, URL, IMDB ID\n"


def test_a_row_has_its_date_and_its_id(part: Make) -> None:
    line = '92,"The Matrix",1999,"Nov 03 2024, 20:15","",https://www.criticker.com/film/The-Matrix/,tt0133093\n'
    reading = read_part(part("ratings.csv", HEAD + line))
    assert (reading.service, reading.kind) == ("criticker", "ratings")
    assert reading.rows == (Row(line=2, title="The Matrix", year=1999, imdb=133093, opinion="4.5", at="2024-11-03"),)


def test_newer_dates_are_read(part: Make) -> None:
    (row,) = read_part(part("r.csv", HEAD + '92,"The Matrix",1999,2025-01-17 22:06,"",u,tt0133093\n')).rows
    assert row.at == "2025-01-17"


@pytest.mark.parametrize("score", ["", "many", "101", "-1", "nan"])
def test_a_film_with_an_unreadable_score_was_seen(part: Make, score: str) -> None:
    (row,) = read_part(part("r.csv", HEAD + f'{score},"The Matrix",1999,,"",u,tt0133093\n')).rows
    assert (row.opinion, row.seen, row.problem) == (None, True, "")


def test_scores_up_to_ten_are_out_of_ten() -> None:
    opinion = scale_of([0, 3, 7.5, 10])
    assert [opinion(score) for score in (0, 3, 7.5, 10)] == ["0.5", "1.5", "4", "5"]


def test_a_few_scores_are_shares_of_a_hundred() -> None:
    opinion = scale_of([0, 60, 92])
    assert [opinion(score) for score in (0, 60, 92)] == ["0.5", "3", "4.5"]


def test_many_scores_are_read_by_the_members_own_deciles() -> None:
    opinion = scale_of([*range(61, 81)])
    assert [opinion(score) for score in (61, 62, 63, 70, 71, 80)] == ["0.5", "0.5", "1", "2.5", "3", "5"]


def test_equal_scores_have_one_tier_and_one_score_for_all_is_neutral() -> None:
    assert scale_of([50] * 30)(50) == "3"
    opinion = scale_of([40] * 10 + [80] * 10)
    assert (opinion(40), opinion(80)) == ("1.5", "4")


def test_the_xml_has_tiers(part: Make) -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?><recentratings>
    <film><filmname>Fight Club (1999)</filmname><imdbid>tt0137523</imdbid><rating>71</rating>
    <reviewdate>Jun 21 2014, 22:06</reviewdate><tier>8</tier></film>
    <film><filmname>Alien (1979)</filmname><rating>60</rating><tier>99999999999999</tier></film>
    <film/></recentratings>"""
    fight, alien, empty = read_part(part("ratings.xml", text)).rows
    assert fight == Row(line=1, title="Fight Club", year=1999, imdb=137523, opinion="4", at="2014-06-21")
    assert (alien.title, alien.opinion) == ("Alien", "3")
    assert (empty.line, empty.problem) == (3, "it names no film")
