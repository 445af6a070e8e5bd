from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row
from engine.exchange.season_words import names_an_episode

Make = Callable[[str, str | bytes], Part]
ACTIVITY = (
    "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,"
    "Bookmark,Latest Bookmark,Country\n"
)
RATINGS = "Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts\n"


def test_a_history_has_films_and_episodes(part: Make) -> None:
    text = 'Title,Date\n"Breaking Bad: Season 1: Pilot","3/20/24"\n"The Matrix","3/1/24"\n'
    reading = read_part(part("NetflixViewingHistory.csv", text))
    assert (reading.service, reading.kind) == ("netflix", "history")
    assert reading.rows == (
        Row(line=2, title="Breaking Bad: Season 1: Pilot", series=True, seen=True, at="2024-03-20", ask=True),
        Row(line=3, title="The Matrix", seen=True, at="2024-03-01", ask=True),
    )


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["3/1/24", "20/12/23"], ["2024-01-03", "2023-12-20"]),
        (["3/1/24", "12/20/23"], ["2024-03-01", "2023-12-20"]),
        (["3/1/24", "4/2/24"], [None, None]),
        (["13/1/24", "1/13/24"], [None, None]),
        (["01.03.2024", "20.12.2023"], ["2024-03-01", "2023-12-20"]),
        (["01-03-24", "20-12-23"], ["2024-03-01", "2023-12-20"]),
        (["2024-03-01", "2024. 3. 1."], ["2024-03-01", "2024-03-01"]),
        (["31/02/2024", "yesterday"], [None, None]),
    ],
)
def test_all_dates_together_tell_whether_the_day_comes_first(
    part: Make, dates: list[str], days: list[str | None]
) -> None:
    text = "Title,Date\n" + "".join(f'"The Matrix","{date}"\n' for date in dates)
    assert [row.at for row in read_part(part("h.csv", text)).rows] == days


def test_rows_without_a_title_or_a_date_are_unreadable(part: Make) -> None:
    rows = read_part(part("h.csv", 'Title,Date\n"","3/1/24"\n"The Matrix",""\n')).rows
    assert [row.problem for row in rows] == ["it has no title", "it has no date"]


def test_sessions_of_all_profiles_are_rows_and_trailers_and_short_ones_are_left_out(part: Make) -> None:
    text = ACTIVITY + (
        "Anna,2024-03-01 20:15:00,02:10:00,,The Matrix,,TV,,,DE\n"
        "Ben,2024-03-02 20:15:00,00:09:59,,The Matrix,,TV,,,DE\n"
        "Ben,2024-03-03 20:15:00,00:15:00,,The Matrix,TRAILER,TV,,,DE\n"
        "Ben,2024-03-04 20:15:00,?,,Dark: Staffel 1: Geheimnisse,,TV,,,DE\n"
    )
    rows = read_part(part("ViewingActivity.csv", text)).rows
    assert [(row.at, row.skipped, row.series, row.ask) for row in rows] == [
        ("2024-03-01", "", False, True),
        ("2024-03-02", "watched for less than 10 minutes", False, True),
        ("2024-03-03", "a trailer or an extra", False, True),
        ("2024-03-04", "", True, True),
    ]


def test_thumbs_and_stars_are_opinions(part: Make) -> None:
    values = [
        (",2", "like"),
        (",1", "dislike"),
        (",3", "like"),
        ("4,", "4"),
        ("5,1", "dislike"),
        (",", None),
        ("0,0", None),
    ]
    text = RATINGS + "".join(f"Anna,The Matrix,thumb,{value},TV,2024-03-01 20:15:00\n" for value, _ in values)
    reading = read_part(part("Ratings.csv", text))
    assert reading.kind == "ratings"
    assert [row.opinion for row in reading.rows] == [opinion for _, opinion in values]
    assert {(row.at, row.seen, row.ask) for row in reading.rows} == {("2024-03-01", False, True)}
    assert [row.skipped for row in reading.rows[-2:]] == ["not rated", "not rated"]


def test_a_thumb_that_is_none_is_told(part: Make) -> None:
    (row,) = read_part(part("Ratings.csv", RATINGS + "Anna,The Matrix,thumb,,9,TV,\n")).rows
    assert row.problem == "a rating out of range"


@pytest.mark.parametrize(
    "title",
    [
        "Breaking Bad: Season 1: Pilot",
        "Dark: Staffel 1: Geheimnisse",
        "Lupin: Partie 2: Chapitre 6",
        "La casa de papel: Parte 1: Efectuar lo acordado",
        "Élite: Temporada 3: Carla",
        "1899: Limited Series: The Ship",
        "Egy sorozat: 2. évad: Az első",
        "Bir dizi: 1. Sezon: Bir",
        "Série: 1ª temporada: Um",
        "Stranger Things: Stranger Things 2: Chapter One: MADMAX",
        "Avatar: Book One: Water: The Boy in the Iceberg",
        "陈情令: 第 1 季: 第 1 集",
        "ドラマ: シーズン1: 第1話",
        "드라마: 시즌 1: 에피소드 1",
        "Сериал: Сезон 2: Начало",
        "مسلسل: الموسم 1: الحلقة 1",
        "नाटक: सीज़न 1: एक",
        "Dark: Season 2",
    ],
)
def test_the_words_for_a_season_name_an_episode(title: str) -> None:
    assert names_an_episode(title)


@pytest.mark.parametrize(
    "title",
    [
        "The Matrix",
        "Kill Bill: Vol. 2",
        "Dune: Part Two",
        "The Hunger Games: Mockingjay: Part 1",
        "Star Wars: Episode V: The Empire Strikes Back",
        "Avengers: Infinity War",
        "Series 7: The Contenders",
        "",
        "::",
    ],
)
def test_films_are_no_episodes(title: str) -> None:
    assert not names_an_episode(title)
