"""What does it bring, and what does it cost, to tell the tastes in a person's likes apart?

    python tests/benchmarks/tastes.py --source DIR

People with two tastes like as many films of one maker as of another (data/makers.txt): of two makers drawn at random,
`--pairs` times. For them it prints how many of both makers' other films are among the first 20 (over 20, or their
number), for the list by the whole score, the list shared out among the tastes that were found, and one shared out
among the two makers; the same for the maker with fewer films in the list; and how often the likes were parted as the
makers are. Then the like for people with four films of one maker, and Recall@20 of held-out users, most of whose likes
are one taste. `--constants A,B,O` tries others: a merge of m likes is undone if it costs more than A + B m, and the
likes of other tastes count O. `--half` takes every second maker only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from given_data import dataset_of, drawn_out, parser_of
from numpy.typing import NDArray

from engine.evaluation.makers import makers_of
from engine.evaluation.measurement import Case
from engine.evaluation.strong_generalization import make_cases
from engine.model.interactions import interactions_of
from engine.model.served_model import ServedModel
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.serving import taste_shares, tastes
from engine.serving.taste_shares import share_out

Ints = NDArray[np.int64]
K = 20
COLUMNS = ("whole", "shared", "makers", "whole", "shared", "makers", "parted")
"""Of both makers, then of the one with fewer films in the list."""


@dataclass
class Lists:
    """The lists of one model for somebody's likes."""

    served: ServedModel

    def of(self, likes: Ints, groups: Ints | None = None) -> tuple[Ints, Ints, Ints]:
        """The first films by the whole score, and shared out among the tastes found or the given `groups`; the taste of
        each like."""
        vectors = self.served.vectors
        base, parts = self.served.ask(likes, np.ones(len(likes), np.float32)).terms(vectors, np.arange(len(vectors)))
        scores = base + parts.sum(axis=1)
        scores[likes] = -np.inf
        pool = np.argsort(-scores, kind="stable")[: len(scores) - len(likes)]
        found = tastes.find_tastes(vectors[likes, :-1], np.ones(len(likes)))
        if groups is not None:
            shares = np.bincount(groups) / len(groups)
            found = tastes.Tastes(of=groups, shares=shares, typical=((),) * len(shares))
        chosen, _ = share_out(found, scores[pool], parts[pool], K)
        return pool[:K], pool[chosen], found.of


def share(films: Ints, targets: Ints) -> float:
    return len(np.intersect1d(films, targets)) / min(K, len(targets))


def two_tastes(lists: Lists, makers: list[Ints], pairs: int, each: int) -> list[float]:
    """The means over `pairs` pairs of makers, with `each` likes of either: both makers' films in the list by the whole
    score, in the one shared out, in the one shared out among the makers; those of the maker that got fewer, likewise;
    how often the likes are parted as the makers are."""
    random = np.random.default_rng(each)
    rows = []
    truth = np.repeat([0, 1], each)
    while len(rows) < pairs:
        one, other = (makers[place] for place in random.choice(len(makers), 2, replace=False))
        if len(np.intersect1d(one, other)):
            continue
        likes = np.concatenate([random.choice(films, each, replace=False) for films in (one, other)])
        left = [np.setdiff1d(films, likes) for films in (one, other)]
        whole, shared, of = lists.of(likes)
        given = lists.of(likes, truth)[1]
        answers = (whole, shared, given)
        rows.append(
            [
                *(share(films, np.concatenate(left)) for films in answers),
                *(min(share(films, part) for part in left) for films in answers),
                bool((np.equal.outer(of, of) == np.equal.outer(truth, truth)).all()),
            ]
        )
    return np.mean(rows, axis=0).tolist()


def one_taste(lists: Lists, makers: list[Ints], draws: int = 10) -> list[float]:
    """For four likes of one maker: its other films in the list by the whole score and in the one shared out; how often
    the likes were parted."""
    random = np.random.default_rng(0)
    rows = []
    for films in makers:
        for _ in range(draws):
            likes = random.choice(films, 4, replace=False)
            left = np.setdiff1d(films, likes)
            whole, shared, of = lists.of(likes)
            rows.append([share(whole, left), share(shared, left), of.max() > 0])
    return np.mean(rows, axis=0).tolist()


def held_out(lists: Lists, case: Case) -> list[float]:
    """Recall@20 of the list by the whole score and of the one shared out; how often the likes were parted."""
    rows = []
    for user in range(case.liked.shape[0]):
        targets = case.targets[[user]].indices
        whole, shared, of = lists.of(case.liked[[user]].indices)
        rows.append([share(whole, targets), share(shared, targets), of.max() > 0])
    return np.mean(rows, axis=0).tolist()


def show(name: str, values: Sequence[float]) -> None:
    print(f"{name:24}" + "".join(f"{value:9.4f}" for value in values), flush=True)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--constants", action="append")
    given = parser.parse_args()
    dataset = dataset_of(given)
    data = interactions_of(dataset)
    constants = given.constants or [f"{tastes._APART},{tastes._APART_EACH},{taste_shares._OTHERS}"]
    for draw in range(given.draws):
        out = drawn_out(data, given.users, np.random.default_rng(100 + draw))
        trained = train(dataset, TrainingOptions(seed=draw), split=UserSplit(data, out))
        lists = Lists(trained.served)
        makers = [maker.films for maker in makers_of(dataset.movies, data.rows(~out))][:: 2 if given.half else 1]
        cases = make_cases(data.rows(out), seed=draw)
        for tried in constants:
            tastes._APART, tastes._APART_EACH, taste_shares._OTHERS = map(float, tried.split(","))
            print(f"draw {draw}, constants {tried}, {len(makers)} makers")
            print(" " * 24 + "".join(f"{name:>9}" for name in COLUMNS))
            for each in (1, 2, 3):
                show(f"{each} + {each} of two makers", two_tastes(lists, makers, given.pairs, each))
            print(" " * 24 + "".join(f"{name:>9}" for name in ("whole", "shared", "parted")))
            show("4 of one maker", one_taste(lists, makers))
            for case in cases:
                show(f"Recall@20, likes: {case.likes}", held_out(lists, case))


if __name__ == "__main__":
    main()
