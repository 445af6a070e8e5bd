"""Small data sets with known right answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest

from engine.datasets.dataset import Dataset

GROUPS = 3
GROUP_SIZE = 12

MakeDataset = Callable[..., Dataset]


@pytest.fixture
def make_dataset() -> MakeDataset:
    """Builds a Dataset from (user, movie) pairs, with `movies` films (ids 10, 20, ...), watched or not."""

    def make(
        pairs: Iterable[tuple[int, int]], movies: int = 8, titles: list[str] | None = None, genres: tuple[str, ...] = ()
    ) -> Dataset:
        rows = sorted(set(pairs))
        ids = [10 * (place + 1) for place in range(movies)]
        return Dataset(
            name="toy",
            source="made here",
            catalogue="toy",
            digest=f"digest of {len(rows)} pairs",
            movies=pd.DataFrame(
                {
                    "movie": np.array(ids, np.int64),
                    "title": titles or [f"Film {number}" for number in ids],
                    "year": pd.array([1990 + place % 5 for place in range(movies)], dtype="Int64"),
                    "genres": [genres] * movies,
                    "alternatives": [()] * movies,
                    "imdb": [None] * movies,
                    "tmdb": pd.array([pd.NA] * movies, dtype="Int64"),
                }
            ),
            ratings=pd.DataFrame(
                {
                    "user": np.array([user for user, _ in rows], np.int64),
                    "movie": np.array([movie for _, movie in rows], np.int64),
                    "rating": np.full(len(rows), np.nan, np.float32),
                    "timestamp": pd.array([pd.NA] * len(rows), dtype="Int64"),
                }
            ),
        )

    return make


@pytest.fixture
def clusters(make_dataset: MakeDataset) -> Dataset:
    """Three kinds of films, 12 of each (ids 10 to 120, 130 to 240, 250 to 360), and 90 users who each watch 6 films of
    one kind; one user in ten also watches a film of another kind."""
    random = np.random.default_rng(7)
    pairs = []
    for user in range(90):
        kind = user % GROUPS
        films = random.choice(GROUP_SIZE, 6, replace=False) + kind * GROUP_SIZE
        pairs += [(user + 1, 10 * (int(film) + 1)) for film in films]
        if user % 10 == 0:
            other = (kind + 1) % GROUPS * GROUP_SIZE + int(random.integers(GROUP_SIZE))
            pairs.append((user + 1, 10 * (other + 1)))
    return make_dataset(pairs, movies=GROUPS * GROUP_SIZE)


@pytest.fixture
def kind_of() -> Callable[[int], int]:
    """The kind of film, by its movie id in `clusters`."""
    return lambda movie: (movie // 10 - 1) // GROUP_SIZE
