"""Failover: a stand-in answers while a store is down, and the store is retried in the background.

No call waits for a store that is known to be down: the stand-in answers at once, and a separate thread checks from
time to time whether the store is back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from engine.errors import MovierecError, StoreError, UsageError
from engine.secret import hide
from engine.serving.store_health import StoreHealth
from engine.stores.interfaces import StoreInUse


class _Store(Protocol):
    kind: str

    def where(self) -> str: ...
    def close(self) -> None: ...


Primary = TypeVar("Primary", bound=_Store)
StandIn = TypeVar("StandIn")
Answer = TypeVar("Answer")


class Failover(Generic[Primary, StandIn]):
    """The store that `connect` opens, or the stand-in that `stand_in` creates.

    `kind` and `where` describe a store that has not been opened yet. `probe` raises StoreError if an open store does
    not answer properly. If `deferred`, the store is opened when `open_soon` is called, in the background; until it is
    open, the stand-in answers, and `look`, which raises StoreError, finds what is wrong without opening the store.
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
        deferred: bool = False,
        look: Callable[[], None] = lambda: None,
        retry_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deferred = deferred
        self._look = look
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
        """Run `action` on the store, or else on its stand-in. Raises StoreError if neither can answer."""
        primary = self._ready()
        if primary is not None:
            try:
                return action(primary)
            except StoreError as failure:
                self._mark_down(failure)
        failure_before = self._failure
        stand_in = self._stand_in  # a local reference: it is dropped once the store is open
        try:
            if stand_in is None:
                stand_in = self._stand_in = self._make_stand_in()
        except MovierecError as cause:
            if self._deferred and failure_before is None:  # nothing else can answer: open the store now
                self._deferred = False
                return self.call(action)
            raise failure_before or cause from cause
        return action(stand_in)

    def open_soon(self) -> None:
        """Start to open a deferred store in the background; does nothing if that was done already."""
        with self._lock:
            if self._deferred and not self._closed and self._probing is None:
                self._probing = threading.Thread(target=self._try_again, name=f"{self._name}-opening", daemon=True)
                self._probing.start()

    def ask(self, action: Callable[[Primary], Answer]) -> Answer:
        """Run `action` on the store itself. Raises StoreError if it is down or still being opened."""
        with self._lock:
            if self._deferred and self._probing is None:
                self._deferred = False
        primary = self._ready()
        if primary is None:
            raise self._failure or StoreError(f"the {self._name} store is not open", "try again in a moment")
        try:
            return action(primary)
        except StoreError as failure:
            self._mark_down(failure)
            raise

    def health(self) -> StoreHealth:
        """The store's last known health. Opens the store if it was never opened, unless that is deferred, but sends it
        no other request."""
        self._ready()
        with self._lock:
            kind, where = self._last_known
            failure, answered = self._failure or self._seen(), self._stand_in is not None
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
        """Close the store; a probe in progress closes the store that it opens."""
        with self._lock:
            self._closed = True
            primary, self._primary = self._primary, None
        if primary is not None:
            with suppress(StoreError):
                primary.close()

    def _ready(self) -> Primary | None:
        """The store, opened on the first call; None while it is deferred, or down (which may start a probe)."""
        with self._opening:
            with self._lock:
                if self._closed or self._primary is not None:
                    return self._primary
                if self._failure is not None:
                    self._start_probe()
                    return None
                if self._deferred:
                    return None
            try:
                self._take(self._connect())
            except StoreError as failure:
                self._mark_down(failure)
            except UsageError as failure:  # its setting is wrong: to whoever asks, the store is down
                self._mark_down(StoreError(failure.message, failure.remedy))
            return self._primary

    def _seen(self) -> MovierecError | None:
        """What is wrong with the store as far as that shows before it is opened. Called with the lock held."""
        if self._primary is None:
            try:
                self._look()
            except StoreError as failure:
                return failure
        return None

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
        """Start a probe if one is due. Called with the lock held."""
        due = self._clock() - self._failed_at >= self._retry_seconds
        if due and (self._probing is None or not self._probing.is_alive()):
            self._probing = threading.Thread(target=self._try_again, name=f"{self._name}-probe", daemon=True)
            self._probing.start()

    def _try_again(self) -> None:
        """Reopen the store, in a thread of its own. Nobody watches it, so any error becomes the store's failure."""
        store: Primary | None = None
        try:
            store = self._connect()
            self._probe(store)
            self._take(store)
        except MovierecError as failure:
            self._failed_again(failure, store)
        except Exception as error:
            import logging  # 10 ms that no question waits for

            logging.getLogger(__name__).exception("opening the %s store failed", self._name)
            words = f"the {self._name} store cannot be opened: {hide(str(error))}"
            self._failed_again(StoreError(words, "check its address in the settings, or run `movierec doctor`"), store)

    def _failed_again(self, failure: MovierecError, store: Primary | None) -> None:
        with self._lock:
            self._failure, self._failed_at = failure, self._clock()
        if store is not None:
            with suppress(StoreError):
                store.close()
