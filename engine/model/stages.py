"""The stages of training that are reported in percent, with the shares of their parts for the size of the data."""

from __future__ import annotations

import torch

from engine.estimates.machine import Machine
from engine.estimates.set_up_costs import Size, part_seconds
from engine.model.interactions import Interactions
from engine.progress import Stage


def preparation(data: Interactions, device: str) -> Stage:
    """What comes before the steps, in the parts "graph", "embeddings" and "teacher"."""
    return _stage("graph", data, device)


def evaluation(data: Interactions, device: str) -> Stage:
    """What comes after the steps, in the parts "vectors", "new films", "similar films", "pairs", "map" and "held-out
    users", the last of which is of whoever measures the version."""
    return _stage("evaluate", data, device)


def _stage(name: str, data: Interactions, device: str) -> Stage:
    size = Size(films=len(data.movies), users=len(data.users), ratings=data.matrix.nnz)
    machine = Machine(cores=torch.get_num_threads(), gpu=device != "cpu")
    return Stage(name, part_seconds(size, machine)[name])
