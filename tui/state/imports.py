"""What the screens ask of an import, and what they are told: plain records, made in the thread that does the work.

The parts of the engine that read files are loaded in that thread only; the screens need none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from engine.exchange.rows import Use
from engine.movies import Movie
from engine.profiles.opinions import Opinion
from tui.state.engine_state import Titles


@dataclass(frozen=True)
class Here:
    """For whom, and into which films: `titles` (None if nothing is set up yet), whose movie ids are `catalogue`'s."""

    profile: str
    catalogue: str
    titles: Titles | None


class Imports(Protocol):
    """Requests are handled in order, each in a thread; the answers are the messages that are an ImportNews."""

    def read(self, text: str, here: Here) -> None:
        """Read the files that `text` names, and plan their import. Posts ImportPlanned or ImportFailed."""
        ...

    def plan(self, text: str, use: Use) -> None:
        """Plan the import of what was read last, `text`, anew, with its list taken as `use`. Posts ImportPlanned."""
        ...

    def carry_out(self) -> None:
        """Do the import that was planned last. Posts ImportDone, QuestionsRead, and LargerSetFound if there is one."""
        ...

    def look_for_questions(self, here: Here) -> None:
        """Find out which films wait to be asked about. Posts QuestionsRead."""
        ...

    def accept(self, identity: str, movie: Movie) -> None:
        """That question means this film. Posts QuestionAnswered."""
        ...

    def turn_down(self, identity: str) -> None:
        """That question means none of its films. Posts QuestionAnswered."""
        ...

    def take_back(self, identity: str) -> None:
        """Undo the answer to that question, which waits again. Posts QuestionAnswered."""
        ...


class ReadFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of what was named: `counts` are its rows by what becomes of them, in words. `unsure`: only the person
    knows what the list is for."""

    name: str
    what: str
    counts: tuple[tuple[int, str], ...]
    unsure: bool = False


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was named, a file, a folder or a zip; or why it cannot be read (`refused`, one line)."""

    name: str
    files: tuple[ReadFile, ...] = ()
    refused: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an import would do: how many films it would mark, how many it would keep for a data set that has them,
    and how many it has to ask about; `unreadable`: the first rows that cannot be read, each in a line."""

    sources: tuple[Source, ...]
    films: int
    kept: int
    asked: int
    unreadable: tuple[str, ...] = ()
    more_unreadable: int = 0
    use: Use | None = None

    @property
    def unsure(self) -> bool:
        """Whether the person has to say what a list is for."""
        return any(file.unsure for source in self.sources for file in source.files)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did; the numbers are as in Plan. `changed`: there is something to undo. `note`: what else to
    know."""

    films: int
    kept: int
    changed: bool
    set_up: bool
    note: str = ""


class LargerOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A data set that would hold up to `films` of the films that the present one lacks; `dataset` is its name for
    `movierec setup`, `time` what setting it up takes here."""

    dataset: str
    name: str
    newest_year: int
    films: int
    time: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which of `candidates` does an export mean? It calls the film `title`, is from `origin` ("Letterboxd ratings"),
    and would mark the film as the other fields say."""

    identity: str
    title: str
    year: int | None
    origin: str
    candidates: tuple[Movie, ...]
    opinion: Opinion | None = None
    seen: bool = False
    watchlist: bool = False
    hidden: bool = False
