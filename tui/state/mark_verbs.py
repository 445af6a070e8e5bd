"""What a marking key does to a mark, given the mark as it is. Pure functions."""

from __future__ import annotations

from typing import Any

from engine.movies import Movie, clean_text
from engine.profiles.marks import Mark


def decide(verb: str, mark: Mark | None) -> dict[str, Any]:
    """What a key changes, given the mark as it is. Empty where it changes nothing.

    Verbs: like, dislike, seen, watchlist, hidden turn over; liked only sets; 1 to 5 give stars, and the same
    number again takes half a star off or gives it back; clear takes everything back.
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
    # An opinion and "not interested" contradict each other; the newer word counts.
    return {"opinion": wanted, "hidden": False} if wanted is not None and mark and mark.hidden else {"opinion": wanted}


def nothing_changed(verb: str, movie: Movie) -> str:
    """What to say where a key changed nothing."""
    title = clean_text(movie.title)
    return f"{title} is liked already" if verb == "liked" else f"there is nothing to clear on {title}"
