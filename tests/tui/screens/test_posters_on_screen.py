"""The poster in the details of a film: when it is there, what stands beside it, and what is said without one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.secret import Secret
from tests.poster_files import KEY, poster_file, serve_tmdb
from tests.toy_films import film
from tui.app import MovierecApp
from tui.screens.help_screen import HelpScreen
from tui.theme import themes
from tui.widgets.film_list import FilmList
from tui.widgets.film_text import FilmText
from tui.widgets.lines import Line
from tui.widgets.poster import Poster


def poster(app):
    return app.screen.query_one(Poster)


def color(app):
    """The color of the poster's first pixel."""
    return next(iter(poster(app).render_line(0))).style.color.name


def text(app):
    shown = app.screen.query_one(FilmText)
    return ["".join(s.text for s in shown.render_line(y)).rstrip() for y in range(shown.size.height)]


def status(app):
    return app.screen.query_one("#status", Line).words


async def on_film(app, pilot, until, title):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    films = app.screen.query_one("#films", FilmList)
    place = next(i for i, row in enumerate(films.rows) if row.movie.title == title)
    await pilot.press("g", *["j"] * place)
    assert app.state.detailed.movie.title == title


@pytest.fixture
def folder(tmp_path):
    """Posters of two films: a red one of The Matrix and a blue one of Gattaca."""
    made = tmp_path / "posters"
    made.mkdir()
    (made / "The Matrix (1999).png").write_bytes(poster_file("red", kind="PNG"))
    (made / "Gattaca (1997).png").write_bytes(poster_file("blue", kind="PNG"))
    return made


@pytest.fixture
def made(settings, engine, clock, starter, liked, monkeypatch):
    """Makes an app with these settings, and this theme, in a terminal of 16 million colors."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    liked("Stalker", "Alien", "Heat", "Vertigo", "Metropolis")

    def make(theme=themes.DARK.name, by=MovierecApp, **given):
        given_settings = replace(settings, **{"poster_graphics": "blocks", **given})
        return by(given_settings, opener=lambda _: engine, clock=clock, starter=starter, theme=theme)

    return make


async def test_it_appears_once_the_cursor_rests_and_goes_where_there_is_none(made, folder, until):
    app = made(posters=str(folder))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: poster(app).display)
        assert color(app) == "#ff0000"
        assert poster(app).region.size == (20, 15)
        assert poster(app).region.right == app.screen.query_one(FilmText).region.right
        await on_film(app, pilot, until, "Contact")
        assert not poster(app).display
        await on_film(app, pilot, until, "Gattaca")
        await until(pilot, lambda: poster(app).display)
        assert color(app) == "#0000ff"


async def test_one_that_was_seen_is_there_at_once(made, folder, until):
    app = made(posters=str(folder))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: poster(app).display)
        await pilot.press("j", "k")
        assert poster(app).display and color(app) == "#ff0000"


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
async def test_the_text_stands_beside_and_below_it(made, folder, until, size):
    app = made(posters=str(folder))
    async with app.run_test(size=size) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: poster(app).display)
        shown, picture, panel = text(app), poster(app).region, app.screen.query_one(FilmText).region
        beside = shown[: picture.height]
        assert all(len(line) < panel.width - picture.width for line in beside)
        said = " ".join(" ".join(beside).split())
        assert said.startswith("The Matrix 1999 · Action, Sci-Fi, Thriller 4.4 of 5 · 428 ratings space like")
        assert "x not for me" in said
        below = "\n".join(shown[picture.height :])
        assert "WHY   fit" in below and "themoviedb.org/movie" in below


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (60, 16)])
async def test_in_a_small_terminal_there_is_none(made, folder, until, size):
    app = made(posters=str(folder))
    async with app.run_test(size=size) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        assert app.screen.view.panel.poster_room("sixel") is None
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: poster(app).display)
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: not poster(app).display)


async def test_in_a_terminal_of_sixteen_colors_there_is_none(made, folder, until, monkeypatch):
    monkeypatch.setenv("COLORTERM", "")
    monkeypatch.setenv("TERM", "screen")
    app = made(posters=str(folder))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        assert app.screen.view.panel.poster_room("sixel") is None


async def test_in_the_terminal_s_own_colors_there_is_none(made, folder, until):
    app = made(theme=themes.TERMINAL.name, posters=str(folder))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        assert app.screen.view.panel.poster_room("sixel") is None
        app.theme = themes.LIGHT.name
        await until(pilot, lambda: poster(app).display)
        app.theme = themes.TERMINAL.name
        await until(pilot, lambda: not poster(app).display)


async def test_without_colors_there_is_none(made, folder, until, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = made(posters=str(folder))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        assert app.screen.view.panel.poster_room("sixel") is None


async def test_a_folder_that_is_not_there_is_said(made, tmp_path, until):
    app = made(posters=str(tmp_path / "nowhere"))
    async with app.run_test(size=(200, 60)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: "nowhere is no folder that can be read" in status(app))


async def test_without_posters_nothing_is_looked_up(made, until):
    app = made()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        assert not app.state.posters.wanted
        assert not poster(app).display


async def test_a_visitor_sees_none(made, folder, until):
    from tui.served_app import ServedApp

    app = made(by=ServedApp, posters=str(folder), tmdb_key=Secret(KEY))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        assert not app.state.posters.wanted
        assert app.state.posters.credit == ""


@pytest.fixture
def tmdb(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_tmdb() as server:
        monkeypatch.setenv("MOVIEREC_TMDB_URL", server.url)
        server.films[f"movie/{film('The Matrix').tmdb}"] = {"poster_path": "/matrix.png"}
        server.films[f"movie/{film('Gattaca').tmdb}"] = {"poster_path": "/gattaca.png"}
        server.pictures["w185/matrix.png"] = poster_file("red", kind="PNG")
        server.pictures["w185/gattaca.png"] = poster_file("blue", kind="PNG")
        yield server


async def test_with_a_key_it_comes_from_tmdb(made, tmdb, until):
    app = made(tmdb_key=Secret(KEY))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: poster(app).display)
        assert color(app) == "#ff0000"


async def test_while_the_cursor_moves_nothing_is_fetched(made, tmdb, until):
    app = made(tmdb_key=Secret(KEY))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "Gattaca")
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: poster(app).display)
        assert f"movie/{film('Gattaca').tmdb}" not in tmdb.asked[2:]


async def test_a_server_that_does_not_answer_holds_up_nothing(made, tmdb, until, monkeypatch):
    monkeypatch.setattr("engine.posters.tmdb._TIMEOUT", 600.0)  # the app does not wait for it, however slow the test
    tmdb.fault = "stalls"
    app = made(tmdb_key=Secret(KEY))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: f"movie/{film('The Matrix').tmdb}" in tmdb.asked)
        await pilot.press("j")
        assert app.state.detailed.movie.title != "The Matrix"
        assert text(app)[0] == app.state.detailed.movie.title
        await pilot.press("k")
        tmdb.goes_on.set()
        await until(pilot, lambda: poster(app).display)


async def test_a_key_that_is_not_taken_is_said_once(made, tmdb, until):
    tmdb.fault = 401
    app = made(tmdb_key=Secret(KEY))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_film(app, pilot, until, "The Matrix")
        await until(pilot, lambda: "no posters: TMDB does not take your tmdb_key" in status(app))
        assert KEY not in status(app)
        app.screen.say("something else")
        await on_film(app, pilot, until, "Gattaca")
        for _ in range(2):
            app.screen._posters._ask()
        await until(pilot, lambda: "something else" in status(app))
        assert len(tmdb.asked) == 1


async def test_the_help_gives_tmdb_its_credit(made, tmdb, folder, until):
    said = "This product uses the TMDB API but is not endorsed or certified by TMDB."
    for app, credited in ((made(tmdb_key=Secret(KEY)), True), (made(posters=str(folder)), False)):
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda app=app: app.state.ranked.ranked_once)
            await pilot.press("question_mark")
            await until(pilot, lambda app=app: isinstance(app.screen, HelpScreen))
            credits_ = app.screen.query("#help-credit")
            assert [str(one.render()) for one in credits_] == ([said] if credited else [])
