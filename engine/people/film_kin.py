"""Which films of a data set a new film is most like, by who made both.

Two films have a person in common as the lesser of what the person did in either: a director weighs most, then a writer,
then a leading actor. What is much less than the closest film's is left out, so that a director's films are not mixed
with those that merely share an actor. Ties are broken by genres, then by how many people watched a film.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.movies import Movie
from engine.people.film_facts import FilmFacts

NEAR = 10
"""The most films that a new film is placed by."""
_DIRECTED, _WROTE, _PLAYED = 4.0, 2.0, 1.0
_LEADS = 3
"""The actors named first that weigh; the others say less of what kind of film it is."""
_CLOSE = 0.5
"""What a film needs at least of the weight of the closest one."""

Writers = Mapping[int, Sequence[str]]
"""The writers of films, by movie id, as IMDb's ids of people."""


def near_films(
    new: Sequence[Movie], known: Sequence[Movie], facts: Mapping[int, FilmFacts], writers: Writers
) -> list[tuple[int, ...]]:
    """For each of the `new` films, the ids of the `known` ones that are most like it, the closest first; none where
    they share nobody."""
    made: dict[str, list[tuple[Movie, float]]] = defaultdict(list)
    for movie in known:
        for person, weight in _makers(facts.get(movie.id), writers.get(movie.id, ())).items():
            made[person].append((movie, weight))
    return [_near(movie, _makers(facts.get(movie.id), writers.get(movie.id, ())), made) for movie in new]


def _makers(facts: FilmFacts | None, writers: Sequence[str]) -> dict[str, float]:
    """What the people who made a film weigh, by their ids."""
    if facts is None:
        return {}
    return {
        **{person.imdb: _PLAYED for person in facts.cast[:_LEADS]},
        **dict.fromkeys(writers, _WROTE),
        **{person.imdb: _DIRECTED for person in facts.directors},
    }


def _near(
    movie: Movie, makers: Mapping[str, float], made: Mapping[str, Sequence[tuple[Movie, float]]]
) -> tuple[int, ...]:
    shared: dict[int, float] = defaultdict(float)
    films: dict[int, Movie] = {}
    for person, weight in makers.items():
        for other, theirs in made.get(person, ()):
            films[other.id] = other
            shared[other.id] += min(weight, theirs)
    least = _CLOSE * max(shared.values(), default=0.0)
    close = [films[one] for one, weight in shared.items() if weight >= least]
    close.sort(key=lambda other: (-shared[other.id], -_in_common(movie, other), -other.n_ratings, other.id))
    return tuple(other.id for other in close[:NEAR])


def _in_common(movie: Movie, other: Movie) -> float:
    """The Jaccard index of the two films' genres."""
    mine, theirs = set(movie.genres), set(other.genres)
    return len(mine & theirs) / max(len(mine | theirs), 1)
