"""Searching films by what they are called, and by who made them.

A film that is called what was typed comes first. Behind it come the films of the people of that name, and behind those
the films in whose titles it merely stands. A name that is still being typed means the best known people; their films
come last and, where no title fits, are guesses: "frida" may be the title of a film that is not there. Titles that a
film has elsewhere count as its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from engine.movies import Movie
from engine.people.facts_book import FactsBook, Maker
from engine.people.film_facts import FilmFacts
from engine.titles.film_addresses import parse_address
from engine.titles.found import Found, Hit
from engine.titles.known_series import known_series
from engine.titles.normalization import fold, without_article

_SCORE = 90.0
"""What films score that a person of that name made, or whose other title is only begun."""
_WHOLE = 100.0
_FEW = 20
"""Films at most for a name that is still being typed."""


class Titles(Protocol):
    """The part of TitleIndex that a search needs."""

    def find(self, text: str, k: int = 20) -> Found: ...
    def movie(self, movie_id: int) -> Movie | None: ...


def find_films(titles: Titles, book: FactsBook | None, text: str, k: int = 20) -> Found:
    """What `text` (possibly still being typed) means, by titles and, with a `book`, by people and other titles; a hit
    by these says so (see Hit.matched)."""
    found = titles.find(text, k)
    if book is None or found.notice or parse_address(text) is not None or not any(c.isalpha() for c in text):
        return found
    makers = book.called(text)
    if makers and known_series().named(text) is None:
        called = [hit for hit in found.hits if _is_called(hit, text)]
        rest = [hit for hit in found.hits if hit not in called]
    else:
        called, rest = list(found.hits), []
    elsewhere = _elsewhere(titles, book.titled(text), _WHOLE)
    if not makers:
        elsewhere += _elsewhere(titles, book.title_begun(text), _SCORE)
    hits = _merged(k, called, elsewhere, _by_people(titles, book, makers, k), rest)
    begun = [] if makers else _by_people(titles, book, book.begun(text), min(k, _FEW))
    if hits:
        return Found(_merged(k, hits, begun))
    return replace(found, nearest=_merged(k, begun, found.nearest)) if begun else found


def _is_called(hit: Hit, text: str) -> bool:
    """Whether a title of the film is or begins with `text`."""
    key = without_article(fold(text))
    titles = (hit.movie.title, *hit.movie.alternatives)
    return any(f"{without_article(fold(title))} ".startswith(f"{key} ") for title in titles)


def _elsewhere(titles: Titles, titled: Iterable[tuple[int, str]], score: float) -> list[Hit]:
    """Films by titles that they have elsewhere; one that is the film's own in other letters is not told."""
    found = ((titles.movie(movie_id), title) for movie_id, title in titled)
    return [
        Hit(movie, score, "" if fold(title) == fold(movie.title) else title)
        for movie, title in found
        if movie is not None
    ]


def _by_people(titles: Titles, book: FactsBook, makers: Sequence[Maker], k: int) -> list[Hit]:
    """The best known films of the people, each with what they did there."""
    names = {maker.name for maker in makers}
    found: list[Hit] = []
    for movie_id in book.films_of(makers):
        movie, facts = titles.movie(movie_id), book.facts(movie_id)
        if movie is not None and facts is not None:
            found.append(Hit(movie, _SCORE, credit(facts, names)))
            if len(found) == k:
                break
    return found


def credit(facts: FilmFacts, names: Iterable[str]) -> str:
    """What the people with these names did in a film: "directed by Joel Coen and Ethan Coen", "with Al Pacino"."""
    wanted = set(names)
    for words, people in (("directed by", facts.directors), ("with", facts.cast)):
        if there := [person.name for person in people if person.name in wanted]:
            return f"{words} {', '.join(there[:-1])}{' and ' if len(there) > 1 else ''}{there[-1]}"
    return ""


def _merged(k: int, *groups: Sequence[Hit]) -> tuple[Hit, ...]:
    """The groups one after the other, each film once, with scores that never rise."""
    found: dict[int, Hit] = {}
    least = float("inf")
    for hit in (hit for group in groups for hit in group):
        if hit.movie.id not in found:
            least = min(least, hit.score)
            found[hit.movie.id] = replace(hit, score=least)
    return tuple(found.values())[:k]
