"""A stage made of parts: one percentage that only grows."""

import pytest

from engine.progress import Event, Stage, Work, asking

STAGE = Stage("graph", {"edges": 1, "vectors": 3})


def test_parts_add_up_to_one_percentage() -> None:
    heard: list[Event] = []
    edges = STAGE.part(heard.append, "edges", "connecting")
    edges(1.0)
    vectors = STAGE.part(heard.append, "vectors", "computing")
    vectors(0.5)
    vectors(7.0)
    STAGE.end(heard.append)
    assert [(event.done, event.total, event.unit, event.message) for event in heard] == [
        (0, 100, "percent", "connecting"),
        (25, 100, "percent", "connecting"),
        (25, 100, "percent", "computing"),
        (62, 100, "percent", "computing"),
        (100, 100, "percent", "computing"),
        (100, 100, "percent", ""),
    ]


def test_pieces_of_work_add_up_to_the_whole() -> None:
    heard: list[float] = []
    work = Work(heard.append, 4)
    first, second = work.piece(3), work.piece(1)
    first(0.5)
    first(1.0)
    second(0.0)
    second(1.0)
    assert heard == [0.375, 0.75, 0.75, 1.0]


def test_whoever_is_told_can_stop_the_work() -> None:
    heard: list[float] = []

    def ask() -> None:
        if len(heard) == 2:
            raise InterruptedError

    told = asking(heard.append, ask)
    told(0.1)
    with pytest.raises(InterruptedError):
        told(0.2)
    assert heard == [0.1, 0.2]
