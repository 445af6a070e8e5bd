"""How well films without any rating are placed: `movierec add`, measured.

    python tests/benchmarks/cold_start.py --ratings watched.csv.gz --movies movies.dat
    python tests/benchmarks/cold_start.py --source ml-latest-small.zip --users 60

A random tenth of the films with five watchers or more is taken out of the data whole. movierec is trained without
them and without the held-out users, then they are added as `movierec add` does: from genres, year and title alone,
or with five films named that they are near to (those whose watchers overlap most: what a person who knows the film
would say). A held-out user likes five of the films that stayed; the targets are the user's films that were taken
out. Recall@20 among the films taken out, then among all films; beside content alone (cosine of genres and year with
the liked films' mean), chance, and, as a ceiling, the films' true popularity, which nobody knows of a new film.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from given_data import dataset_of, drawn_out, parser_of
from scipy import sparse

from engine.datasets.dataset import Dataset
from engine.evaluation import metrics
from engine.model.cold_start import ColdStartFilm, with_cold_start_films
from engine.model.features import features_of
from engine.model.interactions import Interactions, interactions_of
from engine.model.served_model import ServedModel
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.movies import FIRST_ADDED_ID

LIKES, NEAR, TOP = 5, 5, 20


def hide(dataset: Dataset, seed: int) -> tuple[Dataset, Interactions, np.ndarray]:
    """The data without a tenth of the films, all interactions, and the columns of the films taken out."""
    data = interactions_of(dataset)
    able = np.flatnonzero(data.counts >= 5)
    hidden = np.sort(np.random.default_rng([seed, 9]).choice(able, len(able) // 10, replace=False))
    ids = data.movies[hidden]
    left = replace(
        dataset,
        digest=f"{dataset.digest} without {len(ids)} films",
        movies=dataset.movies[~dataset.movies["movie"].isin(ids)].reset_index(drop=True),
        ratings=dataset.ratings[~dataset.ratings["movie"].isin(ids)].reset_index(drop=True),
    )
    return left, data, hidden


def nearest(data: Interactions, hidden: np.ndarray) -> list[list[int]]:
    """For each hidden film the ids of the `NEAR` others whose watchers overlap most (cosine, shrunk by 20)."""
    both = (data.matrix[:, hidden].T @ data.matrix).toarray()
    norms = np.sqrt(data.counts)
    cosine = both / (norms[hidden, None] * norms[None, :] + 20)
    cosine[:, hidden] = -1
    return [[int(data.movies[column]) for column in np.argsort(-row)[:NEAR]] for row in cosine]


def recalls(scores: np.ndarray, masked: np.ndarray, targets: sparse.csr_array) -> np.ndarray:
    hits = metrics.hits_of(metrics.top_lists(scores, masked, TOP), targets)
    return metrics.recall(hits, np.diff(targets.indptr))


def one_draw(dataset: Dataset, seed: int, users: int, options: dict[str, float]) -> dict[str, tuple[float, float]]:
    left, data, hidden = hide(dataset, seed)
    warm = interactions_of(left)
    random = np.random.default_rng([seed, 8])
    out = drawn_out(warm, users, random, least=LIKES + 1)
    trained = train(left, TrainingOptions(seed=seed, **options), split=UserSplit(warm, out))
    test = data.rows(np.isin(data.users, warm.users[out]))
    with_targets = np.diff(test.matrix[:, hidden].indptr) > 0
    test = test.rows(with_targets)
    is_hidden = np.zeros(len(data.movies), bool)
    is_hidden[hidden] = True
    liked = sparse.lil_array(test.matrix.shape, dtype=np.float32)
    for row in range(len(test.users)):
        films = test.films(row)
        liked[row, random.choice(films[~is_hidden[films]], LIKES, replace=False)] = 1
    liked = sparse.csr_array(liked)
    targets = sparse.csr_array(test.matrix.multiply(is_hidden[None, :].astype(np.float32)))
    targets.eliminate_zeros()
    masked = liked.toarray() > 0

    records = {movie.id: movie for movie in dataset.records()}
    added = {FIRST_ADDED_ID + n: int(data.movies[column]) for n, column in enumerate(hidden)}
    content = features_of(dataset.movies).vectors()
    counts = data.rows(~np.isin(data.users, warm.users[out])).counts
    models = {
        "chance": random.random((len(test.users), len(data.movies))),
        "content": (liked @ content) @ content.T,
        "their popularity (unknowable)": np.tile(counts.astype(float), (len(test.users), 1)),
    }
    for name, near in (("movierec", [[] for _ in hidden]), ("movierec, five near", nearest(data, hidden))):
        newcomers = [
            ColdStartFilm(movie=_as_new(records[old], new), near=tuple(close))
            for (new, old), close in zip(added.items(), near, strict=True)
        ]
        _, arrays = with_cold_start_films(
            trained.movies, trained.arrays, trained.tensors, trained.parameters, newcomers
        )
        served = ServedModel.of(arrays, trained.tensors)
        known_as = np.array([added.get(int(movie), int(movie)) for movie in served.ids])
        models[name] = replace(served, ids=known_as).aligned(data.movies).scores(liked)
    among_all = test.matrix - liked
    found = {}
    for name, scores in models.items():
        lists = metrics.top_lists(scores, masked, TOP)
        found[name] = (
            recalls(scores, ~is_hidden | masked, targets).mean(),
            recalls(scores, masked, sparse.csr_array(targets)).mean(),
            recalls(scores, masked, sparse.csr_array(among_all)).mean(),
            is_hidden[lists].mean(),
        )
    return found


def _as_new(movie, new_id):
    import msgspec

    return msgspec.structs.replace(movie, id=new_id, n_ratings=0, mean=None, histogram=())


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=1)
    given = parser.parse_args()
    dataset = dataset_of(given)
    draws = [one_draw(dataset, draw, given.users, {}) for draw in range(given.draws)]
    print(f"{'Recall@20':32}{'among the new':>15}{'among all':>12}{'all targets':>13}{'new in lists':>14}")
    for name in draws[0]:
        means = np.mean([draw[name] for draw in draws], axis=0)
        print(f"{name:32}{means[0]:15.3f}{means[1]:12.3f}{means[2]:13.3f}{means[3]:13.1%}")


if __name__ == "__main__":
    main()
