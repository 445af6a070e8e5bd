"""Snapshots of the import and of the review; see test_snapshots."""

import asyncio
import time

import pytest
from textual import events

from engine.titles.index import TitleIndex
from tests.toy_films import FILMS
from tui.screens.import_screen import ImportScreen
from tui.screens.review_screen import ReviewScreen
from tui.theme import themes

HEADER = "Date,Name,Year,Letterboxd URI"
SIZES = pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")


async def until(pilot, condition):
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up
        await pilot.pause()
        await asyncio.sleep(0.005)
    await pilot.pause()


@pytest.fixture
def dropped(tmp_path, monkeypatch):
    """Files with a film of each state; their names are relative, as the folder's differs from run to run."""
    liked = "".join(f"2024-01-05,{film.title},{film.year},https://boxd.it/x,4\n" for film in FILMS[3:20])
    doubtful = "2024-01-06,Solaris,,https://boxd.it/a,3.5\n2024-01-06,Heat,,https://boxd.it/b,5\n"
    other = "2024-01-06,A Film of Another Time,1990,https://boxd.it/c,2\n2024-01-06,,1990,https://boxd.it/d,2\n"
    folder = tmp_path / "letterboxd-anna"
    (folder / "likes").mkdir(parents=True)
    (folder / "ratings.csv").write_text(f"{HEADER},Rating\n{liked}{doubtful}{other}")
    (folder / "watchlist.csv").write_text(f"{HEADER}\n2024-01-05,Metropolis,1927,https://boxd.it/x\n")
    (folder / "likes" / "films.csv").write_text(f"{HEADER}\n2024-01-05,Alien,1979,https://boxd.it/x\n")
    (tmp_path / "top.txt").write_text("tt0113277\ntt0078748\n")
    return f"{folder} {tmp_path}/top.txt"


@pytest.fixture
def engine(engine):
    other = FILMS[0].__class__(id=9001, title="Solaris", year=2002, genres=("Drama", "Sci-Fi"), n_ratings=7)
    engine.all = (*FILMS, other)
    engine.titles = TitleIndex.of(engine.all)
    return engine


def at(dropped, *keys):
    """Drop the files, and press the keys; each waits for what the one before it does."""

    async def run(pilot):
        app = pilot.app
        await until(pilot, lambda: app.state.ranked.ranked_once)
        app.post_message(events.Paste(dropped))
        await until(pilot, lambda: isinstance(app.screen, ImportScreen) and "import_go" in offered(app))
        for key, settled in keys:
            await pilot.press(key)
            await until(pilot, lambda settled=settled: settled(app))

    return run


def offered(app):
    return [action.id for action in app.screen.query_one("#keys")._actions]


def planned_anew(app):
    return "Taken as" in app.screen.query_one("#import-words").words


def done(app):
    return {"import_larger", "import_go"} <= set(offered(app))


def reviewing(app):
    return isinstance(app.screen, ReviewScreen) and app.focused is not None


@SIZES
def test_what_an_import_would_do(snap_compare, app, dropped, size):
    assert snap_compare(app, terminal_size=size, run_before=at(dropped))


@SIZES
def test_what_an_import_did(snap_compare, app, dropped, size):
    run = at(dropped, ("w", planned_anew), ("enter", done))
    assert snap_compare(app, terminal_size=size, run_before=run)


@SIZES
def test_which_film_is_meant(snap_compare, app, dropped, size):
    run = at(dropped, ("w", planned_anew), ("enter", done), ("enter", reviewing), ("n", reviewing))
    assert snap_compare(app, terminal_size=size, run_before=run)


@pytest.mark.parametrize("theme", [themes.LIGHT.name, themes.TERMINAL.name])
def test_other_colours(snap_compare, app, dropped, theme):
    app.theme = theme
    assert snap_compare(app, terminal_size=(80, 24), run_before=at(dropped))
