"""The filter options that commands share (genre, year, person, length, popularity, variety), and the MovieFilter built
from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.movies import MovieFilter, clean_text
from engine.titles.lengths import Minutes, parse_length
from tui.cli import completion

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender

Genres = Annotated[
    list[str] | None,
    typer.Option(
        "--genre",
        metavar="G",
        help="Only films of this genre; repeat to allow several.",
        autocompletion=completion.genres,
    ),
]
EveryGenre = Annotated[
    bool, typer.Option("--all-genres", help="Only films that have all the genres given, not any of them.")
]
NotGenres = Annotated[
    list[str] | None,
    typer.Option(
        "--not-genre", metavar="G", help="No films of this genre; repeatable.", autocompletion=completion.genres
    ),
]
Years = Annotated[str | None, typer.Option("--year", metavar="YEARS", help="Years: 1980, 1980-, -1999 or 1980-1999.")]
Persons = Annotated[
    list[str] | None,
    typer.Option("--person", metavar="NAME", help="Only films with this director or actor; repeat to allow several."),
]
Length = Annotated[
    str | None,
    typer.Option(
        "--length",
        metavar="MINUTES",
        help='Lengths: 90-120, -90, 150-, "under 2 hours", short (to 90) or long (from 150).',
    ),
]
Popular = Annotated[
    float,
    typer.Option(
        "--popular",
        metavar="X",
        min=0.0,
        max=10.0,
        help="Popularity: 0 for hidden gems, 1 for your taste, 4 for the charts, or anything between.",
    ),
]
Varied = Annotated[
    float,
    typer.Option(
        "--varied", metavar="X", min=0.0, max=1.0, help="Variety: 0 for the best matches, up to 1 for the least alike."
    ),
]

_YEARS = re.compile(r"(?:(\d{4})|(\d{4})?-(\d{4})?)\Z")


def parse_years(year: str | None) -> tuple[int | None, int | None]:
    """The first and the last year of the range `year`; None where it is open. Raises UsageError."""
    if year is None:
        return None, None
    match = _YEARS.match(year.strip())
    if match is None or year.strip() == "-":
        raise UsageError(f"'{year}' is not a year or a range of years", "write 1980, 1980-, -1999 or 1980-1999")
    one, first, last = match.groups()
    start, end = (None if part is None else int(part) for part in (one or first, one or last))
    if start is not None and end is not None and start > end:
        raise UsageError(f"the range {year} is empty", f"write --year {end}-{start}")
    return start, end


def parse_minutes(length: str | None) -> Minutes:
    """The least and the most minutes of `length`; None where it is open. Raises UsageError."""
    if length is None:
        return None, None
    minutes = parse_length(length)
    if minutes is None:
        raise UsageError(
            f"'{clean_text(length)}' is no length of a film", "write 90-120, -90 or 150- (minutes), short, or long"
        )
    return minutes


def movie_filter_of(
    opened: Recommender,
    genre: Sequence[str] | None,
    not_genre: Sequence[str] | None,
    years: tuple[int | None, int | None],
    *,
    every_genre: bool = False,
    person: Sequence[str] | None = None,
    minutes: Minutes = (None, None),
) -> MovieFilter:
    """The filter, with genres as the data set writes them (case does not matter). Raises UsageError for an unknown
    genre or person, and where people or lengths are asked for that nobody has learned."""
    known = {name.casefold(): name for name in (opened.genres() if genre or not_genre else ())}
    unknown = [name for name in (*(genre or ()), *(not_genre or ())) if name.casefold() not in known]
    if unknown:
        raise UsageError(
            f"'{unknown[0]}' is not a genre in this data set", f"use one of {', '.join(sorted(known.values()))}"
        )
    wanted, unwanted = (
        tuple(dict.fromkeys(known[name.casefold()] for name in names or ())) for names in (genre, not_genre)
    )
    named = [_films_by(opened, person)] if person else []
    named += [films_lasting(opened, minutes)] if minutes != (None, None) else []
    return MovieFilter(
        genres=wanted,
        every_genre=every_genre,
        without_genres=unwanted,
        year_from=years[0],
        year_to=years[1],
        only=frozenset.intersection(*named) if named else None,
    )


def films_lasting(opened: Recommender, minutes: Minutes) -> frozenset[int]:
    """The films that are so long. Raises UsageError if no lengths are known."""
    if opened.facts is None or not opened.facts.knows_lengths:
        raise UsageError("lengths are not known yet", "run `movierec enrich` first: it learns them from IMDb")
    return opened.films_lasting(*minutes)


def _films_by(opened: Recommender, person: Sequence[str]) -> frozenset[int]:
    """The films of the people called so. Raises UsageError if nobody is."""
    book = opened.facts
    if book is None:
        raise UsageError("nobody is known yet", "run `movierec enrich` first: it learns who made the films, from IMDb")
    for name in person:
        if not book.called(name):
            near = ", ".join(maker.name for maker in book.begun(name))
            raise UsageError(
                f"nobody is called '{clean_text(name)}' here",
                f"did you mean: {near}?" if near else "give a last name or a whole one",
            )
    return opened.films_by(person)
