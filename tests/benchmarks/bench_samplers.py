"""How fast each sampler draws the walks of one layer: torch's as a ratio to DGL's, in one run.

    python tests/benchmarks/bench_samplers.py --source ml-latest-small.zip
    python tests/benchmarks/bench_samplers.py --ratings watched.csv.gz --movies movies.dat

100 walks from every film, with torch set to one thread and to two (both samplers draw with one in either case).
Each is drawn once to warm up, then in turns, and its fastest time counts: of one thread in CPU seconds, which other
work on the machine lengthens least (`_WALKS` in engine/estimates/set_up_costs.py is of these), of two in seconds that
passed. Without data it is a synthetic graph of
3,000 films. Prints Markdown.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from given_data import dataset_of, parser_of
from scipy import sparse

from engine.errors import UsageError
from engine.model.interactions import Interactions, interactions_of
from engine.model.neighborhoods import Sampler, Walks
from engine.model.sampler_choice import open_sampler

TURNS = 5
CPU = torch.device("cpu")


def fastest(samplers: list[Sampler], clock: Callable[[], float]) -> list[float]:
    """The seconds of `clock` that each takes to draw once."""
    for sampler in samplers:
        sampler.visits(Walks(), 0)
    seconds = [float("inf")] * len(samplers)
    for turn in range(TURNS):
        for place, sampler in enumerate(samplers):
            began = clock()
            sampler.visits(Walks(), turn)
            seconds[place] = min(seconds[place], clock() - began)
    return seconds


def synthetic() -> Interactions:
    """500,000 pairs of 6,000 users and 3,000 films, some films watched far more than others."""
    rng = np.random.default_rng(0)
    films = (3_000 * rng.random(500_000) ** 3).astype(np.int64)
    pairs = np.unique(rng.integers(0, 6_000, len(films)) * 3_000 + films)
    matrix = sparse.csr_array((np.ones(len(pairs), np.float32), (pairs // 3_000, pairs % 3_000)), shape=(6_000, 3_000))
    return Interactions(users=np.arange(6_000), movies=np.arange(3_000), matrix=matrix)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    data = interactions_of(dataset_of(given)) if given.source or given.ratings else synthetic()
    samplers = [open_sampler("torch", data, CPU)]
    try:
        samplers.append(open_sampler("dgl", data, CPU))
    except UsageError as error:
        print(f"{error.message}: torch's sampler alone\n")
    films = int((data.counts > 0).sum())
    print(f"{films:,} films, {data.matrix.nnz:,} interactions\n")
    print("| threads | torch, films/s | dgl, films/s | ratio |\n|---|---|---|---|")
    table: dict[str, dict[str, float]] = {}
    for threads, clock in ((1, time.process_time), (2, time.perf_counter)):
        torch.set_num_threads(threads)
        rates = [films / seconds for seconds in fastest(samplers, clock)]
        dgl = f"{rates[1]:,.0f} | {rates[0] / rates[1]:.1f}" if len(rates) > 1 else "- | -"
        print(f"| {threads} | {rates[0]:,.0f} | {dgl} |")
        table[f"{threads} threads"] = dict(zip(("torch", "dgl"), rates, strict=False))
    if given.json:
        given.json.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
