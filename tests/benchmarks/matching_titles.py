"""How exactly films of other services are found by title and year alone, where ids tell the truth.

Without arguments: the titles of MovieLens 1M looked up in MovieLens small and the other way round; the sets share their
movie ids. With exports that have ids (IMDb, Trakt, ...): each of their rows by its title, against its id.

    python tests/benchmarks/matching_titles.py [EXPORT ...] [--show] [--json FILE]

A film is missed if the catalogue has it and nothing was found, wrong if another film was. Films that the catalogue has
twice under one title and year count as right, whichever was found. "Unlinked" is a film that was found though its id is
not there: mostly one film with two ids, to be judged by eye (--show prints them, and those that were missed).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.datasets.sources import read_files, read_source
from engine.exchange.film_finding import MOVIELENS, FilmFinder
from engine.exchange.import_run import read_named
from engine.movies import Movie
from engine.titles.film_matching import canonical, match_title
from engine.titles.index import TitleIndex

DATA = Path(__file__).parents[3] / "shared" / "data"

Titled = tuple[tuple[str, ...], int | None, int | None]
"""A film's titles, its year, and the id that it truly has in the catalogue, None if it is not there."""


def count(titles: TitleIndex, films: Iterable[Titled], *, show: bool = False) -> Counter[str]:
    """How many films are found, missed, wrong, asked about, unlinked, and absent."""
    counted: Counter[str] = Counter()
    for names, year, truth in films:
        found = match_title(titles, names, year)
        if found.movie is None:
            state = "asked" if found.candidates else "absent" if truth is None else "missed"
        elif truth is None:
            state = "unlinked"
        else:
            state = "found" if truth == found.movie.id or _is_twice(titles, found.movie, truth) else "wrong"
        counted[state] += 1
        if show and state in ("wrong", "missed", "unlinked"):
            print(f"{state}: {names[0]} ({year}): {'' if found.movie is None else found.movie.label}")
    return counted


def _is_twice(titles: TitleIndex, movie: Movie, truth: int | None) -> bool:
    other = None if truth is None else titles.movie(truth)
    return other is not None and (canonical(other.title), other.year) == (canonical(movie.title), movie.year)


def of_set(films: Sequence[Movie], others: Sequence[Movie]) -> tuple[TitleIndex, list[Titled]]:
    """The films of one set as another one would have to find them."""
    there = {movie.id for movie in others}
    return TitleIndex.of(others), [
        ((movie.title,), movie.year, movie.id if movie.id in there else None) for movie in films
    ]


def of_export(path: Path, others: Sequence[Movie]) -> tuple[TitleIndex, list[Titled]]:
    """The rows of an export that have ids, each with the film that these name."""
    titles = TitleIndex.of(others)
    finder = FilmFinder(titles, MOVIELENS)
    readings, refused = read_named([path])
    if refused:
        raise refused[0].failure
    films: list[Titled] = []
    for row in (row for reading in readings for row in reading.rows):
        if row.title and not row.series and (row.imdb or row.tmdb or row.movielens):
            by_id = finder.find(row)
            truth = by_id.movie.id if by_id.movie is not None and by_id.by == "id" else None
            films.append(((row.title, *row.titles), row.year, truth))
    return titles, films


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exports", nargs="*", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if not DATA.is_dir():
        raise SystemExit(f"{DATA} is not there: this needs MovieLens' titles")
    small = read_source(DATA / "ml-latest-small").records()
    if options.exports:
        cases = [(path.name, *of_export(path, small)) for path in options.exports]
    else:
        large = read_files(DATA / "ml-1m" / "watched.csv.gz", DATA / "ml-1m" / "movies.dat").records()
        cases = [
            ("ml-1m in ml-latest-small", *of_set(large, small)),
            ("ml-latest-small in ml-1m", *of_set(small, large)),
        ]
    rows = []
    for name, titles, films in cases:
        start = time.perf_counter()
        counted = count(titles, films, show=options.show)
        seconds = time.perf_counter() - start
        there = sum(truth is not None for _, _, truth in films)
        rows.append(
            {
                "films": name,
                "rows": len(films),
                "in the catalogue": there,
                **{state: counted[state] for state in ("found", "missed", "wrong", "asked", "unlinked", "absent")},
                "missed %": round(100 * counted["missed"] / max(there, 1), 2),
                "wrong %": round(100 * counted["wrong"] / max(there, 1), 2),
                "rows a second": round(len(films) / max(seconds, 1e-9)),
            }
        )
    for row in rows:
        print("  ".join(f"{name}: {value}" for name, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
