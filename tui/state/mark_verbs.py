"""What a marking key changes in the current mark. Pure functions."""

from __future__ import annotations

from typing import Any

from engine.movies import Movie, clean_text
from engine.profiles.marks import Mark


def decide(verb: str, mark: Mark | None) -> dict[str, Any]:
    """The fields that a key sets, given the current mark; they may already have these values. That an opinion and
    "not interested" exclude each other is left to the log.

    Verbs: like, dislike, seen, watchlist and hidden toggle; liked only sets; 1 to 5 give stars, and the same number
    again removes half a star or restores it; clear resets every field.
    """
    opinion = mark.opinion if mark else None
    if verb == "clear":
        return {"opinion": None, "seen": False, "watchlist": False, "hidden": False}
    if verb in ("seen", "watchlist", "hidden"):
        return {verb: not (mark is not None and getattr(mark, verb))}
    if verb == "liked":
        wanted: str | None = "like"
    elif verb in ("like", "dislike"):
        wanted = None if opinion == verb else verb
    else:
        wanted = f"{float(verb) - 0.5:g}" if opinion == verb else verb
    return {"opinion": wanted}


def nothing_changed(verb: str, movie: Movie) -> str:
    """The message for a key that changed nothing."""
    title = clean_text(movie.title)
    return f"{title} is already liked" if verb == "liked" else f"{title} has no marks to clear"
