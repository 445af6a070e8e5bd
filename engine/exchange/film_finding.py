"""Which film of the catalogue a row means: by an id if it has one, else by title and year.

A film whose id in the catalogue is another one than the row's is never taken for it, whatever its title is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.exchange.rows import Row
from engine.movies import Movie
from engine.profiles.fold import Key
from engine.profiles.other_catalogues import IMDB, TITLE, TMDB
from engine.titles.film_matching import TitleMatch, match_title
from engine.titles.index import TitleIndex
from engine.titles.index_building import imdb_number
from engine.titles.normalization import fold

By: TypeAlias = Literal["id", "title"]
MOVIELENS = "movielens"
"""The catalogue of MovieLens' own movie ids."""
_MOST_CANDIDATES = 9


@dataclass(frozen=True)
class Found:
    """`movie` is the film, `by` what tells; or `candidates` are the films to ask about. `doubled`: another film of the
    same title and year is watched less."""

    movie: Movie | None = None
    by: By | None = None
    candidates: tuple[Movie, ...] = ()
    doubled: bool = False


_NOTHING = Found()


class FilmFinder:
    """Finds films in `titles`, whose movie ids are those of `catalogue`; without titles, nothing is found."""

    def __init__(self, titles: TitleIndex | None, catalogue: str) -> None:
        self._titles = titles
        self._catalogue = catalogue
        self._by_title: dict[tuple[str, tuple[str, ...], int | None], TitleMatch] = {}

    def movie(self, movie_id: int) -> Movie | None:
        """The film with that id in the catalogue."""
        return None if self._titles is None else self._titles.movie(movie_id)

    def find(self, row: Row) -> Found:
        """The film that `row` means."""
        titles = self._titles
        if titles is None:
            return _NOTHING
        movie = self._with_id(titles, row)
        if movie is not None:
            return Found(movie, "id")
        if row.series or row.movielens is not None or not row.title:
            return _NOTHING
        match = self._match(titles, row)
        if match.movie is not None and not _is_another(row, match.movie):
            doubled = bool(match.others)
            if row.ask:
                return Found(candidates=(match.movie,))
            return Found(match.movie, "title", doubled=doubled)
        candidates = tuple(movie for movie in match.candidates if not _is_another(row, movie))
        if row.ask and len(candidates) != 1:
            return _NOTHING  # without a year, only a title that one film has says anything
        return Found(candidates=candidates[:_MOST_CANDIDATES])

    def _with_id(self, titles: TitleIndex, row: Row) -> Movie | None:
        if row.key is not None and row.key[0] == self._catalogue and (movie := titles.movie(row.key[1])):
            return movie
        if row.movielens is not None and self._catalogue == MOVIELENS and (movie := titles.movie(row.movielens)):
            return movie
        if row.imdb is not None and (found := titles.with_imdb(str(row.imdb))):
            return found[0]
        if row.tmdb is not None and (found := titles.with_tmdb(row.tmdb)):
            # An id of IMDb is the better one: TMDB merges and splits films.
            return None if _other(row.imdb, imdb_number(found[0].imdb)) else found[0]
        return None

    def _match(self, titles: TitleIndex, row: Row) -> TitleMatch:
        asked = row.title, row.titles, row.year
        if asked not in self._by_title:
            self._by_title[asked] = match_title(titles, (row.title, *row.titles), row.year)
        return self._by_title[asked]


def _is_another(row: Row, movie: Movie) -> bool:
    if row.imdb is not None and movie.imdb:
        return _other(row.imdb, imdb_number(movie.imdb))
    return _other(row.tmdb, movie.tmdb)


def _other(one: int | None, another: int | None) -> bool:
    return bool(one) and bool(another) and one != another


def key_elsewhere(row: Row) -> Key:
    """The mark's key for a film that is not in the catalogue: the catalogue and id of whoever numbers films best.

    A film with a title alone has a number made of that and its year, the same on every machine.
    """
    if row.key is not None:
        return row.key
    if row.movielens is not None:
        return MOVIELENS, row.movielens
    if row.imdb is not None:
        return IMDB, row.imdb
    if row.tmdb is not None:
        return TMDB, row.tmdb
    return TITLE, _number(f"{fold(row.title)} {row.year or ''}")


def _number(text: str) -> int:
    import hashlib

    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=6).digest(), "big")


def row_identity(row: Row, service: str) -> str:
    """What stays the same of a row when the file is exported again: the answer to a question about it holds."""
    ids: Mapping[str, int | None] = {"movielens": row.movielens, "imdb": row.imdb, "tmdb": row.tmdb}
    for name, number in ids.items():
        if number is not None:
            return f"{name}:{number}"
    return f"{service}:{fold(row.title)}:{row.year or ''}"
