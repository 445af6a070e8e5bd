"""Seeded random keys and sizes: whatever a person presses, the app keeps running and loses no mark."""

import os
import random
import time

import pytest

from engine.profiles.marks import MarkLog
from tui import actions
from tui.widgets.film_list import FilmList

SIZES = [(80, 24), (120, 40), (200, 60), (60, 16), (40, 10), (100, 18)]
NEVER = {"q", "ctrl+c", "ctrl+q"}  # they quit, as they should
SECONDS = 240.0 if os.environ.get("MOVIEREC_DRILL") else 12.0


@pytest.mark.drill
@pytest.mark.parametrize("seed", [1, 2])
async def test_random_keys_do_no_harm(app, settings, engine, clock, until, seed, monkeypatch):
    monkeypatch.setattr("tui.app.open_in_browser", lambda link: None)  # no browser on the machine that runs this
    dice = random.Random(seed)
    pressed: list[str] = []
    pool = sorted({key for action in actions.ACTIONS for key in action.keys.split(",")} - NEVER) + list("aehlmrt ") * 2
    stop = time.monotonic() + SECONDS / 2
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        for _ in range(400 if SECONDS < 60 else 100_000):
            if time.monotonic() > stop:
                break
            if dice.random() < 0.03:
                await pilot.resize_terminal(*dice.choice(SIZES))
            clock.now += dice.choice([0.0, 0.1, 2.0])
            burst = [dice.choice(pool) for _ in range(dice.randint(1, 6))]
            pressed += burst
            await pilot.press(*burst)
            assert app.is_running, pressed[-30:]
        await pilot.resize_terminal(80, 24)
        main = app.screen_stack[0]
        app.backend.look_for_marks()
        await until(pilot, lambda: _settled(main, engine))
        films = main.query_one("#films", FilmList)
        assert not films.rows or 0 <= films.cursor < len(films.rows)
    with MarkLog(settings.files.marks) as log:
        assert {m.movie: m for m in log.marks(app.state.profile)} == {m.movie: m for m in main.state.marked.marks}


def _settled(main, engine):
    """Whether the last marks have been ranked."""
    opinions = {m.movie for m in main.state.marked.marks if m.opinion is not None and not m.hidden}
    return set(engine.ranked[-1]) == opinions
