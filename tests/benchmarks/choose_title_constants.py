"""What the constants of title search are worth: the values that ship beside others.

    python tests/benchmarks/choose_title_constants.py --source ml-latest-small.zip \\
        --absent ml-100k.zip

Queries are made of the titles of `--source`, 500 films drawn by how often they were rated: the first letters, the whole
title with one letter wrong, and the title without one of its words. Titles of `--absent` that the source lacks, and
words of random syllables, should find nothing. Prints Markdown: the share of queries whose film is the first, or among
the first five, of the answers, and the share of absent titles and of nonsense that are answered with some film.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import numpy as np
from given_data import dataset_of, parser_of

from engine.datasets.sources import read_source
from engine.movies import Movie
from engine.titles import finding, ranking
from engine.titles.index import TitleIndex

FILMS = 500
SWEEPS: dict[str, tuple[ModuleType, Sequence[float]]] = {
    "_WORTH_WEIGHING": (finding, (30.0, 50.0, 60.0)),
    "_WEIGHED": (finding, (5, 25, 100)),
    "FEW": (finding, (1, 3, 10)),
    "ALL_WORDS_MATCH": (ranking, (66.0, 70.0, 74.0, 78.0, 82.0)),
    "POPULARITY": (ranking, (0.0, 8.0, 16.0, 24.0, 32.0)),
    "_BUDGET": (ranking, (4_000, 40_000, 400_000)),
    "_CANDIDATES": (ranking, (20, 60, 180)),
}
Query = tuple[str, int]
"""What is typed, and the id of the film that is meant."""


def some_films(movies: Sequence[Movie], random: np.random.Generator) -> list[Movie]:
    rated = np.array([movie.n_ratings for movie in movies], float)
    return [movies[i] for i in random.choice(len(movies), FILMS, replace=False, p=rated / rated.sum())]


def beginnings(films: Sequence[Movie]) -> list[Query]:
    return [(film.title.lower()[:6].strip(), film.id) for film in films if len(film.title) > 6]


def misspelled(films: Sequence[Movie], random: np.random.Generator) -> list[Query]:
    """One letter dropped, doubled, replaced, or swapped with the next one."""
    made = []
    for film in films:
        text = film.title.lower()
        letters = [place for place, letter in enumerate(text[:-1]) if letter.isalpha() and text[place + 1].isalpha()]
        if len(letters) < 5:
            continue
        at = int(random.choice(letters))
        other = "abcdefghijklmnopqrstuvwxyz"[random.integers(26)]
        middle = ("", 2 * text[at], other, text[at + 1] + text[at])[int(random.integers(4))]
        made.append((text[:at] + middle + text[at + 1 + (len(middle) == 2 and middle[0] != middle[1]) :], film.id))
    return made


def without_a_word(films: Sequence[Movie], random: np.random.Generator) -> list[Query]:
    made = []
    for film in films:
        words = film.title.lower().split()
        if len(words) > 2:
            del words[int(random.integers(len(words)))]
            made.append((" ".join(words), film.id))
    return made


def nonsense(random: np.random.Generator) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "or", "ex")]
    return ["".join(random.choice(syllables, int(random.integers(3, 5)))) for _ in range(FILMS)]


def absent_titles(movies: Sequence[Movie], others: Sequence[Movie]) -> list[str]:
    known = {movie.title.casefold() for movie in movies} | {t.casefold() for m in movies for t in m.alternatives}
    return [other.title for other in others if other.title.casefold() not in known][:FILMS]


def row(titles: TitleIndex, found: dict[str, list[Query]], missing: dict[str, list[str]]) -> Iterator[str]:
    for queries in found.values():
        places = [[movie.id for movie in titles.search(text, 5)] for text, _ in queries]
        for most in (1, 5):
            hits = [meant in answered[:most] for answered, (_, meant) in zip(places, queries, strict=True)]
            yield f"{np.mean(hits):.3f}"
    for texts in missing.values():
        yield f"{np.mean([bool(titles.search(text, 1)) for text in texts]):.3f}"


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--absent", type=Path, required=True)
    given = parser.parse_args()
    movies = dataset_of(given).records()
    random = np.random.default_rng(0)
    films = some_films(movies, random)
    found = {
        "6 letters": beginnings(films),
        "misspelled": misspelled(films, random),
        "a word missing": without_a_word(films, random),
    }
    missing = {"absent": absent_titles(movies, read_source(given.absent).records()), "nonsense": nonsense(random)}
    heads = [f"{name} {most}" for name in found for most in ("first", "in 5")] + [
        f"{name} answered" for name in missing
    ]
    for name, (module, values) in SWEEPS.items():
        print(f"| {name} | {' | '.join(heads)} |")
        print("|---" * (len(heads) + 1) + "|")
        usual = getattr(module, name)
        for value in values:
            with patch.object(module, name, value):
                titles = TitleIndex.of(movies)
                sign = " (ships)" if value == usual else ""
                print(f"| {value:g}{sign} | {' | '.join(row(titles, found, missing))} |", flush=True)
        print()


if __name__ == "__main__":
    main()
