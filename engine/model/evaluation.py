"""How good a version is: strong generalisation on users whom no training saw.

The protocol, in words, is `PROTOCOL`; it goes with every report. The very vectors that are published are measured,
through the very arithmetic that serves them (engine.query).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.model import metrics
from engine.model.cuts import cut_users
from engine.model.interactions import Interactions, stable_hash
from engine.model.peers import Popularity
from engine.query import QueryWeights, compose

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]
Scorer = Callable[[sparse.csr_array], Floats]
"""(rows, movies) liked films -> (rows, movies) scores."""

K = 20
HEAD = 100
BEYOND = f" beyond {HEAD}"
BANDS = ("head", "middle", "tail")
LIKES: tuple[float | int, ...] = (0.8, 5, 1)
"""How much of a user's films is liked: a share, or a number of films."""
_AT_ONCE = 256

PROTOCOL = (
    "Strong generalisation: held-out users (5 % of them, 50 to 500 and at most a tenth, by a stable hash of the user "
    "id) are never trained on. A random part of a user's films is liked (80 %, 5 or 1), all the others are targets; a "
    f"user without targets left is skipped. Every film competes but the liked ones. Recall@{K} = hits / min({K}, "
    f"targets), NDCG@{K} likewise; HR@{K}: a list holds a target; films: how many different ones the lists use; "
    f"beyond {HEAD}: the {HEAD} films that most users of the training part watched are taken out of lists and targets; "
    "head, middle, tail: only films of that band are in lists and targets, the head being the most watched films with "
    "a third of all interactions, the tail the least watched with a third; watchers: how many users watched what is "
    "recommended, on average. Intervals: 95 %, bootstrap over users."
)


@dataclass(frozen=True)
class Case:
    """Users with a liked part and targets. `likes` says how much is liked: "80%", "5", "1"."""

    likes: str
    liked: sparse.csr_array
    targets: sparse.csr_array
    rows: Ints | None = None
    """Which users of the data they are, where they come from some."""
    sampled: Ints | None = None
    """(rows, n) films that each row's first target is ranked among as well; -1 for none."""


@dataclass(frozen=True)
class Measured:
    """A model's figures in one case: for each metric one value a user (paired across models)."""

    per_user: dict[str, Floats]
    films: int
    watchers: float
    """The mean number of watchers of what is recommended."""

    def with_beyond(self, other: Measured) -> Measured:
        """These figures, but those beyond the most watched films from `other`."""
        theirs = {name: values for name, values in other.per_user.items() if name.endswith(BEYOND)}
        return replace(self, per_user=self.per_user | theirs)


def make_cases(data: Interactions, seed: int = 0, likes: Sequence[float | int] = LIKES) -> list[Case]:
    """The cases for the users of `data`: the same cut of the same user whoever else is measured."""
    cases = []
    for amount in likes:
        name = f"{amount:.0%}" if isinstance(amount, float) else str(amount)
        lengths = data.lengths
        sizes = (
            np.maximum((amount * lengths).astype(np.int64), 1)
            if isinstance(amount, float)
            else np.full_like(lengths, amount)
        )
        rows = np.flatnonzero(sizes < lengths)
        parts = [
            cut_users(
                data,
                np.array([row]),
                sizes[row : row + 1],
                np.random.default_rng(stable_hash((seed, name, int(data.users[row])))),
            )
            for row in rows
        ]
        if parts:
            cases.append(
                Case(
                    likes=name,
                    liked=sparse.csr_array(sparse.vstack([part.kept for part in parts], format="csr")),
                    targets=sparse.csr_array(sparse.vstack([part.targets for part in parts], format="csr")),
                    rows=rows,
                )
            )
    return cases


def measure(scorer: Scorer, case: Case, counts: Ints, k: int = K) -> Measured:
    """Rank everything for every user of `case`. `counts` (movies) are the training part's watchers."""
    parts = _parts_of(counts)
    targets_of = {suffix: _without(case.targets, out) for suffix, out in parts.items()}
    per_user: dict[str, list[Floats]] = {}
    used = np.zeros(len(counts), np.int64)
    for start in range(0, case.liked.shape[0], _AT_ONCE):
        liked = case.liked[start : start + _AT_ONCE]
        scores = scorer(liked)
        struck = liked.toarray() > 0
        for suffix, out in parts.items():
            targets = targets_of[suffix][start : start + _AT_ONCE]
            lists = metrics.top_lists(scores, struck | out, k)
            if not suffix:
                used += np.bincount(lists[lists >= 0], minlength=len(counts))
            hits, wanted = metrics.hits_of(lists, targets), np.diff(targets.indptr).astype(np.int64)
            some = wanted > 0
            hits, wanted = hits[some], wanted[some]
            per_user.setdefault(f"recall@{k}{suffix}", []).append(metrics.recall(hits, wanted))
            if suffix in ("", BEYOND):
                per_user.setdefault(f"ndcg@{k}{suffix}", []).append(metrics.ndcg(hits, wanted))
                per_user.setdefault(f"hr@{k}{suffix}", []).append(metrics.hit_rate(hits))
        if case.sampled is not None:
            targets = case.targets[start : start + _AT_ONCE]
            ranks = metrics.sampled_ranks(scores, targets, case.sampled[start : start + _AT_ONCE])
            per_user.setdefault(f"hr@{k} sampled", []).append((ranks < k).astype(np.float64))
            per_user.setdefault(f"ndcg@{k} sampled", []).append(np.where(ranks < k, 1 / np.log2(ranks + 2), 0))
    return Measured(
        per_user={name: np.concatenate(parts) for name, parts in per_user.items()},
        films=int((used > 0).sum()),
        watchers=float(used @ counts / max(used.sum(), 1)),
    )


def bands_of(counts: Ints) -> Ints:
    """(movies) 0 for the head, 1 for the middle, 2 for the tail: each film by the share of all interactions that
    films more watched than it have, below a third, two thirds or not."""
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    bands = np.empty(len(counts), np.int64)
    bands[order] = np.minimum(3 * before // max(int(counts.sum()), 1), 2)
    return bands


def _parts_of(counts: Ints) -> dict[str, NDArray[np.bool_]]:
    """The parts of the catalogue that have figures of their own, by the suffix of the metric: (movies) who is out.
    Few films make one part."""
    parts = {"": np.zeros(len(counts), bool)}
    if len(counts) > 2 * HEAD:
        bands = bands_of(counts)
        parts[BEYOND] = np.zeros(len(counts), bool)
        parts[BEYOND][np.argsort(-counts, kind="stable")[:HEAD]] = True
        parts |= {f" {name}": bands != number for number, name in enumerate(BANDS)}
    return parts


def _without(targets: sparse.csr_array, out: NDArray[np.bool_]) -> sparse.csr_array:
    left = targets.copy()
    left.data = left.data * ~out[left.indices]
    left.eliminate_zeros()
    return left


def report_rows(model: str, case: Case, measured: Measured) -> list[dict[str, Any]]:
    """The rows of a report: one a metric, with its interval; films and watchers are counts and have none."""
    rows = []
    for metric, values in measured.per_user.items():
        if len(values):
            mean = metrics.bootstrap(values)
            rows.append((metric, mean.value, mean.low, mean.high))
    rows += [
        (name, value, value, value) for name, value in (("films", measured.films), ("watchers", measured.watchers))
    ]
    return [
        {
            "model": model,
            "metric": metric,
            "likes": case.likes,
            "value": round(v, 6),
            "low": round(a, 6),
            "high": round(b, 6),
        }
        for metric, v, a, b in rows
    ]


@dataclass(frozen=True)
class Served:
    """A version as it is served: its films' ids and the arrays of its artifact."""

    ids: Ints
    vectors: NDArray[np.float32]
    log_weights: NDArray[np.float32]
    query: QueryWeights

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], tensors: Mapping[str, Mapping[str, NDArray[Any]]]) -> Served:
        """From `Trained.arrays` and `.tensors`, or the same names read from an Artifact."""
        return cls(
            ids=np.asarray(arrays["ids"], np.int64),
            vectors=np.asarray(arrays["vectors"], np.float32),
            log_weights=np.asarray(arrays["log_weights"], np.float32),
            query=QueryWeights.from_tensors(tensors["query"]),
        )

    def aligned(self, movies: Ints) -> Served:
        """The same version with rows in the order of `movies`; films that it lacks score below all others."""
        place = {int(movie): row for row, movie in enumerate(self.ids)}
        rows = np.array([place.get(int(movie), -1) for movie in movies])
        vectors = self.vectors[rows]
        vectors[rows < 0] = 0
        vectors[rows < 0, -1] = -1e6
        return Served(movies, vectors, np.where(rows < 0, 0, self.log_weights[rows]).astype(np.float32), self.query)

    def scores(self, liked: sparse.csr_array) -> Floats:
        queries = np.empty((liked.shape[0], self.vectors.shape[1]), np.float32)
        for row in range(liked.shape[0]):
            films = liked.indices[liked.indptr[row] : liked.indptr[row + 1]]
            opinions = np.ones(len(films), np.float32)
            queries[row] = compose(self.query, self.vectors[films], self.log_weights[films], opinions).vector
        return queries @ self.vectors.T


def report_of(served: Served, training: Interactions, held: Interactions) -> dict[str, Any]:
    """A version's own report: movierec beside popularity, on the held-out users."""
    popularity = Popularity()
    popularity.fit(training.matrix)
    rows = []
    for case in make_cases(held):
        rows += report_rows("movierec", case, measure(served.scores, case, training.counts))
        rows += report_rows(popularity.name, case, measure(popularity.scores, case, training.counts))
    return {"protocol": PROTOCOL, "users": len(held.users), "rows": rows}
