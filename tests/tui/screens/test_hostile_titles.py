"""Titles come from untrusted files: nothing in them may control the terminal, the markup or the app."""

import pytest

from engine.movies import Movie
from engine.profiles.marks import MarkLog
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList

HOSTILE = (
    "[/]",
    "[REC]",
    "[@click=app.quit]click me[/]",
    "[red]red[/red] [bold",
    "\x1b]0;renamed\x07\x1b[2J\x1b[31mred",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x9b31m C1 \x85 next",
    "\u202egnp.exe",
    "千と千尋の神隠し " * 6,
    "👩‍👩‍👧‍👦 Family 🎬",
    "e\u0301\u0300\u0302 combining",
    "a" * 500,
    "",
    "\t\n",
)


@pytest.fixture
def hostile_app(settings, engine):
    movies = tuple(
        Movie(id=i, title=title, year=1990 + i, genres=(title or "Drama",), alternatives=(title,), n_ratings=100 - i)
        for i, title in enumerate(HOSTILE, 1)
    )
    made = type(engine)(movies)
    with MarkLog(settings.files.marks) as log:
        for movie in movies[:5]:
            log.change("anna", "movielens", movie, opinion="like")
    return MovierecApp(settings, opener=lambda _: made)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_hostile_titles_are_shown_harmlessly_everywhere(hostile_app, until, size, monkeypatch):
    app = hostile_app
    monkeypatch.setattr("tui.app.open_in_browser", lambda link: None)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        for _ in range(len(HOSTILE)):
            await pilot.press("j")
            _assert_harmless(app)
        await pilot.press("g", "enter")
        await until(pilot, lambda: app.screen.query_one("#films", FilmList).rows)
        _assert_harmless(app)
        for key in ("w", "v", "v", "s", "u", "ctrl+r", "v", "escape"):
            await pilot.press(key)
            await pilot.pause()
            _assert_harmless(app)
        await pilot.press("o", "y", "O", "f")
        await until(pilot, lambda: len(app.screen.view.filter_panel.controls) > 6)
        for _ in range(len(HOSTILE) + 6):
            await pilot.press("j", "h")
            _assert_harmless(app)
        await until(pilot, lambda: not app.state.ranked.filters_changed)
        _assert_harmless(app)
        await pilot.press("F", "escape", "slash", *"[/]", "enter")
        await pilot.pause()
        _assert_harmless(app)
        assert app.is_running


def _assert_harmless(app):
    """Every line is exactly as wide as the screen and holds no control character and no link."""
    width = app.size.width
    for strip in app.screen._compositor.render_strips():
        assert strip.cell_length == width
        for segment in strip:
            assert not any(
                ord(char) < 32 or 127 <= ord(char) < 160 or "\u202a" <= char <= "\u202e" for char in segment.text
            )
            assert segment.style is None or "@click" not in segment.style.meta
