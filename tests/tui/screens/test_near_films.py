"""The four films most like the one whose details are shown: looked up once the cursor rests, marked, stepped into."""

import pytest

from engine.profiles.marks import MarkLog
from tui.widgets.film_list import FilmList
from tui.widgets.film_text import FilmText
from tui.widgets.lines import Line

WIDE = (120, 40)


def near(app):
    return app.screen.query_one("#near", FilmList)


def titles(films):
    return [row.movie.title for row in films.rows]


def details(app):
    text = app.screen.query_one("#film-text", FilmText)
    return ["".join(segment.text for segment in text.render_line(y)).rstrip() for y in range(text.size.height)]


def keys(app):
    return app.screen.query_one("#keys", Line).words


def watched_for(settings):
    """The titles on the watchlist, as they are saved: a thread of its own writes them."""
    with MarkLog(settings.files.marks) as log:
        return [mark.title for mark in log.marks("anna") if mark.watchlist]


@pytest.fixture
async def at_rest(app, liked, until):
    """The app with the cursor on the first film of a list, and the films like that one."""
    liked("Stalker", "Alien", "Heat", "Vertigo", "Metropolis")
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once and near(app).rows)
        yield pilot


async def test_the_four_nearest_films_are_shown(app, engine, at_rest):
    shown = app.state.detailed.movie
    assert titles(near(app)) == [one.movie.title for one in engine.similar(shown.id, 4)]


async def test_at_rest_nothing_is_shown_anew(app, at_rest, monkeypatch):
    shown = []
    monkeypatch.setattr(FilmText, "show", lambda text, film: shown.append(film))
    for _ in range(20):
        await at_rest.pause()
    assert not shown


async def test_films_that_one_only_passes_are_not_looked_up(app, engine, at_rest, monkeypatch):
    monkeypatch.setattr("tui.screens.resting_cursor.REST", 3600)
    engine.similar = None
    await at_rest.press("j", "j", "j")
    assert not near(app).rows  # those of another film are gone at once
    assert app.state.near.of is None


async def test_tab_goes_there_and_a_key_marks_the_film_there(app, settings, at_rest, until):
    before = details(app)
    await at_rest.press("tab", "j", "w")
    there = near(app).rows[1].movie
    await until(at_rest, lambda: watched_for(settings) == [there.title])
    assert details(app)[0] == before[0]
    assert not any("space like" in line for line in details(app))  # it would like another film
    assert "enter go to it" in keys(app) and "esc to the list" in keys(app)


async def test_enter_steps_into_the_film_and_esc_comes_back(app, at_rest, until):
    of, there = app.state.detailed.movie, near(app).rows[2].movie
    await at_rest.press("tab", "j", "j", "enter")
    assert (app.state.page.kind, app.state.page.movie.title) == ("similar", of.title)
    await until(at_rest, lambda: not app.state.page.waiting)
    films = app.screen.query_one("#films", FilmList)
    assert films.has_focus and films.row.movie.title == there.title
    assert details(app)[0] == there.title
    await until(at_rest, lambda: near(app).rows and app.state.near.of.id == there.id)
    await at_rest.press("escape")
    assert films.row.movie.title == of.title


async def test_esc_goes_back_to_the_list_first(app, at_rest, until):
    await at_rest.press("enter")
    await until(at_rest, lambda: not app.state.page.waiting and near(app).rows)
    page = app.state.page
    await at_rest.press("tab", "escape")
    assert app.state.page.movie == page.movie
    assert app.screen.query_one("#films", FilmList).has_focus


async def test_a_click_goes_there_and_a_double_click_steps_in(app, at_rest, until):
    of = app.state.detailed.movie
    await at_rest.click("#near", offset=(4, 1), times=2)
    await until(at_rest, lambda: app.state.page.kind == "similar" and not app.state.page.waiting)
    assert app.state.page.movie == of


async def test_new_filters_ask_anew(app, at_rest, until):
    await at_rest.press("f", *"Dr", "l", "escape")
    await until(at_rest, lambda: app.state.filters.genres and near(app).rows and app.state.filters_revision)
    assert all("Drama" in row.movie.genres for row in near(app).rows)


@pytest.mark.parametrize("size", [(80, 24), (120, 22)])
async def test_where_there_is_no_room_nothing_is_looked_up(app, engine, liked, until, size, monkeypatch):
    monkeypatch.setattr("tui.screens.resting_cursor.REST", 0)
    liked("Stalker")
    engine.similar = None
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("j")
        assert not near(app).rows
        await pilot.press("tab")
        assert app.screen.query_one("#search").has_focus


async def test_the_focus_goes_to_the_list_when_the_films_go_out_of_sight(app, at_rest, until):
    films = app.screen.query_one("#films", FilmList)
    await at_rest.press("tab")
    await at_rest.resize_terminal(80, 24)
    await until(at_rest, lambda: films.has_focus)
    await at_rest.resize_terminal(*WIDE)
    await until(at_rest, lambda: near(app).rows and near(app).region)
    await at_rest.press("tab", "e")
    assert films.has_focus
