"""The user-movie graph in DGL. Only this module and `neighborhoods` import DGL."""

from __future__ import annotations

import os
from typing import Any, TypeAlias

import numpy as np

from engine.model.interactions import Interactions

# DGL writes ~/.dgl/config.json at its first import unless this variable names the backend.
os.environ.setdefault("DGLBACKEND", "pytorch")

import dgl
import torch

Graph: TypeAlias = Any
"""A dgl.DGLGraph; DGL has no type annotations."""

USER, MOVIE = "user", "movie"
WATCHED, WATCHED_BY = "watched", "watched-by"


def build_graph(data: Interactions) -> Graph:
    """The bipartite graph of who watched what: users and movies in row order, and each interaction as two edges."""
    lengths = np.diff(data.matrix.indptr)
    users = torch.from_numpy(np.repeat(np.arange(len(data.users)), lengths))
    movies = torch.from_numpy(data.matrix.indices.astype(np.int64))
    return dgl.heterograph(
        {(USER, WATCHED, MOVIE): (users, movies), (MOVIE, WATCHED_BY, USER): (movies, users)},
        num_nodes_dict={USER: len(data.users), MOVIE: len(data.movies)},
    )
