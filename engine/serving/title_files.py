"""A title index outside of any version: set-up writes it first, so that films can be found and marked meanwhile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.errors import ArtifactError
from engine.movies import Movie
from engine.serving.title_building import build_title_index
from engine.serving.titles import InMemory, TitleIndex

_REMEDY = "run `movierec setup` again"


def save_titles(folder: Path, movies: Sequence[Movie]) -> None:
    """Write the index of `movies` into `folder`, replacing what was there; it is never there in part."""
    building = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(building, ignore_errors=True)
    try:
        building.mkdir(parents=True, mode=0o700)
        for name, array in build_title_index(movies).items():
            np.save(building / f"{name}.npy", array, allow_pickle=False)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    except OSError as cause:
        raise ArtifactError(f"cannot write {folder}: {cause.strerror}", "make room on that disk") from cause
    finally:
        shutil.rmtree(building, ignore_errors=True)


def open_titles(folder: Path) -> TitleIndex:
    """The index that `save_titles` wrote into `folder`. Raises ArtifactError where it is missing or damaged."""
    try:
        arrays = {file.stem: np.load(file, mmap_mode="r", allow_pickle=False) for file in folder.glob("titles_*.npy")}
        return TitleIndex(InMemory(arrays))
    except (OSError, ValueError, EOFError, KeyError) as cause:
        raise ArtifactError(f"the titles in {folder} cannot be read", _REMEDY) from cause
