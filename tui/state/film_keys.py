"""The keys that act on the film whose details are shown, with labels: its marks, each set or not, and its links."""

from __future__ import annotations

from typing import NamedTuple

from engine.profiles.marks import Mark
from tui import actions
from tui.state.key_hints import acts
from tui.state.main_state import MainState
from tui.theme import glyphs


class FilmKey(NamedTuple):
    """One key and what it does. `is_set`: it sets a mark that the film has; the label says so, sign first."""

    key: str
    label: str
    is_set: bool = False


def mark_keys(state: MainState, mark: Mark | None) -> tuple[FilmKey, ...]:
    """The keys that mark the film; empty while no key marks it."""
    if not _act_on_it(state) or not state.detailed or not state.detailed.active:
        return ()
    opinion = mark.opinion if mark is not None else None
    is_rated = opinion is not None and opinion not in ("like", "dislike")
    is_seen, waits, is_hidden = (mark.seen, mark.watchlist, mark.hidden) if mark is not None else (False, False, False)
    said = (
        ("like", *(("liked", glyphs.LIKE) if opinion == "like" else ("like", ""))),
        ("stars_1", *(("", glyphs.opinion(mark)) if is_rated else ("stars", ""))),
        ("dislike", *(("disliked", glyphs.DISLIKE) if opinion == "dislike" else ("dislike", ""))),
        ("seen", "seen", glyphs.SEEN if is_seen else ""),
        ("watchlist", "watchlist", glyphs.WATCHLIST if waits else ""),
        ("hide", *(("not interested", glyphs.HIDDEN) if is_hidden else ("not for me", ""))),
    )
    return tuple(
        FilmKey(actions.key_of(id, state.key_map), f"{sign} {label}".strip(), bool(sign)) for id, label, sign in said
    )


def link_keys(state: MainState) -> tuple[FilmKey, ...]:
    """The keys for the film's links; empty while they do not act on it."""
    if not _act_on_it(state):
        return ()
    return tuple(
        FilmKey(actions.key_of(id, state.key_map), label) for id, label in (("copy", "copy"), ("link", "open"))
    )


def _act_on_it(state: MainState) -> bool:
    """Whether keys act on the film whose details are shown."""
    shown, on = state.detailed, state.highlighted
    return shown is not None and on is not None and shown.movie.id == on.movie.id and acts(state, "like")
