"""The lines of a diary: years, days, what changed, and imports that open."""

from datetime import UTC, date, datetime

import pytest

from engine.profiles.diary import DiaryEntry, DiaryFilm
from engine.profiles.fold import Values
from tui.state.diary_lines import day_name, import_words, lines_of, matching, spanned, what_changed

NOW = datetime(2026, 11, 27, 20, 14, tzinfo=UTC)


def film(title, movie=1, old=Values(), **new):
    return DiaryFilm(catalogue="ml", movie=movie, title=title, year=1990, old=old, new=Values(**new))


def entry(day, *films, kind="mark", action="a", origin=""):
    at = None if kind == "dated" else NOW
    return DiaryEntry(kind=kind, day=day, at=at, origin=origin, action=action, films=films)


HEAT, ALIEN = film("Heat", 1, opinion="like"), film("Alien", 2, seen=True)
ENTRIES = [
    entry(date(2026, 11, 27), HEAT, action="x"),
    entry(date(2026, 11, 27), HEAT, ALIEN, kind="import", action="import:Letterboxd:1", origin="Letterboxd"),
    entry(date(2019, 5, 3), ALIEN, kind="dated", action="import:Letterboxd:1", origin="Letterboxd"),
]


def shown(lines):
    return [
        line.day.year if line.entry is None else (line.film.title if line.film else "import", line.first)
        for line in lines
    ]


def test_each_year_has_a_heading_and_each_day_a_first_line():
    assert shown(lines_of(ENTRIES)) == [2026, ("Heat", True), ("import", False), 2019, ("Alien", True)]
    assert [line.films for line in lines_of(ENTRIES) if line.entry is None] == [1, 1]
    assert lines_of([]) == []
    twice = [entry(date(2026, 11, 27), HEAT), entry(date(2026, 11, 26), HEAT, action="b")]
    assert lines_of(twice)[0].films == 1  # marked twice, and one film


def test_an_import_that_is_open_shows_its_films():
    lines = lines_of(ENTRIES, {"import:Letterboxd:1"})
    assert shown(lines)[2:5] == [("import", False), ("Heat", False), ("Alien", False)]
    assert len({line.identity for line in lines}) == len(lines)


def test_titles_are_searched_in_imports_too():
    assert matching(ENTRIES, "heat") == ENTRIES[:2] and matching(ENTRIES, "ALI") == ENTRIES[1:]
    assert matching(ENTRIES, "x") == []
    found = lines_of(matching(ENTRIES, "ali"), {"import:Letterboxd:1"}, "ali")
    assert shown(found) == [2026, ("import", True), ("Alien", False), 2019, ("Alien", True)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 27), "today"),
        (date(2026, 11, 26), "yesterday"),
        (date(2026, 11, 6), "Fri  6 Nov"),
        (date(2026, 11, 28), "Sat 28 Nov"),  # the clock was further when that was marked
    ],
)
def test_days(day, name):
    assert day_name(day, date(2026, 11, 27)) == name


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"opinion": "like"}, "♥ liked"),
        ({"opinion": "4.5", "hidden": False}, "★4½"),
        ({"opinion": "dislike"}, "✗ disliked"),
        ({"opinion": "4", "seen": True}, "★4 ✓ seen"),
        ({"opinion": None, "old": Values(opinion="like")}, "no longer liked"),
        ({"opinion": None, "old": Values(opinion="3")}, "opinion removed"),
        ({"hidden": True, "opinion": None}, "opinion removed ∅ not for me"),
        ({"hidden": False}, "shown again"),
        ({"seen": False}, "not seen"),
        ({"watchlist": True}, "+ watchlist"),
        ({"watchlist": False}, "off watchlist"),
        ({"opinion": None, "seen": False}, "cleared"),
    ],
)
def test_what_changed_in_words(said, words):
    assert " ".join(text for text, _ in what_changed(film("Heat", **said))) == words


def test_the_whole_in_words():
    assert import_words(ENTRIES[1]) == "imported 2 films from Letterboxd"
    assert spanned(ENTRIES) == "3 entries since 3 May 2019"
    assert spanned([]) == "" and spanned(ENTRIES[2:]) == "1 entry since 3 May 2019"
