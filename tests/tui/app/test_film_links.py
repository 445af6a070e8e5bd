import webbrowser

import pytest

from engine.movies import Movie
from tui.app import MovierecApp
from tui.state.film_links import is_local, links
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line
from tui.workers import browser


def status(app):
    return app.screen.query_one("#status", Line).words


@pytest.fixture
def opened(app, monkeypatch):
    """The links that the app had opened."""
    found = []
    monkeypatch.setattr("tui.app.open_in_browser", found.append)
    return found


def test_the_pages_of_a_film():
    assert links(Movie(id=1, title="Heat", imdb="0113277", tmdb=949)) == [
        "https://www.imdb.com/title/tt0113277/",
        "https://www.themoviedb.org/movie/949",
    ]
    assert links(Movie(id=1, title="Heat", imdb="tt0113277")) == ["https://www.imdb.com/title/tt0113277/"]
    assert links(Movie(id=1, title="Heat", imdb="tt1\x1b[2J")) == []
    assert links(Movie(id=1, title="Heat")) == []


@pytest.mark.parametrize(
    ("environ", "platform", "local"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "linux", False),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a 1 b 2"}, "linux", False),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_only_where_the_person_sees_it(environ, platform, local):
    assert is_local(environ, platform) is local


def test_no_browser_of_the_terminal_is_started(monkeypatch):
    asked = []

    class Window:
        def open(self, link):
            asked.append(link)

    class Lynx(webbrowser.GenericBrowser):
        def open(self, *_):
            raise AssertionError("it would draw over the app")

    monkeypatch.setattr(webbrowser, "GenericBrowser", Lynx)
    monkeypatch.setattr(webbrowser, "get", lambda: Lynx("lynx"))
    browser._open("https://example.org")
    monkeypatch.setattr(webbrowser, "get", Window)
    browser._open("https://example.org")
    assert asked == ["https://example.org"]

    def none():
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    browser._open("https://example.org")


async def test_y_copies_title_and_link_and_shows_the_link(app, liked, until):
    liked("Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("y")
        row = app.screen.query_one("#films", FilmList).row
        await until(pilot, lambda: "copied" in status(app))
        link = links(row.movie)[0]
        assert app.clipboard == f"{row.movie.label} {link}"
        assert link in status(app)


async def test_O_shows_the_link_and_opens_it_only_locally(app, opened, liked, until, monkeypatch):
    for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    liked("Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        monkeypatch.setenv("DISPLAY", ":0")
        await pilot.press("O")
        await until(pilot, lambda: "opening https://www.imdb.com/title/" in status(app))
        assert len(opened) == 1
        monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
        await pilot.press("O")
        await until(pilot, lambda: status(app).startswith("https://www.imdb.com/title/") and "y copies" in status(app))
        assert len(opened) == 1


async def test_a_film_without_links_is_told_and_only_its_title_is_copied(settings, engine, until):
    films = (Movie(id=1, title="Lost [/] Reel", year=1921, n_ratings=5),)
    app = MovierecApp(settings, opener=lambda _: type(engine)(films))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "O")
        await until(pilot, lambda: "no link for Lost [/] Reel" in status(app))
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == "Lost [/] Reel (1921)")
