"""Translating a `MovieFilter` into a Milvus filter expression, and the scalar fields that it uses.

Each genre has its own boolean field (an array of genres means a Python scan in Milvus Lite: 1.3 s at 60k rows), named
by a digest because a genre may contain any character and a field name may not. A server allows 64 fields at most, so
genres beyond the FIELDS most frequent go into the dynamic field, which is slower to filter on. Exclusions are
`id not in [...]`: 5,000 of them cost ~30 ms on Lite and on a server; over-fetching by as many hits costs 900 ms on
Lite. No film title and no user text ever gets into an expression.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from engine.movies import FIRST_NEW_ID, Movie, MovieFilter

FIELDS = 48
NO_YEAR = -1


def genre_field(genre: str) -> str:
    return f"genre_{hashlib.blake2b(genre.encode(), digest_size=8).hexdigest()}"


def genre_fields(movies: Sequence[Movie]) -> tuple[dict[str, str], dict[str, str]]:
    """The genre -> field maps for `movies`: the frequent genres, and those for the dynamic field."""
    counts = Counter(genre for movie in movies for genre in set(movie.genres))
    ordered = sorted(counts, key=lambda genre: (-counts[genre], genre))
    return (
        {genre: genre_field(genre) for genre in ordered[:FIELDS]},
        {genre: genre_field(genre) for genre in ordered[FIELDS:]},
    )


def expression(
    movie_filter: MovieFilter, has_field: Callable[[str], bool], exclude: Collection[int] = ()
) -> str | None:
    """The expression for `movie_filter` without the films in `exclude`; "" admits every film, None no film at all.

    `has_field` returns whether the collection has a genre's field; without the field, no film has the genre.
    """
    clauses = []
    if movie_filter.only is not None:
        if not movie_filter.only:
            return None
        clauses.append(f"id in {sorted(int(i) for i in movie_filter.only)}")
    if movie_filter.new is not None:
        clauses.append(f"id {'>=' if movie_filter.new else '<'} {FIRST_NEW_ID}")
    if movie_filter.genres:
        wanted = _present(movie_filter.genres, has_field)
        if not wanted or (movie_filter.every_genre and len(wanted) < len(set(movie_filter.genres))):
            return None
        how = " and " if movie_filter.every_genre else " or "
        clauses.append("(" + how.join(f"{field} == true" for field in wanted) + ")")
    clauses += [f"{field} == false" for field in _present(movie_filter.without_genres, has_field)]
    if movie_filter.year_from is not None or movie_filter.year_to is not None:
        clauses.append(f"year >= {max(int(movie_filter.year_from or 0), 0)}")
    if movie_filter.year_to is not None:
        clauses.append(f"year <= {int(movie_filter.year_to)}")
    unwanted = sorted({int(i) for i in movie_filter.exclude} | {int(i) for i in exclude})
    if unwanted:
        clauses.append(f"id not in {unwanted}")
    return " and ".join(clauses)


def _present(genres: Iterable[str], has_field: Callable[[str], bool]) -> list[str]:
    return [field for field in sorted({genre_field(g) for g in genres}) if has_field(field)]
