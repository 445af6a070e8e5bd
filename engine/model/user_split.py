"""Which users a model is trained on, and which are held out to measure it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.model.interactions import Interactions, interactions_of, stable_hash

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset


@dataclass(frozen=True)
class UserSplit:
    """All interactions, and the mask `is_held_out` (users) of the users that training must not see."""

    data: Interactions
    is_held_out: NDArray[np.bool_]

    @cached_property
    def training(self) -> Interactions:
        return self.data.rows(~self.is_held_out)

    @cached_property
    def held_out(self) -> Interactions:
        return self.data.rows(self.is_held_out)

    @classmethod
    def nobody_held_out(cls, data: Interactions) -> UserSplit:
        return cls(data, np.zeros(len(data.users), bool))


def split_users(dataset: Dataset) -> UserSplit:
    """The split that a published version is trained on. Raises TrainingError if the data are too small."""
    data = interactions_of(dataset)
    return UserSplit(data, held_out_mask(data))


def held_out_mask(data: Interactions) -> NDArray[np.bool_]:
    """(users) the mask of held-out users: 5% of those with two films or more, at least 50 and at most 500, but never
    more than a tenth (a fifth if they are fewer than 20). It does not depend on the order of the file."""
    eligible = np.flatnonzero(data.lengths >= 2)
    few = len(eligible) // 10 if len(eligible) >= 20 else len(eligible) // 5
    count = min(max(50, len(eligible) // 20), 500, few)
    order = sorted(eligible, key=lambda row: stable_hash((int(data.users[row]),)))
    mask = np.zeros(len(data.users), bool)
    mask[order[:count]] = True
    return mask
