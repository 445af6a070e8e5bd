"""A store that may go away: asked while it answers, stood in for while it does not, tried again in the background.

No call waits for a store that is known to be down: the stand-in answers at once, and a thread of its own finds
out now and then whether the store is back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from engine.errors import MovierecError, StoreError
from engine.serving.store_health import StoreHealth
from engine.stores.interfaces import StoreInUse

_log = logging.getLogger(__name__)


class _Store(Protocol):
    kind: str

    def where(self) -> str: ...
    def close(self) -> None: ...


Primary = TypeVar("Primary", bound=_Store)
StandIn = TypeVar("StandIn")
Answer = TypeVar("Answer")


class Failover(Generic[Primary, StandIn]):
    """The store that `connect` opens, or what `stand_in` makes in its place.

    `kind` and `where` are what is said of a store that could not be opened yet.
    `probe` raises StoreError where a store that is open does not answer properly. With `later` the store is opened in
    the background, when `open_soon` is called; until then, and while it opens, the stand-in answers.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Primary],
        stand_in: Callable[[], StandIn],
        probe: Callable[[Primary], object],
        *,
        kind: str = "",
        where: str = "",
        later: bool = False,
        retry_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._later = later
        self._name = name
        self._connect = connect
        self._make_stand_in = stand_in
        self._probe = probe
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._primary: Primary | None = None
        self._stand_in: StandIn | None = None
        self._failure: MovierecError | None = None
        self._failed_at = 0.0
        self._probing: threading.Thread | None = None
        self._last_known = (kind, where)
        self._closed = False

    def call(self, action: Callable[[Primary | StandIn], Answer]) -> Answer:
        """What `action` makes of the store, or of its stand-in. Raises StoreError where neither answers."""
        primary = self._ready()
        if primary is not None:
            try:
                return action(primary)
            except StoreError as failure:
                self._mark_down(failure)
        failure_before = self._failure
        stand_in = self._stand_in  # held here: it is let go of when the store is open
        try:
            if stand_in is None:
                stand_in = self._stand_in = self._make_stand_in()
        except MovierecError as cause:
            if self._later and failure_before is None:  # nobody else can answer: the store is opened now
                self._later = False
                return self.call(action)
            raise failure_before or cause from cause
        return action(stand_in)

    def open_soon(self) -> None:
        """Open in the background what was to be opened later; does nothing where that was done already."""
        with self._lock:
            if self._later and not self._closed and self._probing is None:
                self._probing = threading.Thread(target=self._try_again, name=f"{self._name}-opening", daemon=True)
                self._probing.start()

    def ask(self, action: Callable[[Primary], Answer]) -> Answer:
        """What `action` makes of the store itself. Raises StoreError where it is down or still being opened."""
        with self._lock:
            if self._later and self._probing is None:
                self._later = False
        primary = self._ready()
        if primary is None:
            raise self._failure or StoreError(f"the {self._name} store is not open")
        try:
            return action(primary)
        except StoreError as failure:
            self._mark_down(failure)
            raise

    def health(self) -> StoreHealth:
        """How the store is, as far as it is known: it is opened where it was not yet (but for one that is opened
        later), and asked nothing else."""
        self._ready()
        with self._lock:
            kind, where = self._last_known
            failure, answered = self._failure, self._stand_in is not None
        if failure is None:
            return StoreHealth(name=self._name, kind=kind, where=where, state="ok")
        if isinstance(failure, StoreInUse):
            detail = f"{failure.message}; answering from the version's files"
            return StoreHealth(name=self._name, kind=kind, where=where, state="ok", detail=detail)
        if not answered:
            try:
                self._stand_in = self._make_stand_in()
            except MovierecError:
                return StoreHealth(name=self._name, kind=kind, where=where, state="down", detail=failure.message)
        detail = f"{failure.message}; answering from the version's files meanwhile"
        return StoreHealth(name=self._name, kind=kind, where=where, state="degraded", detail=detail)

    def close(self) -> None:
        """Close the store; a probe under way closes what it opens."""
        with self._lock:
            self._closed = True
            primary, self._primary = self._primary, None
        if primary is not None:
            with suppress(StoreError):
                primary.close()

    def _ready(self) -> Primary | None:
        """The store, opened at the first call; None while it is down (which may start a probe)."""
        with self._opening:
            with self._lock:
                if self._closed or self._primary is not None:
                    return self._primary
                if self._failure is not None:
                    self._start_probe()
                    return None
                if self._later:
                    return None
            try:
                self._take(self._connect())
            except StoreError as failure:
                self._mark_down(failure)
            return self._primary

    def _take(self, store: Primary) -> None:
        with self._lock:
            self._last_known = (store.kind, store.where())
            if not self._closed:
                self._primary, self._failure, self._stand_in = store, None, None
                return
        store.close()

    def _mark_down(self, failure: MovierecError) -> None:
        with self._lock:
            primary, self._primary = self._primary, None
            self._failure, self._failed_at = failure, self._clock()
        if primary is not None:
            with suppress(StoreError):
                primary.close()

    def _start_probe(self) -> None:
        """Called with the lock held."""
        due = self._clock() - self._failed_at >= self._retry_seconds
        if due and (self._probing is None or not self._probing.is_alive()):
            self._probing = threading.Thread(target=self._try_again, name=f"{self._name}-probe", daemon=True)
            self._probing.start()

    def _try_again(self) -> None:
        """In a thread of its own, which nobody watches: whatever goes wrong is kept as what is wrong with the store."""
        store: Primary | None = None
        try:
            store = self._connect()
            self._probe(store)
            self._take(store)
        except MovierecError as failure:
            self._failed_again(failure, store)
        except Exception as error:  # noqa: BLE001 - told as the store's failure; the thread would die unheard
            _log.exception("opening the %s store failed", self._name)
            self._failed_again(StoreError(f"the {self._name} store cannot be opened: {error}"), store)

    def _failed_again(self, failure: MovierecError, store: Primary | None) -> None:
        with self._lock:
            self._failure, self._failed_at = failure, self._clock()
        if store is not None:
            with suppress(StoreError):
                store.close()
