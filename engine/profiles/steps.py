"""What one action changes, as steps: a key press, an import, undo and redo. Pure functions of a profile's state.

The log (engine.profiles.marks) writes the steps of an action as events, all or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import UNSET

from engine.movies import Movie, clean_text
from engine.profiles.decisions import Decision, Decisions, decisions_of
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


def undo_steps(state: ProfileState, action: str) -> list[Step]:
    """The steps that take an action back. What later actions changed stays as it is, and no value comes back that is
    from an action which was undone meanwhile."""
    is_last = action == state.in_time()[-1]
    now = {} if is_last else decisions_of(state)
    others = decisions_of(state, without=action)
    steps: list[Step] = []
    for event in reversed(state.actions[action]):
        mark = state.mark(event)
        values = {n: getattr(event.old, n) for n in FIELDS if getattr(event.old, n) is not UNSET}
        mine = {n: value for n, value in values.items() if is_last or now[event.key][n].action == action}
        before = others.get(event.key, {})
        fields = {n: value if _stands(before.get(n), value) else _empty(n) for n, value in mine.items()}
        at = event.old.at if is_last else mark.at
        steps.append((mark, fields if at is UNSET else {**fields, "at": at}))
    return steps


def redo_steps(state: ProfileState, action: str) -> list[Step]:
    """The steps that do an undone action again; what was said since stays as it is."""
    decided = decisions_of(state)
    steps: list[Step] = []
    for event in state.actions[action]:
        said = decided.get(event.key, {})
        values = {n: getattr(event.new, n) for n in FIELDS if getattr(event.new, n) is not UNSET}
        fields = {n: value for n, value in values.items() if n not in said or said[n].done < event.at}
        mark = state.mark(event)
        at = event.at if event.new.at is UNSET else event.new.at
        since = any(decision.done >= event.at for decision in said.values())
        steps.append((mark, {**fields, "at": max(at, mark.at) if since else at}))
    return steps


def _stands(decision: Decision | None, value: object) -> bool:
    """Whether a former value may come back: an empty one, or one that an action gave which still stands."""
    return not value or (decision is not None and bool(decision.value))


def _empty(name: str) -> object:
    return None if name == "opinion" else False


def emptied(mark: Mark) -> dict[str, object]:
    """The fields that make a mark empty."""
    return {name: _empty(name) for name in kept(mark)}


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
