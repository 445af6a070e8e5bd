"""Folding events into marks: every profile's state as a pure function of the log, and descriptions of actions.

No I/O in here. An action is the effect of one key press: usually one event, several if a mark moves to another
catalogue. Undoing or redoing an action appends events that name it, so the fold always knows what can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

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
    """Set only when undo or redo restores a mark's former time."""


FIELDS = ("opinion", "seen", "watchlist", "hidden")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A profile's mark on a movie. `at` is its time (UTC, ISO 8601), `imdb` the IMDb id if the data set has one."""

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

    def apply(self, event: Event) -> None:
        mark = self.mark(event)
        at = event.at if event.new.at is UNSET else event.new.at
        values = {name: getattr(event.new, name) for name in FIELDS if getattr(event.new, name) is not UNSET}
        mark = msgspec.structs.replace(
            mark, title=event.title, year=event.year, imdb=event.imdb or mark.imdb, at=at, **values
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


def describe(events: Sequence[Event]) -> str:
    """What an action did, as in "liked Heat" or "gave Heat 3.5 stars"."""
    # When a mark moves between catalogues, the first event empties the old mark and the last one fills the new mark.
    old, new, title = events[0].old, events[-1].new, events[-1].title
    values = {name: getattr(new, name) for name in FIELDS if getattr(new, name) is not UNSET}
    changed = [name for name, value in values.items() if value != _before(old, name)]
    if len(changed) > 1 and not any(values[name] for name in changed):
        return f"cleared {title}"
    if "opinion" in changed:
        opinion = values["opinion"]
        if opinion is None:
            return f"unliked {title}" if _before(old, "opinion") == "like" else f"removed your rating of {title}"
        if opinion in ("like", "dislike"):
            return f"{opinion}d {title}"
        return f"gave {title} {opinion} star{'' if opinion == '1' else 's'}"
    if "hidden" in changed:
        return f"hid {title}" if new.hidden else f"unhid {title}"
    if "watchlist" in changed:
        return f"put {title} on the watchlist" if new.watchlist else f"took {title} off the watchlist"
    return f"marked {title} as seen" if new.seen else f"marked {title} as not seen"


def _before(old: Values, name: str) -> Opinion | bool | None:
    value: Opinion | bool | UnsetType | None = getattr(old, name)
    return (None if name == "opinion" else False) if value is UNSET else value
