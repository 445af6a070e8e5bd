"""What the benchmarks are told of data: a folder or zip of a known layout, or two files; and who is held out."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.dataset import Dataset
from engine.datasets.sources import read_files, read_source
from engine.model.interactions import Interactions


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """A parser that knows --source, or --ratings with --movies."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--ratings", type=Path)
    parser.add_argument("--movies", type=Path)
    return parser


def dataset_of(given: argparse.Namespace) -> Dataset:
    return read_source(given.source) if given.source else read_files(given.ratings, given.movies)


def drawn_out(data: Interactions, users: int, rng: np.random.Generator, *, least: int = 2) -> NDArray[np.bool_]:
    """(users) a mask of so many random users with `least` films or more, to be held out."""
    out = np.zeros(len(data.users), bool)
    out[rng.choice(np.flatnonzero(data.lengths >= least), users, replace=False)] = True
    return out
