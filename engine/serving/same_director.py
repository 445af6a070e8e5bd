"""Naming the director that a listed film shares with a liked one: a fact beside the reasons, never part of a score."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from engine.movies import Movie
from engine.people.facts_book import FactsBook
from engine.serving.explanations import Recommendation, SharedDirector


def with_directors(found: Sequence[Recommendation], book: FactsBook | None) -> list[Recommendation]:
    """The recommendations `found`, each with the liked film by the same director that speaks most for it, if there is
    one."""
    liked = {part.movie.id: part.movie for one in found for part in one.why if part.weight > 0}
    directors = {movie: _directors(book, movie) for movie in liked}
    if book is None or not any(directors.values()):
        return list(found)
    answer = []
    for one in found:
        own = _directors(book, one.movie.id)
        shared = next(
            (
                SharedDirector(name=name, movie=part.movie)
                for part in one.why
                if part.weight > 0
                for person, name in directors[part.movie.id].items()
                if person in own
            ),
            None,
        )
        answer.append(one if shared is None else replace(one, director=shared))
    return answer


def with_director_of(found: Sequence[Recommendation], like: Movie, book: FactsBook | None) -> list[Recommendation]:
    """The films `found` that are similar to `like`, each with the director that it shares with that film."""
    wanted = _directors(book, like.id)
    if not wanted:
        return list(found)
    answer = []
    for one in found:
        name = next((name for person, name in _directors(book, one.movie.id).items() if person in wanted), None)
        answer.append(one if name is None else replace(one, director=SharedDirector(name=name, movie=like)))
    return answer


def _directors(book: FactsBook | None, movie_id: int) -> dict[str, str]:
    """The names of the film's directors, by their ids at IMDb."""
    facts = None if book is None else book.facts(movie_id)
    return {} if facts is None else {person.imdb: person.name for person in facts.directors}
