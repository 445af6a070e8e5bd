"""Folding events into marks: every profile's state as a pure function of the log, and descriptions of actions.

No I/O in here. An action is the effect of one key press: usually one event, several if a mark moves to another
catalogue. Undoing or redoing an action appends events that name it, so the fold always knows what can be undone.

An opinion and "not interested" (hidden) exclude each other, and the later one wins. Earlier releases wrote logs in
which a film has both, so the rule is applied here as well as where events are made (engine.profiles.marks).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from engine.profiles.opinions import Opinion

Key: TypeAlias = tuple[str, int]
"""Catalogue and movie id."""


class Values(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields that an event changes; all others are UNSET."""

    opinion: Opinion | UnsetType | None = UNSET
    seen: bool | UnsetType = UNSET
    watchlist: bool | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    at: str | UnsetType = UNSET
    """The mark's time, where it is not the event's: undo and redo restore a former one, and an import brings the day on
    which the film was marked elsewhere."""


FIELDS = ("opinion", "seen", "watchlist", "hidden")
_IMPORT = "import"
_PAIR = frozenset({"opinion", "hidden"})
"""The fields that exclude each other."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A profile's mark on a movie: an opinion or `hidden`, never both, and the other flags.

    `at` is its time (UTC, ISO 8601), `imdb` the IMDb id if the data set has one.
    """

    catalogue: str
    movie: int
    title: str
    year: int | None = None
    opinion: Opinion | None = None
    seen: bool = False
    watchlist: bool = False
    hidden: bool = False
    at: str = ""
    imdb: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the mark has neither an opinion nor a flag."""
        return self.opinion is None and not (self.seen or self.watchlist or self.hidden)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log. `kind` is change, undo or redo; `action` is the id of the action done, undone or redone."""

    uuid: str
    profile: str
    at: str
    kind: str
    action: str
    catalogue: str
    movie: int
    title: str
    year: int | None
    imdb: str | None
    old: Values
    new: Values

    @property
    def key(self) -> Key:
        return self.catalogue, self.movie

    @property
    def order(self) -> tuple[str, str]:
        """The sort key of the fold: the same on every machine that has the same events."""
        return self.at, self.uuid


@dataclass
class ProfileState:
    """The fold of one profile's events."""

    marks: dict[Key, Mark] = field(default_factory=dict)
    undoable: list[str] = field(default_factory=list)
    redoable: list[str] = field(default_factory=list)
    actions: dict[str, list[Event]] = field(default_factory=dict)
    before: dict[tuple[str, Key], Mark] = field(default_factory=dict)
    """The mark as it was before an action changed it, by action and mark."""

    def copy(self) -> ProfileState:
        """A state to try events on: what is applied to it does not change this one."""
        return ProfileState(
            marks=dict(self.marks),
            undoable=list(self.undoable),
            redoable=list(self.redoable),
            actions=dict(self.actions),
            before=dict(self.before),
        )

    def in_time(self) -> list[str]:
        """The actions that stand, in the order in which they were done: `undoable` has one that was redone last."""
        return sorted(self.undoable, key=lambda action: self.actions[action][0].order)

    def apply(self, event: Event) -> None:
        mark = self.mark(event)
        if event.kind == "change":
            self.before.setdefault((event.action, event.key), mark)
        at = event.at if event.new.at is UNSET else event.new.at
        mark = msgspec.structs.replace(
            mark, title=event.title, year=event.year, imdb=event.imdb or mark.imdb, at=at, **self._values(event)
        )
        if mark.is_empty:
            self.marks.pop(event.key, None)
        else:
            self.marks[event.key] = mark
        self._count(event)

    def mark(self, event: Event) -> Mark:
        """The mark that `event` concerns, or an empty one if there is none yet."""
        return self.marks.get(event.key) or Mark(
            catalogue=event.catalogue, movie=event.movie, title=event.title, year=event.year, imdb=event.imdb
        )

    def _values(self, event: Event) -> dict[str, Any]:
        """The fields that `event` sets, with what they exclude."""
        values = changed(event.new)
        before = self.before.get((event.action, event.key))
        if event.kind == "undo" and before is not None and _PAIR & set(values):
            # What the action excluded returns too, though an earlier release did not write it down.
            # What it says is empty stays so: it was given by an action that was undone meanwhile.
            values |= {n: getattr(before, n) for n in _PAIR if (values[n] if n in values else getattr(before, n))}
        if values.get("opinion") is not None and values.get("hidden"):
            return values | self._newer_of_both(event)
        if values.get("opinion") is not None:
            return values | {"hidden": False}
        return values | {"opinion": None} if values.get("hidden") else values

    def _newer_of_both(self, event: Event) -> dict[str, Any]:
        """Which of the two counts where an event of an earlier release sets both: the one that its action changed.

        An action that changed neither moved the mark to another catalogue; the mark keeps what counted before. Of two
        given at once, "not interested" counts, as in those releases.
        """
        first = next(iter(self.actions.get(event.action, ())), event)
        if not _was(first.old, "hidden"):
            return {"opinion": None}
        if _was(first.old, "opinion") != event.new.opinion:
            return {"hidden": False}
        moved = self.before.get((event.action, first.key))
        return {"hidden": False} if moved is not None and moved.opinion is not None else {"opinion": None}

    def _count(self, event: Event) -> None:
        action = event.action
        if event.kind == "change":
            if action not in self.actions:
                self.actions[action] = []
                self.undoable.append(action)
                self.redoable.clear()
            self.actions[action].append(event)
        elif event.kind == "undo" and action in self.undoable:
            self.undoable.remove(action)
            self.redoable.append(action)
        elif event.kind == "redo" and action in self.redoable:
            self.redoable.remove(action)
            self.undoable.append(action)


def fold(events: Iterable[Event]) -> dict[str, ProfileState]:
    """The state of each profile after `events`, which must be in `Event.order`."""
    states: dict[str, ProfileState] = {}
    for event in events:
        states.setdefault(event.profile, ProfileState()).apply(event)
    return states


def import_action(origin: str, token: str) -> str:
    """The id of an action that imports marks from `origin`, a service's name; `token` makes it unique."""
    return f"{_IMPORT}:{origin.replace(':', ' ')}:{token}"


def origin_of(action: str) -> str:
    """The service that an action imported marks from; empty if it did not."""
    kind, _, rest = action.partition(":")
    return rest.rpartition(":")[0] if kind == _IMPORT else ""


def describe(events: Sequence[Event]) -> str:
    """What an action did, as in "liked Heat", "gave Heat 3.5 stars" or "imported 12 films from Letterboxd"."""
    if origin := origin_of(events[0].action):
        films = len({event.key for event in events if any(changed(event.new).values())})
        return f"imported {films:,} film{'' if films == 1 else 's'} from {origin}"
    # When a mark moves between catalogues, the first event empties the old mark and the last one fills the new mark.
    old, title = events[0].old, events[-1].title
    new = {name: value for name, value in changed(events[-1].new).items() if value != _was(old, name)}
    if len(new) > 1 and not any(new.values()):
        return f"cleared {title}"
    if new.get("hidden"):
        return f"hid {title}"
    if "opinion" in new:
        opinion = new["opinion"]
        if opinion is None:
            return f"unliked {title}" if _was(old, "opinion") == "like" else f"removed your rating of {title}"
        if opinion in ("like", "dislike"):
            return f"{opinion}d {title}"
        return f"gave {title} {opinion} star{'' if opinion == '1' else 's'}"
    if "hidden" in new:
        return f"unhid {title}"
    if "watchlist" in new:
        return f"put {title} on the watchlist" if new["watchlist"] else f"took {title} off the watchlist"
    return f"marked {title} as seen" if new["seen"] else f"marked {title} as not seen"


def changed(values: Values) -> dict[str, Any]:
    """The fields of a mark that are set in `values`, by name."""
    return {name: getattr(values, name) for name in FIELDS if getattr(values, name) is not UNSET}


def _was(old: Values, name: str) -> Opinion | bool | None:
    """The field called `name` in `old`; its empty value if it is not set."""
    value: Opinion | bool | UnsetType | None = getattr(old, name)
    return (None if name == "opinion" else False) if value is UNSET else value
