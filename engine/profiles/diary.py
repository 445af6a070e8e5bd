"""The diary of a profile: what was marked on which day, read from the fold of its log. A pure function.

What was undone is left out: a diary has what stands. A film that was imported with its date stands on that day; the
import itself, with all its films, on the day on which it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Literal

import msgspec
from msgspec import UNSET

from engine.profiles.fold import Event, Key, ProfileState, Values, changed, origin_of

_NOON = "T12:00:00.000000+00:00"
"""How an import writes a day without an hour."""


class DiaryFilm(msgspec.Struct, frozen=True, kw_only=True):
    """A film, by the key, title, year and IMDb id that the mark keeps, and the fields of its mark that changed: from
    `old` to `new`."""

    catalogue: str
    movie: int
    title: str
    year: int | None
    old: Values
    new: Values
    imdb: str | None = None

    @property
    def is_cleared(self) -> bool:
        """Whether several fields were emptied, and none set."""
        said = changed(self.new)
        return len(said) > 1 and not any(said.values())


class DiaryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done, on a local `day`.

    `mark`: a key press or a command, at the moment `at`, on one film. `import`: marks taken from the service `origin`,
    at the moment `at`, with all its films. `dated`: a film of an import that had a date, which is the entry's day; its
    `at` is None.
    """

    kind: Literal["mark", "import", "dated"]
    day: date
    at: datetime | None
    origin: str
    action: str
    films: tuple[DiaryFilm, ...]


def diary_of(state: ProfileState, zone: tzinfo | None = None) -> list[DiaryEntry]:
    """The entries of the actions that stand, newest first; within a day, those whose hour is known come first. `zone`
    is the one that days are of; None for that of this machine. Moments that two actions share keep their order."""
    found: list[tuple[date, str, int, DiaryEntry]] = []
    standing: dict[Key, Values] = {}
    for action in state.in_time():
        events = state.actions[action]
        for entry in _entries(action, events, standing, zone):
            moment = entry.at.astimezone(UTC).isoformat() if entry.at is not None else ""
            found.append((entry.day, moment, len(found), entry))
        for event in events:
            standing[event.key] = _after(standing.get(event.key, Values()), event.new)
    found.sort(key=lambda one: one[:3], reverse=True)
    return [entry for *_, entry in found]


def _after(old: Values, new: Values) -> Values:
    """A mark after a change: an opinion and "not interested" exclude each other."""
    said = changed(new)
    apart: dict[str, object] = {"hidden": False} if said.get("opinion") else {"opinion": None} if new.hidden else {}
    return Values(**{**changed(old), **apart, **said})


def _entries(
    action: str, events: Sequence[Event], standing: Mapping[Key, Values], zone: tzinfo | None
) -> Iterator[DiaryEntry]:
    """The entries of one action; `standing` has what the actions before it say of each mark, those that were undone
    aside."""
    origin = origin_of(action)
    at = _moment(events[0].at, zone)
    if not origin:
        film = _marked(events, standing)
        if changed(film.new):
            yield DiaryEntry(kind="mark", day=at.date(), at=at, origin="", action=action, films=(film,))
        return
    said = list(_imported(events, standing))
    dated: dict[tuple[date, str, int], DiaryFilm] = {}
    films: dict[tuple[str, int], DiaryFilm] = {}
    for film, day in ((film, _day(film.new, zone)) for film in said):
        key = film.catalogue, film.movie
        films[key] = _both(films.get(key), film)
        if day is not None:
            dated[day, *key] = _both(dated.get((day, *key)), film)
    if films:
        whole = tuple(films.values())
        yield DiaryEntry(kind="import", day=at.date(), at=at, origin=origin, action=action, films=whole)
    for (day, *_), film in dated.items():
        yield DiaryEntry(kind="dated", day=day, at=None, origin=origin, action=action, films=(film,))


def _marked(events: Sequence[Event], standing: Mapping[Key, Values]) -> DiaryFilm:
    """What an action of one key press changed. When a mark moves between catalogues, the first event empties the old
    one and the last fills the new one; what it brings along from an import that was undone since is its own."""
    first, last = events[0], events[-1]
    old = first.old if len(events) == 1 else standing.get(first.key, Values())
    new = {name: value for name, value in changed(last.new).items() if value != _was(old, name)}
    return _film(last, old, new)


def _imported(events: Sequence[Event], standing: Mapping[Key, Values]) -> Iterator[DiaryFilm]:
    """What an import changed, event by event, without what merely moves with a mark to another catalogue."""
    moved: dict[Key, Event] = {}
    for place, event in enumerate(events):
        new, away = changed(event.new), moved.get(event.key)
        if _moves_away(events, place):
            moved[events[place + 1].key] = event
            continue
        if away is not None and all(value == _was(away.old, name) for name, value in new.items()):
            old = standing.get(away.key, Values())
            new = {name: value for name, value in new.items() if value != _was(old, name)}
        if new:
            yield _film(event, event.old, new)


def _moves_away(events: Sequence[Event], place: int) -> bool:
    """Whether the event empties a mark that the events after it fill again, under another key. Of a film that an import
    takes off the watchlist, it says more."""
    event, after = events[place], events[place + 1 : place + 2]
    beside = (*events[max(place - 1, 0) : place], *after)
    new = changed(event.new)
    return bool(new and after) and not any(new.values()) and all(other.key != event.key for other in beside)


def _film(event: Event, old: Values, new: dict[str, object]) -> DiaryFilm:
    was = {name: _was(old, name) for name in new}
    at = {} if event.new.at is UNSET else {"at": event.new.at}
    return DiaryFilm(
        catalogue=event.catalogue,
        movie=event.movie,
        title=event.title,
        year=event.year,
        imdb=event.imdb,
        old=Values(**was),  # type: ignore[arg-type]
        new=Values(**new, **at),  # type: ignore[arg-type]
    )


def _both(first: DiaryFilm | None, second: DiaryFilm) -> DiaryFilm:
    """Two changes of one film as one."""
    if first is None:
        return second
    old = {**changed(second.old), **changed(first.old)}
    return msgspec.structs.replace(
        second,
        old=Values(**old),
        new=Values(**{**changed(first.new), **changed(second.new)}),
    )


def _was(old: Values, name: str) -> object:
    value: object = getattr(old, name)
    return (None if name == "opinion" else False) if value is UNSET else value


def _moment(at: str, zone: tzinfo | None) -> datetime:
    """The local time of an event; the beginning of time for one that nobody can read."""
    try:
        return datetime.fromisoformat(at).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _day(new: Values, zone: tzinfo | None) -> date | None:
    """The local day that an import gave; None if it gave none."""
    if new.at is UNSET:
        return None
    try:
        if new.at.endswith(_NOON):
            return date.fromisoformat(new.at.removesuffix(_NOON))
        return datetime.fromisoformat(new.at).astimezone(zone).date()
    except (ValueError, OverflowError, OSError):
        return None
