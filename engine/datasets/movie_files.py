"""Reading files of films in all MovieLens layouts and RecBole's; the layout is sniffed from the first line.

It reads titles, years, genres and links; `rating_files` reads ratings.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from engine.datasets.data_files import DataFile, decode
from engine.datasets.skipped_rows import RowLog, SkippedRows
from engine.datasets.title_parsing import parse_title
from engine.errors import DataError
from engine.movies import FIRST_ADDED_ID, clean_text

_NO_GENRE = {"", "(no genres listed)", "unknown"}
# The genre flags of u.item, in file order.
# fmt: off
_ITEM_GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime",
    "Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery",
    "Romance", "Sci-Fi", "Thriller", "War", "Western",
)
# fmt: on
_YEAR = re.compile(r"(?:\d{1,2}-\w{3}-)?((?:18|19|20)\d\d)(?:\.0+)?")
_WHOLE = re.compile(r"\d{1,18}(?:\.0+)?")


class MovieLayout(Enum):
    """The format of a file of films."""

    ITEM = "u.item of MovieLens 100K"
    DAT = "movies.dat"
    CSV = "movies.csv of MovieLens"
    OTHER_CSV = "a CSV with columns of other names"
    ATOMIC = "a RecBole .item file"


@dataclass(frozen=True)
class MovieRow:
    movie: int
    title: str
    year: int | None
    genres: tuple[str, ...]
    alternatives: tuple[str, ...]
    imdb: str | None = None
    tmdb: int | None = None


Reader = Callable[[str], MovieRow]


def read_movies(file: DataFile, links: DataFile | None = None) -> tuple[list[MovieRow], MovieLayout, SkippedRows]:
    """All films of `file` in file order, its layout, and the rows that could not be read. Raises DataError."""
    layout, reader, has_header = _sniff(file)
    log = RowLog(file)
    movies: dict[int, MovieRow] = {}
    for number, text in file.lines():
        if number == 1 and has_header:
            continue
        try:
            movie = reader(text)
            if movie.movie in movies:
                raise ValueError(f"movie {movie.movie} is a duplicate")
        except (ValueError, csv.Error) as reason:
            log.skip(number, str(reason))
            if log.hopeless:
                break
        else:
            movies[movie.movie] = movie
            log.good += 1
    skipped = log.close("films")
    if links is not None:
        skipped += _add_links(links, movies)
    return list(movies.values()), layout, skipped


def whole_number(text: str, what: str) -> int:
    """Parse `text` as a non-negative integer ("7" or "7.0"). Raises ValueError, which names the field as `what`."""
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(f"{what} '{_short(text)}' is not a whole number")
    return int(text.strip().split(".")[0])


def split_csv(text: str, separator: str = ",") -> list[str]:
    """The fields of one line. Quoted fields cannot span lines, or a stray quote would swallow the rows after it."""
    return next(csv.reader([text], delimiter=separator, strict=True))


def _sniff(file: DataFile) -> tuple[MovieLayout, Reader, bool]:
    first = decode(file.first_line())
    if not first.strip():
        raise DataError(f"{file.label} is empty", "check that it is the right file")
    if "\0" in first:
        raise DataError(f"{file.label}, line 1: not text that movierec can read", "save it as UTF-8")
    if "::" in first:
        return MovieLayout.DAT, _read_dat, False
    if first.count("|") == 4 + len(_ITEM_GENRES):
        return MovieLayout.ITEM, _read_item, False
    if ":token" in first:
        columns = [column.split(":")[0].strip() for column in first.split("\t")]
        return MovieLayout.ATOMIC, _atomic_reader(file, columns), True
    try:
        columns = [column.strip().lower() for column in split_csv(first)]
    except csv.Error:
        columns = []
    identity = _position(columns, "movieid", "movie_id", "movie", "itemid", "item_id", "item", "id")
    title = _position(columns, "title", "movie_title", "name")
    if identity is None or title is None:
        raise DataError(
            f"{file.label}, line 1: not a file of films (movies.csv, movies.dat, u.item or a RecBole .item file)",
            "a CSV must start with a header like movieId,title,genres",
        )
    movielens = columns == ["movieid", "title", "genres"]
    reader = _csv_reader(
        len(columns), identity, title, _position(columns, "genres", "genre"), _position(columns, "year")
    )
    return MovieLayout.CSV if movielens else MovieLayout.OTHER_CSV, reader, True


def _read_dat(text: str) -> MovieRow:
    fields = text.split("::")
    if len(fields) < 3:
        raise ValueError(f"expected 3 fields, found {len(fields)}")
    return _movie(fields[0], "::".join(fields[1:-1]), fields[-1].split("|"))


def _read_item(text: str) -> MovieRow:
    fields = text.split("|")
    if len(fields) != 5 + len(_ITEM_GENRES):
        raise ValueError(f"expected {5 + len(_ITEM_GENRES)} fields, found {len(fields)}")
    genres = [genre for genre, flag in zip(_ITEM_GENRES, fields[5:], strict=True) if flag.strip() == "1"]
    return _movie(fields[0], fields[1], genres, fields[2])


def _csv_reader(width: int, identity: int, title: int, genres: int | None, year: int | None) -> Reader:
    def read(text: str) -> MovieRow:
        fields = split_csv(text)
        if len(fields) != width:
            raise ValueError(f"expected {width} fields, found {len(fields)}")
        return _movie(
            fields[identity],
            fields[title],
            fields[genres].split("|") if genres is not None else [],
            fields[year] if year is not None else "",
        )

    return read


def _atomic_reader(file: DataFile, columns: list[str]) -> Reader:
    identity = _position(columns, "item_id", "movie_id")
    title = _position(columns, "movie_title", "title", "name")
    year = _position(columns, "release_year", "year")
    genres = _position(columns, "class", "genre", "genres")
    if identity is None or title is None:
        raise DataError(
            f"{file.label}, line 1: no item_id and movie_title columns", "check that it is a RecBole .item file"
        )

    def read(text: str) -> MovieRow:
        fields = text.split("\t")
        if len(fields) != len(columns):
            raise ValueError(f"expected {len(columns)} fields, found {len(fields)}")
        listed = fields[genres].strip() if genres is not None else ""
        kinds = [listed] if listed in _NO_GENRE else re.split(r"[ |]+", listed)
        return _movie(fields[identity], fields[title], kinds, fields[year] if year is not None else "")

    return read


def _movie(identity: str, title: str, genres: Sequence[str], year: str = "") -> MovieRow:
    movie = whole_number(identity, "movie id")
    if movie >= FIRST_ADDED_ID:
        raise ValueError(f"movie id {movie} is too large: ids from {FIRST_ADDED_ID:,} on are reserved for added films")
    parsed = parse_title(title)
    if not parsed.title:
        raise ValueError(f"movie {movie} has no title")
    kinds = dict.fromkeys(clean_text(genre).strip() for genre in genres)
    found = _YEAR.fullmatch(year.strip())
    return MovieRow(
        movie,
        parsed.title,
        parsed.year if parsed.year is not None or found is None else int(found[1]),
        tuple(kind for kind in kinds if kind not in _NO_GENRE),
        parsed.alternatives,
    )


def _add_links(file: DataFile, movies: dict[int, MovieRow]) -> SkippedRows:
    columns = [column.strip().lower() for column in decode(file.first_line()).split(",")]
    at = [_position(columns, name) for name in ("movieid", "imdbid", "tmdbid")]
    if at[0] is None:
        raise DataError(f"{file.label}, line 1: no header movieId,imdbId,tmdbId", "fix or remove that file")
    log = RowLog(file)
    for number, text in file.lines():
        if number == 1:
            continue
        try:
            fields = split_csv(text)
            if len(fields) != len(columns):
                raise ValueError(f"expected {len(columns)} fields, found {len(fields)}")
            movie = whole_number(fields[at[0]], "movie id")
            imdb = _link(fields, at[1], "IMDb id")
            tmdb = _link(fields, at[2], "TMDB id")
        except (ValueError, csv.Error) as reason:
            log.skip(number, str(reason))
            continue
        log.good += 1
        if movie in movies:
            movies[movie] = replace(movies[movie], imdb=None if imdb is None else f"tt{imdb:07d}", tmdb=tmdb)
    return log.close("links")


def _link(fields: Sequence[str], at: int | None, what: str) -> int | None:
    text = fields[at].strip().removeprefix("tt") if at is not None else ""
    return whole_number(text, what) or None if text else None


def _position(columns: Sequence[str], *names: str) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)


def _short(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= 40 else text[:40] + "…"
