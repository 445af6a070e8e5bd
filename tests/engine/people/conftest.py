"""IMDb's data sets as files of one's own, in exactly the shape that IMDb documents, and a local server for them."""

from __future__ import annotations

import pytest

from tests.imdb_files import ImdbServer, serve, write_imdb


@pytest.fixture
def imdb(tmp_path):
    """A folder with the six files."""
    folder = tmp_path / "imdb"
    write_imdb(folder)
    return folder


@pytest.fixture
def server(imdb, monkeypatch):
    from engine.datasets import fetching

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(fetching, "READ_TIMEOUT", 0.5)
    with serve(imdb) as running:
        assert isinstance(running, ImdbServer)
        yield running
