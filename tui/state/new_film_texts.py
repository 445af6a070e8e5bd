"""What is said of new films, which joined from IMDb's data sets: that nobody in the data set rated them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.serving.explanations import Recommendation
from engine.serving.new_film_share import allowed

if TYPE_CHECKING:
    from engine.people.film_facts import FilmFacts

UNRATED = "unrated"
"""The tag of a new film in a list: "new" says there that a film has come into the list."""
PLACED = "no ratings here yet; placed by its makers and genres"
SO_FAR = "nobody rated it here yet"


def at_imdb(facts: FilmFacts | None) -> str:
    """ "IMDb: 7.4 of 10 from 12,345 votes"; empty where that is not known."""
    if facts is None or facts.votes is None or facts.average is None:
        return ""
    votes = "1 vote" if facts.votes == 1 else f"{facts.votes:,} votes"
    return f"IMDb: {facts.average:.1f} of 10 from {votes}"


def beyond_share(found: Sequence[Recommendation]) -> int:
    """How many new films a list has, if that is more than their share, because few others are left; else 0."""
    new = sum(one.movie.is_new for one in found)
    return new if new > allowed(len(found)) else 0
