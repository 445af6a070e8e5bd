"""From IMDb's files to the facts of a catalogue's films: which titles they are, then what each file says of those.

What is kept is bounded by the number of films, not by the size of the files: a film has at most so many directors,
actors and titles here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.movies import FIRST_NEW_ID, Movie
from engine.people.film_facts import FilmFacts, OtherTitle, Person
from engine.people.imdb_matching import KINDS, TitleMatcher, by_imdb_id
from engine.people.imdb_sources import AKAS, BASICS, CREW, NAMES, PRINCIPALS, RATINGS
from engine.people.imdb_tables import ImdbTable
from engine.progress import Portion
from engine.titles.normalization import fold

CAST, DIRECTORS, WRITERS, OTHERS = 6, 12, 6, 40
"""The most actors, directors, writers and other titles of a film."""
_LONGEST = 200
"""Characters of a title or a name."""
_ACTORS = ("actor", "actress")
_UNUSED = frozenset({"working", "dvd", "video", "tv"})
"""Types of other titles by which nobody knows a film."""
_PERSON = re.compile(r"nm\d{7,12}\Z")
_AVERAGE = re.compile(r"(\d(\.\d{1,2})?|10(\.0{1,2})?)\Z")
_REGION = re.compile(r"[A-Z]{2}\Z")

Told = Callable[[str], Portion]
"""Called with the name of a file that is begun; the result hears how much of it was read."""
Rows = Iterator[list[str | None]]


@dataclass
class Reading:
    """The `facts` by movie id; the `writers` of films, likewise, as ids of people; how many films were found by title
    and year; and how many lines that concern the films could not be read."""

    facts: dict[int, FilmFacts] = field(default_factory=dict)
    writers: dict[int, list[str]] = field(default_factory=dict)
    by_title: int = 0
    skipped: int = 0


def read_facts(paths: Mapping[str, Path], movies: Sequence[Movie], told: Told) -> Reading:
    """What the files `paths` (by the names of engine.people.imdb_sources) say of `movies`.

    Raises DataError if a file is not IMDb's, damaged or cut off.
    """
    reader = _Reader(paths, told)
    films = by_imdb_id(movies)
    known = {movie for ids in films.values() for movie in ids}
    found = reader.by_title([movie for movie in movies if movie.id not in known], films)
    for imdb, movie in found.items():
        films.setdefault(imdb, []).append(movie)
    facts = reader.facts(films)
    writers = {movie: some for imdb, some in reader.writers.items() for movie in films[imdb]}
    return Reading(facts, writers, sum(1 for movie in found.values() if movie in facts), reader.skipped)


class _Reader:
    def __init__(self, paths: Mapping[str, Path], told: Told) -> None:
        self._paths = paths
        self._told = told
        self.skipped = 0
        self.writers: dict[str, list[str]] = {}

    def by_title(self, movies: Sequence[Movie], taken: Collection[str]) -> dict[str, int]:
        """The films of `movies` that are found by title and year, by IMDb id; titles that are `taken` are other
        films."""
        matcher = TitleMatcher(movies)
        if not len(matcher):
            return {}
        columns = ("tconst", "titleType", "primaryTitle", "originalTitle", "startYear")
        for imdb, kind, primary, original, year in self._rows(BASICS, columns, KINDS, tested="titleType"):
            if imdb and kind and year and year.isdecimal() and imdb not in taken:
                matcher.consider(imdb, kind, [title[:_LONGEST] for title in (primary, original) if title], int(year))
        votes = {}
        for imdb, count in self._rows(RATINGS, ("tconst", "numVotes"), matcher.considered):
            if imdb and count and count.isdecimal():
                votes[imdb] = int(count)
        return matcher.matches(votes)

    def facts(self, films: Mapping[str, Sequence[int]]) -> dict[int, FilmFacts]:
        """The facts of the `films` (ids by IMDb id) that title.basics has."""
        basics: dict[str, tuple[str, int | None]] = {}
        for imdb, primary, original, runtime in self._rows(
            BASICS, ("tconst", "primaryTitle", "originalTitle", "runtimeMinutes"), films
        ):
            if imdb and primary:
                basics[imdb] = (original or primary)[:_LONGEST], _minutes(runtime)
        crew = self._crew(basics)
        cast, directed = self._principals(basics)
        directors = {imdb: crew.get(imdb) or directed.get(imdb, []) for imdb in basics}
        names = self._names({one for some in (directors, cast) for people in some.values() for one in people})
        others = self._others(basics)
        rated = self._ratings([imdb for imdb in basics if any(movie >= FIRST_NEW_ID for movie in films[imdb])])

        def people(ids: Sequence[str]) -> tuple[Person, ...]:
            return tuple(Person(one, names[one]) for one in ids if one in names)

        return {
            movie: FilmFacts(
                movie,
                imdb,
                people(directors[imdb]),
                people(cast.get(imdb, ())),
                runtime,
                original,
                tuple(others.get(imdb, ())),
                *rated.get(imdb, ()),
            )
            for imdb, (original, runtime) in basics.items()
            for movie in films[imdb]
        }

    def _crew(self, wanted: Collection[str]) -> dict[str, list[str]]:
        found = {}
        for imdb, directors, writers in self._rows(CREW, ("tconst", "directors", "writers"), wanted):
            if imdb and directors:
                found[imdb] = [one for one in directors.split(",")[:DIRECTORS] if _PERSON.match(one)]
            if imdb and writers:
                self.writers[imdb] = [one for one in writers.split(",")[:WRITERS] if _PERSON.match(one)]
        return found

    def _ratings(self, wanted: Collection[str]) -> dict[str, tuple[int, float]]:
        """The votes of each title, and their average."""
        found = {}
        for imdb, average, votes in self._rows(RATINGS, ("tconst", "averageRating", "numVotes"), wanted):
            if imdb and votes and votes.isdecimal() and average and _AVERAGE.match(average):
                found[imdb] = int(votes[:12]), float(average)
        return found

    def _principals(self, wanted: Collection[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The main actors of each title, in order, and its directors."""
        played: dict[str, list[tuple[int, str]]] = defaultdict(list)
        directed: dict[str, list[str]] = defaultdict(list)
        columns = ("tconst", "ordering", "nconst", "category")
        for imdb, place, person, category in self._rows(PRINCIPALS, columns, wanted):
            if not imdb or not person or not _PERSON.match(person):
                self.skipped += 1
            elif category == "director" and len(directed[imdb]) < DIRECTORS:
                directed[imdb].append(person)
            elif category in _ACTORS:
                roles = played[imdb]
                roles.append((int(place) if place and place.isdecimal() else len(roles), person))
                if len(roles) > 2 * CAST:
                    played[imdb] = sorted(roles)[:CAST]
        cast = {imdb: list(dict.fromkeys(person for _, person in sorted(some)))[:CAST] for imdb, some in played.items()}
        return cast, directed

    def _names(self, wanted: Collection[str]) -> dict[str, str]:
        found = {}
        for person, name in self._rows(NAMES, ("nconst", "primaryName"), wanted):
            if person and name and fold(name):
                found[person] = name[:_LONGEST]
        return found

    def _others(self, wanted: Mapping[str, tuple[str, int | None]]) -> dict[str, list[OtherTitle]]:
        """The titles of each film elsewhere, each in one spelling, without its original one."""
        found: dict[str, list[OtherTitle]] = defaultdict(list)
        keys: dict[str, set[str]] = defaultdict(set)
        columns = ("titleId", "title", "region", "types")
        for imdb, title, region, kinds in self._rows(AKAS, columns, wanted):
            if not imdb or not title or len(found[imdb]) >= OTHERS or _UNUSED & set((kinds or "").split()):
                continue
            key = fold(title)
            if key and key != fold(wanted[imdb][0]) and key not in keys[imdb]:
                keys[imdb].add(key)
                found[imdb].append(OtherTitle(title[:_LONGEST], region if region and _REGION.match(region) else ""))
        return found

    def _rows(self, name: str, columns: Sequence[str], wanted: Collection[str], *, tested: str = "") -> Rows:
        path = self._paths.get(name)
        if path is None:
            return
        table = ImdbTable(path, columns, self._told(name))
        yield from table.rows(frozenset(one.encode() for one in wanted), tested=tested)
        self.skipped += table.skipped


def _minutes(text: str | None) -> int | None:
    """A running time; None where there is none, or it is not one of a film."""
    return int(text) if text and text.isdecimal() and 0 < int(text[:6]) < 6_000 else None
