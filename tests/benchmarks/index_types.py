"""Index types of a Milvus server on a trained version's vectors: recall@100, time of a search, time to build.

    python tests/benchmarks/index_types.py --home HOME --uri http://127.0.0.1:19530 [--queries 200]

The queries are those of recommendations from 1 to 100 likes, drawn by popularity, without and with a filter on genre
and years. Recall is against exact search in numpy, whose time on one thread is the floor of the same run. Collections
of the benchmark are dropped at the end. Milvus Lite has exact search only, unless faiss is installed.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from engine.addresses import MilvusAddress
from engine.artifact import Artifact
from engine.film_columns import FilmColumns
from engine.movies import MovieFilter
from engine.query import Floats, QueryWeights, compose
from engine.secret import Secret
from engine.stores.memory import MemoryVectors
from engine.stores.milvus_filters import expression
from engine.stores.milvus_server import open_server

K = 100
INDEXES: tuple[tuple[str, dict[str, int], dict[str, int]], ...] = (
    ("FLAT", {}, {}),
    ("IVF_FLAT", {"nlist": 1_024}, {"nprobe": 64}),
    ("IVF_FLAT", {"nlist": 1_024}, {"nprobe": 256}),
    ("HNSW", {"M": 32, "efConstruction": 200}, {"ef": 200}),
    ("HNSW", {"M": 32, "efConstruction": 200}, {"ef": 800}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--uri", required=True)
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    for row in measure(newest_version(given.home), given.uri, given.queries):
        print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def newest_version(home: Path) -> Artifact:
    return Artifact(max((home / "versions").glob("v*"), key=lambda folder: int(folder.name[1:])))


def queries_of(artifact: Artifact, count: int) -> Floats:
    """(count, D + 1) the queries of people with 1, 2, 5, 20 and 100 likes by turns."""
    rng = np.random.default_rng(0)
    vectors, log_weights = artifact.array("vectors"), artifact.array("log_weights")
    watchers = np.asarray(artifact.array("watchers"), np.float64)
    weights = QueryWeights.from_tensors(artifact.tensors("query"))
    queries = []
    for number in range(count):
        likes = (1, 2, 5, 20, 100)[number % 5]
        rows = rng.choice(len(watchers), likes, replace=False, p=watchers / watchers.sum())
        queries.append(compose(weights, vectors[rows], log_weights[rows], np.ones(likes, np.float32)).vector)
    return np.stack(queries)


def measure(artifact: Artifact, uri: str, count: int) -> Iterator[dict[str, Any]]:
    """A row for each index and filter: recall@100 (0 to 1), milliseconds of a search, seconds to build."""
    from pymilvus import MilvusClient

    movies, version = artifact.movies(), artifact.version
    columns = FilmColumns.of_version(artifact)
    filters = {"none": MovieFilter(), "genre and years": MovieFilter(genres=columns.genres[:1], year_from=1980)}
    queries = queries_of(artifact, count)
    exact = MemoryVectors(artifact.folder)
    address = MilvusAddress(uri)
    store = open_server(address, Secret(""), "", namespace="bench", timeout=30)
    client = MilvusClient(uri, timeout=30)
    name = f"movierec_bench_{version}"
    floors, right = {}, {}
    for what, movie_filter in filters.items():

        def scan(one: Floats, movie_filter: MovieFilter = movie_filter) -> list[tuple[int, float]]:
            return exact.search(version, "taste", one, K, movie_filter)

        scan(queries[0])
        taken, found = timed(scan, queries)
        floors[what], right[what] = taken, [{movie for movie, _ in hits} for hits in found]
    try:
        store.create(version, "taste", movies, np.asarray(artifact.array("vectors"), np.float32))
        for index, build, search in INDEXES:
            client.release_collection(name)
            client.drop_index(name, "vector")
            params = MilvusClient.prepare_index_params()
            params.add_index("vector", index_type=index, metric_type="IP", params=build)
            began = time.perf_counter()
            client.create_index(name, params)
            client.load_collection(name)
            built = time.perf_counter() - began
            for what, movie_filter in filters.items():
                admitted = expression(movie_filter, lambda field: True) or ""

                def ask(one: Floats, admitted: str = admitted, search: dict[str, int] = search) -> list[int]:
                    (page,) = client.search(
                        name, [one], filter=admitted, limit=K, output_fields=["id"], search_params={"params": search}
                    )
                    return [int(movie) for movie in page.ids]

                ask(queries[0])
                taken, found = timed(ask, queries)
                recall = np.mean(
                    [len(set(hits) & best) / max(len(best), 1) for hits, best in zip(found, right[what], strict=True)]
                )
                yield {
                    "index": f"{index} {build | search}",
                    "filter": what,
                    "recall@100": round(float(recall), 4),
                    "p50_ms": round(float(np.percentile(taken, 50)) * 1000, 1),
                    "p95_ms": round(float(np.percentile(taken, 95)) * 1000, 1),
                    "floor_ms": float(f"{np.percentile(floors[what], 50) * 1000:.3g}"),
                    "built_s": round(built, 1),
                }
    finally:
        store.drop(version)
        store.close()


def timed(ask: Any, queries: Floats) -> tuple[list[float], list[Any]]:
    """The seconds and the answer of each query."""
    taken, found = [], []
    for one in queries:
        began = time.perf_counter()
        found.append(ask(one))
        taken.append(time.perf_counter() - began)
    return taken, found


if __name__ == "__main__":
    main()
