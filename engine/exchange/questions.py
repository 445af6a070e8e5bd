"""The films of an import that only the person can tell: kept under home until they are answered, and the answers.

One small file for each profile. An answer holds when the same file is imported again, so nothing is asked twice.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import msgspec
from msgspec.structs import replace

from engine.atomic import write_file
from engine.errors import StoreError
from engine.exchange.rows import Row
from engine.file_faults import file_fault
from engine.home import HomeFiles


class Quoted(msgspec.Struct, frozen=True):
    """A row of the film, with the service and the kind of file that it is from."""

    row: Row
    service: str
    kind: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Which film do these rows mean? `identity` is theirs; `action` is the import, None if it changed nothing."""

    identity: str
    said: tuple[Quoted, ...]
    action: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The film that is meant, as a catalogue and its movie id; None of both if it is none of the candidates."""

    catalogue: str | None = None
    movie: int | None = None


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    waiting: tuple[Question, ...] = ()
    answers: dict[str, Answer] = {}


def read_questions(home: HomeFiles, profile: str) -> Questions:
    """What waits for the profile, and its answers; nothing if the file is missing or cannot be read."""
    try:
        return msgspec.json.decode(home.import_questions(profile).read_bytes(), type=Questions)
    except (OSError, msgspec.DecodeError):
        return Questions()


def add_questions(home: HomeFiles, profile: str, asked: Iterable[Question]) -> None:
    """Let these wait too; one on the same film is replaced, but stays with the import that asked it first."""
    new = {question.identity: question for question in asked}

    def added(old: Questions) -> Questions:
        first = {question.identity: question.action for question in old.waiting if question.action}
        asked = [replace(one, action=one.action or first.get(name)) for name, one in new.items()]
        return _with(old, [*_others(old, new), *asked])

    if new:
        _change(home, profile, added)


def answer(home: HomeFiles, profile: str, identity: str, given: Answer) -> None:
    """Keep the answer to a question; it waits no longer."""
    _change(
        home,
        profile,
        lambda old: Questions(waiting=tuple(_others(old, {identity: None})), answers={**old.answers, identity: given}),
    )


def forget_answer(home: HomeFiles, profile: str, question: Question) -> None:
    """Let an answered question wait again, before all others."""
    _change(
        home,
        profile,
        lambda old: Questions(
            waiting=(question, *_others(old, {question.identity: None})),
            answers={identity: given for identity, given in old.answers.items() if identity != question.identity},
        ),
    )


def drop_questions(home: HomeFiles, profile: str, identities: Iterable[str]) -> None:
    """Drop questions without an answer, as when their import was undone."""
    gone = dict.fromkeys(identities)
    if gone:
        _change(home, profile, lambda old: _with(old, _others(old, gone)))


def _others(old: Questions, left_out: Mapping[str, object]) -> list[Question]:
    return [question for question in old.waiting if question.identity not in left_out]


def _with(old: Questions, waiting: list[Question]) -> Questions:
    return Questions(waiting=tuple(waiting), answers=old.answers)


def _change(home: HomeFiles, profile: str, change: Callable[[Questions], Questions]) -> None:
    path = home.import_questions(profile)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(home, profile):
            write_file(path, msgspec.json.encode(change(read_questions(home, profile))))
    except OSError as cause:
        fault = file_fault(cause, cause.filename or path)
        raise StoreError(f"the films to be asked about cannot be kept: {fault.message}", fault.remedy) from cause


@contextmanager
def _alone(home: HomeFiles, profile: str) -> Iterator[None]:
    """Hold the file's lock, so that an app and a command line do not overwrite each other's change."""
    lock = os.open(home.import_questions(profile).with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
