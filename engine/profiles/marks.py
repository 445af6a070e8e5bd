"""The marks of all profiles: an append-only log with undo and redo, and its fold kept in memory.

A change is on disk when the call returns. Only msgspec and the standard library's sqlite3 are loaded, because the app
opens the log before its first paint. Which marks count in a given catalogue is decided in engine.serving.mark_matching.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import msgspec
from msgspec import UNSET, UnsetType

from engine.errors import StoreError, UsageError
from engine.movies import Movie, clean_text
from engine.profiles.decisions import Decisions, decisions_of
from engine.profiles.diary import DiaryEntry, diary_of
from engine.profiles.fold import (
    FIELDS,
    Event,
    Key,
    Mark,
    ProfileState,
    Values,
    describe,
    fold,
    import_action,
    origin_of,
)
from engine.profiles.journal import Journal
from engine.profiles.opinions import Opinion, parse_opinion, stars, weight
from engine.profiles.steps import Plan, Step, change_steps, redo_steps, same_film, undo_steps

__all__ = ["Mark", "MarkLog", "Opinion", "Plan", "Step", "Undone", "parse_opinion", "same_film", "stars", "weight"]


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """The result of undo or redo: the mark as it is now (perhaps empty), and a description, as in "liked Heat"."""

    mark: Mark
    words: str


def _now() -> datetime:
    return datetime.now(UTC)


class MarkLog:
    """The log at `path`. Thread-safe (calls are serialized); several processes may share the file.

    Every call raises StoreError if the file cannot be read or written.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self._lock = threading.RLock()
        self._journal = Journal(path)
        self._clock = clock
        self._seen = 0
        self._events: list[Event] = []
        self._states: dict[str, ProfileState] = {}

    def change(
        self,
        profile: str,
        catalogue: str,
        movie: Movie,
        *,
        opinion: Opinion | UnsetType | None = UNSET,
        seen: bool | UnsetType = UNSET,
        watchlist: bool | UnsetType = UNSET,
        hidden: bool | UnsetType = UNSET,
        elsewhere: Key | None = None,
    ) -> Mark:
        """Set the given fields of the mark and return the updated mark; it is on disk when this returns.

        An opinion clears `hidden`, and `hidden` clears the opinion; both at once are a UsageError. If nothing changes,
        nothing is written. If the profile marked the same film in another catalogue (`elsewhere`, if the caller knows
        better than by IMDb id or title and year), that mark moves to this one, so that a film has only one opinion.
        """
        if isinstance(opinion, str):
            opinion = parse_opinion(opinion)
            if hidden is True:
                raise UsageError("an opinion and 'not interested' exclude each other", "give one of them")
            hidden = False
        elif hidden is True:
            opinion = None
        wanted = Values(opinion=opinion, seen=seen, watchlist=watchlist, hidden=hidden)
        return self._change(_checked(profile), catalogue, movie, wanted, elsewhere)

    def clear(self, profile: str, catalogue: str, movie: Movie, *, elsewhere: Key | None = None) -> Mark:
        """Remove the profile's opinion and flags on the movie; returns the now empty mark."""
        return self.change(
            profile,
            catalogue,
            movie,
            opinion=None,
            seen=False,
            watchlist=False,
            hidden=False,
            elsewhere=elsewhere,
        )

    def _change(self, profile: str, catalogue: str, movie: Movie, wanted: Values, elsewhere: Key | None) -> Mark:
        with self._lock, self._journal.writing():
            state = self._state(profile)
            before, steps = change_steps(state, catalogue, movie, wanted, elsewhere)
            return self._write(state, profile, "change", None, steps) if steps else before

    def record(self, profile: str, origin: str, plan: Plan) -> str | None:
        """Make one action of the steps that `plan` finds, marks imported from `origin` (a service's name); it is on
        disk when this returns. Returns the action's id, None if there was nothing to do.

        `plan` is called with the newest marks and decisions; nobody can write meanwhile.
        """
        import uuid

        with self._lock, self._journal.writing():
            state = self._state(_checked(profile))
            steps = list(plan(list(state.marks.values()), decisions_of(state)))
            if not steps:
                return None
            action = import_action(origin, str(uuid.uuid4()))
            self._write(state, profile, "change", action, steps)
            return action

    def decisions(self, profile: str) -> Decisions:
        """When and by what each field of the profile's marks was last set."""
        with self._lock:
            return decisions_of(self._state(profile))

    def undo(self, profile: str) -> Undone | None:
        """Undo the profile's last action that is not undone yet; None if there is none."""
        return self._turn(_checked(profile), "undo")

    def undo_action(self, profile: str, action: str) -> Undone | None:
        """Undo that action, though others may have followed: what they changed stays as it is. None if there is no such
        action, or it is undone already."""
        with self._lock, self._journal.writing():
            state = self._state(_checked(profile))
            if action not in state.undoable:
                return None
            return self._turned(state, profile, "undo", action)

    def last_import(self, profile: str) -> str | None:
        """The id of the last import that is not undone; None if there is none."""
        with self._lock:
            return next((action for action in reversed(self._state(profile).undoable) if origin_of(action)), None)

    def is_undoable(self, profile: str, action: str) -> bool:
        """Whether that action was done and is not undone."""
        with self._lock:
            return action in self._state(profile).undoable

    def redo(self, profile: str) -> Undone | None:
        """Redo the action that was last undone; None if there is none, as after a new change."""
        return self._turn(_checked(profile), "redo")

    def _turn(self, profile: str, kind: str) -> Undone | None:
        with self._lock, self._journal.writing():
            state = self._state(profile)
            stack = state.undoable if kind == "undo" else state.redoable
            if not stack:
                return None
            return self._turned(state, profile, kind, stack[-1])

    def _turned(self, state: ProfileState, profile: str, kind: str, action: str) -> Undone:
        words = describe(state.actions[action])
        steps = undo_steps(state, action) if kind == "undo" else redo_steps(state, action)
        return Undone(mark=self._write(state, profile, kind, action, steps), words=words)

    def _write(
        self,
        state: ProfileState,
        profile: str,
        kind: str,
        action: str | None,
        steps: Sequence[Step],
    ) -> Mark:
        """Append one action's events and return the resulting mark of the last one."""
        import uuid  # 9 ms that no reader waits for

        action = action or str(uuid.uuid4())
        moment = self._moment()
        events = []
        for number, (mark, fields) in enumerate(steps):
            old: dict[str, object] = {n: getattr(mark, n) for n in fields if n in FIELDS}
            event = Event(
                uuid=str(uuid.uuid4()),
                profile=profile,
                at=_stamp(moment + timedelta(microseconds=number)),
                kind=kind,
                action=action,
                catalogue=mark.catalogue,
                movie=mark.movie,
                title=mark.title,
                year=mark.year,
                imdb=mark.imdb,
                old=Values(**old, **({"at": mark.at} if mark.at else {})),  # type: ignore[arg-type]
                new=Values(**fields),  # type: ignore[arg-type]
            )
            events.append(event)
        self._journal.append(events)
        after = state.copy()
        for event in events:
            after.apply(event)
        return after.mark(events[-1])

    def marks(self, profile: str) -> list[Mark]:
        """The profile's marks, newest first."""
        with self._lock:
            marks = self._state(profile).marks.values()
            return sorted(marks, key=lambda mark: mark.at, reverse=True)

    def diary(self, profile: str, zone: tzinfo | None = None) -> list[DiaryEntry]:
        """What was marked when, newest first (see engine.profiles.diary); `zone` is the one that days are of, None for
        that of this machine."""
        with self._lock:
            return diary_of(self._state(profile), zone)

    def undoable(self, profile: str) -> str | None:
        """A description of the action that `undo` would undo, or None."""
        with self._lock:
            state = self._state(profile)
            return describe(state.actions[state.undoable[-1]]) if state.undoable else None

    def redoable(self, profile: str) -> str | None:
        """A description of the action that `redo` would redo, or None."""
        with self._lock:
            state = self._state(profile)
            return describe(state.actions[state.redoable[-1]]) if state.redoable else None

    def profiles(self) -> list[str]:
        """The names of all profiles that ever marked something, sorted."""
        with self._lock:
            self._follow()
            return sorted(self._states)

    def revision(self) -> int:
        """A number that increases with every event of any profile, in any process."""
        with self._lock:
            return self._journal.last_seq()

    def refusal(self) -> StoreError | None:
        """Why marks cannot be kept here, as far as that shows before one is made; None if they can."""
        return self._journal.refusal()

    def close(self) -> None:
        with self._lock:
            self._journal.close()

    def __enter__(self) -> MarkLog:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _state(self, profile: str) -> ProfileState:
        self._follow()
        return self._states.get(profile) or ProfileState()

    def _follow(self) -> None:
        """Fold in the events that this and other processes have appended since the last call."""
        for seq, event in self._journal.since(self._seen):
            in_order = not self._events or self._events[-1].order < event.order
            self._events.append(event)
            self._seen = seq
            if in_order:
                self._states.setdefault(event.profile, ProfileState()).apply(event)
            else:  # copied from elsewhere: it belongs earlier in the order
                self._events.sort(key=lambda e: e.order)
                self._states = fold(self._events)

    def _moment(self) -> datetime:
        """The current time, but later than every event so far: a clock set back must not reorder the log."""
        now = self._clock()
        if self._events:
            now = max(now, datetime.fromisoformat(self._events[-1].at) + timedelta(microseconds=1))
        return now


def _checked(profile: str) -> str:
    if not profile.strip() or clean_text(profile) != profile:
        raise UsageError(
            f"'{clean_text(profile)}' is not a valid profile name", "choose a printable name, as in --profile anna"
        )
    return profile


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
