"""What I am like, and the diary: two pages over a person's own marks."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import StoreError
from engine.movies import Movie
from engine.profiles.fold import Mark
from engine.profiles.marks import MarkLog
from tests.toy_films import film
from tests.tui.conftest import NOW
from tui.screens.diary_screen import DiaryScreen
from tui.screens.help_screen import HelpScreen
from tui.screens.main_screen import MainScreen
from tui.screens.taste_screen import TasteScreen
from tui.widgets.diary_list import DiaryList
from tui.widgets.lines import Line


def painted(app):
    """What the screen shows, line by line."""
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def status(app):
    return app.screen.query_one("#status", Line).words


def diary(app):
    return app.screen.query_one(DiaryList)


def titles(app):
    return [line.film.title if line.film else "import" for line in diary(app).lines if line.entry is not None]


async def open_page(app, pilot, until, key, kind):
    await until(pilot, lambda: app.state.marked.read and (app.state.ranked.ranked_once or not app.state.marked.marks))
    await until(pilot, lambda: app.state.engine.ranks)
    await pilot.press("escape", key)
    await until(pilot, lambda: isinstance(app.screen, kind))


async def open_taste(app, pilot, until):
    await open_page(app, pilot, until, "I", TasteScreen)
    await until(pilot, lambda: app.screen.portrait is not None)


async def open_diary(app, pilot, until, entries):
    await open_page(app, pilot, until, "H", DiaryScreen)
    await until(pilot, lambda: len(titles(app)) == entries)


@pytest.fixture
def marked_on(settings):
    """Marks films at a time, as if in an earlier session: days before the app's clock."""

    def mark(days_ago, *names, **fields):
        moment = datetime.fromtimestamp(NOW, UTC) - timedelta(days=days_ago)
        with MarkLog(settings.files.marks, clock=lambda: moment) as log:
            for name in names:
                log.change("anna", "movielens", film(name), **(fields or {"opinion": "like"}))

    return mark


@pytest.fixture
def imported(settings):
    """Imports films, each with its fields."""

    def take(*films):
        def plan(marks, decisions):
            return [
                (Mark(catalogue=catalogue, movie=i, title=title, year=1990), fields)
                for catalogue, i, title, fields in films
            ]

        with MarkLog(settings.files.marks) as log:
            log.record("anna", "Letterboxd", plan)

    return take


async def test_the_portrait_is_of_the_persons_own_marks(app, liked, until):
    liked("Alien", "Aliens", "Stalker", "Solaris")
    liked("Heat", opinion="2")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        page = painted(app)
        assert "what anna is like" in page and "4 liked of 5 marked films" in page
        assert "DECADES" in page and "GENRES" in page and "Sci-Fi" in page
        assert "told 1 film" in page and "30% (25-35)" in page
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen) and len(app.screen_stack) == 1


async def test_the_key_that_opens_a_page_closes_it_too(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        await pilot.press("I")
        assert isinstance(app.screen, MainScreen)
        await pilot.press("H")
        assert isinstance(app.screen, DiaryScreen)
        await pilot.press("I")  # from one to the other
        assert isinstance(app.screen, TasteScreen) and len(app.screen_stack) == 2
        await until(pilot, lambda: app.screen.portrait is not None)
        await pilot.press("H")
        await until(pilot, lambda: isinstance(app.screen, DiaryScreen) and titles(app) == ["Alien"])
        await pilot.press("H")
        assert isinstance(app.screen, MainScreen) and len(app.screen_stack) == 1


async def test_undo_on_the_page_paints_the_portrait_anew(app, liked, until):
    liked("Alien", "Aliens")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        assert app.screen.portrait.liked == 2 and "undo: liked Aliens" in status(app)
        await pilot.press("u")
        await until(pilot, lambda: app.screen.portrait.liked == 1)
        assert "1 liked of 1 marked film" in painted(app)
        assert status(app) == "undone: liked Aliens  undo: liked Alien"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.screen.portrait.liked == 2)


async def test_nothing_marked_says_which_keys_mark(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_page(app, pilot, until, "I", TasteScreen)
        page = painted(app)
        assert "Nothing is marked yet" in page and "space likes" in page and "m has famous films" in page
        await pilot.press("I", "H")
        assert "Nothing is marked yet" in painted(app)
        await pilot.press("space", "enter", "j", "G", "g", "u")  # nothing to act on
        assert isinstance(app.screen, DiaryScreen)


async def test_taking_the_last_mark_back_empties_the_page(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        await pilot.press("u")
        await until(pilot, lambda: "Nothing is marked yet" in painted(app))


async def test_the_page_scrolls(app, liked, until):
    liked("Alien", "Aliens", "Heat", opinion="4")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        page = app.screen.query_one("#portrait-page")
        await until(pilot, lambda: page.max_scroll_y > 0)
        await pilot.press("j", "j")
        assert page.scroll_y == 2
        await pilot.press("G")
        assert page.scroll_y == page.max_scroll_y and "HOW SURE" in painted(app)
        await pilot.press("ctrl+u")
        assert page.scroll_y == page.max_scroll_y - page.size.height // 2
        await pilot.press("g")
        assert page.scroll_y == 0


async def test_makers_are_named_once_they_are_known(app, liked, facts, until):
    liked("Ran", "Rashomon", "Seven Samurai")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        page = painted(app)
        assert "DIRECTORS" in page and "Akira Kurosawa" in page and "3 of 3" in page and "enrich" not in page


async def test_a_version_that_cannot_answer_says_why(app, engine, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        engine.fails = StoreError("the store is down", "wait")
        await pilot.press("escape", "I")
        await until(pilot, lambda: "the store is down · wait" in painted(app))
        engine.fails = None
        await pilot.press("u")
        await until(pilot, lambda: "Nothing is marked yet" in painted(app))
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)


async def test_marks_on_films_that_this_data_set_lacks_count_for_nothing(app, imported, until):
    imported(("title", 5, "Nowhere", {"opinion": "like"}))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_taste(app, pilot, until)
        assert "None of the films that you marked is in this data set" in painted(app)


async def test_the_diary_has_the_newest_first_by_day(app, marked_on, until):
    marked_on(400, "Vertigo")
    marked_on(1, "Alien", seen=True)
    marked_on(0, "Heat", opinion="4.5")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_diary(app, pilot, until, 3)
        lines = [line.split() for line in painted(app).splitlines()]
        at = {title: next(line for line in lines if title in line) for title in ("Heat", "Alien", "Vertigo")}
        assert at["Heat"][:2] == ["▸", "today"] and at["Heat"][-1] == "★4½"
        assert at["Alien"][0] == "yesterday" and at["Alien"][-2:] == ["✓", "seen"]
        assert at["Vertigo"][-2:] == ["♥", "liked"]
        assert "3 entries since 27 November 2024" in painted(app)


async def test_keys_mark_the_film_under_the_cursor_and_undo_takes_it_back(app, marked_on, until):
    marked_on(3, "Alien")
    marked_on(2, "Heat")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 2)
        await pilot.press("j", "w")
        await until(pilot, lambda: titles(app) == ["Alien", "Heat", "Alien"])
        assert diary(app).line.film.title == "Alien" and diary(app).line is diary(app).lines[-1]  # the cursor stayed
        assert "undo: put Alien on the watchlist" in status(app)
        assert app.state.marked.by_movie[film("Alien").id].watchlist
        await pilot.press("u")
        await until(pilot, lambda: titles(app) == ["Heat", "Alien"])
        assert "undone: put Alien on the watchlist" in status(app)
        await pilot.press("k", "j")
        assert "undone" not in status(app)
        await pilot.press("4")
        await until(pilot, lambda: app.state.marked.by_movie[film("Alien").id].opinion == "4")


async def test_enter_goes_to_the_films_like_the_one_under_the_cursor(app, marked_on, until):
    marked_on(2, "Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "similar" and not app.state.page.waiting)
        assert isinstance(app.screen, MainScreen) and app.state.page.movie.title == "Alien"


async def test_an_import_opens_and_closes(app, imported, until):
    noon = "2019-05-03T12:00:00.000000+00:00"
    heat, alien = film("Heat"), film("Alien")
    imported(
        ("movielens", heat.id, "Heat", {"opinion": "4", "at": noon}),
        ("movielens", alien.id, "Alien", {"watchlist": True}),
    )
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 2)
        assert titles(app) == ["import", "Heat"] and "imported 2 films from Letterboxd" in painted(app)
        await pilot.press("space")  # an import is no film
        await pilot.press("enter")
        await until(pilot, lambda: titles(app) == ["import", "Heat", "Alien", "Heat"])
        await pilot.press("j", "j", "s")
        await until(pilot, lambda: app.state.marked.by_movie[alien.id].seen)
        await until(pilot, lambda: titles(app) == ["Alien", "import", "Heat", "Alien", "Heat"])
        assert diary(app).line.inner.title == "Alien"
        await pilot.press("k", "k", "enter")
        await until(pilot, lambda: titles(app) == ["Alien", "import", "Heat"])


async def test_a_film_that_this_data_set_lacks_is_named_by_its_mark_and_keys_say_so(app, imported, until):
    imported(("title", 5, "Nowhere [/]", {"opinion": "like", "at": "2019-05-03T12:00:00.000000+00:00"}))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 2)
        await pilot.press("j")
        for key in ("space", "enter"):
            await pilot.press(key)
            assert "Nowhere [/] is not in this data set" in status(app)
        assert isinstance(app.screen, DiaryScreen)


async def test_a_mark_of_another_catalogue_acts_on_the_film_that_it_is_matched_to(app, settings, until):
    with MarkLog(settings.files.marks) as log:
        log.change("anna", "ml-100k", Movie(id=183, title="Alien", year=1979), opinion="like")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 1)
        await until(pilot, lambda: film("Alien").id in app.state.marked.by_movie)
        await pilot.press("s")
        await until(pilot, lambda: app.state.marked.by_movie[film("Alien").id].seen)
        with MarkLog(settings.files.marks) as log:
            assert [(mark.catalogue, mark.opinion, mark.seen) for mark in log.marks("anna")] == [
                ("movielens", "like", True)
            ]
        await until(pilot, lambda: len(titles(app)) == 2)
        await pilot.press("G", "w")  # the first entry is of the mark that moved since
        await until(pilot, lambda: app.state.marked.by_movie[film("Alien").id].watchlist)
        await until(pilot, lambda: len(titles(app)) == 3)
        await pilot.press("0")
        await until(pilot, lambda: film("Alien").id not in app.state.marked.by_movie)
        await pilot.press("G", "enter")
        await until(pilot, lambda: app.state.page.kind == "similar")


async def test_thousands_of_entries_open_and_the_cursor_goes_to_both_ends(app, imported, until):
    first = datetime(2000, 1, 1, 12, tzinfo=UTC)
    days = [(first + timedelta(days=i)).isoformat(timespec="microseconds") for i in range(5001)]
    imported(*(("title", i, f"Film {i}", {"seen": True, "at": days[i]}) for i in range(1, 5001)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 5001)
        assert len(list(app.screen.walk_children())) < 20
        await pilot.press("G")
        assert "Film 1 " in painted(app) and diary(app).line.film.title == "Film 1"
        await pilot.press("k", "ctrl+u")
        assert diary(app).line.film is not None
        await pilot.press("g")
        assert "imported 5,000 films" in painted(app)


async def test_titles_are_searched_and_escape_shows_all_again(app, marked_on, until):
    marked_on(3, "Alien")
    marked_on(2, "Aliens", seen=True)
    marked_on(1, "Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_diary(app, pilot, until, 3)
        await pilot.press("slash", *"alien")
        await until(pilot, lambda: titles(app) == ["Aliens", "Alien"])
        assert "2 of 3 entries" in painted(app)
        await pilot.press("enter", "j", "w")  # in the list: keys mark
        await until(pilot, lambda: titles(app) == ["Alien", "Aliens", "Alien"])
        await pilot.press("slash", *"x", "down")
        assert "No film in your diary is called so" in painted(app)
        await pilot.press("escape")
        assert titles(app) == ["Alien", "Heat", "Aliens", "Alien"] and isinstance(app.screen, DiaryScreen)
        await pilot.press("slash", "escape", "escape")
        assert isinstance(app.screen, MainScreen)


async def test_the_help_of_a_page_has_the_keys_of_films(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 1)
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen) and "More like this" in painted(app)
        await pilot.press("escape")
        assert isinstance(app.screen, DiaryScreen)


async def test_no_key_marks_a_film_out_of_sight(app, liked, settings, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_diary(app, pilot, until, 1)
        await pilot.resize_terminal(40, 10)
        await until(pilot, lambda: app.screen.has_class("-tiny"))
        await pilot.press("w", "u", "enter")
        assert isinstance(app.screen, DiaryScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)
    with MarkLog(settings.files.marks) as log:
        assert [(mark.opinion, mark.watchlist) for mark in log.marks("anna")] == [("like", False)]


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 60)])
async def test_hostile_titles_are_only_text(app, imported, until, size):
    evil = ("[/]", "[@click=app.quit]x[/]", "\x1b]0;owned\x07", "千と千尋の神隠し " * 9, "👩‍👩‍👧‍👦 🎬", "a" * 300)
    imported(*(("title", i, title, {"seen": True}) for i, title in enumerate(evil)))
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_diary(app, pilot, until, 1)
        await pilot.press("enter")
        await until(pilot, lambda: len(titles(app)) == 7)
        page = painted(app)
        assert "\x1b" not in page and "\x07" not in page and "[@click" in page
