"""Whose films somebody likes: directors and actors of several liked films, beside how many of theirs there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sized

from engine.people.facts_book import FactsBook
from engine.people.film_facts import Person
from engine.serving.portrait_records import LovedMaker, Role

_FEWEST = 2
"""Liked films: of one, nearly every maker of a liked film would be told."""
_ROLES: tuple[Role, ...] = ("director", "actor")
_MOST = 12
"""Makers of each role that are told."""


Here = Callable[[Iterable[int]], Sized]
"""From ids of films to those of them that the version has: facts may be of more films than one version."""


def loved_makers(liked: Iterable[int], book: FactsBook, here: Here) -> tuple[LovedMaker, ...]:
    """Directors, then actors, of two or more of the `liked` films (ids): those of most liked films first; of as many,
    those of whose films more are liked."""
    films: dict[tuple[Role, str], set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    for movie in set(liked):
        facts = book.facts(movie)
        if facts is None:
            continue
        credits: dict[Role, tuple[Person, ...]] = {"director": facts.directors, "actor": facts.cast}
        for role, people in credits.items():
            for person in people:
                films[role, person.imdb].add(movie)
                names[person.imdb] = person.name
    return tuple(one for role in _ROLES for one in _of_role(role, films, names, book, here))


def _of_role(
    role: Role, films: dict[tuple[Role, str], set[int]], names: dict[str, str], book: FactsBook, here: Here
) -> list[LovedMaker]:
    counts = Counter(
        {person: len(some) for (its, person), some in films.items() if its == role and len(some) >= _FEWEST}
    )
    if not counts:
        return []
    # Who has as many as the last one that may be told is looked up too: the number of their films decides.
    enough = sorted(counts.values(), reverse=True)[: 2 * _MOST][-1]
    found = []
    for person, liked in counts.items():
        if liked >= enough:
            there = _films_there(names[person], role, films[role, person], book, here)
            found.append(LovedMaker(name=names[person], role=role, liked=liked, films=max(there, liked)))
    return sorted(found, key=lambda one: (-one.liked, one.films, one.name))[:_MOST]


def _films_there(name: str, role: Role, liked: set[int], book: FactsBook, here: Here) -> int:
    """How many films the version has of the one with that name who made the `liked` ones."""
    of_each = [book.films_as(maker, role) for maker in book.called(name) if maker.name == name]
    theirs = max(of_each, key=lambda films: len(liked & films), default=frozenset())
    return len(here(theirs))
