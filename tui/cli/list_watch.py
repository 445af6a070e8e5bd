"""Prints a list anew whenever what it depends on changes, in any process: the profile's marks, or the current version.

In a terminal it is painted in place, elsewhere each list follows the one before. A trouble is told once, and the list
before it stays; only the first list has to succeed.
"""

from __future__ import annotations

import select
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn, TypeVar

from engine.errors import MovierecError
from tui.cli.output import say, write
from tui.cli.result_stream import OutputLost, ReaderGone
from tui.cli.session import Session, store_notes

if TYPE_CHECKING:
    from engine.profiles.marks import Mark, MarkLog
    from engine.serving.recommender import Recommender

_SECONDS = 1.0
"""Between two looks, each of two rows of SQLite (1 ms)."""
_SERVER_SECONDS = 5.0
"""Between two questions to a server which version is current."""
_CLEAR = "\x1b[2J\x1b[H"

Answer = TypeVar("Answer")


def watch_list(
    session: Session,
    ask: Callable[[Recommender], Answer],
    tell: Callable[[Answer, int | None], None],
    *,
    by_marks: bool,
    paints: bool,
    between: str,
) -> NoReturn:
    """Print what `ask` answers with `tell`, now and after each change, until interrupted.

    `by_marks`: whether the profile's marks count. `paints`: whether each list takes the place of the one before on the
    screen, whose lines `tell` is given then; otherwise `between` is written between two. Raises ReaderGone as soon as
    the reader of stdout has gone, and whatever the first list raises.
    """
    from engine.profiles.marks import MarkLog

    here = session.settings
    told: set[str] = set()
    shown: object = None
    with closing(_Serving(session)) as serving, closing(MarkLog(here.files.marks)) as log:
        marks = _Marks(log, here.profile)
        while True:
            notes = serving.follow()
            try:
                lines = shutil.get_terminal_size() if paints else None
                now = (serving.opened.version, marks.now() if by_marks else (), lines)
                if now != shown:
                    answer = ask(serving.opened)
                    write(_CLEAR if paints else "" if shown is None else between)
                    tell(answer, None if lines is None else lines.lines)
                    shown = now
                notes += store_notes(serving.opened)
            except OutputLost:
                raise
            except MovierecError as failure:
                if shown is None:
                    raise
                notes.append(f"note: {failure.message}; the list stays as it is")
            _say_once(notes, told)
            _wait(_SECONDS)


class _Marks:
    """The profile's marks, read again only if anybody marked anything."""

    def __init__(self, log: MarkLog, profile: str) -> None:
        self._log = log
        self._profile = profile
        self._revision = -1
        self._marks: list[Mark] = []

    def now(self) -> list[Mark]:
        """The marks as they are now. Raises StoreError."""
        revision = self._log.revision()
        if revision != self._revision:
            self._marks, self._revision = self._log.marks(self._profile), revision
        return self._marks


class _Serving:
    """The recommender over the version that is current."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked_at = time.monotonic()
        self.opened = session.open_recommender()

    def follow(self) -> list[str]:
        """Open the current version if it is another one by now; a note if that fails, and the one before goes on."""
        try:
            if self._is_outdated():
                opened = self._session.open_recommender()
                self.opened.close()
                self.opened = opened
        except MovierecError as failure:
            return [f"note: {failure.message}; {self.opened.version} goes on answering"]
        return []

    def _is_outdated(self) -> bool:
        here = self._session.settings
        if not here.database_url:
            from engine.stores.current_version import find_current_folder

            folder = find_current_folder(here)
            return folder is not None and folder.name != self.opened.version
        if time.monotonic() - self._asked_at < _SERVER_SECONDS:
            return False
        self._asked_at = time.monotonic()
        return self.opened.newer_version() is not None

    def close(self) -> None:
        self.opened.close()


def _say_once(notes: Iterable[str], told: set[str]) -> None:
    """Say the notes that are not in `told`; those of it that no longer hold are forgotten."""
    for note in notes:
        if note not in told:
            say(note)
    told.intersection_update(notes)
    told.update(notes)


def _wait(seconds: float) -> None:
    """Wait, but no longer than there is a reader of stdout. Raises ReaderGone."""
    reader = select.poll()
    reader.register(sys.stdout.fileno(), 0)
    if reader.poll(seconds * 1000):
        raise ReaderGone
