"""A plain list of films: ids or addresses of film databases, one a line, or titles with years behind a link or alone.

What such a list means (to be watched, seen), only the person knows; a name such as "watchlist" tells.
"""

from __future__ import annotations

from engine.exchange.parts import Part
from engine.exchange.rows import Reading, Row
from engine.movies import clean_text
from engine.titles.film_addresses import parse_address
from engine.titles.normalization import split_year

SERVICE = "list"
_ENOUGH = 0.6
"""The share of lines that must be ids or addresses."""
_SAMPLE = 200
"""Lines that are looked at for that."""
_LONGEST = 500


def is_link_list(text: str) -> bool:
    """Whether nearly all of the first lines are ids or addresses of films."""
    lines = [line for line in text[: _SAMPLE * _LONGEST].splitlines() if line.strip(" ,;\t\"'")][:_SAMPLE]
    named = sum(parse_address(_words(line)) is not None for line in lines)
    return bool(lines) and named >= _ENOUGH * len(lines)


def read_link_list(part: Part, text: str) -> Reading:
    """The films of the list."""
    watchlist = "watchlist" in part.path.name.lower()
    rows = tuple(
        _row(number, line, watchlist=watchlist)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip(" ,;\t\"'")
    )
    return Reading(
        file=part.label,
        service=SERVICE,
        kind="watchlist" if watchlist else "list",
        rows=rows,
        unsure=not watchlist,
    )


def _row(number: int, line: str, *, watchlist: bool = False) -> Row:
    words = _words(line)
    address = parse_address(words)
    if address is None:
        return Row(line=number, title=words[:100], problem="it is neither an id nor the address of a film")
    imdb = address.number if address.site == "IMDb" else None
    tmdb = address.number if address.site == "TMDB" else None
    title, year = _titled(address.title)
    if address.number is None and not title:
        return Row(line=number, title=words[:100], problem=f"this address on {address.site} names no film")
    return Row(line=number, title=title, year=year, imdb=imdb, tmdb=tmdb, watchlist=watchlist)


def _words(line: str) -> str:
    return clean_text(line[:_LONGEST]).strip(" ,;\t\"'")


def _titled(slug: str) -> tuple[str, int | None]:
    """The title and year in an address's words: Letterboxd adds the year where two films share a title."""
    return split_year(slug)
