"""Does `similar` bring a film's sequels and siblings first, and other films of its maker?

    python tests/benchmarks/siblings.py --ratings watched.csv.gz --movies movies.dat

`families.txt` lists the series of ml-1m, films with 20 watchers or more. A film counts as found where one of its
siblings is among the five films most like it; the second column takes only siblings that share no word of the title
with it, and only the films that have one. The third takes the groups of data/makers.txt (directors, series and kinds)
that have six films with 10 watchers or more: for each film, how many of the group's other films are among the ten most
like it, of ten or as many as there are; the mean over a group's films, then over groups.

Beside what movierec serves: the same without pairs of films, and without title words too; item-kNN (k=200), the rows of
EASE 500, those divided by the root of each film's popularity and by (watchers + 20)^.25, and PinSage's vectors by
cosine. All are fitted to the same users.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from given_data import dataset_of, parser_of
from scipy import sparse

from engine.evaluation.baselines.item_knn import ItemKNN
from engine.evaluation.damping import damped
from engine.evaluation.makers import Maker, makers_of
from engine.film_scores import RankingModel
from engine.model.item_similarity import TASTE, title_words
from engine.model.linear_autoencoder import ease_weights
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.weighted_grams import weighted_gram
from engine.serving.similar_films import pair_closeness, pairs_share

FAMILIES = Path(__file__).with_name("families.txt")
TOP = 5
TOP_OF_MAKER = 10


def families(rows: dict[str, int]) -> list[list[tuple[str, int]]]:
    """The families as (label, row), of the films that the data have."""
    lines = [line for line in FAMILIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = [[(label, rows[label]) for label in line.split(" | ") if label in rows] for line in lines]
    return [family for family in found if len(family) > 1]


def share_found(
    near: np.ndarray, family_list: list[list[tuple[str, int]]], *, strangers: bool, asked: np.ndarray | None = None
) -> tuple[float, int]:
    """How many films have a sibling among their five nearest, and of how many. `near` (movies, movies); `asked`
    (movies): a mask of the films that are asked about, all by default."""
    found = []
    for family in family_list:
        for label, row in family:
            if asked is not None and not asked[row]:
                continue
            words = title_words(label)
            others = [r for other, r in family if r != row and not (strangers and words & title_words(other))]
            if others:
                scores = near[row].copy()
                scores[row] = -np.inf
                found.append(bool(set(np.argsort(-scores, kind="stable")[:TOP]) & set(others)))
    return float(np.mean(found)), len(found)


def share_by_maker(near: np.ndarray, makers: list[Maker], asked: np.ndarray | None = None) -> float:
    """The share of a maker's other films among the nearest ten of each of its films. `near` (movies, movies); `asked`
    (movies): a mask of the films that are asked about, all by default."""
    shares = []
    for maker in makers:
        films = maker.films if asked is None else maker.films[asked[maker.films]]
        if not len(films):
            continue
        scores = near[films].copy()
        scores[np.arange(len(films)), films] = -np.inf
        best = np.argsort(-scores, axis=1, kind="stable")[:, :TOP_OF_MAKER]
        found = np.isin(best, maker.films).sum(axis=1)
        shares.append(float(found.mean()) / min(TOP_OF_MAKER, len(maker.films) - 1))
    return float(np.mean(shares)) if shares else float("nan")


def with_pairs(cosines: np.ndarray, model: RankingModel) -> np.ndarray:
    """(movies, movies) what `similar` ranks by, but for its rule for children's films."""
    for row in range(len(cosines)):
        films, closeness = pair_closeness(model, row)
        cosines[row, films] += pairs_share(model, row) * closeness
    return cosines


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    dataset = dataset_of(given)
    trained = train(dataset, TrainingOptions(seed=given.seed))
    training = trained.split.training
    rows = {f"{movie.title} ({movie.year})": row for row, movie in enumerate(trained.movies)}
    listed = families(rows)
    likeness, vectors = trained.arrays["likeness"], trained.arrays["vectors"][:, :-1]
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    neighbors = ItemKNN(200)
    neighbors.fit(training.matrix)
    ease = ease_weights(weighted_gram(training.matrix, None, torch.device("cpu")), 500.0).numpy()
    models = {
        "movierec": with_pairs(likeness @ likeness.T, trained.served.ranking),
        "movierec without pairs": likeness @ likeness.T,
        "movierec, no title words": likeness[:, :TASTE] @ likeness[:, :TASTE].T,
        "PinSage vectors, cosine": unit @ unit.T,
        "EASE rows / sqrt(popularity)": ease / np.sqrt(np.maximum(training.counts, 1))[None, :],
        "EASE rows / (watchers + 20)^.25": damped(ease, training.counts, 0.25),
        "EASE rows": ease,
        "item-kNN": neighbors.scores(sparse.csr_array(sparse.eye_array(len(trained.movies), format="csr"))),
    }
    everyone = share_found(models["movierec"], listed, strangers=False)[1]
    strangers = share_found(models["movierec"], listed, strangers=True)[1]
    makers = makers_of(dataset.movies, training)
    print(
        f"{'a sibling in the top 5':32}{f'all {everyone}':>12}{f'no shared word, {strangers}':>24}"
        f"{f'top 10 by {len(makers)} makers':>24}"
    )
    for name, near in models.items():
        all_films, others = (share_found(near, listed, strangers=flag)[0] for flag in (False, True))
        print(f"{name:32}{all_films:12.3f}{others:24.3f}{share_by_maker(near, makers):24.3f}")


if __name__ == "__main__":
    main()
