"""The review of the films that an import could not tell."""

import pytest
from textual import events

from engine.errors import StoreError
from engine.exchange.questions import read_questions
from engine.profiles.marks import MarkLog
from engine.titles.index import TitleIndex
from tests.toy_films import FILMS
from tui.screens.import_screen import ImportScreen
from tui.screens.main_screen import MainScreen
from tui.screens.review_screen import ReviewScreen
from tui.widgets.lines import KeyBar, Line

EXPORT = """Date,Name,Year,Letterboxd URI,Rating
2024-01-05,Solaris,,https://boxd.it/a,4
2024-01-06,Heat,,https://boxd.it/b,2.5
2024-01-07,Stalker,,https://boxd.it/c,
"""
"""Without a year, each film is asked for; there are two films called Solaris."""
OTHER = FILMS[0].__class__(id=9001, title="Solaris", year=2002, genres=("Drama", "Sci-Fi"), n_ratings=7)


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def words(app):
    return " ".join(painted(app).split())


@pytest.fixture
def engine(engine):
    engine.all = (*FILMS, OTHER)
    engine.titles = TitleIndex.of(engine.all)
    return engine


@pytest.fixture
def marks(settings):
    def read():
        with MarkLog(settings.files.marks) as log:
            return {
                (mark.title, mark.year): mark.opinion or ("seen" if mark.seen else "") for mark in log.marks("anna")
            }

    return read


@pytest.fixture
def review(app, tmp_path, until):
    """Imports the file, and opens the review of it."""

    async def open_it(pilot, text=EXPORT):
        (tmp_path / "ratings.csv").write_text(text)
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        app.post_message(events.Paste(str(tmp_path / "ratings.csv")))
        await until(pilot, lambda: isinstance(app.screen, ImportScreen) and "to ask about" in words(app))
        await pilot.press("enter")
        await until(pilot, lambda: "enter asks" in words(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.focused is not None)

    return open_it


async def test_the_films_are_asked_for_one_by_one_and_each_answer_counts_at_once(app, marks, review, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await review(pilot)
        text = words(app)
        assert "1 of 3 Which film is meant? Solaris year not given" in text
        assert "Letterboxd ratings · would mark it 4 stars, seen" in text
        assert (
            "▸ Solaris 1972 Drama, Mystery, Sci-Fi" in text and "Solaris 2002 Drama, Sci-Fi 7 people rated it" in text
        )
        await pilot.press("n", "enter")
        await until(pilot, lambda: marks() == {("Solaris", 2002): "4"} and app.state.opinions == 1)
        assert "2 of 3 Which film is meant? Heat" in words(app)
        await pilot.press("x")
        await until(pilot, lambda: "3 of 3" in words(app) and "would mark it seen" in words(app))
        await pilot.press("enter")
        await until(pilot, lambda: "All are answered 2 films taken, 1 left out" in words(app))
        await until(pilot, lambda: marks() == {("Solaris", 2002): "4", ("Stalker", 1979): "seen"})
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))
        assert "2 films taken, 1 left out" in app.screen.query_one("#status", Line).words
        assert "u in your list undoes your answers one by one, then the whole import" not in words(app)
        await until(pilot, lambda: "enter" not in app.screen.query_one(KeyBar).words)


async def test_a_candidate_shows_the_marks_that_it_has(app, review, liked, until):
    liked("Solaris", opinion="like", seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await review(pilot)
        assert "▸ ♥✓ Solaris 1972" in words(app) and " Solaris 2002" in words(app)


async def test_an_answer_can_be_taken_back(app, settings, marks, review, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await review(pilot)
        await pilot.press("u")  # there is none yet
        assert "1 of 3" in words(app) and "take back" not in app.screen.query_one(KeyBar).words
        await pilot.press("enter", "x")
        await until(pilot, lambda: "3 of 3" in words(app) and marks())
        await pilot.press("u")
        await until(pilot, lambda: "2 of 3" in words(app))
        await pilot.press("u")
        await until(pilot, lambda: "1 of 3" in words(app) and not marks())
        await until(pilot, lambda: len(read_questions(settings.files, "anna").waiting) == 3)
        assert read_questions(settings.files, "anna").answers == {}


async def test_the_last_answer_can_be_taken_back_too(app, review, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await review(pilot)
        await pilot.press("x", "x", "x")
        await until(pilot, lambda: "All are answered 3 left out" in words(app))
        await pilot.press("u")
        await until(pilot, lambda: "3 of 3 Which film is meant? Stalker" in words(app))


async def test_what_is_left_waits(app, settings, review, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await review(pilot)
        await pilot.press("enter", "escape")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen) and "2 films wait for you" in words(app))
        assert [one.said[0].row.title for one in read_questions(settings.files, "anna").waiting] == ["Heat", "Stalker"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and "1 of 2" in words(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))


async def test_an_answer_that_cannot_be_kept_is_asked_again(app, marks, review, until, monkeypatch):
    def full(self, profile, origin, plan):
        raise StoreError("the disk is full", "make room on it")

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await review(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(MarkLog, "record", full)
            await pilot.press("enter")
            await until(pilot, lambda: "the disk is full · make room on it" in words(app))
        assert "1 of 3" in words(app) and not marks()
        await pilot.press("enter")
        await until(pilot, lambda: marks() == {("Solaris", 1972): "4"})


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_hostile_titles_fit_every_size_and_are_harmless(app, engine, review, until, size):
    title = "[/] [@click=app.quit]x[/] \x1b[2J" + "long " * 30
    engine.all = (*FILMS, OTHER, OTHER.__class__(id=9002, title=title, year=1990, n_ratings=3))
    engine.titles = TitleIndex.of(engine.all)
    async with app.run_test(size=size, notifications=True) as pilot:
        await review(pilot, f"Date,Name,Year,Letterboxd URI,Rating\n2024-01-05,{title},,https://boxd.it/a,4\n")
        text = painted(app)
        assert "\x1b" not in text and "[@click=app.quit]x[/]" in text and "1 of 1" in text
        assert "1990" in text
        await pilot.resize_terminal(60, 16)
        await until(pilot, lambda: "1990" in painted(app))
        await pilot.press("enter")
        await until(pilot, lambda: "All are answered 1 film taken" in words(app))
