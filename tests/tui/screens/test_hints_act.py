"""Hints name only keys that act now, and a message goes when it is no longer true."""

import pytest

from engine.errors import StoreError
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line

KEYS_OF_THE_LIST = ("u undo", "v watchlist", "esc back", "F clears", "n to switch", "a shows them", "r ", "y copies")


def line(app, name):
    return app.screen.query_one(name, Line).words


def lines(app):
    return "\n".join(line(app, name) for name in ("#header", "#heading", "#active-filters", "#status", "#keys"))


def painted(app):
    films = app.screen.query_one("#films", FilmList)
    return "\n".join("".join(s.text for s in films.render_line(y)) for y in range(films.size.height))


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_in_the_search_box_no_letter_is_offered_as_a_key(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("v")
        assert "u undo: liked Heat" in line(app, "#status") and "v watchlist" in line(app, "#heading")
        app.state.engine.newer = "v4"
        await pilot.press("slash")
        await until(pilot, lambda: app.focused.id == "search" and "esc done" in line(app, "#keys"))
        assert not [key for key in KEYS_OF_THE_LIST if key in lines(app)]
        assert line(app, "#status") == "v4 is ready  last: liked Heat"
        await pilot.press("escape")
        await until(pilot, lambda: "u undo: liked Heat" in line(app, "#status"))


async def test_an_empty_view_names_no_key_that_would_type_a_letter(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("v", "v")
        await until(pilot, lambda: "w in any list" in painted(app))
        await pilot.press("slash")
        await until(pilot, lambda: app.focused.id == "search" and "w in any list" not in painted(app))


async def test_in_the_filters_only_their_keys_are_offered(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("f", "l")
        await until(pilot, lambda: "F clears" in line(app, "#active-filters"))
        assert "u undo" not in lines(app)


async def test_a_key_of_a_message_is_named_only_while_it_acts(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("s")
        await until(pilot, lambda: "a shows them" in line(app, "#status"))
        await pilot.press("slash")
        await until(pilot, lambda: app.focused.id == "search" and "a shows them" not in line(app, "#status"))


async def test_with_nothing_to_undo_and_no_film_their_keys_are_not_offered(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("escape")
        await until(pilot, lambda: "space like" in line(app, "#keys"))
        assert "undo" not in line(app, "#keys")
        await pilot.press("v")
        await until(pilot, lambda: "space like" not in line(app, "#keys"))
        assert {"enter similar", "1-5 stars", "s seen", "w watchlist"}.isdisjoint(line(app, "#keys").split("   "))


async def test_already_liked_goes_once_the_like_is_undone_elsewhere(app, settings, until):
    from engine.profiles.marks import MarkLog

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien", "enter")
        await until(pilot, lambda: app.state.opinions == 1)
        await pilot.press("enter")
        await until(pilot, lambda: "already liked" in line(app, "#status"))
        with MarkLog(settings.files.marks) as log:
            log.undo("anna")
        app.backend.look_for_marks()
        await until(pilot, lambda: app.state.opinions == 0)
        assert "liked" not in line(app, "#status")


async def test_what_was_said_of_filters_goes_when_they_change(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("F")
        await until(pilot, lambda: "no filter is set" in line(app, "#status"))
        await pilot.press("f", "l")
        await until(pilot, lambda: "no filter is set" not in line(app, "#status"))
        await pilot.press("escape", "a")
        await until(pilot, lambda: "seen films are listed" in line(app, "#status"))
        await pilot.press("F")
        await until(pilot, lambda: "seen films" not in line(app, "#status"))


async def test_why_there_were_no_films_goes_once_there_are(settings, engine, liked, until):
    liked("Stalker")
    answers = iter([StoreError("mysql did not answer", "start it"), engine])

    def opener(_):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    app = MovierecApp(settings, opener=opener)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "mysql did not answer" in line(app, "#status"))
        app.backend.open_version()
        await ready(app, pilot, until)
        assert "mysql" not in line(app, "#status")


@pytest.mark.parametrize("key", ["escape", "v"])
async def test_what_was_said_of_a_page_goes_with_it(app, until, key):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"alien", "down", "o")
        await until(pilot, lambda: "sorted by relevance" in line(app, "#status"))
        await pilot.press(key)
        await until(pilot, lambda: "sorted by relevance" not in line(app, "#status"))
