"""A stage made of parts: one percentage that only grows."""

from engine.progress import Event, Stage

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
