"""The common format of films and ratings, independent of the files they came from.

Rows are in a fixed order (films by id, ratings by user and film), so two files with the same rows in a different order
give the same digest, the same training and the same model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from engine.datasets.movie_files import MovieRow
from engine.datasets.rating_blocks import Ratings
from engine.datasets.rating_order import once_each
from engine.datasets.skipped_rows import SkippedRows
from engine.movies import Movie

_STEP = 1 << 20
_NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Dataset:
    """`movies`: movie int64 (ascending), title (display order), year Int64, genres tuple, alternatives tuple,
    imdb ("tt0133093" or None), tmdb Int64. `ratings`: user int64, movie int64, rating float32 (NaN if missing),
    timestamp Int64 in seconds (NA if missing), sorted by user and movie, each pair once.

    `digest` is a sha256 of the content and the catalogue. `notes` are messages to show to the user.
    """

    name: str
    source: str
    catalogue: str
    digest: str
    movies: pd.DataFrame
    ratings: pd.DataFrame
    skipped: SkippedRows = field(default_factory=SkippedRows)
    notes: tuple[str, ...] = ()

    def records(self) -> list[Movie]:
        """The films as records, in row order, with rating counts, means and histograms of half stars."""
        ids = self.movies["movie"].to_numpy()
        n_ratings = np.zeros(len(ids), np.int64)
        stars = np.zeros((len(ids), 10), np.int64)
        totals = np.zeros(len(ids))
        movie, rating = self.ratings["movie"].to_numpy(), self.ratings["rating"].to_numpy()
        for start in range(0, len(movie), _STEP):
            at = np.searchsorted(ids, movie[start : start + _STEP])
            given = rating[start : start + _STEP]
            n_ratings += np.bincount(at, minlength=len(ids))
            rated = ~np.isnan(given)
            at, given = at[rated], given[rated]
            half = np.clip(np.rint(given * 2).astype(np.int64), 1, 10) - 1
            stars += np.bincount(at * 10 + half, minlength=len(ids) * 10).reshape(-1, 10)
            totals += np.bincount(at, weights=given, minlength=len(ids))
        counts = stars.sum(axis=1)
        films = self.movies
        return [
            Movie(
                id=int(ids[at]),
                title=title,
                year=year,
                genres=genres,
                alternatives=alternatives,
                imdb=imdb,
                tmdb=tmdb,
                n_ratings=int(n_ratings[at]),
                mean=float(totals[at] / counts[at]) if counts[at] else None,
                histogram=tuple(stars[at].tolist()) if counts[at] else (),
            )
            for at, (title, year, genres, alternatives, imdb, tmdb) in enumerate(
                zip(
                    films["title"].tolist(),
                    _whole_or_none(films["year"]),
                    films["genres"].tolist(),
                    films["alternatives"].tolist(),
                    films["imdb"].tolist(),
                    _whole_or_none(films["tmdb"]),
                    strict=True,
                )
            )
        ]


def assemble(
    *,
    name: str,
    source: str,
    catalogue: str,
    movies: Sequence[MovieRow],
    ratings: Ratings,
    skipped: SkippedRows,
    notes: Sequence[str] = (),
) -> Dataset:
    """Build the Dataset from the parsed rows, of whose columns it takes possession. If a user rated a film twice, only
    the latest rating is kept; a note says how many were dropped."""
    films = sorted(movies, key=lambda film: film.movie)
    ratings, repeated = once_each(ratings)
    said = (
        [f"{repeated:,} duplicate ratings (same user and film) ignored; the latest of each is kept"] if repeated else []
    )
    times, missing = _whole_seconds(ratings.timestamp)
    return Dataset(
        name=name,
        source=source,
        catalogue=catalogue,
        digest=_digest(catalogue, films, ratings, times, missing),
        movies=_movies_frame(films),
        ratings=pd.DataFrame(
            {
                "user": ratings.user,
                "movie": ratings.movie,
                "rating": ratings.rating,
                "timestamp": pd.arrays.IntegerArray(times, missing),
            },
            copy=False,
        ),
        skipped=skipped,
        notes=(*said, *notes),
    )


def _movies_frame(films: Sequence[MovieRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "movie": np.array([film.movie for film in films], np.int64),
            "title": pd.Series([film.title for film in films], dtype="str"),
            "year": pd.array([film.year for film in films], dtype="Int64"),
            "genres": pd.Series([film.genres for film in films], dtype="object"),
            "alternatives": pd.Series([film.alternatives for film in films], dtype="object"),
            "imdb": pd.Series([film.imdb for film in films], dtype="object"),
            "tmdb": pd.array([film.tmdb for film in films], dtype="Int64"),
        }
    )


def _whole_or_none(column: pd.Series) -> list[int | None]:
    return [None if missing else int(value) for value, missing in zip(column, column.isna(), strict=True)]


def _whole_seconds(timestamp: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Whole seconds, 0 where there are none, in the memory of `timestamp`; and where there are none."""
    times, missing = timestamp.view(np.int64), np.isnan(timestamp)
    for start in range(0, len(times), _STEP):
        part = slice(start, start + _STEP)
        times[part] = np.where(missing[part], 0, timestamp[part])
    return times, missing


def _digest(
    catalogue: str,
    films: Sequence[MovieRow],
    ratings: Ratings,
    times: npt.NDArray[np.int64],
    missing: npt.NDArray[np.bool_],
) -> str:
    digest = hashlib.sha256(msgspec.json.encode([catalogue, films]))
    for column, kind in ((ratings.user, "<i8"), (ratings.movie, "<i8"), (ratings.rating, "<f4")):
        digest.update(np.ascontiguousarray(column, dtype=kind).data)
    for start in range(0, len(times), _STEP):
        part = slice(start, start + _STEP)
        digest.update(np.ascontiguousarray(np.where(missing[part], _NO_TIME, times[part]), dtype="<i8").data)
    return digest.hexdigest()
