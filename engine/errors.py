"""The errors that a user can do something about.

Each carries one line that says what is wrong and one that says how to fix it. They are raised where the cause is known
and displayed in one place of the command line and one of the app, without a traceback (unless --debug is given).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.movies import Movie


class MovierecError(Exception):
    """A failure with a remedy. `exit_code` is the exit code of the command line: 1 failed, 2 wrong usage."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(MovierecError):
    """The request is invalid as written."""

    exit_code = 2


class DataError(MovierecError):
    """A data set cannot be read: a file is missing, empty or malformed. The message names the file and the line."""


class DownloadError(MovierecError):
    """A data set could not be downloaded: unreachable, cut off, or with the wrong digest."""


class TrainingError(MovierecError):
    """The data set is too small or unsuitable for training, or training failed."""


class TooSmallMachine(MovierecError):
    """The machine lacks the memory or the disk that the work takes."""


class ArtifactError(MovierecError):
    """A version's files are missing, damaged, from another release of movierec, or cannot be written."""


class StoreError(MovierecError):
    """A store (Milvus, SQL or the marks) did not answer, or returned an error."""


class NotSetUp(MovierecError):
    """There is no published version yet."""

    def __init__(self) -> None:
        super().__init__("nothing is set up yet", "run `movierec setup` (or just `movierec`, which offers it)")


class BusyError(MovierecError):
    """Another movierec process holds what this one needs (for example, it is training)."""


class UnknownMovie(MovierecError):
    """No film has that id or title; `closest` holds the closest matches, best first. `why` says it instead, where
    "no film is called so" is not the reason."""

    def __init__(self, text: str, closest: Sequence[Movie] = (), why: str = "") -> None:
        near = ", ".join(f"{m.label} [id:{m.id}]" for m in closest[:5])
        super().__init__(
            why or f"no film is called '{text}'",
            f"did you mean: {near}?" if near else "try `movierec search` with part of the title",
        )
        self.closest = tuple(closest)


class AmbiguousMovie(UsageError):
    """Several films match; `candidates` lists them."""

    def __init__(self, text: str, candidates: Sequence[Movie]) -> None:
        names = ", ".join(f"{m.label} [id:{m.id}]" for m in candidates)
        super().__init__(
            f"'{text}' could be any of: {names}",
            "give the id, as in id:10, or the year, as in 'Title (1999)'",
        )
        self.candidates = tuple(candidates)
