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
from engine.datasets.skipped_rows import SkippedRows
from engine.movies import Movie

_STEP = 4_000_000
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
    """Build the Dataset from the parsed rows. If a user rated a film twice, only the latest rating is kept; a note
    says how many were dropped."""
    films = sorted(movies, key=lambda film: film.movie)
    ratings, repeated = _once_each(ratings)
    said = (
        [f"{repeated:,} duplicate ratings (same user and film) ignored; the latest of each is kept"] if repeated else []
    )
    missing = np.isnan(ratings.timestamp)
    times = np.where(missing, 0, ratings.timestamp).astype(np.int64)
    return Dataset(
        name=name,
        source=source,
        catalogue=catalogue,
        digest=_digest(catalogue, films, ratings, np.where(missing, _NO_TIME, times)),
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


def _once_each(ratings: Ratings) -> tuple[Ratings, int]:
    """The ratings sorted by user and movie, each pair once, and the number of duplicates dropped."""
    key = _pair_keys(ratings)
    if bool((key[1:] > key[:-1]).all()):
        return ratings, 0
    order = np.arange(len(key)) if bool((key[1:] >= key[:-1]).all()) else np.argsort(key, kind="stable")
    key = key[order]
    same = key[1:] == key[:-1]
    last = np.append(~same, True)
    if same.any():
        repeated = np.append(same, False) | np.append(False, same)
        some = order[repeated]
        # Within a pair by time (missing times first), then by position in the file.
        times = np.nan_to_num(ratings.timestamp[some], nan=-1.0)
        order[repeated] = some[np.lexsort((times, key[repeated]))]
    kept = order[last]
    return Ratings(*(column[kept] for column in ratings)), len(order) - len(kept)


def _pair_keys(ratings: Ratings) -> npt.NDArray[np.int64]:
    """One integer key per (user, movie) pair, in the same sort order as the pairs."""
    user, movie = ratings.user, ratings.movie
    span = int(movie.max()) + 1
    if (int(user.max()) + 1) * span >= 2**63:
        user = np.unique(user, return_inverse=True)[1].astype(np.int64)
    return user * span + movie


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


def _digest(catalogue: str, films: Sequence[MovieRow], ratings: Ratings, times: npt.NDArray[np.int64]) -> str:
    digest = hashlib.sha256(msgspec.json.encode([catalogue, films]))
    for column, kind in ((ratings.user, "<i8"), (ratings.movie, "<i8"), (ratings.rating, "<f4"), (times, "<i8")):
        digest.update(np.ascontiguousarray(column, dtype=kind).data)
    return digest.hexdigest()
