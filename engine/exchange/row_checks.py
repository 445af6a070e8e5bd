"""What becomes of a row that names no film or says nothing of it: it is kept, with the reason. Pure functions."""

from __future__ import annotations

from msgspec.structs import replace

from engine.exchange.rows import Row


def named(row: Row) -> Row:
    """`row`, with a problem if it has neither a title nor an id."""
    if row.problem or row.title or row.imdb or row.tmdb or row.movielens:
        return row
    return replace(row, problem="it names no film")


def rated(row: Row, rating: str) -> Row:
    """`row` from a list of ratings, with the reason why it says nothing, if it does. `rating` is what it has for one:
    empty where the film was left unrated."""
    row = named(row)
    if row.problem or row.skipped or not row.says_nothing:
        return row
    unrated = not rating.strip("0., ")  # a 0 is what tools write for none
    return replace(row, skipped="not rated") if unrated else replace(row, problem="a rating out of range")
