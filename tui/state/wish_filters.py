"""A wish in the search box (engine.titles.wishes): its row among the hits, the page that it leads to, and its filters
on top of a person's own. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.titles.normalization import display_order, fold
from engine.titles.wishes import Wish, parse_wish
from tui.state.active_filters import ActiveFilter, active_filters
from tui.state.engine_state import Titles
from tui.state.film_rows import Row, Wished

_NO_FILM = -1_000_000_000
"""The id of the row of a wish: no film has it, in this catalogue or another."""


def wish_row(titles: Titles, text: str, genres: Sequence[str], *, knows_lengths: bool = True) -> Row | None:
    """The row of what `text` asks for, None if it is no wish, or one for films like a title that nobody knows."""
    wish = parse_wish(text, genres)
    if wish is None:
        return None
    like = None
    if wish.like:
        hits = titles.find(wish.like, 1).hits
        if not hits:
            return None
        like = hits[0].movie
    wished = Wished(wish=wish, like=like, known=knows_lengths or not _asks_length(wish))
    return Row(movie=Movie(id=_NO_FILM, title=words(wished, "films like ")), wished=wished)


def _asks_length(wish: Wish) -> bool:
    return wish.minutes != (None, None)


def words(wished: Wished, like: str) -> str:
    """ "Sci-Fi, no Horror, 1980-1989"; `like` goes before the film that it names: "films like Alien (1979), 1950-"."""
    others = replace(wished.wish, like="").words
    named = f"{like}{wished.like.label}" if wished.like is not None else ""
    return ", ".join(part for part in (named, others) if part)


def called_so(rows: Sequence[Row], text: str) -> Row | None:
    """The first film that is called just `text`."""
    key = fold(display_order(text))
    for row in rows:
        if any(fold(display_order(title)) == key for title in (row.movie.title, *row.movie.alternatives)):
            return row
    return None


def filters_with(wish: Wish, own: ListFilters) -> ListFilters:
    """The filters of a wish on top of a person's `own`: what it says of years, lengths and genres that a film must have
    takes the place of theirs, and what neither wants is left out."""
    filters = own
    if wish.genres:
        every = len(wish.genres) > 1 and not wish.either
        filters = replace(filters, genres=wish.genres, every_genre=every)
    if wish.year_from is not None or wish.year_to is not None:
        filters = replace(filters, year_from=wish.year_from, year_to=wish.year_to)
    if _asks_length(wish):
        filters = replace(filters, minutes_from=wish.minutes_from, minutes_to=wish.minutes_to)
    never = dict.fromkeys((*own.without_genres, *wish.without_genres))
    return replace(filters, without_genres=tuple(genre for genre in never if genre not in wish.genres))


def beside(wish: Wish, own: ListFilters) -> list[ActiveFilter]:
    """A person's own filters that apply beside those of a wish."""
    of_wish = active_filters(filters_with(wish, ListFilters()))
    return [one for one in active_filters(filters_with(wish, own)) if one not in of_wish]
