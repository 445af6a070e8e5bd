"""Do low ratings help? In training, and as dislikes in the query.

    python tests/benchmarks/ratings.py --source ml-100k.zip --draws 2

A fifth of the users with 20 films or more is held out. Each likes 5, or 80%, of the films that they rated 4 and more;
the others of those are the targets. In training, ratings below a threshold are left out or (0) count like all others;
in the query, as many films rated 2 and less as are liked count -w times what a like does, or (0) are not told of.
Prints Recall@20, the paired 95% interval of the difference to telling nothing, and how many films of the list the
person rated 2.5 or less.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import sparse

from engine.datasets.sources import read_source
from engine.evaluation.intervals import bootstrap
from engine.model.interactions import Interactions, interactions_of
from engine.model.served_model import ServedModel
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.query import DISLIKE

TOP = 20
THRESHOLDS = (0.0, 3.0)
WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 1.0)


def rated(dataset, data: Interactions) -> sparse.csr_array:
    """(users, movies) the ratings themselves."""
    rows = np.searchsorted(data.users, dataset.ratings["user"].to_numpy())
    columns = np.searchsorted(data.movies, dataset.ratings["movie"].to_numpy())
    return sparse.csr_array((dataset.ratings["rating"].to_numpy(), (rows, columns)), shape=data.matrix.shape)


def figures(served: ServedModel, ratings: sparse.csr_array, users, seed: int, weight: float) -> dict[str, np.ndarray]:
    """(users, 2) recall and low-rated films in the list, by how much is liked."""
    found: dict[str, list[tuple[float, int]]] = {"5": [], "80%": []}
    for user in users:
        films = ratings.indices[ratings.indptr[user] : ratings.indptr[user + 1]]
        stars = ratings.data[ratings.indptr[user] : ratings.indptr[user + 1]]
        good = np.random.default_rng([seed, user]).permutation(films[stars >= 4])
        for likes, values in found.items():
            count = 5 if likes == "5" else int(0.8 * len(good))
            if count < 1 or len(good) <= count:
                continue
            bad = films[stars <= 2][:count] if weight else films[:0]
            told = np.concatenate([good[:count], bad])
            opinions = np.concatenate([np.ones(count), np.full(len(bad), -weight / DISLIKE)]).astype(np.float32)
            scores = served.opinion_scores(dict(zip(told.tolist(), opinions.tolist(), strict=True)))
            scores[told] = -np.inf
            listed, targets = np.argsort(-scores)[:TOP], good[count:]
            hits = np.isin(listed, targets).sum() / min(TOP, len(targets))
            values.append((hits, int(np.isin(listed, films[stars <= 2.5]).sum())))
    return {likes: np.array(values) for likes, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--draws", type=int, default=2)
    given = parser.parse_args()
    dataset = read_source(given.source)
    data = interactions_of(dataset)
    ratings = rated(dataset, data)
    stars = dataset.ratings["rating"].to_numpy()
    whole: dict[tuple[float, float, str], list[np.ndarray]] = {}
    for draw in range(given.draws):
        able = np.flatnonzero(np.diff(ratings.indptr) >= 20)
        held = np.random.default_rng(draw).choice(able, len(able) // 5, replace=False)
        theirs = dataset.ratings["user"].isin(data.users[held]).to_numpy()
        for threshold in THRESHOLDS:
            kept = dataset.ratings[(stars >= threshold) & ~theirs].reset_index(drop=True)
            part = replace(dataset, digest=f"{dataset.digest} {draw} {threshold}", ratings=kept)
            everybody = UserSplit.nobody_held_out(interactions_of(part))
            served = train(part, TrainingOptions(seed=draw), split=everybody).served.aligned(data.movies)
            for weight in WEIGHTS:
                for likes, values in figures(served, ratings, held, draw, weight).items():
                    whole.setdefault((threshold, weight, likes), []).append(values)
    for (threshold, weight, likes), parts in whole.items():
        values, base = np.concatenate(parts), np.concatenate(whole[0.0, 0.0, likes])
        gap = bootstrap(values[:, 0] - base[:, 0])
        print(
            f"from {threshold:g} stars, dislikes {weight:g}, {likes:>3} liked: {values[:, 0].mean():.4f}, "
            f"{gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}], low-rated {values[:, 1].mean():.2f}"
        )


if __name__ == "__main__":
    main()
