"""Strong generalization (Marlin 2004; Liang et al. 2018): users not seen in training like a part of their films, and
the model has to find the others.

`PROTOCOL` describes the protocol in every report.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from engine.evaluation.measurement import MOST_WATCHED, Case, K
from engine.model.interactions import Interactions, stable_hash
from engine.model.query_splits import split_films

LIKES: tuple[float | int, ...] = (0.8, 5, 1)
"""How many of a user's films are liked: a share (float) or a number (int)."""

PROTOCOL = (
    "Strong generalisation: held-out users (5 % of them, 50 to 500 and at most a tenth, by a stable hash of the user "
    "id) are never trained on. A random part of a user's films is liked (80 %, 5 or 1), all the others are targets; a "
    f"user without targets left is skipped. Every film competes but the liked ones. Recall@{K} = hits / min({K}, "
    f"targets), NDCG@{K} likewise; HR@{K}: a list holds a target; stratified@{K} (Steck 2011) = targets in the list / "
    f"the {K} heaviest targets, each counted as (watchers)^-1/2; films: how many different ones the lists use; "
    f"beyond {MOST_WATCHED}: the {MOST_WATCHED} films that most users of the training part watched are taken out of "
    "lists and targets; head, middle, tail: only films of that band are in lists and targets, the head being the most "
    "watched films with a third of all interactions, the tail the least watched with a third; watchers: how many users "
    "watched what is recommended, on average; median watchers: the same of the median film of a list, on average over "
    "lists. Intervals: 95 %, bootstrap over users."
)


def make_cases(data: Interactions, seed: int = 0, likes: Sequence[float | int] = LIKES) -> list[Case]:
    """The cases for the users of `data`; a user's split does not depend on the other users."""
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
            split_films(
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
