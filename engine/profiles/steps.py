"""What one action changes, as steps: a key press, an import, undo and redo. Pure functions of a profile's state.

The log (engine.profiles.marks) writes the steps of an action as events, all or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import UNSET

from engine.movies import Movie, clean_text
from engine.profiles.decisions import Decisions, decisions_of
from engine.profiles.fold import FIELDS, Key, Mark, ProfileState, Values, changed

Step: TypeAlias = tuple[Mark, dict[str, object]]
"""A mark as it is, and the fields that change in it; `at` among them is its new time."""
Plan: TypeAlias = Callable[[Sequence[Mark], Decisions], Sequence[Step]]
"""From a profile's marks and its decisions to the steps of one action."""


def change_steps(
    state: ProfileState, catalogue: str, movie: Movie, wanted: Values, elsewhere: Key | None
) -> tuple[Mark, list[Step]]:
    """The mark on a film as it is, and the steps that give it the `wanted` fields; none if it has them.

    A mark on the same film in another catalogue (`elsewhere`, if that is known) moves to this one.
    """
    key = (catalogue, movie.id)
    moved = None
    if key not in state.marks:
        moved = state.marks.get(elsewhere) if elsewhere else None
        moved = moved or _in_another_catalogue(state, catalogue, movie)
    now = state.marks.get(key) or Mark(
        catalogue=catalogue, movie=movie.id, title=clean_text(movie.title), year=movie.year, imdb=movie.imdb
    )
    before = moved or now
    changes: dict[str, object] = {n: value for n, value in changed(wanted).items() if value != getattr(before, n)}
    if not changes or moved is None:
        return before, [(now, changes)] if changes else []
    return before, [(moved, emptied(moved)), (now, {**kept(moved), **changes})]


def turn_steps(state: ProfileState, kind: str, action: str) -> list[Step]:
    """The steps of undo or redo (the `kind`) of the action that comes next."""
    events = state.actions[action]
    steps: list[Step] = []
    for event in reversed(events) if kind == "undo" else events:
        values = event.old if kind == "undo" else event.new
        fields = {n: getattr(values, n) for n in (*FIELDS, "at") if getattr(values, n) is not UNSET}
        steps.append((state.mark(event), fields if kind == "undo" else {"at": event.at, **fields}))
    return steps


def late_undo_steps(state: ProfileState, action: str) -> list[Step]:
    """The steps of undo of an action that others have followed: what these changed stays as it is."""
    last = decisions_of(state)
    steps: list[Step] = []
    for event in reversed(state.actions[action]):
        now = state.mark(event)
        mine = [name for name in changed(event.new) if last[event.key][name].action == action]
        steps.append((now, {**{name: getattr(event.old, name) for name in mine}, "at": now.at}))
    return steps


def emptied(mark: Mark) -> dict[str, object]:
    """The fields that make a mark empty."""
    return {name: None if name == "opinion" else False for name in kept(mark)}


def kept(mark: Mark) -> dict[str, object]:
    """The fields of a mark that are set."""
    return {name: getattr(mark, name) for name in FIELDS if getattr(mark, name)}


def same_film(mark: Mark, movie: Movie) -> bool:
    """Whether a mark from another catalogue refers to `movie`: by IMDb id, else by title and year."""
    if mark.imdb and movie.imdb:
        return _imdb(mark.imdb) == _imdb(movie.imdb)
    return mark.year is not None and mark.year == movie.year and mark.title.casefold() == movie.title.casefold()


def _imdb(link: str) -> str:
    return link.removeprefix("tt").lstrip("0")


def _in_another_catalogue(state: ProfileState, catalogue: str, movie: Movie) -> Mark | None:
    found = [m for m in state.marks.values() if m.catalogue != catalogue and same_film(m, movie)]
    return max(found, key=lambda mark: mark.at, default=None)
