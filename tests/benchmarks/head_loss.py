"""What does it cost that the work that grows with films^2 is done for the most watched films (a head) alone?

    python tests/benchmarks/head_loss.py --ratings watched.csv.gz --movies movies.dat --head 1000 --json head-loss.json

The heads that movierec has in a large catalogue are made as small as `--head` here, each by itself and all together,
and the models are compared with one without any: the same users held out, the same seed, the same steps.

- teacher: the closed-form models behind the training's labels know the head alone.
- softmax: a step of the training has the head, half as many others and the batch's films (and the teacher's head is
  no larger).
- pairs: the autoencoders behind what pairs of films know are fitted to the head; "no pairs outside" is what that would
  be without the counts that take their place for the other films.
- similar: films outside of the head are not compared, but placed among those that are.

Prints Markdown. First Recall@20 of held-out users: over all films, beyond the 100 most watched, and stratified by
popularity (see docs/evaluation.md), maker@20, and where lists and targets have films inside or outside of the head
alone; "5 outside" are users who liked five films outside of it. Then the differences to the model without heads, paired
by user, with half the width of their 95% interval. Then `similar`: films with a sibling among the nearest five, and how
many of a maker's other films are among the nearest ten, for all films and for those outside of the head.
`--json` writes all of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from given_data import dataset_of, drawn_out, parser_of
from scipy import sparse
from siblings import families, share_by_maker, share_found, with_pairs

from engine.datasets.dataset import Dataset
from engine.evaluation import metrics
from engine.evaluation.intervals import bootstrap
from engine.evaluation.makers import MAKER, MAKER_LIKES, maker_cases, makers_of
from engine.evaluation.measurement import BEYOND, STRATIFIED, Case, K, measure
from engine.evaluation.strong_generalization import make_cases
from engine.model import item_similarity, pair_rows, training_options, training_start
from engine.model.features import features_of
from engine.model.interactions import Interactions, interactions_of
from engine.model.item_similarity import similarity_vectors, title_vectors
from engine.model.pair_rows import pair_rows as pair_rows_of
from engine.model.training import Trained, train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit

WHOLE = "no heads"
OUTSIDE = "5 outside"
COLUMNS = {
    **{f"{likes} liked": (likes, f"recall@{K}") for likes in ("80%", "5", "1")},
    "5, beyond 100": ("5", f"recall@{K}{BEYOND}"),
    "5, stratified": ("5", f"{STRATIFIED}@{K}"),
    MAKER: (MAKER_LIKES, f"{MAKER}@{K}"),
    "80%, inside": ("80%", "inside"),
    "80%, outside": ("80%", "outside"),
    "5, outside": ("5", "outside"),
    "5 outside liked": (OUTSIDE, f"recall@{K}"),
    "the same, stratified": (OUTSIDE, f"{STRATIFIED}@{K}"),
}
Figures = dict[str, np.ndarray]
"""One value a user, by column."""


class Draw:
    """One draw of held-out users, and the models trained on the others."""

    def __init__(self, dataset: Dataset, draw: int, users: int, head: int, **options: int | None) -> None:
        self.dataset, self.seed, self.head, self.options = dataset, draw, head, options
        data = interactions_of(dataset)
        out = drawn_out(data, users, np.random.default_rng(100 + draw))
        self.split = UserSplit(data, out)
        self.counts = self.split.training.counts
        self.is_outside = np.ones(len(self.counts), bool)
        self.is_outside[np.argsort(-self.counts, kind="stable")[:head]] = False
        self.makers = makers_of(dataset.movies, self.split.training)
        held = data.rows(out)
        self.cases = [
            *make_cases(held, seed=draw),
            *maker_cases(self.makers, len(self.counts), seed=draw),
            liked_outside(held, self.is_outside, np.random.default_rng(draw)),
        ]
        self.titles = [str(title) for title in dataset.movies["title"]]

    def trained(self, *heads: str) -> Trained:
        """A model with the named heads: teacher, softmax, pairs, similar."""
        changes = {
            "teacher": (training_start, "MAX_TEACHER_FILMS", self.head),
            "softmax": (training_options, "OTHERS", self.head // 2),
            "pairs": (pair_rows, "_MOST", self.head),
            "similar": (item_similarity, "_MAX_COMPARED_FILMS", self.head),
        }
        with ExitStack() as changed:
            for name in heads:
                changed.enter_context(patch.object(*changes[name]))
            options = TrainingOptions(seed=self.seed, **self.options, head=self.head if "softmax" in heads else 0)
            return train(self.dataset, options, split=self.split)

    def with_pairs_of_a_head(self, model: Trained, *, outside: bool) -> Trained:
        """`model` with pairs whose autoencoders know the head alone; `outside`: other films have pairs nevertheless."""
        data = self.split.training
        if not outside:
            few = data.matrix.copy()
            few.data = few.data * ~self.is_outside[few.indices]
            few.eliminate_zeros()
            data = Interactions(data.users, data.movies, few)
        with patch.object(pair_rows, "_MOST", self.head):
            found = pair_rows_of(data, title_vectors(self.titles), torch.device("cpu"))
        return replace(model, arrays={**model.arrays, **found})

    def with_likeness_of_a_head(self, model: Trained) -> Trained:
        """`model` with `similar` comparing the head alone."""
        with patch.object(item_similarity, "_MAX_COMPARED_FILMS", self.head):
            likeness = similarity_vectors(
                model.arrays["vectors"][:, :-1],
                self.split.training,
                features_of(self.dataset.movies),
                self.titles,
                self.seed,
                torch.device("cpu"),
            )
        return replace(model, arrays={**model.arrays, "likeness": likeness})

    def figures(self, model: Trained) -> Figures:
        found: dict[tuple[str, str], np.ndarray] = {}
        for case in self.cases:
            measured = measure(model.served.scores, case, self.counts, K)
            found |= {(case.likes, metric): values for metric, values in measured.per_user.items()}
            if case.likes in ("80%", "5"):
                scores = model.served.scores(case.liked)
                found[case.likes, "inside"] = recall_among(scores, case, ~self.is_outside)
                found[case.likes, "outside"] = recall_among(scores, case, self.is_outside)
        return {title: found[column] for title, column in COLUMNS.items() if column in found}

    def similar(self, model: Trained) -> dict[str, float]:
        likeness = model.arrays["likeness"]
        near = with_pairs(likeness @ likeness.T, model.served.ranking)
        rows = {f"{movie.title} ({movie.year})": row for row, movie in enumerate(model.movies)}
        listed = families(rows)
        return {
            "siblings": share_found(near, listed, strangers=False)[0],
            "no word shared": share_found(near, listed, strangers=True)[0],
            "makers": share_by_maker(near, self.makers),
            "siblings, film outside": share_found(near, listed, strangers=False, asked=self.is_outside)[0],
            "makers, film outside": share_by_maker(near, self.makers, asked=self.is_outside),
        }


MODELS: dict[str, Callable[[Draw, Trained], Trained]] = {
    "pairs": lambda draw, whole: draw.with_pairs_of_a_head(whole, outside=True),
    "pairs, no pairs outside": lambda draw, whole: draw.with_pairs_of_a_head(whole, outside=False),
    "similar": lambda draw, whole: draw.with_likeness_of_a_head(whole),
    "teacher": lambda draw, _: draw.trained("teacher"),
    "teacher, softmax": lambda draw, _: draw.trained("teacher", "softmax"),
    "all of them": lambda draw, _: draw.trained("teacher", "softmax", "pairs", "similar"),
}
"""What is compared with the model without heads, by name; where the training is the same, it is not repeated."""


def liked_outside(held: Interactions, is_outside: np.ndarray, random: np.random.Generator) -> Case:
    """Users of whose films eight or more are outside of the head: five of those are liked."""
    liked, targets = [], []
    for user in range(len(held.users)):
        films = held.films(user)
        outside = films[is_outside[films]]
        if len(outside) >= 8:
            likes = np.sort(random.choice(outside, 5, replace=False))
            liked.append(likes)
            targets.append(np.setdiff1d(films, likes))
    return Case(OUTSIDE, rows_of(liked, len(held.movies)), rows_of(targets, len(held.movies)))


def rows_of(films: Sequence[np.ndarray], movies: int) -> sparse.csr_array:
    ends = np.cumsum([0, *map(len, films)])
    return sparse.csr_array((np.ones(ends[-1], np.float32), np.concatenate(films), ends), shape=(len(films), movies))


def recall_among(scores: np.ndarray, case: Case, among: np.ndarray) -> np.ndarray:
    """Recall@20 with lists and targets of the films `among` (movies, a mask) alone, of users who have such targets."""
    targets = case.targets.copy()
    targets.data = targets.data * among[targets.indices]
    targets.eliminate_zeros()
    wanted = np.diff(targets.indptr).astype(np.int64)
    some = wanted > 0
    lists = metrics.top_lists(scores[some], (case.liked.toarray() > 0)[some] | ~among, K)
    return metrics.recall(metrics.hits_of(lists, targets[some]), wanted[some])


def table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    head = [f"| {title} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    return "\n".join(head + [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()])


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--head", type=int, default=1_000)
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, help="users in a training step: with few, it has fewer of the other films")
    parser.add_argument("--model", action="append", choices=[*MODELS], help="repeatable; all by default")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    dataset = dataset_of(given)
    lists: dict[str, list[Figures]] = {}
    similar: dict[str, list[dict[str, float]]] = {}
    for number in range(given.draws):
        draw = Draw(dataset, number, given.users, given.head, steps=given.steps, batch=given.batch)
        began = time.perf_counter()
        whole = draw.trained()
        for name in (WHOLE, *(given.model or MODELS)):
            model = MODELS[name](draw, whole) if name in MODELS else whole
            say(f"draw {number}: {name} after {time.perf_counter() - began:.0f} s")
            lists.setdefault(name, []).append(draw.figures(model))
            similar.setdefault(name, []).append(draw.similar(model))
    together = {
        name: {title: np.concatenate([one[title] for one in found]) for title in found[0]}
        for name, found in lists.items()
    }
    usual = together[WHOLE]
    gaps = {
        name: {title: bootstrap(values - usual[title]) for title, values in one.items()}
        for name, one in together.items()
        if name != WHOLE
    }
    means = {
        name: {title: float(np.mean([one[title] for one in found])) for title in found[0]}
        for name, found in similar.items()
    }
    print(
        f"A head of {given.head} films; {int(draw.is_outside.sum())} are outside, with "
        f"{draw.counts[draw.is_outside].sum() / draw.counts.sum():.0%} of all ratings.\n"
    )
    print(
        table(
            f"R@{K}",
            list(usual),
            {name: [f"{values.mean():.4f}" for values in one.values()] for name, one in together.items()},
        ),
        "\n",
    )
    print(
        table(
            "difference",
            list(usual),
            {
                name: [f"{gap.value:+.4f} ± {(gap.high - gap.low) / 2:.4f}" for gap in one.values()]
                for name, one in gaps.items()
            },
        ),
        "\n",
    )
    print(
        table(
            "similar",
            list(means[WHOLE]),
            {name: [f"{value:.3f}" for value in one.values()] for name, one in means.items()},
        )
    )
    if given.json:
        given.json.write_text(
            json.dumps(
                {
                    "head": given.head,
                    "users": given.users,
                    "draws": given.draws,
                    "lists": {
                        name: {title: float(values.mean()) for title, values in one.items()}
                        for name, one in together.items()
                    },
                    "differences": {
                        name: {title: asdict(gap) for title, gap in one.items()} for name, one in gaps.items()
                    },
                    "similar": means,
                },
                indent=2,
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
