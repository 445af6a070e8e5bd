"""search: finds films by title."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.movies import MovieFilter
from tui.cli.filter_options import Genres, NotGenres, Years, movie_filter_of, parse_years
from tui.cli.output import Top, item, say, write_json
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

_SEARCHED = 500
"""Films found by title before the filters apply."""


def search(
    session: Session,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Part of the title.")],
    top: Top = 20,
    genre: Genres = None,
    not_genre: NotGenres = None,
    year: Years = None,
    as_json: Json = False,
) -> None:
    """Find films by title, allowing for typos.

    Accents, articles and word order do not matter either.

    \b
    Examples:
      movierec search matrix
      movierec search godfather --top 5 --json
    """
    query = " ".join(text).encode(errors="replace").decode()
    years = parse_years(year)
    with session.recommender(ranks=False) as opened:
        movie_filter = movie_filter_of(opened, genre, not_genre, years)
        looked = top if movie_filter == MovieFilter() else max(_SEARCHED, top)
        found = [(m, score) for m, score in opened.titles.search_scored(query, looked) if movie_filter.admits(m)][:top]
        if as_json:
            write_json({"query": query, "items": [item(movie, score) for movie, score in found]})
        elif found:
            columns = ("id", "film", "year", "genres", "watched by")
            rows = [(m.id, m.title, m.year, ", ".join(m.genres), f"{m.n_ratings:,}") for m, _ in found]
            write_table(columns, rows, right=("id", "year", "watched by"), cut=("film", "genres"), plain=session.plain)
        else:
            near = ", ".join(
                f"{m.label} [id:{m.id}]" for m in opened.titles.closest(query, 5) if movie_filter.admits(m)
            )
            say(f"no film matches '{query}'" + (f"; the closest are {near}" if near else ""))
