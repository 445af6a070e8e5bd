"""Reading files of films in all MovieLens layouts and RecBole's; the layout is sniffed from the first line.

It reads titles, years and genres; `link_files` reads links, `rating_files` ratings.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache

import msgspec

from engine.datasets.column_names import GENRES, YEAR, film_columns, plain_name, position
from engine.datasets.data_files import DataFile
from engine.datasets.delimited import Row, read_header
from engine.datasets.field_values import whole_number
from engine.datasets.link_files import read_links
from engine.datasets.skipped_rows import RowLog, SkippedRows
from engine.datasets.title_parsing import parse_title
from engine.errors import DataError
from engine.movies import FIRST_ADDED_ID, clean_text

_NAMED = re.compile(r"""["']name["']\s*:\s*["']([^"']*)["']""")
_NO_GENRE = {"", "(no genres listed)", "unknown"}
# The genre flags of u.item, in file order.
# fmt: off
_ITEM_GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime",
    "Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery",
    "Romance", "Sci-Fi", "Thriller", "War", "Western",
)
# fmt: on
# 01-Jan-1995 in u.item, 1995 or 1995.0 in a column of its own, 1995-11-22 as a day of release.
_YEAR = re.compile(r"(?:\d{1,2}-\w{3}-)?((?:18|19|20)\d\d)(?:\.0+|-\d\d-\d\d)?")


class MovieLayout(Enum):
    """The format of a file of films."""

    ITEM = "u.item of MovieLens 100K"
    DAT = "movies.dat"
    CSV = "movies.csv of MovieLens"
    OTHER_CSV = "a CSV with columns of other names"
    ATOMIC = "a RecBole .item file"


class MovieRow(msgspec.Struct, frozen=True):
    """A film as read."""

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
    layout, reader, line = _sniff(file)
    log = RowLog(file)
    movies: dict[int, MovieRow] = {}
    for number, text in file.lines():
        if number <= line:
            continue
        try:
            movie = reader(text)
            if movie.movie in movies:
                raise ValueError(f"movie {movie.movie} is a duplicate")
        except (ValueError, csv.Error) as reason:
            log.skip(number, reason)
            if log.hopeless:
                break
        else:
            movies[movie.movie] = movie
            log.good += 1
    skipped = log.close("films")
    if links is not None:
        linked, unread = read_links(links)
        skipped += unread
        for identity, (imdb, tmdb) in linked.items():
            if identity in movies:
                movies[identity] = msgspec.structs.replace(movies[identity], imdb=imdb, tmdb=tmdb)
    return list(movies.values()), layout, skipped


def _sniff(file: DataFile) -> tuple[MovieLayout, Reader, int]:
    """The layout of the file, the reader of its rows, and the number of the line before the first."""
    line, first = file.header()
    found = read_header(first, lambda columns: film_columns(columns) is not None)
    if ":token" in first:
        return MovieLayout.ATOMIC, _atomic_reader(file, line, first), line
    if found is not None:
        row, columns = found
        movielens = [cell.lower() for cell in row.split(first)][: row.named] == ["movieid", "title", "genres"]
        return MovieLayout.CSV if movielens else MovieLayout.OTHER_CSV, _table_reader(row, columns), line
    if "::" in first:
        return MovieLayout.DAT, _read_dat, line - 1
    if first.count("|") == 4 + len(_ITEM_GENRES):
        return MovieLayout.ITEM, _read_item, line - 1
    raise DataError(
        f"{file.label}, line {line}: not a file of films (movies.csv, movies.dat, u.item or a RecBole .item file)",
        "a CSV must start with a header like movieId,title,genres",
    )


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


def _table_reader(row: Row, columns: Sequence[str]) -> Reader:
    identity, title = film_columns(columns) or (0, 0)
    genres, year = position(columns, GENRES), position(columns, YEAR)
    # In a file parted by | the genres at its end are parted by | as well.
    row = replace(row, open_end=row.separator == "|" and genres == row.named - 1)

    def read(text: str) -> MovieRow:
        fields = row.split(text)
        return _movie(
            fields[identity],
            fields[title],
            _listed(fields[genres]) if genres is not None else [],
            fields[year] if year is not None else "",
        )

    return read


def _listed(text: str) -> list[str]:
    """The genres of one field: parted by |, else by ; or commas, perhaps as a list in brackets and quotes, or as TMDB
    lists them, with an id and a name each."""
    if named := _NAMED.findall(text):
        return named
    if text.startswith("[") and text.endswith("]"):
        return [part.strip(" '\"") for part in text[1:-1].split(",")]
    return text.split("|") if "|" in text else re.split("[;,]", text)


def _atomic_reader(file: DataFile, line: int, header: str) -> Reader:
    columns = [plain_name(column) for column in header.split("\t")]
    found = film_columns(columns)
    year, genres = position(columns, YEAR), position(columns, GENRES)
    if found is None:
        raise DataError(
            f"{file.label}, line {line}: no item_id and movie_title columns", "check that it is a RecBole .item file"
        )
    identity, title = found

    def read(text: str) -> MovieRow:
        fields = text.split("\t")
        if len(fields) != len(columns):
            raise ValueError(f"expected {len(columns)} fields, found {len(fields)}")
        listed = fields[genres].strip() if genres is not None else ""
        kinds = [listed] if listed in _NO_GENRE else re.split(r"[ |]+", listed)
        return _movie(fields[identity], fields[title], kinds, fields[year] if year is not None else "")

    return read


@lru_cache(maxsize=1_000)
def _genre(text: str) -> str:
    return clean_text(text).strip()


def _movie(identity: str, title: str, genres: Sequence[str], year: str = "") -> MovieRow:
    movie = whole_number(identity, "movie id")
    if movie >= FIRST_ADDED_ID:
        raise ValueError(f"movie id {movie} is too large: ids from {FIRST_ADDED_ID:,} on are reserved for added films")
    parsed = parse_title(title)
    if not parsed.title:
        raise ValueError(f"movie {movie} has no title")
    kinds = dict.fromkeys(map(_genre, genres))
    found = _YEAR.fullmatch(year.strip())
    return MovieRow(
        movie,
        parsed.title,
        parsed.year if parsed.year is not None or found is None else int(found[1]),
        tuple(kind for kind in kinds if kind not in _NO_GENRE),
        parsed.alternatives,
    )
