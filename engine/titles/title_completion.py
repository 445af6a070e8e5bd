"""Completing a title of which the beginning was typed: what a shell offers for the MOVIE argument.

Whatever is offered means exactly one film (engine.titles.resolution), and begins with what was typed, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from engine.errors import MovierecError
from engine.movies import Movie, clean_text
from engine.titles.index import TitleIndex
from engine.titles.normalization import display_order, fold, is_article
from engine.titles.resolution import resolve

_BEGUN_YEAR = re.compile(r"(?<=\S) \(\d{0,4}\)?\Z")
_LOOKED_AT = 1_000
"""Films that are tried: some 5 us each, and those that are offered 100 us."""


def complete_title(titles: TitleIndex, typed: str, k: int = 50) -> list[str]:
    """At most `k` titles that begin with `typed`, most watched first. Case and accents do not count, an article in
    front may be missing, and the year is added where it takes one to tell two films apart."""
    title = _BEGUN_YEAR.sub("", typed)
    films = islice(titles.beginning(title), _LOOKED_AT)
    offered = (_completed(titles, film, typed) for film in films)
    return list(islice((text for text in offered if text), k))


def _completed(titles: TitleIndex, film: Movie, typed: str) -> str:
    """The first name of the film that begins with `typed` and means no other film; empty if there is none."""
    for name in _names(film):
        if len(name) >= len(typed) and all(map(_is_alike, typed, name)):
            text = typed + name[len(typed) :]
            if _means(titles, text, film):
                return text
    return ""


def _names(film: Movie) -> Iterator[str]:
    for title in (film.title, *film.alternatives):
        whole = clean_text(display_order(title))
        first, _, rest = whole.partition(" ")
        for name in (whole, rest) if rest and is_article(fold(first)) else (whole,):
            yield name
            if film.year is not None:
                yield f"{name} ({film.year})"


def _is_alike(one: str, other: str) -> bool:
    """Whether two characters differ in nothing but case and accents."""
    return one.casefold() == other.casefold() or fold(one) == fold(other) != ""


def _means(titles: TitleIndex, text: str, film: Movie) -> bool:
    try:
        return resolve(titles, text).id == film.id
    except MovierecError:
        return False
