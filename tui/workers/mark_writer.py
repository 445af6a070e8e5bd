"""Writes marks in order: one thread decides, writes and reports each mark, so none is lost or overtakes another.

The same thread saves the profile's filters and switches profiles.

What a key does depends on the current mark (space removes an existing like), so that is decided here, once all
earlier marks are on disk, and not when the key is pressed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual.message import Message

from engine.errors import MovierecError
from engine.file_faults import find_file_fault
from engine.home import HomeFiles
from engine.movies import Movie, clean_text
from engine.profiles.filter_presets import save_preset
from engine.profiles.fold import Key
from engine.profiles.list_filters import ListFilters, save_list_filters
from engine.profiles.marks import Mark, MarkLog, same_film
from tui.state.mark_verbs import decide, nothing_changed
from tui.state.messages import DiaryRead, MarkRefused, MarkSaved, MarksRead, ProfilesRead
from tui.workers.name_files import save_name
from tui.workers.task_threads import InOrder

Report: TypeAlias = Callable[[], object]
"""Tells the screen what a write did."""


@dataclass(frozen=True)
class Unsaved:
    """Descriptions of a person's changes that are not on disk, and the reason."""

    what: tuple[str, ...]
    reason: str
    remedy: str


class MarkWriter:
    """The thread for the marks of one profile at a time. It reports through `tell`."""

    def __init__(
        self,
        files: HomeFiles,
        profile: str,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        open_log: Callable[[HomeFiles], MarkLog] = lambda files: MarkLog(files.marks),
    ) -> None:
        self._files = files
        self._profile = profile
        self._tell = tell
        self._open_log = open_log
        self._log: MarkLog | None = None
        self._revision = -1
        self._thread = InOrder("marks", failed)
        self._lock = threading.Lock()
        self._waiting: list[str] = []
        """Descriptions of the changes still to be written."""
        self._closing = False
        self._failure: MovierecError | None = None
        """Why a write failed after `close` was called; no other write is tried after that."""

    def start(self) -> None:
        self._thread.start()
        self.look()
        self._thread.put(lambda: self._try(self._warn))

    def look(self) -> None:
        """Read the marks if they changed since the last report, for example through the command line."""
        self._thread.put(lambda: self._try(self._look))

    def mark(self, verb: str, catalogue: str, movie: Movie, elsewhere: Key | None = None) -> None:
        self._write(f"the mark on {clean_text(movie.title)}", lambda: self._mark(verb, catalogue, movie, elsewhere))

    def undo(self) -> None:
        self._write("undo", lambda: self._undo_or_redo("undo"))

    def redo(self) -> None:
        self._write("redo", lambda: self._undo_or_redo("redo"))

    def save_filters(self, filters: ListFilters) -> None:
        """Save the profile's filters."""

        def save() -> Report:
            save_list_filters(self._files, self._profile, filters)
            return lambda: None

        self._write("the filters", save)

    def save_preset(self, name: str, filters: ListFilters | None) -> None:
        """Save named filters of the profile; None deletes them."""

        def save() -> Report:
            save_preset(self._files, self._profile, name, filters)
            return lambda: None

        self._write(f"the named filters {name}", save)

    def name_profile(self, profile: str, name: str) -> None:
        """Save the name of a profile."""

        def save() -> Report:
            save_name(self._files, profile, name)
            return lambda: None

        self._write("the name of the profile", save)

    def change_profile(self, profile: str) -> None:
        """Work for `profile` from now on, and report its marks."""

        def change() -> None:
            self._profile, self._revision = profile, -1

        self._thread.put(change)
        self.look()

    def list_profiles(self) -> None:
        """Report the profiles and how many films each has marked."""
        self._thread.put(lambda: self._try(self._count))

    def read_diary(self) -> None:
        """Report what the profile marked when."""
        self._thread.put(lambda: self._try(self._read_diary))

    def close(self, timeout: float) -> bool:
        """Write what is still waiting and stop. Returns whether that was done within `timeout` seconds.

        May be called again to wait longer.
        """
        with self._lock:
            self._closing = True
        return self._thread.close(timeout)

    def unsaved(self) -> Unsaved | None:
        """The changes that are not on disk now; None if all are."""
        with self._lock:
            if not self._waiting:
                return None
            failure = self._failure or MovierecError("writing took too long")
            return Unsaved(tuple(dict.fromkeys(self._waiting)), failure.message, failure.remedy)

    def _write(self, what: str, work: Callable[[], Report]) -> None:
        """Queue the write `work`; until it is done, `what` counts as unsaved. Its report follows: a fault in that does
        not make `what` unsaved again."""
        reports: list[Report] = []

        def write() -> None:
            with self._lock:
                if self._failure is not None:
                    return  # each attempt could wait for a lock as long as the first one did
            try:
                failure = self._try(lambda: reports.append(work()))
            except Exception as error:
                settle(find_file_fault(error) or MovierecError(f"something went wrong: {type(error).__name__}"))
                raise
            settle(failure)
            for report in reports:
                self._try(report)

        def settle(failure: MovierecError | None) -> None:
            with self._lock:
                if failure is not None and self._closing:
                    self._failure = failure
                else:  # while the app is open, the person sees the failure
                    self._waiting.remove(what)

        with self._lock:
            self._waiting.append(what)
        self._thread.put(write)

    def _opened(self) -> MarkLog:
        if self._log is None:
            self._log = self._open_log(self._files)
        return self._log

    def _try(self, work: Callable[[], object]) -> MovierecError | None:
        """Do `work`. A MovierecError is reported, and returned."""
        try:
            work()
        except MovierecError as error:
            self._tell(MarkRefused(error.message, error.remedy))
            return error
        return None

    def _warn(self) -> None:
        """Tell before the first mark if it will not be kept."""
        refusal = self._log.refusal() if self._log is not None else None  # without a log, `look` has told why
        if refusal is not None:
            self._tell(MarkRefused(f"marks are not kept: {refusal.message}", refusal.remedy))

    def _look(self) -> None:
        log = self._opened()
        revision = log.revision()
        if revision != self._revision:
            self._revision = revision
            self._tell(MarksRead(self._profile, log.marks(self._profile), log.undoable(self._profile)))

    def _count(self) -> None:
        log = self._opened()
        self._tell(ProfilesRead([(name, len(log.marks(name))) for name in log.profiles()]))

    def _read_diary(self) -> None:
        self._tell(DiaryRead(self._profile, self._opened().diary(self._profile)))

    def _mark(self, verb: str, catalogue: str, movie: Movie, elsewhere: Key | None) -> Report:
        log = self._opened()
        before = _mark_before(log.marks(self._profile), (catalogue, movie.id), elsewhere, movie)
        after = log.change(self._profile, catalogue, movie, **decide(verb, before), elsewhere=elsewhere)
        if after == before or (before is None and after.is_empty):
            return lambda: self._tell(MarkRefused(nothing_changed(verb, movie), calm=True))
        return lambda: self._report_saved(after, "")

    def _undo_or_redo(self, way: str) -> Report:
        log = self._opened()
        done = log.undo(self._profile) if way == "undo" else log.redo(self._profile)
        if done is None:
            return lambda: self._tell(MarkRefused(f"nothing to {way}", calm=True))
        words = ("undone: " if way == "undo" else "redone: ") + done.words
        return lambda: self._report_saved(done.mark, words)

    def _report_saved(self, mark: Mark, words: str) -> None:
        log = self._opened()
        self._revision = log.revision()
        undoable = log.undoable(self._profile)
        marks = log.marks(self._profile)
        self._tell(MarkSaved(self._profile, mark, marks, clean_text(words), undoable and clean_text(undoable)))


def _mark_before(marks: Sequence[Mark], key: Key, elsewhere: Key | None, movie: Movie) -> Mark | None:
    """The film's mark under `key`, else the one that a change of it would move here: under `elsewhere`, or the newest
    that is known to be on the same film."""
    kept = {(mark.catalogue, mark.movie): mark for mark in marks}
    found = kept.get(key) or (kept.get(elsewhere) if elsewhere is not None else None)
    return found or next((mark for mark in marks if mark.catalogue != key[0] and same_film(mark, movie)), None)
