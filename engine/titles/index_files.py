"""A title index outside any version: set-up writes it first, so that films can be found and marked meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from engine.artifact import DatasetInfo
from engine.atomic import new_folder
from engine.errors import ArtifactError
from engine.home import TITLES_DATASET
from engine.movies import Movie
from engine.titles.index import TitleIndex
from engine.titles.index_building import build_title_index
from engine.titles.title_arrays import InMemory

_REMEDY = "run `movierec setup` again"


def save_titles(folder: Path, movies: Sequence[Movie], dataset: DatasetInfo) -> None:
    """Write the index of `movies` and their `dataset` to `folder`, replacing its contents atomically.

    Raises ArtifactError if it cannot be written.
    """
    try:
        with new_folder(folder) as building:
            for name, array in build_title_index(movies).items():
                np.save(building / f"{name}.npy", array, allow_pickle=False)
            (building / TITLES_DATASET).write_bytes(msgspec.json.encode(dataset))
    except OSError as cause:
        raise ArtifactError(f"cannot write {folder}: {cause.strerror}", "make room on that disk") from cause


def open_titles(folder: Path) -> tuple[TitleIndex, DatasetInfo]:
    """Open what `save_titles` wrote to `folder`. Raises ArtifactError if it is missing or damaged."""
    try:
        dataset = msgspec.json.decode((folder / TITLES_DATASET).read_bytes(), type=DatasetInfo)
        arrays = {file.stem: np.load(file, mmap_mode="r", allow_pickle=False) for file in folder.glob("titles_*.npy")}
        return TitleIndex(InMemory(arrays)), dataset
    except Exception as cause:  # of a damaged array, numpy and what reads the index raise anything
        raise ArtifactError(f"the title index in {folder} cannot be read", _REMEDY) from cause
