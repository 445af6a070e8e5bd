"""Which film a person means by an id or a title: the MOVIE of the command line.

An exact title beats longer ones; article, case, accents and punctuation aside. Nothing is guessed: a misspelt
title is unknown (with the closest ones named), several films of one title are ambiguous.
"""

from __future__ import annotations

from engine.errors import AmbiguousMovie, UnknownMovie
from engine.movies import Movie
from engine.titles.index import TitleIndex
from engine.titles.normalization import ALTERNATIVE, DERIVED, PART, display_order, fold, split_year

_LISTED = 10


def resolve(titles: TitleIndex, text: str) -> Movie:
    """The film that `text` names: an id, a title, `Title (1999)`, `id:10` or `title:300`.

    Raises UnknownMovie with the closest titles, AmbiguousMovie with the candidates.
    """
    text = text.strip()
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
    # Digits that are an id: a title only where that is its whole name ("300"), not a piece or "Seven" for 7.
    candidates = [other for other, _ in titles.named(text, worst=ALTERNATIVE) if other.id != movie.id]
    return _one(titles, text, [movie, *candidates])


def _one(titles: TitleIndex, text: str, candidates: list[Movie]) -> Movie:
    if not candidates:
        raise UnknownMovie(text, titles.closest(text))
    if len(candidates) > 1:
        raise AmbiguousMovie(text, candidates[:_LISTED])
    return candidates[0]


def _with_id(titles: TitleIndex, text: str) -> Movie | None:
    return titles.movie(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _titled(titles: TitleIndex, text: str) -> list[Movie]:
    """The films that `text` may be the title of: as it stands, else with its last number read as a year."""
    text = display_order(text)
    found = _exactly(titles, text)
    rest, year = split_year(text)
    if not found and year is not None and fold(rest):
        title = display_order(rest)
        dated = [m for m in _exactly(titles, title) if m.year == year]
        found = dated or [m for m in _inside(titles, title) if m.year == year]
        if not found and "(" in text:
            return []
    return found or _inside(titles, text)


def _exactly(titles: TitleIndex, text: str) -> list[Movie]:
    """The films so called; another title or spelling counts where no film has it as its own.

    "Heat" is Heat before it is The Heat: the article is set aside only where nothing has the title as it stands.
    """
    named = titles.named(text, worst=DERIVED)
    best = min((kind for _, kind in named), default=PART)
    found = [movie for movie, kind in named if kind == best]
    key = fold(text)
    whole = [m for m in found if any(fold(display_order(title)) == key for title in (m.title, *m.alternatives))]
    return whole or found


def _inside(titles: TitleIndex, text: str) -> list[Movie]:
    """The films whose titles have `text` in them as whole words; those that begin with it where there are any."""
    found = titles.containing(text)
    return [movie for movie, begins in found if begins] or [movie for movie, _ in found]
