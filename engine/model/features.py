"""Content features: a film's genres and release year as inputs of the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Vocabulary:
    """The genres and years that a network knows, in the order of its inputs. Year 0 stands for an unknown year."""

    genres: tuple[str, ...]
    years: tuple[int, ...]

    def genre_rows(self, genres: Sequence[Sequence[str]]) -> Floats:
        """(films, genres) equal weights for each film's known genres, summing to 1; zeros if it has none."""
        place = {name: column for column, name in enumerate(self.genres)}
        rows = np.zeros((len(genres), len(self.genres)), np.float32)
        for row, names in enumerate(genres):
            for name in names:
                if name in place:
                    rows[row, place[name]] = 1
        shares: Floats = rows / np.maximum(rows.sum(axis=1, keepdims=True), 1)
        return shares

    def year_places(self, years: Sequence[int | None]) -> Ints:
        """(films) the index of each year: an unseen year gets the nearest seen one's, an unknown year 0."""
        known = np.asarray(self.years[1:], np.int64)
        if not len(known):
            return np.zeros(len(years), np.int64)
        return np.asarray(
            [0 if year is None else int(np.abs(known - year).argmin()) + 1 for year in years], dtype=np.int64
        )

    def to_parameters(self) -> dict[str, Any]:
        return {"genres": list(self.genres), "years": list(self.years)}

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Any]) -> Vocabulary:
        return cls(genres=tuple(parameters["genres"]), years=tuple(parameters["years"]))


@dataclass(frozen=True)
class Features:
    """Films' content: `genres` (movies, G), float32 rows that sum to 1 or 0, and `years` (movies), indices into the
    vocabulary's years."""

    vocabulary: Vocabulary
    genres: Floats
    years: Ints

    def vectors(self) -> Floats:
        """(movies, G + Y) content vectors whose dot product is a similarity: 1 for the same genres and year, half of it
        from the genres and half from the years, where a decade apart counts as a third."""
        genres = self.genres / np.maximum(np.linalg.norm(self.genres, axis=1, keepdims=True), 1e-12)
        known = np.asarray(self.vocabulary.years[1:], np.float32)
        bumps = np.arange(1880, 2060, 5, dtype=np.float32)
        table = np.zeros((len(known) + 1, len(bumps)), np.float32)
        table[1:] = np.exp(-(((known[:, None] - bumps[None, :]) / 7) ** 2))
        table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
        both: Floats = np.hstack([genres, table[self.years]]).astype(np.float32) * np.float32(0.5**0.5)
        return both


def features_of(movies: pd.DataFrame) -> Features:
    """The features of a data set's movies frame, in its row order."""
    genres = [tuple(names) for names in movies["genres"]]
    years = [None if pd.isna(year) else int(year) for year in movies["year"]]
    vocabulary = Vocabulary(
        genres=tuple(sorted({name for names in genres for name in names})),
        years=(0, *sorted({year for year in years if year is not None})),
    )
    return Features(vocabulary, vocabulary.genre_rows(genres), vocabulary.year_places(years))
