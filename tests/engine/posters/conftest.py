from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.poster_files import TmdbServer, serve_tmdb


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TmdbServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_tmdb() as running:
        yield running


class Ticks:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()
