"""A view of marks keeps its order while it is open: a key acts on the film that it was meant for."""

from engine.profiles.marks import MarkLog
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def films(app, name="#films"):
    return app.screen.query_one(name, FilmList)


def titles(app, name="#films"):
    return [row.movie.title for row in films(app, name).rows]


def heading(app):
    return app.screen.query_one("#heading", Line).words


def opinions(settings):
    with MarkLog(settings.files.marks) as log:
        return {mark.title: mark.opinion for mark in log.marks("anna")}


async def my_films(app, pilot, until, liked):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    await until(pilot, lambda: app.state.ranked.ranked_once and app.state.opinions == 4)
    await pilot.press("v")
    assert titles(app) == ["Vertigo", "Alien", "Heat", "Stalker"]


async def test_rating_down_my_films_rates_one_film_after_the_other(app, settings, liked, until):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await my_films(app, pilot, until, liked)
        for key in ("5", "j", "4", "j", "4"):
            await pilot.press(key)
            await until(pilot, lambda: app.is_quiet)
        await until(pilot, lambda: opinions(settings)["Heat"] == "4")
        await until(pilot, lambda: app.state.mark_of(films(app).row).opinion == "4")
        assert opinions(settings) == {"Vertigo": "5", "Alien": "4", "Heat": "4", "Stalker": "like"}
        assert titles(app) == ["Vertigo", "Alien", "Heat", "Stalker"]
        await pilot.press("v", "V")
        assert titles(app) == ["Heat", "Alien", "Vertigo", "Stalker"]


async def test_a_film_that_its_mark_removes_stays_quietly_until_the_view_is_left(app, settings, liked, until):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await my_films(app, pilot, until, liked)
        await pilot.press("j", "space")
        await until(pilot, lambda: app.state.opinions == 3)
        assert titles(app) == ["Vertigo", "Alien", "Heat", "Stalker"] and heading(app).startswith("MY FILMS   3 films")
        assert [row.kept for row in films(app).rows] == [False, True, False, False]
        quiet = films(app).part("off")
        await pilot.press("j")
        painted = next(s for s in films(app).render_line(1) if "Alien" in s.text)
        assert painted.style.color == quiet.color and painted.style.italic
        await pilot.press("u")
        await until(pilot, lambda: app.state.opinions == 4)
        assert not any(row.kept for row in films(app).rows)
        await pilot.press("k", "space")
        await until(pilot, lambda: app.state.opinions == 3)
        await pilot.press("escape", "v")
        assert titles(app) == ["Vertigo", "Heat", "Stalker"]


async def test_sorting_orders_a_view_anew(app, settings, liked, until):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await my_films(app, pilot, until, liked)
        await pilot.press("j", "j", "5", "j", "space")
        await until(pilot, lambda: app.state.opinions == 3 and opinions(settings)["Heat"] == "5")
        await pilot.press(*"ooooo")
        assert titles(app) == ["Heat", "Vertigo", "Alien"]


async def test_what_joins_an_open_view_comes_first_and_the_cursor_stays_on_its_film(app, settings, liked, until):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await my_films(app, pilot, until, liked)
        await pilot.press("j", "5")
        await until(pilot, lambda: opinions(settings)["Alien"] == "5")
        liked("Jaws")
        app.backend.look_for_marks()
        await until(pilot, lambda: titles(app) == ["Jaws", "Vertigo", "Alien", "Heat", "Stalker"])
        assert films(app).row.movie.title == "Alien"


async def test_the_pane_of_my_films_stands_while_it_has_the_focus(app, settings, liked, until):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once and titles(app, "#my-films"))
        await pilot.press("tab", "j", "5", "j", "4")
        await until(
            pilot, lambda: opinions(settings) == {"Alien": "5", "Heat": "4", "Vertigo": "like", "Stalker": "like"}
        )
        assert titles(app, "#my-films") == ["Vertigo", "Alien", "Heat", "Stalker"]
        await pilot.press("tab")
        await until(pilot, lambda: titles(app, "#my-films") == ["Heat", "Alien", "Vertigo", "Stalker"])
