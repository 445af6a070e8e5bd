"""An opinion and "not interested" exclude each other: in what is written now, and in the logs of earlier releases."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.movies import Movie
from engine.profiles.fold import FIELDS, Event, Mark, Values, describe, fold
from engine.profiles.marks import MarkLog

CATALOGUE = "movielens"


class EarlierLog:
    """Writes the events that earlier releases wrote: a mark could have both an opinion and `hidden`."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._raw: dict[int, dict[str, Any]] = {}
        self._done: list[list[Event]] = []
        self._undone: list[list[Event]] = []

    def change(self, movie: int = 6, **wanted: Any) -> None:
        raw = self._raw.setdefault(movie, {"opinion": None, "seen": False, "watchlist": False, "hidden": False})
        new = {name: value for name, value in wanted.items() if raw[name] != value}
        if new:
            event = self._append("change", f"a{len(self.events)}", movie, new)
            self._done.append([event])
            self._undone.clear()

    def undo(self) -> None:
        if self._done:
            action = self._done.pop()
            self._undone.append(action)
            for event in reversed(action):
                self._append("undo", event.action, event.movie, _given(event.old))

    def redo(self) -> None:
        if self._undone:
            action = self._undone.pop()
            self._done.append(action)
            for event in action:
                self._append("redo", event.action, event.movie, _given(event.new))

    def move(self, movie: int, catalogue: str, to: int, **changed: Any) -> None:
        """Change a mark of another catalogue, which moves it to this one."""
        raw = self._raw[movie]
        action = f"a{len(self.events)}"
        empty = {name: None if name == "opinion" else False for name in FIELDS if raw[name]}
        taken = {name: raw[name] for name in FIELDS if raw[name]} | changed
        self._append("change", action, movie, empty, catalogue)
        self._raw[to] = {"opinion": None, "seen": False, "watchlist": False, "hidden": False}
        self._append("change", action, to, taken)

    def in_another_catalogue(self, catalogue: str) -> None:
        """Let all that was written so far belong to another catalogue."""
        self.events = [msgspec.structs.replace(event, catalogue=catalogue) for event in self.events]

    def _append(self, kind: str, action: str, movie: int, new: dict[str, Any], catalogue: str = CATALOGUE) -> Event:
        raw = self._raw[movie]
        number = len(self.events)
        event = Event(
            uuid=f"u{number:04}",
            profile="anna",
            at=f"2024-01-01T00:00:{number:02}.000000+00:00",
            kind=kind,
            action=action,
            catalogue=catalogue,
            movie=movie,
            title="Heat",
            year=1995,
            imdb=None,
            old=Values(**{name: raw[name] for name in new}),
            new=Values(**new),
        )
        raw.update(new)
        self.events.append(event)
        return event

    @property
    def marks(self) -> dict[int, tuple[str | None, bool]]:
        """The opinion and `hidden` of each marked film."""
        state = fold(self.events).get("anna")
        return {mark.movie: (mark.opinion, mark.hidden) for mark in state.marks.values()} if state else {}


def _given(values: Values) -> dict[str, Any]:
    return {name: value for name in FIELDS if isinstance(value := getattr(values, name), str | bool | None)}


@pytest.fixture
def earlier() -> EarlierLog:
    return EarlierLog()


def test_of_an_opinion_and_not_interested_in_an_earlier_log_the_later_one_counts(earlier: EarlierLog) -> None:
    earlier.change(1, opinion="like")
    earlier.change(1, hidden=True)
    earlier.change(2, hidden=True)
    earlier.change(2, opinion="4.5")
    assert earlier.marks == {1: (None, True), 2: ("4.5", False)}


def test_of_both_given_at_once_not_interested_counts_as_it_did(earlier: EarlierLog) -> None:
    earlier.change(opinion="like", hidden=True)
    assert earlier.marks == {6: (None, True)}
    assert describe(earlier.events) == "hid Heat"


def test_a_like_that_was_hidden_does_not_return_when_the_film_is_interesting_again(earlier: EarlierLog) -> None:
    earlier.change(opinion="like")
    earlier.change(hidden=True)
    earlier.change(hidden=False)
    assert earlier.marks == {}


def test_undo_in_an_earlier_log_brings_back_what_the_undone_mark_excluded(earlier: EarlierLog) -> None:
    earlier.change(opinion="like")
    earlier.change(hidden=True)
    earlier.undo()
    assert earlier.marks == {6: ("like", False)}
    earlier.redo()
    assert earlier.marks == {6: (None, True)}


def test_undoing_a_clear_of_both_brings_back_the_later_one(earlier: EarlierLog) -> None:
    earlier.change(opinion="like")
    earlier.change(hidden=True)
    earlier.change(opinion=None, hidden=False)
    earlier.undo()
    assert earlier.marks == {6: (None, True)}


@pytest.mark.parametrize(
    ("first", "then", "moved_with", "expected"),
    [
        ({"opinion": "like"}, {"hidden": True}, {"seen": True}, (None, True)),
        ({"hidden": True}, {"opinion": "like"}, {"seen": True}, ("like", False)),
        ({"opinion": "like"}, {"hidden": True}, {"opinion": "5"}, ("5", False)),
        ({"opinion": "like"}, {"seen": True}, {"hidden": True}, (None, True)),
    ],
)
def test_a_mark_that_moved_with_both_keeps_the_later_one(
    earlier: EarlierLog, first: dict, then: dict, moved_with: dict, expected: tuple[str | None, bool]
) -> None:
    earlier.change(273, **first)
    earlier.change(273, **then)
    earlier.in_another_catalogue("ml-100k")
    earlier.move(273, "ml-100k", 6, **moved_with)
    assert earlier.marks == {6: expected}


OPINIONS = st.sampled_from(["like", "dislike", "4", None])
CHANGES = st.fixed_dictionaries(
    {}, optional={"opinion": OPINIONS, "seen": st.booleans(), "watchlist": st.booleans(), "hidden": st.booleans()}
)
STEPS = st.lists(
    st.tuples(st.sampled_from([1, 2]), CHANGES | st.sampled_from(["undo", "redo"])), min_size=1, max_size=25
)


def _settled(before: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """A mark after `wanted`: the rule in its shortest form."""
    new = dict(wanted)
    if new.get("hidden"):
        new["opinion"] = None
    elif new.get("opinion") is not None:
        new["hidden"] = False
    return before | new


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_any_earlier_log_reads_as_if_the_rule_had_always_held(steps: Sequence[tuple[int, Any]]) -> None:
    log = EarlierLog()
    empty = {"opinion": None, "seen": False, "watchlist": False, "hidden": False}
    marks = {1: empty, 2: empty}
    past, future = [], []
    for movie, step in steps:
        written = len(log.events)
        if step == "undo":
            log.undo()
            if past:
                future.append(marks)
                marks = past.pop()
        elif step == "redo":
            log.redo()
            if future:
                past.append(marks)
                marks = future.pop()
        else:
            log.change(movie, **step)
            if len(log.events) > written:
                past.append(marks)
                future.clear()
                marks = marks | {movie: _settled(marks[movie], _given(log.events[-1].new))}
        state = fold(log.events)["anna"] if log.events else None
        found = {m.movie: {name: getattr(m, name) for name in FIELDS} for m in state.marks.values()} if state else {}
        assert found == {film: mark for film, mark in marks.items() if mark != empty}


class InMemory:
    """A journal that keeps its events in memory."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def since(self, seq: int) -> list[tuple[int, Event]]:
        return list(enumerate(self.events, 1))[seq:]

    def append(self, events: Sequence[Event]) -> None:
        self.events += events

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None: ...


HERE, ABROAD = Movie(id=6, title="Heat", year=1995), Movie(id=273, title="Heat", year=1995)
FILMS_OF = [(CATALOGUE, HERE), ("ml-100k", ABROAD), (CATALOGUE, Movie(id=7, title="Ran"))]
MARKING = st.tuples(st.sampled_from(FILMS_OF), CHANGES) | st.sampled_from(["undo", "redo"])


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKING, min_size=1, max_size=25))
def test_no_mark_ever_has_both_and_undo_and_redo_restore_exactly(steps: Sequence[Any]) -> None:
    log = MarkLog(Path("nowhere"))
    log._journal = journal = InMemory()  # type: ignore[assignment]
    past: list[list[Mark]] = []
    future: list[list[Mark]] = []
    for step in steps:
        before = log.marks("anna")
        if step == "undo":
            undone = log.undo("anna")
            assert (undone is not None) == bool(past)
            if past:
                future.append(before)
                assert log.marks("anna") == past.pop()
        elif step == "redo":
            redone = log.redo("anna")
            assert (redone is not None) == bool(future)
            if future:
                past.append(before)
                assert log.marks("anna") == future.pop()
        else:
            (catalogue, movie), fields = step
            if fields.get("hidden") and fields.get("opinion") is not None:
                fields = {name: value for name, value in fields.items() if name != "opinion"}
            written = len(journal.events)
            after = log.change("anna", catalogue, movie, **fields)
            if len(journal.events) > written:
                past.append(before)
                future.clear()
                assert after.is_empty or after in log.marks("anna")
        assert not any(mark.opinion is not None and mark.hidden for mark in log.marks("anna"))
        assert fold(journal.events).get("anna", log._state("anna")).marks == log._state("anna").marks
