"""What is known of a film beyond the data set, in words: who made it, how long it is, what it is called elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.movies import Movie
from tui.state.phrases import listed

if TYPE_CHECKING:
    from engine.people.film_facts import FilmFacts

NO_LENGTHS = "lengths are not known"
LEARNED = "`movierec enrich` learns them"
_ELSEWHERE = 3


def makers(facts: FilmFacts) -> list[str]:
    """ "Directed by Joel Coen and Ethan Coen", "With Frances McDormand and William H. Macy"."""
    named = (("Directed by", facts.directors), ("With", facts.cast))
    return [f"{words} {listed(person.name for person in people)}" for words, people in named if people]


def length(facts: FilmFacts) -> list[str]:
    """ "207 min"; nothing where that is not known."""
    return [f"{facts.runtime} min"] if facts.runtime is not None else []


def original(facts: FilmFacts, movie: Movie) -> str:
    """ "Original title: Shichinin no samurai"; empty where that is the title."""
    known = {title.casefold() for title in (movie.title, "")}
    return "" if facts.original.casefold() in known else f"Original title: {facts.original}"


def elsewhere(facts: FilmFacts) -> str:
    """ "Elsewhere: Die sieben Samurai (DE), Les sept samouraïs (FR)"; empty without such titles."""
    named = [f"{other.title} ({other.region})" for other in facts.others if other.region][:_ELSEWHERE]
    return f"Elsewhere: {', '.join(named)}" if named else ""
