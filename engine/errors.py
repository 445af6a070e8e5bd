"""The errors that a person can do something about.

Each carries one line that says what is wrong and one that says how to mend it. They are raised where the cause
is known and turned into words in one place of the command line and one of the app; nothing else is ever shown
to a person as a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.movies import Movie


class MovierecError(Exception):
    """A failure with a remedy. `exit_code` is the command line's: 1 failed, 2 wrong usage."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(MovierecError):
    """What was asked for makes no sense as written."""

    exit_code = 2


class DataError(MovierecError):
    """A data set cannot be read: a missing, empty or malformed file. The message names file and line."""


class DownloadError(MovierecError):
    """A data set could not be fetched: unreachable, cut off, or not what its digest promises."""


class TrainingError(MovierecError):
    """The data are too small or too odd to train on, or training went wrong."""


class ArtifactError(MovierecError):
    """A version's files are missing, damaged or from another release of movierec."""


class StoreError(MovierecError):
    """A store (Milvus or SQL) did not answer, or answered with an error."""


class NotSetUp(MovierecError):
    """There is no published version yet."""

    def __init__(self) -> None:
        super().__init__("nothing is set up yet", "run `movierec setup` (or just `movierec`, which offers it)")


class BusyError(MovierecError):
    """Another movierec process holds what this one needs (for example, it is training)."""


class UnknownMovie(MovierecError):
    """No film has that id or title; `closest` holds what comes nearest, best first."""

    def __init__(self, text: str, closest: Sequence[Movie] = ()) -> None:
        near = ", ".join(f"{m.title} ({m.year}) [id:{m.id}]" for m in closest[:5])
        super().__init__(
            f"no film is called '{text}'",
            f"did you mean: {near}?" if near else "try `movierec search` with a part of the title",
        )
        self.closest = tuple(closest)


class AmbiguousMovie(UsageError):
    """Several films fit; `candidates` lists them."""

    def __init__(self, text: str, candidates: Sequence[Movie]) -> None:
        names = ", ".join(f"{m.title} ({m.year}) [id:{m.id}]" for m in candidates)
        super().__init__(
            f"'{text}' could be any of: {names}",
            "give the id, as in id:10, or the year, as in 'Title (1999)'",
        )
        self.candidates = tuple(candidates)
