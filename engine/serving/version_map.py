"""The map of a version's films: where each lies, and what is told of it there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.errors import ArtifactError
from engine.film_columns import FilmColumns

_PLACES = "film_map"


@dataclass(frozen=True)
class VersionMap:
    """The map of M films, in one order: their `ids` (M), their `places` (M, 2) between -1 and 1, how many people
    watched each, `watchers` (M), and their `columns`."""

    ids: NDArray[np.int64]
    places: NDArray[np.float32]
    watchers: NDArray[np.int64]
    columns: FilmColumns

    @classmethod
    def of_version(cls, artifact: Artifact) -> VersionMap | None:
        """The map of a version; None if an earlier release trained it, which drew none. Raises ArtifactError if it
        cannot be read."""
        if not artifact.has(_PLACES):
            return None
        ids = np.array(artifact.array("ids"), np.int64)
        places = np.array(artifact.array(_PLACES), np.float32)
        if places.shape != (len(ids), 2) or not np.isfinite(places).all():
            raise ArtifactError(f"version {artifact.version}: its map is damaged", "train again with `movierec train`")
        watchers = np.array(artifact.array("watchers"), np.int64) if artifact.has("watchers") else np.zeros_like(ids)
        return cls(ids, places, watchers, FilmColumns.of_version(artifact))
