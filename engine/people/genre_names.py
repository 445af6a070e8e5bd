"""IMDb's genres in the words of a data set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_CALLED = {
    "family": ("family", "children", "children's", "kids"),
    "sci-fi": ("sci-fi", "science fiction", "scifi"),
    "film-noir": ("film-noir", "film noir", "noir"),
    "musical": ("musical", "musicals"),
}
"""What genres of IMDb may be called elsewhere; others only have their own name."""


def genres_in(known: Sequence[str], genres: Iterable[str]) -> tuple[str, ...]:
    """IMDb's `genres` as a data set with the genres `known` spells them; what it does not have is left out.

    >>> genres_in(("Children's", "Comedy", "Sci-Fi"), ("Family", "Comedy", "Biography"))
    ("Children's", 'Comedy')
    """
    spelled = {genre.casefold(): genre for genre in known}
    found = (
        next((spelled[name] for name in _CALLED.get(genre, (genre,)) if name in spelled), None)
        for genre in (one.strip().casefold() for one in genres)
    )
    return tuple(dict.fromkeys(genre for genre in found if genre is not None))
