"""What the constants of the first films to pick from, and of hidden gems, are worth: those that ship beside others.

    python tests/benchmarks/choose_onboarding_constants.py --source ml-100k.zip

A fifth of the users is held out for validation, in another draw than those of hold_out.py, and the model is trained on
the others. A newcomer is shown the first 20 films to pick from and likes up to five that they have watched. Prints
Markdown, a row for each pair of weights: how many of the 20 a person has watched, how many kinds (genres) and decades
the 20 are of, and Recall@20 of the other films that the person watched, paired with the weights that ship (95%
interval). Then, for hidden gems after five likes, a row for each scale of the popularity coordinate: Recall@20, and
how many people watched the films that come up (median, and the share of those that two or fewer did).
"""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
from choose_model_constants import VALIDATION_SEED
from given_data import dataset_of, drawn_out, parser_of
from numpy.typing import NDArray

from engine.evaluation.intervals import bootstrap
from engine.model.interactions import interactions_of
from engine.model.served_model import ServedModel
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.movies import Movie
from engine.serving import onboarding, recommender
from engine.titles.index import TitleIndex

SHOWN, LIKES, TOP, CHOICE = 20, 5, 20, 500
PAIRS = ((0.0, 0.0), (0.2, 0.1), (0.35, 0.25), (0.5, 0.25), (0.35, 0.5), (0.7, 0.5))
SCALES = (1.0, 0.75, 0.5, 0.25)


def ranked(
    served: ServedModel, liked: Sequence[int], popularity: float = 1.0, never: Sequence[int] = ()
) -> NDArray[np.int64]:
    scores = served.opinion_scores(dict.fromkeys(map(int, liked), 1.0), popularity)
    scores[[*liked, *never]] = -np.inf
    return np.argsort(-scores)[:TOP]


def recall(listed: NDArray[np.int64], targets: NDArray[np.int64]) -> float:
    return float(np.isin(listed, targets).sum() / max(min(TOP, len(targets)), 1))


def main() -> None:
    given = parser_of(__doc__).parse_args()
    dataset = dataset_of(given)
    data = interactions_of(dataset)
    out = drawn_out(data, len(data.users) // 5, np.random.default_rng(VALIDATION_SEED), least=20)
    trained = train(dataset, TrainingOptions(), split=UserSplit(data, out))
    served, movies = trained.served, trained.movies
    row_of = {movie.id: row for row, movie in enumerate(movies)}
    users = [
        np.sort(data.matrix.indices[data.matrix.indptr[u] : data.matrix.indptr[u + 1]]) for u in np.flatnonzero(out)
    ]
    popular = TitleIndex.of(movies).popular(CHOICE)

    def newcomers(shown: Sequence[Movie]) -> tuple[list[int], list[float]]:
        rows = [row_of[movie.id] for movie in shown]
        known, recalls = [], []
        for films in users:
            liked = [row for row in rows if row in films]
            known.append(len(liked))
            recalls.append(recall(ranked(served, liked[:LIKES]), np.setdiff1d(films, liked[:LIKES])))
        return known, recalls

    usual = (onboarding._GENRE_PENALTY, onboarding._DECADE_PENALTY)
    _, shipped = newcomers(onboarding.films_to_pick_from(popular, SHOWN))
    print("| genre, decade | watched of 20 | genres | decades | Recall@20 | paired |")
    print("|---" * 6 + "|")
    for genre, decade in PAIRS:
        with patch.multiple(onboarding, _GENRE_PENALTY=genre, _DECADE_PENALTY=decade):
            shown = onboarding.films_to_pick_from(popular, SHOWN)
        known, recalls = newcomers(shown)
        gap = bootstrap(np.array(recalls) - np.array(shipped))
        kinds = len({name for movie in shown for name in movie.genres})
        decades = len({(movie.year or 0) // 10 for movie in shown})
        sign = " (ships)" if (genre, decade) == usual else ""
        print(
            f"| {genre:g}, {decade:g}{sign} | {np.mean(known):.1f} | {kinds} | {decades} | {np.mean(recalls):.4f} "
            f"| {gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}] |"
        )
    well_known = [row_of[movie] for movie in TitleIndex.of(movies).well_known(0.0)]
    counts = data.rows(~out).counts
    print("\n| scale for gems | Recall@20 | watched by, median | by two or fewer |")
    print("|---" * 4 + "|")
    for scale in SCALES:
        recalls, watchers = [], []
        for number, films in enumerate(users):
            liked = np.random.default_rng([VALIDATION_SEED, number]).permutation(films)[:LIKES]
            listed = ranked(served, liked, scale, well_known)
            recalls.append(recall(listed, np.setdiff1d(films, [*liked, *well_known])))
            watchers.append(counts[listed])
        watched = np.concatenate(watchers)
        sign = " (ships)" if scale == recommender._MIN_POPULARITY_SCALE else ""
        print(f"| {scale:g}{sign} | {np.mean(recalls):.4f} | {np.median(watched):.0f} | {np.mean(watched <= 2):.3f} |")


if __name__ == "__main__":
    main()
