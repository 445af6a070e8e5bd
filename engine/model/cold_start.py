"""Films added after training: embedded by running the trained network on their features and their given neighbors.

A cold-start film has no ratings, hence no id embedding: its input is its genres and year, and its neighborhood is the
films it was declared to be near. An inductive model can do this, a matrix factorization cannot (Hamilton et al. 2017,
GraphSAGE; Ying et al. 2018, PinSage). Adding such films trains nothing and changes no other film's vector.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from engine.errors import TrainingError
from engine.film_scores import enough_watched
from engine.model.features import Features, Vocabulary
from engine.model.film_map import place_added
from engine.model.item_similarity import cold_start_similarity
from engine.model.pinsage import PinSage, Rates, Shape
from engine.model.sparse_matrix import SparseMatrix
from engine.movies import FIRST_ADDED_ID, Movie

Arrays = Mapping[str, NDArray[Any]]
Tensors = Mapping[str, Mapping[str, NDArray[Any]]]

ROWS = ("ids", "vectors", "likeness", "log_weights", "neighbors", "neighbor_weights")
"""The arrays of every version that have one row per film."""
NEWER_ROWS: Mapping[str, int] = {"watchers": 0, "bias": 0, "pair_films": -1, "pair_weights": 0, "pair_shares": 0}
"""The same of versions that know pairs of films, with what an added film has there (but for its `bias`)."""
MAP = "film_map"
"""The same of versions that have a map of their films."""

_POPULARITY_BOOST = 1.0
"""Added to the popularity that the network predicts for a film with nothing near it. The prediction is cautious:
without this, such films would hardly ever be recommended (one place in 300 if they are a tenth of the films; with
this, one in 30)."""


class ColdStartFilm(msgspec.Struct, frozen=True, kw_only=True):
    """A film without ratings. `near`: ids of the films most like it, the closest first; may be empty."""

    movie: Movie
    near: tuple[int, ...] = ()


def with_cold_start_films(
    movies: Sequence[Movie],
    arrays: Arrays,
    tensors: Tensors,
    parameters: Mapping[str, Any],
    cold_films: Sequence[ColdStartFilm],
) -> tuple[list[Movie], dict[str, NDArray[Any]]]:
    """A version's films and arrays, with exactly `cold_films` after the films it was trained on.

    `movies` and `arrays` are the version's and may already include added films; `parameters` hold its plan and
    vocabulary. Ids in `near` that are not among the films are ignored.
    """
    ids = np.asarray(arrays["ids"], np.int64)
    trained = int((ids < FIRST_ADDED_ID).sum())
    base = {name: np.asarray(arrays[name])[:trained] for name in (*ROWS, *NEWER_ROWS, MAP) if name in arrays}
    base["likeness"] = base["likeness"].astype(np.float32, copy=False)  # a version stores it in half precision
    films = list(movies[:trained])
    if not cold_films:
        return films, base
    joined = sorted(cold_films, key=lambda cold_film: cold_film.movie.id)
    everyone = [*films, *(cold_film.movie for cold_film in joined)]
    place = {movie.id: row for row, movie in enumerate(everyone)}
    near = [_nearest(cold_film, place, base["neighbors"].shape[1]) for cold_film in joined]
    neighbors, weights = _neighbor_rows(near, base["neighbors"].shape[1])
    both = {
        "ids": np.concatenate([ids[:trained], [cold_film.movie.id for cold_film in joined]]),
        "neighbors": np.vstack([base["neighbors"], neighbors]),
        "neighbor_weights": np.vstack([base["neighbor_weights"], weights]),
        "log_weights": np.concatenate([base["log_weights"], np.zeros(len(joined), np.float32)]),
    }
    features = _features(parameters, everyone)
    vectors = _encode(both, features, tensors["network"], parameters, trained)
    for vector, rows in zip(vectors, near, strict=True):
        _lean(vector, base["vectors"][[row for row in rows if row < trained]])
    vectors[[cold_film.movie.is_new for cold_film in joined], -1] = _usual_popularity(base)
    both["vectors"] = np.vstack([base["vectors"], vectors])
    both["likeness"] = np.vstack([base["likeness"], cold_start_similarity(base["likeness"], everyone, features, near)])
    for name in NEWER_ROWS.keys() & base.keys():
        empty = np.full((len(joined), *base[name].shape[1:]), NEWER_ROWS[name], base[name].dtype)
        both[name] = np.concatenate([base[name], vectors[:, -1] if name == "bias" else empty])
    if MAP in base:
        both[MAP] = np.vstack([base[MAP], place_added(base[MAP], both["likeness"], near)])
    return everyone, both


def given_near(movies: Mapping[int, Movie], ids: NDArray[Any], neighbors: NDArray[Any]) -> list[ColdStartFilm]:
    """The cold-start films `movies` (by id) of a version, as they were given: its arrays `ids` (M) and `neighbors`
    (M, K) have the films near them, in their order."""
    rows = [row for row, movie in enumerate(ids.tolist()) if movie in movies]
    return [
        ColdStartFilm(movie=movies[int(ids[row])], near=tuple(ids[near[near >= 0]].tolist()))
        for row, near in zip(rows, np.asarray(neighbors[rows]), strict=True)
    ]


def _nearest(cold_film: ColdStartFilm, place: Mapping[int, int], most: int) -> list[int]:
    return [place[movie] for movie in dict.fromkeys(cold_film.near) if movie in place and movie != cold_film.movie.id][
        :most
    ]


def _neighbor_rows(near: Sequence[Sequence[int]], width: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The cold-start films' neighborhoods as two (films, width) tables: neighbors' rows and their equal weights."""
    neighbors = np.full((len(near), width), -1, np.int32)
    weights = np.zeros((len(near), width), np.float32)
    for row, rows in enumerate(near):
        neighbors[row, : len(rows)] = rows
        weights[row, : len(rows)] = 1 / max(len(rows), 1)
    return neighbors, weights


def _features(parameters: Mapping[str, Any], movies: Sequence[Movie]) -> Features:
    vocabulary = Vocabulary.from_parameters(parameters["vocabulary"])
    return Features(
        vocabulary,
        vocabulary.genre_rows([movie.genres for movie in movies]),
        vocabulary.year_places([movie.year for movie in movies]),
    )


def _encode(
    arrays: Arrays,
    features: Features,
    network: Mapping[str, NDArray[Any]],
    parameters: Mapping[str, Any],
    trained: int,
) -> NDArray[np.float32]:
    """(films, D + 1) the trained network's vectors of the films after the first `trained`, which have no id
    embedding."""
    films, dim = len(arrays["ids"]), int(parameters["dim"])
    shape = Shape(
        movies=films,
        genres=len(features.vocabulary.genres),
        years=len(features.vocabulary.years),
        dim=dim,
        hidden=int(parameters["hidden"]),
        layers=int(parameters["layers"]),
    )
    if "newcomers.gate" not in network:
        raise TrainingError(
            "this version was trained by an older release of movierec", "train again with `movierec train`"
        )
    grown = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in network.items()}
    for name in ("encoder.identity", "bias", "log_weights"):
        value = grown[name]
        grown[name] = torch.cat([value, value.new_zeros(films - len(value), *value.shape[1:])])
    identity = grown["encoder.identity"].numpy()
    pinsage = PinSage(shape, Rates(), features, identity, np.zeros(films, np.int64))
    pinsage.load_state_dict(grown)
    neighbors = np.asarray(arrays["neighbors"])
    rows, columns = np.nonzero(neighbors >= 0)
    matrix = sparse.csr_array(
        (np.asarray(arrays["neighbor_weights"])[rows, columns], (rows, neighbors[rows, columns])), shape=(films, films)
    )
    near = [SparseMatrix.of(matrix, torch.device("cpu"))] * shape.layers
    return pinsage.cold_start_table(near)[-(films - trained) :]


def _usual_popularity(base: Arrays) -> float:
    """The mean popularity coordinate of the films that enough people watched: all that is known of a new film's."""
    biases = base["vectors"][:, -1]
    enough = enough_watched(base["watchers"]) if "watchers" in base else np.ones(len(biases), bool)
    return float(biases[enough].mean()) if enough.any() else 0.0


def _lean(vector: NDArray[np.float32], near: NDArray[np.float32]) -> None:
    """Move a cold-start film's vector halfway to the mean of the films `near` it, and give it their mean popularity.

    Recall@20 among films of ml-1m whose ratings were withheld: .23 with the network's own vector and popularity, .38
    with the neighbors' popularity, .52 with the vector moved halfway, .54 all the way, which floods the lists with
    added films.
    """
    if len(near):
        vector[:] = (vector + near.mean(axis=0)) / 2
        vector[-1] = near[:, -1].mean()
    else:
        vector[-1] += _POPULARITY_BOOST
