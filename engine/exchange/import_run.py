"""Carrying an import out: reading the files that a person names, and making one action of what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MovierecError
from engine.exchange.film_finding import FilmFinder
from engine.exchange.importing import Import, Match, film_of
from engine.exchange.merging import Said, merged
from engine.exchange.parts import open_parts
from engine.exchange.planning import steps_for
from engine.exchange.questions import Answer, Question, add_questions, answer, drop_questions, read_questions
from engine.exchange.recognition import SERVICES, Refused, read_parts
from engine.exchange.rows import Reading
from engine.home import HomeFiles
from engine.movies import Movie, clean_text
from engine.profiles.decisions import Decisions
from engine.profiles.fold import Mark
from engine.profiles.marks import MarkLog
from engine.profiles.steps import Step


def read_named(paths: Iterable[Path]) -> tuple[list[Reading], list[Refused]]:
    """What the files, folders and zips at `paths` hold, and which of them, or of what is in them, cannot be read."""
    readings: list[Reading] = []
    refused: list[Refused] = []
    for path in paths:
        try:
            found, damaged = read_parts(open_parts(path))
        except MovierecError as failure:
            refused.append(Refused(clean_text(str(path)), failure))
        else:
            readings += found
            refused += damaged
    return readings, refused


def carry_out(wanted: Import, log: MarkLog, home: HomeFiles, profile: str) -> str | None:
    """Do the import, and keep what is to be asked. Returns the id of its one action, None if nothing changed.

    The questions are kept first: if the process dies in between, they wait, and importing again does the rest.
    """
    wanted.match(log.marks(profile))  # what takes longest, before the log is held
    add_questions(home, profile, wanted.questions(None))
    action = log.record(profile, wanted.origin, wanted.steps)
    add_questions(home, profile, wanted.questions(action))
    return action


def look_ahead(wanted: Import, log: MarkLog, profile: str) -> None:
    """Find out what the import would do, and do nothing."""
    wanted.steps(log.marks(profile), log.decisions(profile))


@dataclass(frozen=True)
class Asked:
    """A question with the films that may be meant."""

    question: Question
    candidates: tuple[Movie, ...]


def waiting(home: HomeFiles, profile: str, log: MarkLog, finder: FilmFinder) -> list[Asked]:
    """The questions that wait for the profile. Those of an import that was undone are dropped, and those to which this
    catalogue has no answer wait for a larger one."""
    asked, gone = [], []
    for question in read_questions(home, profile).waiting:
        if question.action is not None and not log.is_undoable(profile, question.action):
            gone.append(question.identity)
            continue
        found = finder.find(question.said[0].row)
        candidates = (found.movie,) if found.movie is not None else found.candidates
        if candidates:
            asked.append(Asked(question, candidates))
    drop_questions(home, profile, gone)
    return asked


def accept(
    asked: Asked, movie: Movie, catalogue: str, match: Match, log: MarkLog, home: HomeFiles, profile: str
) -> str | None:
    """Answer a question with one of its films, which is marked at once. Returns the action's id, None if the film had
    these marks already."""
    said = [Said(one.row, one.service, one.kind) for one in asked.question.said]
    names = frozenset(SERVICES[one.service] for one in said)

    def plan(marks: Sequence[Mark], decisions: Decisions) -> list[Step]:
        here = {found: mark for mark, found in sorted(match(marks), key=lambda pair: pair[0].at) if found is not None}
        return steps_for(film_of(movie, catalogue), merged(said), here.get(movie.id), decisions, names)

    action = log.record(profile, ", ".join(sorted(names)), plan)
    answer(home, profile, asked.question.identity, Answer(catalogue=catalogue, movie=movie.id))
    return action


def turn_down(asked: Asked, home: HomeFiles, profile: str) -> None:
    """Answer a question with none of its films; it is not asked again."""
    answer(home, profile, asked.question.identity, Answer())
