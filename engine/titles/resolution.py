"""Resolving an id or a title to one film: the MOVIE argument of the command line.

An exact title beats longer ones; article, case, accents and punctuation are ignored. The address of a film and the name
of a well-known series count too. Nothing is guessed: a misspelled title is unknown (the error names the closest ones),
and a title or a series of several films is ambiguous.
"""

from __future__ import annotations

from engine.errors import AmbiguousMovie, UnknownMovie
from engine.movies import Movie
from engine.titles.film_addresses import parse_address
from engine.titles.index import TitleIndex
from engine.titles.normalization import ALTERNATIVE, DERIVED, PART, display_order, fold, respellings, split_year

_LISTED = 10


def resolve(titles: TitleIndex, text: str) -> Movie:
    """The film that `text` names: an id, a title, `Title (1999)`, `id:10`, `title:300`, or the address of its page.

    Raises UnknownMovie with the closest titles, AmbiguousMovie with the candidates.
    """
    text = text.strip()
    if parse_address(text) is not None:
        found = titles.find(text, _LISTED)
        if not found.hits:
            raise UnknownMovie(text, found.movies, why=found.notice)
        return _one(titles, text, [hit.movie for hit in found.hits])
    prefix, _, rest = text.partition(":")
    if prefix.lower() == "id":
        movie = _with_id(titles, rest.strip())
        if movie is None:
            raise UnknownMovie(text)
        return movie
    if prefix.lower() == "title" and rest.strip():
        return _one(titles, rest.strip(), _titled(titles, rest.strip()))
    movie = _with_id(titles, text)
    if movie is None:
        return _one(titles, text, _titled(titles, text))
    # Digits that are an id count as a title only if that is a whole name ("300"), not a piece or "Seven" for 7.
    candidates = [other for other, _ in titles.named(text, worst=ALTERNATIVE) if other.id != movie.id]
    return _one(titles, text, [movie, *candidates])


def _one(titles: TitleIndex, text: str, candidates: list[Movie]) -> Movie:
    if not candidates:
        raise UnknownMovie(text, titles.find(text).movies)
    if len(candidates) > 1:
        raise AmbiguousMovie(text, candidates[:_LISTED])
    return candidates[0]


def _with_id(titles: TitleIndex, text: str) -> Movie | None:
    return titles.movie(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _titled(titles: TitleIndex, text: str) -> list[Movie]:
    """The films whose title `text` may be: as given, else with its last number read as a year, else in other words
    ("doctor no"), else the films of a series, else a part of a title."""
    text = display_order(text)
    found = _exactly(titles, text)
    rest, year = split_year(text)
    if not found and year is not None and fold(rest):
        title = display_order(rest)
        dated = [m for m in _exactly(titles, title) if m.year == year]
        found = dated or [m for m in _inside(titles, title) if m.year == year]
        if not found and "(" in text:
            return []
    others = respellings(fold(text))
    for other in others if not found else ():
        found = found or _exactly(titles, other)
    found = found or titles.in_series(text) or _inside(titles, text)
    for other in others if not found else ():
        found = found or _inside(titles, other)
    return found


def _exactly(titles: TitleIndex, text: str) -> list[Movie]:
    """The films with exactly this name; an alternative title or spelling counts only if it is no film's own title.

    "Heat" means Heat rather than The Heat: the article is ignored only if no film has the title as given.
    """
    named = titles.named(text, worst=DERIVED)
    best = min((kind for _, kind in named), default=PART)
    found = [movie for movie, kind in named if kind == best]
    key = fold(text)
    whole = [m for m in found if any(fold(display_order(title)) == key for title in (m.title, *m.alternatives))]
    return whole or found


def _inside(titles: TitleIndex, text: str) -> list[Movie]:
    """The films whose titles contain `text` as whole words; only those that begin with it, if there are any."""
    found = titles.containing(text)
    return [movie for movie, begins in found if begins] or [movie for movie, _ in found]
