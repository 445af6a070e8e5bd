"""The inputs of a training: plan, data and seeds. The training steps read them and never change them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from engine.model.features import Features
from engine.model.interactions import Interactions, stable_hash
from engine.model.training_options import Plan
from engine.model.user_split import UserSplit


@dataclass(frozen=True)
class TrainingTask:
    """The inputs of a training. `digest` is the data set's; `titles` are the films' titles in row order."""

    plan: Plan
    split: UserSplit
    features: Features
    titles: list[str]
    digest: str

    @cached_property
    def device(self) -> torch.device:
        return torch.device(self.plan.device)

    @property
    def training(self) -> Interactions:
        return self.split.training

    @cached_property
    def eligible_users(self) -> Interactions:
        """The training users with two films or more: a single film cannot be both liked and a target."""
        return self.training.rows(self.training.lengths >= 2)

    @cached_property
    def fits(self) -> str:
        """Identifies the data and the plan; a checkpoint fits only the same ones."""
        out = stable_hash(np.flatnonzero(self.split.is_held_out))
        return json.dumps([self.digest, out, self.plan.resume_key()], sort_keys=True)

    def seed(self, *what: object) -> int:
        """The seed of the random choice named by `what`: the same in a resumed run."""
        return self.plan.seed_of(*what)
