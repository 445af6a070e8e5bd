"""Films for children and films that are not: what keeps a children's film from being followed by one for adults.

MovieLens has no age ratings, so genres tell, and for animated films the company that they keep: of the films nearest to
South Park none is for children, of those nearest to a film of Wallace & Gromit a third is. Where neither tells, nothing
is kept out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.movies import Movie

_CHILDREN = {"children's", "children", "family", "kids"}
_GROWN_UP = {"horror", "crime", "film-noir", "thriller", "war", "adult", "erotica"}
_ANIMATION = "animation"
_COMPANY = 0.25
"""An animated film is for children too if this share of its nearest films is."""


def is_for_children(movie: Movie) -> bool:
    """Whether its genres say that a film is for children."""
    return bool(_CHILDREN & _folded(movie))


def is_for_adults(movie: Movie, nearest: Callable[[], Sequence[Movie]]) -> bool:
    """Whether a film is not one for children, as far as its genres tell and, for an animated film, those of the films
    `nearest` to it, which are asked for only then."""
    genres = _folded(movie)
    if _CHILDREN & genres:
        return False
    if _ANIMATION in genres and (company := nearest()):
        return sum(map(is_for_children, company)) < _COMPANY * len(company)
    return bool(_GROWN_UP & genres)


def _folded(movie: Movie) -> set[str]:
    return {genre.casefold() for genre in movie.genres}
