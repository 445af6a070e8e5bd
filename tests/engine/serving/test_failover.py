"""Failover: the store, its stand-in, and trying the store again."""

from __future__ import annotations

import threading

import pytest

from engine.errors import ArtifactError, MovierecError, StoreError, UsageError
from engine.serving.failover import Failover


class Store:
    kind = "toy"

    def __init__(self) -> None:
        self.up = True
        self.closed = False

    def where(self) -> str:
        return "here"

    def close(self) -> None:
        self.closed = True

    def answer(self) -> str:
        if not self.up:
            raise StoreError("down")
        return "store"


class StandIn:
    def answer(self) -> str:
        return "stand-in"


def test_a_store_is_tried_again_in_the_background_and_taken_back(eventually) -> None:
    now = [0.0]
    stores: list[Store] = []

    def connect() -> Store:
        stores.append(Store())
        return stores[-1]

    failover = Failover("vectors", connect, StandIn, lambda s: s.answer(), retry_seconds=30, clock=lambda: now[0])
    assert failover.call(lambda s: s.answer()) == "store"
    stores[0].up = False
    assert failover.call(lambda s: s.answer()) == "stand-in"
    assert stores[0].closed
    now[0] = 29.0
    assert failover.call(lambda s: s.answer()) == "stand-in"
    assert len(stores) == 1
    now[0] = 31.0
    failover.call(lambda s: s.answer())
    eventually(lambda: failover.call(lambda s: s.answer()) == "store")
    assert failover.health().state == "ok"
    failover.close()
    assert stores[-1].closed


def test_trying_again_keeps_nobody_waiting() -> None:
    now, hang = [0.0], threading.Event()
    attempts = []

    def connect() -> Store:
        attempts.append(1)
        if len(attempts) > 1:
            hang.wait(10)
        raise StoreError("down")

    failover = Failover("vectors", connect, StandIn, lambda s: s.answer(), retry_seconds=30, clock=lambda: now[0])
    assert failover.call(lambda s: s.answer()) == "stand-in"
    now[0] = 31.0
    for _ in range(3):
        assert failover.call(lambda s: s.answer()) == "stand-in"
    assert len(attempts) == 2
    failover.close()
    hang.set()


def test_a_store_without_a_stand_in_is_down() -> None:
    def connect() -> Store:
        raise StoreError("no route to host")

    def nothing() -> StandIn:
        raise ArtifactError("no files here")

    failover = Failover("vectors", connect, nothing, lambda s: s.answer(), kind="milvus", where="http://there")
    with pytest.raises(StoreError, match="no route"):
        failover.call(lambda s: s.answer())
    health = failover.health()
    assert (health.state, health.kind, health.where, health.detail) == (
        "down",
        "milvus",
        "http://there",
        "no route to host",
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (UsageError("MOVIEREC_MILVUS_URI is not an address", "fix it"), "MOVIEREC_MILVUS_URI is not an address"),
        (ValueError("Invalid IPv6 URL"), "the vectors store cannot be opened: Invalid IPv6 URL"),
    ],
)
def test_whatever_goes_wrong_in_the_background_is_told_and_tried_again(eventually, wrong, told) -> None:
    now = [0.0]
    connects = []

    def connect() -> Store:
        connects.append(1)
        if len(connects) == 1:
            raise wrong
        return Store()

    failover = Failover(
        "vectors", connect, StandIn, lambda s: s.answer(), deferred=True, retry_seconds=30, clock=lambda: now[0]
    )
    failover.open_soon()
    eventually(lambda: failover.health().state == "degraded")
    assert failover.health().detail == f"{told}; answering from the version's files meanwhile"
    assert failover.call(lambda s: s.answer()) == "stand-in"
    with pytest.raises(MovierecError) as failure:
        failover.ask(lambda s: s.answer())
    assert (failure.value.message, bool(failure.value.remedy)) == (told, True)
    now[0] = 31.0
    eventually(lambda: failover.call(lambda s: s.answer()) == "store")
    assert failover.health().state == "ok"


def test_asking_a_store_that_is_still_being_opened_says_to_try_again() -> None:
    go_on = threading.Event()

    def connect() -> Store:
        go_on.wait(10)
        return Store()

    failover = Failover("catalog", connect, StandIn, lambda s: s.answer(), deferred=True)
    failover.open_soon()
    with pytest.raises(StoreError, match="the catalog store is not open") as failure:
        failover.ask(lambda s: s.answer())
    assert failure.value.remedy == "try again in a moment"
    failover.close()
    go_on.set()


def test_a_store_that_opens_but_fails_the_probe_in_an_unforeseen_way_is_closed_and_told(eventually) -> None:
    store = Store()

    def probe(store: Store) -> None:
        raise KeyError("dim")

    failover = Failover("vectors", lambda: store, StandIn, probe, deferred=True)
    failover.open_soon()
    eventually(lambda: failover.health().state == "degraded" and store.closed)


def test_a_store_opened_later_is_opened_at_once_where_nothing_else_can_answer() -> None:
    def nothing() -> StandIn:
        raise ArtifactError("the files are elsewhere")

    failover = Failover("vectors", Store, nothing, lambda store: store.answer(), deferred=True)
    assert failover.call(lambda store: store.answer()) == "store"
