"""Keys that come in one burst do what the same keys do one at a time."""

import io
import os
import random
import threading

import pytest
from textual._xterm_parser import XTermParser

from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tests.tui.toy_engine import FILMS, ToyEngine
from tui.app import MovierecApp


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once and app.focused is not None)


async def send(app, pilot, text):
    """Type `text` as the terminal driver passes it on: all of its keys before any of them is handled."""
    for event in XTermParser().feed(text):
        event.set_sender(app)
        app.running_driver.send_message(event)
    await pilot.pause()


def opinions(app):
    return {row.title: row.opinion for row in app.state.marked.marks}


async def test_two_titles_each_followed_by_enter_like_both_films(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await send(app, pilot, "alien\rheat\rstalk\r")
        await until(pilot, lambda: opinions(app) == {"Alien": "like", "Heat": "like", "Stalker": "like"})


async def test_the_letters_behind_the_search_key_are_text(app, liked, until):
    liked("M")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        assert app.focused.id == "films"
        await send(app, pilot, "/alien\r")
        await until(pilot, lambda: opinions(app) == {"M": "like", "Alien": "like"})
        assert app.focused.id == "search"


async def test_the_keys_behind_one_that_leaves_the_search_are_commands(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await send(app, pilot, "alien\x1b[B4")
        await until(pilot, lambda: opinions(app) == {"Aliens": "4"})


async def test_text_and_keys_reach_a_screen_that_has_just_been_opened(app, liked, until):
    liked("M")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await send(app, pilot, "\x10show or hide the\r")  # the command palette
        await until(pilot, lambda: app.screen.has_class("-no-panel"))
        await send(app, pilot, "?jq/heat")  # the help, scrolled and closed, and then the search
        await until(pilot, lambda: app.is_quiet)
        assert app.focused.id == "search" and app.focused.value == "heat"


async def test_all_marks_of_a_burst_that_ends_with_quit_are_saved(app, settings, liked, until):
    liked("M")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await send(app, pilot, "/alien\rheat\r\x1b[B4")
        await send(app, pilot, "/stalk\r\tq")
        await until(pilot, lambda: not app.is_running)
    assert app.save_last_marks(io.StringIO())
    with MarkLog(settings.files.marks) as log:
        assert {"Alien", "Stalker"} < {mark.title for mark in log.marks("anna")}


async def test_titles_typed_before_the_titles_are_open_are_liked_once_they_are(app, until):
    go = threading.Event()
    opener = app.backend.ranking._opener
    app.backend.ranking._opener = lambda settings: (go.wait(10), opener(settings))[1]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.focused is not None and app.focused.id == "search")
        await send(app, pilot, "alien\rheat\r")
        assert app.state.notice[0] == "heat is looked up once the titles are loaded"
        await send(app, pilot, "no such film\r")
        go.set()
        await until(pilot, lambda: opinions(app) == {"Alien": "like", "Heat": "like"})
        assert app.focused.value == "no such film" and app.state.early == ()


async def test_keys_typed_before_the_marks_are_read_wait_for_them(app, settings, until):
    """Who has no marks yet types into the search, even in a home with the marks of others."""
    with MarkLog(settings.files.marks) as log:
        log.change("bert", "movielens", FILMS[0], opinion="like")
    go = threading.Event()
    app.backend.marks._open_log = lambda files: (go.wait(10), MarkLog(files.marks))[1]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.focused is not None and app.focused.id == "films")
        await send(app, pilot, "alien\rheat\r")
        assert not app.is_quiet
        go.set()
        await until(pilot, lambda: opinions(app) == {"Alien": "like", "Heat": "like"})


BURSTS = 40 if os.environ.get("MOVIEREC_DRILL") else 4
KEYS = [*"aehit/ 4-x\t", "\r", "\r", "\x7f", "\x1b[A", "\x1b[B", "\x1b[B", "\x1b[27u", "alien\r", "/heat", "f", "g"]
"""Pieces of bursts: none of them quits, or asks for something that a thread has to answer."""


@pytest.mark.drill
@pytest.mark.parametrize("seed", [1, 2])
async def test_random_bursts_do_what_single_keys_do(settings, clock, starter, tmp_path, until, seed):
    dice = random.Random(seed)
    bursts = [[dice.choice(KEYS) for _ in range(dice.randint(2, 12))] for _ in range(BURSTS)]
    states = []
    for home, written in (("at_once", [["".join(burst)] for burst in bursts]), ("one_by_one", bursts)):
        own = Settings(home=tmp_path / home, profile="anna")
        own.files.ensure()
        own.files.catalog.touch()
        app = MovierecApp(own, opener=lambda _: ToyEngine(), clock=clock, starter=starter)
        states.append(await _states(app, until, written))
        assert app.save_last_marks(io.StringIO())
        with MarkLog(own.files.marks) as log:
            states[-1].append({mark.title: (mark.opinion, mark.hidden) for mark in log.marks("anna")})
    assert states[0] == states[1]


async def _states(app, until, bursts):
    """What the app shows after each burst, which is written in the given pieces."""
    found = []
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        # When a thread answers is not a matter of keys: the filters have their genres and years, the lists stay as
        # they are.
        app.backend.list_genres()
        await until(pilot, lambda: app.state.genres)
        app.backend.rank = app.backend.find_similar = lambda *_, **__: None
        main = app.screen_stack[0]
        for burst in bursts:
            for piece in burst:
                await send(app, pilot, piece)
            await until(pilot, lambda: app.is_quiet)
            row = main.view.films.row
            place = (app.focused and app.focused.id, app.state.page.kind, row and row.movie.title)
            found.append((*place, main.view.search_box.value, app.state.filters))
    return found
