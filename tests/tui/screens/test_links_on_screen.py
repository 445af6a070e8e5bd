import pytest

from engine.movies import Movie
from tui.app import MovierecApp
from tui.state.film_links import links
from tui.state.preferences import Preferences
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def status(app):
    return app.screen.query_one("#status", Line).words


@pytest.fixture
def opened(app, monkeypatch):
    """The links that the app opened."""
    found = []
    monkeypatch.setattr("tui.app.open_in_browser", found.append)
    return found


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


async def test_a_remapped_key_that_copies_a_link_is_named(settings, engine, liked, until, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    liked("Heat")
    app = MovierecApp(settings, Preferences(keys={"copy": "c"}), opener=lambda _: engine)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("O")
        await until(pilot, lambda: " c copies it" in status(app))
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard)


async def test_a_film_without_ids_is_searched_for_on_the_web(settings, engine, until, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    films = (Movie(id=1, title="Lost [/] Reel", year=1921, n_ratings=5),)
    app = MovierecApp(settings, opener=lambda _: type(engine)(films))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "O")
        link = "https://www.imdb.com/find/?q=Lost+%5B%2F%5D+Reel+1921"
        await until(pilot, lambda: status(app).startswith(link))
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == f"Lost [/] Reel (1921) {link}")
