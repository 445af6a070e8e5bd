"""A home whose version has many more films than a trained one: to measure how serving grows without hours of training.

    python tests/benchmarks/enlarged_version.py --home HOME --films 87000 --to NEW

HOME has a trained version. Its films, the most watched first, are copied evenly until there are so many, each copy with
noise in its vectors, made-up titles (bench_titles), its neighborhood and its pairs among the copies of the films that
were there, and a number of watchers as skewed as MovieLens'. Films that fewer than ten people watched have no pairs.
The lists of such a version mean nothing; what it takes to make them is that of a trained one.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from bench_titles import made_up_films
from numpy.typing import NDArray
from serving_figures import current_version

from engine.artifact import Artifact
from engine.film_scores import covariance_of
from engine.jobs.publishing import Draft, publish
from engine.movies import Movie
from engine.settings import Settings
from engine.titles.index_building import build_title_index

USERS = 200_000
NOISE = 0.15
"""In standard deviations of the copied vectors' numbers."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--films", type=int, default=87_000)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    draft = enlarged(current_version(given.home), given.films)
    print(publish(Settings(home=given.to, profile="bench"), draft))


def enlarged(artifact: Artifact, count: int) -> Draft:
    """A draft of `count` films made of the version's."""
    rng = np.random.default_rng(5)
    films = artifact.movies()
    made_up = made_up_films(count)
    watchers = np.array([min(film.n_ratings, USERS // 2) for film in made_up])
    popular = np.argsort(-np.asarray(artifact.array("watchers")), kind="stable")
    original = np.empty(count, np.int64)
    original[np.argsort(-watchers, kind="stable")] = popular[np.arange(count) * len(films) // count]
    movies = [
        msgspec.structs.replace(films[row], id=film.id + 1, title=film.title, n_ratings=int(watched), alternatives=())
        for film, row, watched in zip(made_up, original.tolist(), watchers, strict=True)
    ]
    vectors = _noisy(rng, np.asarray(artifact.array("vectors")), original)
    vectors[:, -1] = np.asarray(artifact.array("bias"))[original]
    likeness = _noisy(rng, np.asarray(artifact.array("likeness"), np.float32), original)
    likeness /= np.maximum(np.linalg.norm(likeness, axis=1, keepdims=True), 1)
    pairs = _copied_rows(rng, np.asarray(artifact.array("pair_films")), original)
    pairs[watchers < 10] = -1
    arrays: dict[str, NDArray[Any]] = {
        "ids": np.array([movie.id for movie in movies]),
        "vectors": vectors,
        "likeness": likeness,
        "log_weights": np.asarray(artifact.array("log_weights"))[original],
        "watchers": watchers.astype(np.int32),
        "bias": vectors[:, -1],
        "pair_films": pairs,
        "pair_weights": np.where(pairs < 0, np.float16(0), np.asarray(artifact.array("pair_weights"))[original]),
        "pair_shares": np.where(pairs < 0, np.uint8(0), np.asarray(artifact.array("pair_shares"))[original]),
        "neighbors": _copied_rows(rng, np.asarray(artifact.array("neighbors")), original),
        "neighbor_weights": np.asarray(artifact.array("neighbor_weights"))[original],
    }
    if artifact.has("film_map"):
        places = np.asarray(artifact.array("film_map"))[original]
        arrays["film_map"] = np.clip(places + rng.normal(0, 0.02, places.shape), -1, 1).astype(np.float32)
    network = {
        name: value[original] if len(value.shape) and len(value) == len(films) else value
        for name, value in artifact.tensors("network").items()
    }
    query = {**artifact.tensors("query"), "covariance": covariance_of(vectors)}
    return Draft(
        manifest=_manifest(artifact, movies),
        movies=movies,
        arrays={**arrays, **build_title_index(movies)},
        tensors={"query": query, "network": network},
    )


def _manifest(artifact: Artifact, movies: list[Movie]) -> Any:
    info = msgspec.structs.replace(artifact.manifest.dataset, name="enlarged", movies=len(movies), users=USERS)
    return msgspec.structs.replace(artifact.manifest, version="", dataset=info)


def _noisy(rng: np.random.Generator, rows: NDArray[np.float32], original: NDArray[np.int64]) -> NDArray[np.float32]:
    noise = rng.standard_normal((len(original), rows.shape[1]), np.float32)
    return rows[original] + np.float32(NOISE * rows.std()) * noise


def _copied_rows(rng: np.random.Generator, table: NDArray[np.int32], original: NDArray[np.int64]) -> NDArray[np.int32]:
    """A table of rows of films, for the copies: each film in it becomes one of its copies, drawn at random."""
    order = np.argsort(original, kind="stable")
    sizes = np.bincount(original, minlength=len(table))
    starts = np.cumsum(sizes) - sizes
    there = table[original]
    some = (there >= 0) & (sizes[there] > 0)
    places = starts[there] + (rng.random(there.shape) * sizes[there]).astype(np.int64)
    return np.where(some, order[np.minimum(places, len(order) - 1)], -1).astype(np.int32)


if __name__ == "__main__":
    main()
