"""Groups of films that belong together (a director's, a series', a kind's), and what it takes to find them: some films
of a group are liked, and the others are to be found.

The groups are in data/makers.txt, facts of film history that no data set holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.evaluation.measurement import Case, K
from engine.model.interactions import Interactions, stable_hash

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]

LIKED = 4
"""How many films of a group are liked."""
FEWEST_FILMS, FEWEST_WATCHERS = 6, 10
"""A group counts if it has so many films with so many watchers in the data; films with fewer watchers are no targets,
since their data tell hardly anything."""
DRAWS, TUNING_DRAWS = 10, 3
"""Queries for each group, and for choosing the settings of a method."""
MAKER = "maker"
"""The name of the figure, before its "@k"."""
MAKER_LIKES = f"{LIKED} by a maker"
"""`Case.likes` of the case that `maker_cases` makes."""

MAKER_PROTOCOL = (
    f"Maker: {LIKED} films of a director, series or kind are liked, at random, {DRAWS} times; maker@{K} = its other "
    f"films in the first {K} / min({K}, their number). The groups are a list of movierec's; those count that have "
    f"{FEWEST_FILMS} films with {FEWEST_WATCHERS} watchers or more."
)


@dataclass(frozen=True)
class Maker:
    """A group: its name, and the columns of its films with FEWEST_WATCHERS or more, in the order of the list."""

    name: str
    films: Ints


@cache
def read_makers() -> dict[str, tuple[str, ...]]:
    """The groups of the list: the films' labels by the group's name."""
    packed = Path(__file__).with_name("makers.txt")
    path = packed if packed.exists() else Path(__file__).parents[2] / "data" / "makers.txt"
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, films = line.partition(": ")
            found[name] = tuple(films.split(" | "))
    return found


def makers_of(movies: pd.DataFrame, training: Interactions) -> list[Maker]:
    """The groups that count in these data. `movies` are a Dataset's; watchers are those of `training`. Of films
    with the same title and year the one with most watchers is meant."""
    counts = training.counts
    columns = np.searchsorted(training.movies, movies["movie"].to_numpy(np.int64))
    labels = [f"{title} ({year})" for title, year in zip(movies["title"], movies["year"], strict=True)]
    rows = np.flatnonzero(counts[columns] >= FEWEST_WATCHERS)
    place = {labels[row]: int(columns[row]) for row in rows[np.argsort(counts[columns[rows]], kind="stable")]}
    found = []
    for name, listed in read_makers().items():
        films = list(dict.fromkeys(place[label] for label in listed if label in place))
        if len(films) >= FEWEST_FILMS:
            found.append(Maker(name, np.array(films, np.int64)))
    return found


def maker_cases(makers: Sequence[Maker], movies: int, *, draws: int = DRAWS, seed: int = 0) -> list[Case]:
    """For each of `makers`, `draws` queries of LIKED random films of the group, with its other films as targets;
    `movies` is the size of the catalogue. One case, or none without makers."""
    liked, targets = [], []
    for maker in makers:
        random = np.random.default_rng(stable_hash((seed, maker.name)))
        for _ in range(draws):
            mixed = random.permutation(maker.films)
            liked.append(np.sort(mixed[:LIKED]))
            targets.append(np.sort(mixed[LIKED:]))
    if not liked:
        return []
    return [Case(MAKER_LIKES, _rows(liked, movies), _rows(targets, movies), figure=MAKER)]


def _rows(films: Sequence[Ints], movies: int) -> sparse.csr_array:
    """(rows, movies) ones for each row's films."""
    ends = np.cumsum([0, *map(len, films)])
    return sparse.csr_array((np.ones(ends[-1], np.float32), np.concatenate(films), ends), shape=(len(films), movies))
