"""Marks in order: each key's mark is decided, written and told by one thread, so none is lost and none overtakes.

The dials of the profile are kept by the same thread, and another profile takes its turn there too.

What a key does depends on the mark as it is then (space takes back a like), so the decision is made here, after
the marks before it are on disk, and not when the key was pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.message import Message

from engine.errors import MovierecError
from engine.home import HomeFiles
from engine.movies import Movie, clean_text
from engine.profiles.list_filters import ListFilters, save_list_filters
from engine.profiles.marks import Mark, MarkLog
from tui.state.messages import MarkRefused, MarkSaved, MarksRead, ProfilesRead
from tui.workers.task_threads import InOrder


def decide(verb: str, mark: Mark | None) -> dict[str, Any]:
    """What a key changes, given the mark as it is. Empty where it changes nothing.

    Verbs: like, dislike, seen, watchlist, hidden turn over; liked only sets; 1 to 5 give stars, and the same
    number again takes half a star off or gives it back; clear takes everything back.
    """
    opinion = mark.opinion if mark else None
    if verb == "clear":
        return {"opinion": None, "seen": False, "watchlist": False, "hidden": False}
    if verb in ("seen", "watchlist", "hidden"):
        return {verb: not (mark is not None and getattr(mark, verb))}
    if verb == "liked":
        wanted: str | None = "like"
    elif verb in ("like", "dislike"):
        wanted = None if opinion == verb else verb
    else:
        wanted = f"{float(verb) - 0.5:g}" if opinion == verb else verb
    # An opinion and "not interested" contradict each other; the newer word counts.
    return {"opinion": wanted, "hidden": False} if wanted is not None and mark and mark.hidden else {"opinion": wanted}


class Marking:
    """The thread of one profile's marks. Everything it finds out is told through `tell`."""

    def __init__(
        self,
        path: Path,
        profile: str,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        open_log: Callable[[Path], MarkLog] = MarkLog,
    ) -> None:
        self._path = path
        self._profile = profile
        self._tell = tell
        self._open_log = open_log
        self._log: MarkLog | None = None
        self._revision = -1
        self._thread = InOrder("marks", failed)

    def start(self) -> None:
        self._thread.start()
        self.look()

    def look(self) -> None:
        """Read the marks, if they are not those told last: the command line may have changed them."""
        self._thread.put(lambda: self._try(self._look))

    def mark(self, verb: str, catalogue: str, movie: Movie) -> None:
        self._thread.put(lambda: self._try(lambda: self._mark(verb, catalogue, movie)))

    def undo(self) -> None:
        self._thread.put(lambda: self._try(lambda: self._turn("undo")))

    def redo(self) -> None:
        self._thread.put(lambda: self._try(lambda: self._turn("redo")))

    def keep(self, dials: ListFilters) -> None:
        """Keep the profile's dials."""
        self._thread.put(
            lambda: self._try(lambda: save_list_filters(HomeFiles(self._path.parent), self._profile, dials))
        )

    def change_profile(self, profile: str) -> None:
        """What comes from now on is of `profile`; its marks are told."""

        def change() -> None:
            self._profile, self._revision = profile, -1

        self._thread.put(change)
        self.look()

    def profiles(self) -> None:
        """Tell which profiles there are."""
        self._thread.put(lambda: self._try(self._count))

    def close(self, timeout: float) -> bool:
        """Write what is still waiting; whether that was done in time."""
        return self._thread.close(timeout)

    def _opened(self) -> MarkLog:
        if self._log is None:
            self._log = self._open_log(self._path)
        return self._log

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except MovierecError as error:
            self._tell(MarkRefused(error.message, error.remedy))

    def _look(self) -> None:
        log = self._opened()
        revision = log.revision()
        if revision != self._revision:
            self._revision = revision
            self._tell(MarksRead(self._profile, log.marks(self._profile), log.undoable(self._profile)))

    def _count(self) -> None:
        log = self._opened()
        self._tell(ProfilesRead([(name, len(log.marks(name))) for name in log.profiles()]))

    def _mark(self, verb: str, catalogue: str, movie: Movie) -> None:
        log = self._opened()
        before = next((m for m in log.marks(self._profile) if (m.catalogue, m.movie) == (catalogue, movie.id)), None)
        after = log.change(self._profile, catalogue, movie, **decide(verb, before))
        if after == before or (before is None and after.is_empty):
            self._tell(MarkRefused(_nothing(verb, movie), calm=True))
            return
        self._told(after, "")

    def _turn(self, way: str) -> None:
        log = self._opened()
        done = log.undo(self._profile) if way == "undo" else log.redo(self._profile)
        if done is None:
            self._tell(MarkRefused(f"nothing to {way}", calm=True))
            return
        self._told(done.mark, ("undone: " if way == "undo" else "done again: ") + done.words)

    def _told(self, mark: Mark, words: str) -> None:
        log = self._opened()
        self._revision = log.revision()
        undoable = log.undoable(self._profile)
        marks = log.marks(self._profile)
        self._tell(MarkSaved(self._profile, mark, marks, clean_text(words), undoable and clean_text(undoable)))


def _nothing(verb: str, movie: Movie) -> str:
    title = clean_text(movie.title)
    return f"{title} is liked already" if verb == "liked" else f"there is nothing to clear on {title}"
