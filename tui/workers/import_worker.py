"""The thread for imports: reads what was named, plans, writes the marks, and keeps the answers to questions.

What reads files and finds films is loaded here, when it is first needed. The thread has a connection of its own to the
marks; the app looks for marks once something was written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from engine.errors import MovierecError
from engine.exchange.rows import Use
from engine.file_faults import find_file_fault
from engine.home import HomeFiles
from engine.movies import Movie
from engine.profiles.marks import MarkLog
from tui.state.import_messages import (
    ImportDone,
    ImportFailed,
    ImportPlanned,
    LargerSetFound,
    QuestionAnswered,
    QuestionsRead,
)
from tui.state.imports import Asked, Here, LargerOffer, Outcome
from tui.state.texts import with_remedy
from tui.workers.set_up_preparation import Measure
from tui.workers.task_threads import InOrder

if TYPE_CHECKING:
    from engine.estimates.machine import Machine
    from engine.exchange import import_run
    from engine.exchange.importing import Import
    from tui.workers.import_films import ImportFilms
    from tui.workers.import_plans import Named

WRITE_TIMEOUT = 5.0
"""Seconds for which quitting waits for an import or an answer that is being written."""


class ImportWorker:
    """Implements tui.state.imports.Imports. It reports through `tell`."""

    def __init__(
        self,
        files: HomeFiles,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        measure: Measure,
        *,
        open_log: Callable[[HomeFiles], MarkLog] = lambda files: MarkLog(files.marks),
    ) -> None:
        self._files = files
        self._tell = tell
        self._failed = failed
        self._measure = measure
        self._open_log = open_log
        self._log: MarkLog | None = None
        self._thread = InOrder("imports", failed)
        self._begun = self._closing = False
        self._lock = threading.Lock()
        self._writes = 0
        """The writes that are still to be done."""
        self._films: ImportFilms | None = None
        self._named: list[Named] = []
        self._text = ""
        self._planned: tuple[Import, ImportFilms] | None = None
        """The import of what was named last, and the films that it is into."""
        self._asked: dict[str, tuple[import_run.Asked, ImportFilms]] = {}
        """The questions that were told, and those that were answered since, each with the films that it is about."""
        self._done_as: dict[str, str | None] = {}
        """The action of each question that was accepted since the app was opened; None if it changed nothing."""
        self._machine: Machine | None = None

    # What is asked for

    def read(self, text: str, here: Here) -> None:
        def work() -> None:
            from tui.workers.import_plans import read_named

            self._planned = None
            self._text, self._named = text, read_named(text)
            films = self._films_of(here)
            if not any(named.readings for named in self._named):
                self._refuse()
            else:
                self._plan(films, None)

        self._put(work, lambda problem: self._tell(ImportFailed(text, problem)))

    def plan(self, text: str, use: Use) -> None:
        def work() -> None:
            if text == self._text and self._planned is not None:
                self._plan(self._planned[1], use)

        self._put(work, lambda problem: self._tell(ImportFailed(text, problem)))

    def carry_out(self) -> None:
        self._put(self._carry_out, lambda problem: self._tell(ImportFailed(self._text, problem)), writes=True)

    def look_for_questions(self, here: Here) -> None:
        def work() -> None:
            if self._files.import_questions(here.profile).exists():
                self._tell_questions(self._films_of(here))
            else:
                self._tell(QuestionsRead(here.profile, ()))

        self._put(work, lambda problem: self._tell(ImportFailed("", problem)))

    def accept(self, identity: str, movie: Movie) -> None:
        def work() -> None:
            from engine.exchange.import_run import accept

            asked, films = self._asked[identity]
            action = accept(asked, movie, films.catalogue, films.match, self._opened(), self._files, films.here.profile)
            self._done_as[identity] = action

        self._answer(identity, work)

    def turn_down(self, identity: str) -> None:
        def work() -> None:
            from engine.exchange.import_run import turn_down

            asked, films = self._asked[identity]
            turn_down(asked, self._files, films.here.profile)
            self._done_as[identity] = None

        self._answer(identity, work)

    def take_back(self, identity: str) -> None:
        def work() -> None:
            from engine.exchange.questions import forget_answer

            asked, films = self._asked[identity]
            action = self._done_as.get(identity)
            if action is not None:
                self._opened().undo_action(films.here.profile, action)
            forget_answer(self._files, films.here.profile, asked.question)
            self._done_as.pop(identity, None)

        self._answer(identity, work)

    def close(self, timeout: float) -> bool:
        """Stop, once what is being written is on disk; what only reads is given up after `timeout` seconds."""
        with self._lock:
            self._closing = True
            writes = self._writes
        return self._thread.close(WRITE_TIMEOUT if writes else timeout)

    # In the thread

    def _answer(self, identity: str, work: Callable[[], None]) -> None:
        def answer() -> None:
            work()
            self._tell(QuestionAnswered(identity))

        self._put(answer, lambda problem: self._tell(QuestionAnswered(identity, problem)), writes=True)

    def _put(self, work: Callable[[], object], refused: Callable[[str], object], *, writes: bool = False) -> None:
        """Queue `work`; why it could not be done goes to `refused`, as a line."""

        def run() -> None:
            if self._closing and not writes:
                return
            try:
                work()
            except MovierecError as error:
                refused(with_remedy(error.message, error.remedy))
            except Exception as error:
                fault = find_file_fault(error)
                what = with_remedy(fault.message, fault.remedy) if fault else f"it failed: {type(error).__name__}"
                refused(what)
                raise
            finally:
                if writes:
                    with self._lock:
                        self._writes -= 1

        if writes:
            with self._lock:
                self._writes += 1
        if not self._begun:
            self._begun = True
            self._thread.start()
        self._thread.put(run)

    def _opened(self) -> MarkLog:
        if self._log is None:
            self._log = self._open_log(self._files)
        return self._log

    def _films_of(self, here: Here) -> ImportFilms:
        from tui.workers.import_films import ImportFilms

        if self._films is None or self._films.here != here:
            self._films = ImportFilms(here)
        return self._films

    def _refuse(self) -> None:
        refused = [named.refused for named in self._named if named.refused]
        more = f" (and {len(refused) - 1:,} more)" if len(refused) > 1 else ""
        self._tell(ImportFailed(self._text, f"{refused[0]}{more}" if refused else "no path was given"))

    def _plan(self, films: ImportFilms, use: Use | None) -> None:
        from engine.exchange.import_run import look_ahead
        from engine.exchange.questions import read_questions
        from tui.workers.import_plans import plan_of

        readings = [reading for named in self._named for reading in named.readings]
        profile = films.here.profile
        wanted = films.wanted(readings, use, read_questions(self._files, profile).answers)
        look_ahead(wanted, self._opened(), profile)
        self._planned = wanted, films
        self._tell(ImportPlanned(self._text, plan_of(self._named, wanted, set_up=films.index is not None)))

    def _carry_out(self) -> None:
        from engine.exchange.import_run import carry_out
        from engine.exchange.import_words import doubled_note

        if self._planned is None:
            return
        wanted, films = self._planned
        action = carry_out(wanted, self._opened(), self._files, films.here.profile)
        self._planned = None  # it is done once
        taken = {one.movie for file in wanted.files for one in file.rows if one.state == "taken"}
        absent = wanted.absent_films()
        self._tell(
            ImportDone(
                Outcome(
                    films=len(taken),
                    kept=len(absent),
                    changed=action is not None,
                    set_up=films.index is not None,
                    note=doubled_note(wanted),
                )
            )
        )
        self._tell_questions(films)
        if films.index is not None and absent:
            self._offer_larger(list(absent.values()), len(films.index))

    def _offer_larger(self, years: list[int | None], films_here: int) -> None:
        from engine.estimates.larger_sets import larger_set
        from engine.estimates.set_up_costs import in_words

        if self._machine is None:
            self._machine = self._measure(self._files.root)
        larger = larger_set(years, films_here, self._machine)
        if larger is not None:
            self._tell(
                LargerSetFound(
                    LargerOffer(
                        dataset=larger.known.name,
                        name=larger.known.title.partition(":")[0],
                        newest_year=larger.known.newest_year,
                        films=larger.films,
                        time=in_words(larger.seconds),
                    )
                )
            )

    def _tell_questions(self, films: ImportFilms) -> None:
        from engine.exchange.import_run import waiting
        from tui.workers.import_plans import asked_of

        found = waiting(self._files, films.here.profile, self._opened(), films.finder)
        self._asked |= {one.question.identity: (one, films) for one in found}
        told: list[Asked] = [asked_of(one) for one in found]
        self._tell(QuestionsRead(films.here.profile, told))
