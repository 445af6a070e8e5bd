"""search: finds films by title, or by who made them."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.movies import Movie, MovieFilter
from tui.cli.filter_options import (
    Genres,
    Length,
    NotGenres,
    Persons,
    Years,
    movie_filter_of,
    parse_minutes,
    parse_years,
)
from tui.cli.output import Top, item, say, write_json
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

_SEARCHED = 500
"""Films found by title before the filters apply."""


def search(
    session: Session,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Part of the title, or a name.")],
    top: Top = 20,
    genre: Genres = None,
    not_genre: NotGenres = None,
    year: Years = None,
    person: Persons = None,
    length: Length = None,
    as_json: Json = False,
) -> None:
    """Find films by title, allowing for typos.

    Accents, articles and word order do not matter either. A year or a decade, a well-known series ("james bond",
    "lotr 2") and the address of a film at IMDb, TMDB or Letterboxd are understood too, and after
    `movierec enrich` the names of directors and actors. Films that only resemble what was typed are named as such, on
    stderr, or under "nearest" with --json.

    \b
    Examples:
      movierec search matrix
      movierec search 80s --genre Horror
      movierec search godfather --top 5 --json
    """
    query = " ".join(text).encode(errors="replace").decode()
    years, minutes = parse_years(year), parse_minutes(length)
    with session.recommender(ranks=False) as opened:
        movie_filter = movie_filter_of(opened, genre, not_genre, years, person=person, minutes=minutes)
        looked = top if movie_filter == MovieFilter() else max(_SEARCHED, top)
        found = opened.find(query, looked)
        hits = [hit for hit in found.hits if movie_filter.admits(hit.movie)][:top]
        nearest = [hit for hit in found.nearest if movie_filter.admits(hit.movie)][:top]
        if as_json:
            items = {"items": hits, "nearest": nearest}
            write_json({"query": query} | {key: [item(h.movie, h.score) for h in some] for key, some in items.items()})
        elif hits:
            columns = ("id", "film", "year", "genres", "watched by")
            films = [(hit.movie, hit.name) for hit in hits]
            rows = [(m.id, name, m.year, ", ".join(m.genres), _watched(m)) for m, name in films]
            write_table(columns, rows, right=("id", "year", "watched by"), cut=("film", "genres"), plain=session.plain)
        if found.notice:
            say(found.notice)
        elif not hits and not as_json:
            near = ", ".join(f"{hit.movie.label} [id:{hit.movie.id}]" for hit in nearest)
            nothing = (
                f"'{query}' is there, but not with these filters" if found.hits else f"nothing is called '{query}'"
            )
            say(nothing + (f"; nearest: {near}" if near else ""))


def _watched(movie: Movie) -> str:
    """By how many people, as far as anybody here could."""
    from tui.state.new_film_texts import UNRATED

    return UNRATED if movie.is_new else f"{movie.n_ratings:,}"
