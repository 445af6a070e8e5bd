"""What `movierec enrich` takes on made-up files in IMDb's shape, and what its names add to a key in the search.

    python tests/benchmarks/enrich_figures.py --lines 2000000

Reading is measured twice: films with IMDb ids, and the same films by title and year. The floor of reading is unpacking
and splitting the lines of one file.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from bench_titles import made_up_films
from msgspec.structs import replace

from engine.movies import Movie
from engine.people.facts_book import FactsBook
from engine.people.facts_files import About, write_facts
from engine.people.film_facts import FilmFacts, OtherTitle, Person
from engine.people.film_search import find_films
from engine.people.imdb_reading import read_facts
from engine.people.imdb_sources import AKAS, BASICS, CREW, NAMES, PRINCIPALS, RATINGS, given_files
from engine.titles.found import Found
from engine.titles.index import TitleIndex

_FIRST = ["Akira", "John", "Mary", "Anna", "David", "Robert", "Wes", "Li", "Agnès", "Toshirô"]
_SYLLABLES = [
    "ka",
    "ro",
    "mi",
    "ta",
    "sa",
    "wa",
    "ku",
    "lo",
    "ne",
    "der",
    "son",
    "mann",
    "stein",
    "ov",
    "el",
    "an",
    "ri",
]
_KINDS = ["tvEpisode"] * 14 + ["movie"] * 2 + ["short"] * 2 + ["video", "tvMovie"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=2_000_000, help="lines of each file")
    parser.add_argument("--films", type=int, default=3_883, help="films of the catalogue that is read")
    parser.add_argument("--searched", type=int, default=87_000, help="films whose people are searched")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _reading(Path(folder), given.lines, made_up_films(given.films))
        _searching(Path(folder) / "facts", made_up_films(given.searched))


def _reading(folder: Path, lines: int, films: list[Movie]) -> None:
    _write_files(folder, lines, films)
    start = time.perf_counter()
    with gzip.open(folder / f"{BASICS}.tsv.gz", "rb") as stream:
        count = sum(len(block.split(b"\n")) for block in iter(lambda: stream.read(1 << 20), b""))
    print(f"floor: {count:,} lines of {BASICS} in {time.perf_counter() - start:.1f} s")
    before = _peak_mb()
    for how, movies in (
        ("by id", [replace(film, imdb=f"tt{at:07d}") for at, film in enumerate(films, 1)]),
        ("by title and year", films),
    ):
        begun: list[tuple[str, float]] = []
        read = read_facts(given_files(folder), movies, lambda name, begun=begun: _noted(begun, name))  # type: ignore[misc]
        begun.append(("", time.perf_counter()))
        for (name, at), (_, end) in pairwise(begun):
            print(f"{how}: {name:18} {end - at:6.2f} s, {lines / (end - at) / 1e6:.1f} million lines a second")
        print(f"{how}: {len(read.facts):,} films, {_peak_mb() - before:.0f} MB more at the peak")


def _noted(begun: list[tuple[str, float]], name: str):
    begun.append((name, time.perf_counter()))
    return lambda portion: None


def _searching(folder: Path, films: list[Movie]) -> None:
    dice = random.Random(3)
    people = [Person(f"nm{number:07d}", _name(dice)) for number in range(2 * len(films))]

    def somebody() -> Person:
        return people[int(dice.random() ** 2 * len(people))]

    facts = [
        FilmFacts(
            film.id,
            f"tt{film.id:07d}",
            (somebody(),),
            tuple(somebody() for _ in range(6)),
            100,
            f"{film.title} in the original",
            tuple(OtherTitle(f"{_name(dice)} {number}", "DE") for number in range(10)),
        )
        for film in films
    ]
    about = About(catalogue="made up", dataset="", films=len(films), matched=len(films), people=0, files=(), made="")
    about = write_facts(folder, about, facts, {film.id: film.n_ratings for film in films})
    size = sum(path.stat().st_size for path in folder.iterdir())
    start = time.perf_counter()
    book = FactsBook.open(folder)
    assert book is not None
    print(f"{len(films):,} films, {about.people:,} people: {size / 1e6:.0f} MB, opened in {_ms(start):.0f} ms")
    titles = TitleIndex.of(films)
    typed = [people[dice.randrange(len(people))].name.split()[1].lower() for _ in range(300)]
    book.called("warm")
    alone, more = [], []
    for text in (name[:length] for name in typed for length in range(3, len(name) + 1)):
        start = time.perf_counter()
        found = titles.find(text, 50)
        alone.append(_ms(start))
        start = time.perf_counter()
        find_films(_Found(titles, found), book, text, 50)
        more.append(_ms(start))
    for name, figures in (("titles", alone), ("people and other titles", more)):
        figures.sort()
        p50, p95, p99 = (figures[int(share * (len(figures) - 1))] for share in (0.5, 0.95, 0.99))
        print(f"a key, {name}: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms")


class _Found:
    """Titles that have been searched already."""

    def __init__(self, titles: TitleIndex, found: Found) -> None:
        self._found = found
        self.movie = titles.movie

    def find(self, text: str, k: int = 20) -> Found:
        return self._found


def _write_files(folder: Path, lines: int, films: list[Movie]) -> None:
    dice = random.Random(1)
    words = [word for film in films for word in film.title.split()]

    def basics() -> Iterator[str]:
        for at in range(1, lines + 1):
            if at <= len(films):
                film = films[at - 1]
                yield f"tt{at:07d}\tmovie\t{film.title}\t{film.title}\t0\t{film.year}\t\\N\t{90 + at % 60}\tDrama"
            else:
                title, kind = " ".join(dice.choices(words, k=3)), dice.choice(_KINDS)
                yield f"tt{at:07d}\t{kind}\t{title}\t{title}\t0\t{dice.randint(1920, 2024)}\t\\N\t{at % 200}\tDrama"

    numbers = range(1, lines + 1)
    some = '["Somebody"]'
    for name, header, rows in (
        (
            BASICS,
            "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
            basics(),
        ),
        (RATINGS, "tconst averageRating numVotes", (f"tt{at:07d}\t6.5\t{lines // at + 5}" for at in numbers)),
        (CREW, "tconst directors writers", (f"tt{at:07d}\tnm{at % 9000 + 1:07d}\t\\N" for at in numbers)),
        (
            PRINCIPALS,
            "tconst ordering nconst category job characters",
            (f"tt{at // 10 + 1:07d}\t{at % 10 + 1}\tnm{at * 7 % 40000 + 1:07d}\tactor\t\\N\t{some}" for at in numbers),
        ),
        (
            NAMES,
            "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
            (f"nm{at:07d}\t{_name(dice)}\t1950\t\\N\tactor\t\\N" for at in numbers),
        ),
        (
            AKAS,
            "titleId ordering title region language types attributes isOriginalTitle",
            (f"tt{at // 5 + 1:07d}\t{at % 5}\tTitel {at}\tDE\t\\N\timdbDisplay\t\\N\t0" for at in numbers),
        ),
    ):
        _write(folder / f"{name}.tsv.gz", header, rows)


def _write(path: Path, header: str, rows: Iterable[str]) -> None:
    with gzip.open(path, "wt", compresslevel=5, encoding="utf-8") as stream:
        stream.write(header.replace(" ", "\t") + "\n")
        stream.writelines(f"{row}\n" for row in rows)


def _name(dice: random.Random) -> str:
    return f"{dice.choice(_FIRST)} {''.join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))).title()}"


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ms(start: float) -> float:
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
