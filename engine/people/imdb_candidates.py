"""The films of IMDb's data sets that a catalogue lacks: newer than its data set, and with enough votes.

title.basics says which titles are films of these years, title.ratings which of those have the votes. What is kept in
memory grows with the films of these years, not with the files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DataError
from engine.movies import FIRST_ADDED_ID, FIRST_NEW_ID, Movie, clean_text
from engine.people.genre_names import genres_in
from engine.people.imdb_reading import Told
from engine.people.imdb_sources import BASICS, IMDB_URL, RATINGS
from engine.people.imdb_tables import ImdbTable
from engine.titles.film_matching import match_title
from engine.titles.index import TitleIndex
from engine.titles.index_building import imdb_number
from engine.titles.normalization import fold

MOST = 20_000
"""The most new films of a catalogue: the ones with the most votes."""
_FILM, _TV_FILM = "movie", "tvMovie"
_TV_SHARE = 0.02
"""From this share of television films among a catalogue's films on, new ones join it too."""
_IMDB_ID = re.compile(r"tt\d{7,8}\Z")
_LONGEST = 200
"""Characters of a title."""


@dataclass(frozen=True)
class NewFilms:
    """The films that a catalogue lacks, those with the most votes first, and how many more there are than it takes."""

    movies: tuple[Movie, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which films may join: those to the year `until` with so many `votes`, beside the films of `titles`, without the
    ids that were `declined`: new films that were removed by hand. `genres` are those of the data set."""

    votes: int
    titles: TitleIndex
    genres: Sequence[str]
    until: int
    declined: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Title:
    imdb: str
    kind: str
    primary: str
    original: str
    year: int
    genres: str


def find_new_films(paths: Mapping[str, Path], movies: Sequence[Movie], wanted: Wanted, told: Told) -> NewFilms:
    """The films in the files `paths` (by the names of engine.people.imdb_sources) that are `wanted` and not among
    `movies`, from the newest year of the data set on.

    Raises DataError if title.ratings is not among them, or a file is not IMDb's, damaged or cut off.
    """
    if RATINGS not in paths:
        raise DataError(
            f"new films are told by their votes, and there is no {RATINGS}.tsv.gz",
            f"get it from {IMDB_URL}/ too, or leave out --new-films",
        )
    there = {imdb_number(movie.imdb) for movie in movies} | {one - FIRST_NEW_ID for one in wanted.declined}
    titles, kinds = _titles(paths[BASICS], range(_newest_year(movies), wanted.until + 1), there, told)
    if kinds[_TV_FILM] < _TV_SHARE * max(kinds.total(), 1):
        titles = {imdb: title for imdb, title in titles.items() if title.kind == _FILM}
    counted = _votes(paths[RATINGS], titles, wanted.votes, told)
    room = max(MOST - sum(movie.is_new for movie in movies), 0)
    chosen: list[Movie] = []
    lacking = 0
    for imdb in sorted(counted, key=lambda one: (-counted[one], one)):
        title = titles[imdb]
        if _is_there(wanted.titles, title):
            continue
        lacking += 1
        if len(chosen) < room:
            chosen.append(_movie(title, wanted.genres))
    return NewFilms(tuple(chosen), lacking - len(chosen))


def _newest_year(movies: Sequence[Movie]) -> int:
    """The newest year of the data set, films that were added later aside."""
    years = [movie.year for movie in movies if movie.id < FIRST_ADDED_ID and movie.year is not None]
    if not years:
        raise DataError("no film of the data set has a year, so none can be told to be newer", "leave out --new-films")
    return max(years)


def _titles(path: Path, years: range, there: Collection[int], told: Told) -> tuple[dict[str, _Title], Counter[str]]:
    """The films of these `years` that are not `there`, by IMDb id, and how many of those that are there
    are of which kind."""
    columns = ("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "genres")
    found: dict[str, _Title] = {}
    kinds: Counter[str] = Counter()
    for imdb, kind, primary, original, adult, year, genres in _rows(
        path, columns, (_FILM, _TV_FILM), told, "titleType"
    ):
        if not imdb or not kind or not primary or not _IMDB_ID.match(imdb):
            continue
        if int(imdb[2:]) in there:
            kinds[kind] += 1
        elif adult == "0" and year and year.isdecimal() and int(year[:5]) in years and fold(primary):
            primary, original = clean_text(primary[:_LONGEST]), clean_text((original or "")[:_LONGEST])
            title = _Title(imdb, kind, primary, original, int(year), genres or "")
            if "Adult" not in title.genres.split(","):
                found[imdb] = title
    return found, kinds


def _votes(path: Path, titles: Collection[str], least: int, told: Told) -> dict[str, int]:
    """The votes of those of the `titles` that have so many."""
    found = {}
    for imdb, count in _rows(path, ("tconst", "numVotes"), titles, told):
        if imdb and count and count.isdecimal() and int(count[:12]) >= least:
            found[imdb] = int(count[:12])
    return found


def _rows(
    path: Path, columns: Sequence[str], wanted: Collection[str], told: Told, tested: str = ""
) -> Iterator[list[str | None]]:
    return ImdbTable(path, columns, told(path.name.partition(".tsv")[0])).rows(
        frozenset(one.encode() for one in wanted), tested=tested
    )


def _is_there(titles: TitleIndex, title: _Title) -> bool:
    """Whether it may be a film of the catalogue: one without an IMDb id, by its title and year."""
    match = match_title(titles, [one for one in (title.primary, title.original) if one], title.year)
    may_be = [*([match.movie] if match.movie is not None else []), *match.candidates, *match.others]
    return any(not imdb_number(movie.imdb) for movie in may_be)


def _movie(title: _Title, genres: Sequence[str]) -> Movie:
    other = title.original if fold(title.original) not in ("", fold(title.primary)) else ""
    return Movie(
        id=FIRST_NEW_ID + int(title.imdb[2:]),
        title=title.primary,
        year=title.year,
        genres=genres_in(genres, title.genres.split(",")),
        alternatives=(other,) if other else (),
        imdb=title.imdb,
    )
