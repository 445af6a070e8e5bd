"""What does the least happy person gain, and what do the others lose, by how much that person counts in a list?

    python tests/benchmarks/groups.py --source DIR

Groups are drawn at random among users held out of training. Up to `--likes` of each one's films are known, and the
others are to be found. For each size of group and each value of LEAST (engine.serving.blending), it prints over lists
of 20: the mean of the members' fits, the least of them, how many films of a member's are found on average, and of the
member with the fewest; and how many films are better than usual for all, which any list is taken from.
"""

from __future__ import annotations

import numpy as np
from given_data import dataset_of, drawn_out, parser_of
from numpy.typing import NDArray

from engine.model.interactions import interactions_of
from engine.model.served_model import ServedModel
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.serving import blending
from engine.serving.blending import without_misery, worth
from engine.serving.fit_scale import FitScale

Ints = NDArray[np.int64]
K = 20
VALUES = (0.0, 0.25, 0.5, 0.75, 1.0)
COLUMNS = ("fit", "least fit", "found", "least found", "films")


def fits_of(served: ServedModel, likes: Ints) -> NDArray[np.float64]:
    """(M) how well each film suits somebody with these likes."""
    vectors = served.vectors
    ranking = served.ask(likes, np.ones(len(likes), np.float32))
    base, parts = ranking.terms(vectors, np.arange(len(vectors)))
    scores = base + parts.sum(axis=1)
    could = ~ranking.too_few(np.arange(len(vectors)))
    could[likes] = False
    return np.asarray(FitScale.of(scores[could]).fits(scores))


def measured(fits: NDArray[np.float64], known: Ints, targets: list[Ints]) -> list[float]:
    """The figures of one list, for the members' `fits` (people, M), all their `known` films and their `targets`."""
    fine = without_misery(fits)
    fine[known] = False
    films = np.flatnonzero(fine)
    best = films[np.argsort(-worth(fits[:, films]), kind="stable")[:K]]
    found = [len(np.intersect1d(best, own)) for own in targets]
    own = fits[:, best]
    return [own.mean(), own.min(axis=0).mean(), float(np.mean(found)), float(min(found)), float(len(films))]


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--groups", type=int, default=300)
    parser.add_argument("--likes", type=int, default=20)
    given = parser.parse_args()
    dataset = dataset_of(given)
    data = interactions_of(dataset)
    out = drawn_out(data, given.users, np.random.default_rng(100), least=2 * given.likes)
    served = train(dataset, TrainingOptions(seed=0), split=UserSplit(data, out)).served
    rows, random = data.rows(out), np.random.default_rng(1)
    likes, targets, fits = [], [], []
    for user in range(len(rows.users)):
        films = random.permutation(rows.films(user)).astype(np.int64)
        likes.append(films[: given.likes])
        targets.append(films[given.likes :])
        fits.append(fits_of(served, likes[-1]))
    print(f"{'people':>7}{'LEAST':>7}" + "".join(f"{name:>13}" for name in COLUMNS))
    for size in (2, 3, 5):
        groups = [random.choice(len(likes), size, replace=False) for _ in range(given.groups)]
        for value in VALUES:
            blending.LEAST = value
            figures = [
                measured(
                    np.stack([fits[user] for user in group]),
                    np.concatenate([likes[user] for user in group]),
                    [targets[user] for user in group],
                )
                for group in groups
            ]
            print(f"{size:>7}{value:>7}" + "".join(f"{mean:>13.2f}" for mean in np.mean(figures, axis=0)), flush=True)


if __name__ == "__main__":
    main()
