"""The thread that finds posters: the newest film counts, and trouble is told, not raised."""

from __future__ import annotations

import queue
import threading

import pytest
from msgspec.structs import replace

from engine.errors import DownloadError
from engine.posters.picture import Picture
from engine.secret import Secret
from tests.toy_films import film
from tui.state.found_posters import Room
from tui.workers.poster_worker import PosterWorker

PICTURE = Picture(2, 1, b"\0" * 12)
ROOM = Room(20, 15)


class Source:
    """Finds a picture for each film once it is let `go`."""

    def __init__(self):
        self.go = threading.Event()
        self.begun = threading.Event()
        self.asked = []
        self.fails = None
        self.lacks_folder = False

    def poster(self, movie, columns, rows, cell):
        self.asked.append(movie.title)
        self.begun.set()
        assert self.go.wait(60)
        if self.fails is not None:
            raise self.fails
        return PICTURE


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def told():
    return queue.SimpleQueue()


@pytest.fixture
def worker(settings, source, told):
    made = PosterWorker(settings, told.put, told.put, opener=lambda _: source)
    yield made
    source.go.set()
    made.close()


def test_of_films_that_wait_only_the_newest_is_looked_up(worker, source, told):
    worker.find("movielens", film("Alien"), ROOM)
    assert source.begun.wait(60)
    worker.find("movielens", film("Heat"), ROOM)
    worker.find("movielens", film("Ran"), ROOM)
    source.go.set()
    found = [told.get(timeout=60) for _ in range(2)]
    assert [(one.movie.title, one.picture, one.trouble) for one in found] == [
        ("Alien", PICTURE, ""),
        ("Ran", PICTURE, ""),
    ]
    assert source.asked == ["Alien", "Ran"]


def test_trouble_is_told(worker, source, told):
    source.fails = DownloadError("TMDB cannot be reached")
    source.go.set()
    worker.find("movielens", film("Alien"), ROOM)
    found = told.get(timeout=60)
    assert (found.picture, found.trouble) == (None, "TMDB cannot be reached")


def test_posters_are_wanted_if_there_is_a_folder_or_a_key(settings, told):
    def wanted(**given):
        worker = PosterWorker(replace(settings, **given), told.put, told.put)
        return worker.wanted, bool(worker.credit)

    assert wanted() == (False, False)
    assert wanted(posters="/srv/posters") == (True, False)
    assert wanted(tmdb_key=Secret("x")) == (True, True)
