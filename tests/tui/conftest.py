"""What the app's tests share: an app with the toy engine, in a home of its own, with clocks that stand still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from engine.errors import NotSetUp
from engine.estimates.machine import Machine
from engine.people.facts_book import FactsBook
from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tests.toy_facts import learn_toy_facts
from tests.toy_films import film
from tests.tui.toy_engine import ToyEngine
from tui.app import MovierecApp


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


NOW = 1767225625.0
"""2026-01-01 00:00:25 UTC"""


class Starter:
    """Records which jobs were requested instead of starting them."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, list[str]]] = []

    def __call__(self, settings: Settings, job: str, arguments: Sequence[str]) -> None:
        self.jobs.append((job, list(arguments)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path / "home", profile="anna")
    made.files.ensure()
    made.files.catalog.touch()
    return made


@pytest.fixture
def engine() -> ToyEngine:
    return ToyEngine()


@pytest.fixture
def facts(settings: Settings, engine: ToyEngine, tmp_path: Path) -> FactsBook:
    """Who made the toy films, known to the engine."""
    engine.facts = learn_toy_facts(settings.files, tmp_path / "imdb")
    return engine.facts


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def starter() -> Starter:
    return Starter()


@pytest.fixture
def app(settings: Settings, engine: ToyEngine, clock: Clock, starter: Starter) -> MovierecApp:
    return MovierecApp(
        settings, opener=lambda _: engine, clock=clock, wall=lambda: NOW, starter=starter, measure=lambda _: Machine()
    )


@pytest.fixture
def bare_app(settings: Settings, clock: Clock, starter: Starter) -> MovierecApp:
    """An app with nothing set up in its home."""

    def refuse(_: Settings) -> ToyEngine:
        raise NotSetUp

    return MovierecApp(
        settings, opener=refuse, clock=clock, wall=lambda: NOW, starter=starter, measure=lambda _: Machine()
    )


@pytest.fixture
def liked(settings: Settings) -> Callable[..., None]:
    """Likes films by title, as if in an earlier session."""

    def like(*titles: str, **fields: object) -> None:
        with MarkLog(settings.files.marks) as log:
            for title in titles:
                log.change("anna", "movielens", film(title), **(fields or {"opinion": "like"}))

    return like


@pytest.fixture
def type_at_once() -> Callable[..., Awaitable[None]]:
    """Sends keys to the app in one read, as over a slow line, and waits until all of them have been handled. A key is
    its name, and its character where that is another."""

    async def send(pilot: Pilot[int], *keys: tuple[str, str]) -> None:
        app, received = pilot.app, asyncio.Event()
        for key in keys:
            app.post_message(events.Key(*key))
        app.call_later(received.set)
        await received.wait()
        while not app.is_quiet:
            await asyncio.sleep(0.005)
        await pilot.pause()

    return send


Until = Callable[[Pilot[int], Callable[[], object]], Awaitable[None]]


@pytest.fixture
def until() -> Until:
    """Waits for a condition, never for a fixed time."""

    async def wait(pilot: Pilot[int], condition: Callable[[], object]) -> None:
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            await pilot.pause()
            if condition():
                await pilot.pause()
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the condition never became true")

    return wait
