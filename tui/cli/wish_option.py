"""The option --wish: films asked for in words, as in the app's search box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.movies import Movie, MovieFilter, clean_text
from tui.cli.filter_options import films_lasting

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender

WishText = Annotated[
    str | None,
    typer.Option("--wish", metavar="TEXT", help='Films in words: "80s sci-fi -horror", "short comedies like Fargo".'),
]
_EXAMPLE = 'write for example "80s sci-fi -horror", "short western" or "like alien"'


def refuse_beside_wish(given: bool) -> None:
    """Raises UsageError if --wish is given beside another option that says which films are meant."""
    if given:
        raise UsageError(
            "--wish says by itself which films",
            "leave out --genre, --all-genres, --not-genre, --year, --length and --person",
        )


def read_wish(opened: Recommender, text: str) -> tuple[MovieFilter, Movie | None]:
    """The filter that a wish is, and the film that others are to be like, if it names one.

    Raises UsageError for a text that is no wish, or asks for lengths that are not known, and what Recommender.resolve
    raises for that film."""
    from engine.titles.wishes import other_words, parse_wish

    genres = opened.genres()
    wish = parse_wish(text, genres)
    if wish is None:
        said = ", ".join(f"'{clean_text(word)}'" for word in other_words(text, genres))
        raise UsageError(f"not understood: {said}" if said else "that wish says nothing", _EXAMPLE)
    movie_filter = MovieFilter(
        genres=wish.genres,
        every_genre=len(wish.genres) > 1 and not wish.either,
        without_genres=wish.without_genres,
        year_from=wish.year_from,
        year_to=wish.year_to,
        only=films_lasting(opened, wish.minutes) if wish.minutes != (None, None) else None,
    )
    return movie_filter, opened.resolve(wish.like) if wish.like else None
