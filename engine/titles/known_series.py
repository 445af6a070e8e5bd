"""The table of well-known series, short names and films: "indiana jones", "lotr", "star wars 5", "t2".

It knows titles and years, not a catalogue: engine.titles.finding looks up which of the films are there. The table is
data/known_titles.json, one series a line; it is read when the first search needs it (about a millisecond).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from engine.titles.normalization import fold, number_of, with_digits, without_article

_SHORT = 2
"""Names of at most so many letters ("st", "mi") are also the beginnings of many titles."""
_COMPLETED = 4
"""Letters from which on the beginning of a series' name is completed."""
_KINDS = frozenset(("series", "saga", "movies", "films", "movie", "film", "franchise", "collection", "trilogy"))
_NUMBER_WORDS = frozenset(("part", "pt", "episode", "ep", "chapter", "vol", "volume", "number", "no", "movie", "film"))
_ATTACHED = re.compile(r"\A(?P<name>[^\W\d]+)(?P<number>\d{1,2})\Z")
_TITLED = re.compile(r"\A(?P<titles>.+) \((?P<year>\d{4})\)\Z")


class Series(msgspec.Struct, frozen=True):
    """`names` are what people call it, as `key_of` writes it; `films` its films ("Title / Other title (year)"). If
    it is `numbered`, they are in the order by which people number them, with "" where a number has no film."""

    names: tuple[str, ...]
    films: tuple[str, ...]
    numbered: bool = False


class _Table(msgspec.Struct, frozen=True):
    """`films`: the years in which films with that title came out, by `key_of` the title. They are films that a
    catalogue can be too old for, and that have titles which are also parts of others ("Soul", "Joker")."""

    series: tuple[Series, ...]
    films: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class KnownFilm:
    """A film as the table has it: the titles under which a catalogue may have it, and its year."""

    titles: tuple[str, ...]
    year: int


@dataclass(frozen=True)
class NamedSeries:
    """What a typed name means: `films`, or for a numbered name ("rocky 2") one film, none if the table knows of none;
    then `others` has the whole series. `begun`: only the beginning of the name was typed. `short`: the name is one of
    a few letters."""

    films: tuple[KnownFilm, ...]
    others: tuple[KnownFilm, ...] = ()
    begun: bool = False
    short: bool = False


class SeriesTable:
    """Series by their names, as typed, and `films`: the years of well-known films by `key_of` their title."""

    def __init__(self, rows: Sequence[Series], films: Mapping[str, Sequence[int]] | None = None) -> None:
        self.films = films or {}
        self._by_name: dict[str, Series] = {}
        for row in rows:
            for name in row.names:
                self._by_name.setdefault(name, row)
        self._names = sorted(row.names[0] for row in rows if len(row.films) > 1)

    @property
    def series(self) -> tuple[Series, ...]:
        return tuple(dict.fromkeys(self._by_name.values()))

    def named(self, text: str) -> NamedSeries | None:
        """The series or the film that is called `text`; None if the table has no such name."""
        key = key_of(text)
        for name in (key, _without_kind(key)):
            if found := self._by_name.get(name):
                return NamedSeries(_films(found), short=len(name) <= _SHORT)
        for name, number in _numbered(key):
            found = self._by_name.get(name)
            if found is not None and found.numbered:
                there = found.films[number - 1] if 0 < number <= len(found.films) else ""
                return NamedSeries((_film(there),) if there else (), others=_films(found))
        return None

    def begun(self, text: str) -> NamedSeries | None:
        """The series whose name begins with `text`, the first in alphabetical order; None if there is none."""
        key = key_of(text)
        at = bisect_left(self._names, key)
        if len(key) < _COMPLETED or at == len(self._names) or not self._names[at].startswith(key):
            return None
        return NamedSeries(_films(self._by_name[self._names[at]]), begun=True)


@cache
def known_series() -> SeriesTable:
    """The table that movierec ships."""
    table = msgspec.json.decode(_file().read_bytes(), type=_Table)
    return SeriesTable(table.series, table.films)


def key_of(text: str) -> str:
    """How the table writes a name: folded, with numbers as digits and without a leading article."""
    return without_article(with_digits(fold(text)))


def _without_kind(key: str) -> str:
    """ "all james bond films" as "james bond"."""
    words = key.split()
    while len(words) > 1 and words[-1] in _KINDS:
        words.pop()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "all" else words)


def _numbered(key: str) -> Iterator[tuple[str, int]]:
    """The readings of `key` as a name and a number: "lotr 2", "star wars episode v", "mi2"."""
    words = key.split()
    if len(words) > 1 and (number := number_of(words[-1])) is not None:
        words.pop()
        if len(words) > 1 and words[-1] in _NUMBER_WORDS:
            yield " ".join(words), number
            words.pop()
        yield " ".join(words), number
    elif len(words) == 1 and (attached := _ATTACHED.match(key)):
        yield attached["name"], int(attached["number"])


def _films(series: Series) -> tuple[KnownFilm, ...]:
    return tuple(_film(film) for film in series.films if film)


def _film(text: str) -> KnownFilm:
    titled = _TITLED.match(text)
    if titled is None:
        raise ValueError(f"'{text}' is not written as Title (year)")
    return KnownFilm(tuple(titled["titles"].split(" / ")), int(titled["year"]))


def _file() -> Path:
    """The path of the table: next to this module in a wheel, under data/ in a checkout."""
    packed = Path(__file__).with_name("known_titles.json")
    return packed if packed.exists() else Path(__file__).parents[2] / "data" / "known_titles.json"
