"""The map: every film's place in two dimensions, films that are alike beside each other.

The most watched films are the landmarks: t-SNE (van der Maaten & Hinton 2008, by Barnes and Hut's approximation, van
der Maaten 2014) places them so that each keeps its nearest neighbors. Every other film is placed between the landmarks
that it is most like, a little to the side, so that films do not lie on top of each other. That is linear in the number
of films, and one more film (`movierec add`) is placed without moving any.

The longest axis lies from left to right, newer films to the right: a screen is wider than high, and a person finds
their way again after the next training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from engine.model.item_similarity import TASTE
from engine.progress import Portion, Work, untold

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_FEWEST = 30
"""With fewer films there are no neighborhoods to keep, and the two main directions of their vectors do."""
_LANDMARKS, _LANDMARKS_AT_LEAST, _LANDMARK_SHARE = 2_500, 500, 3
"""The most landmarks; and how many there are in a small set: so many, and one in so many films."""
_PERPLEXITY, _STEPS, _EXAGGERATION, _ANGLE = 30.0, 250, 12.0, 0.8
"""About how many neighbors each landmark keeps; the steps with its neighbors exaggerated, and as many again without
(the fewest that scikit-learn takes); and how coarsely distant films are summed up. On ml-latest-small .5 in place of
.8, or 250 steps more, take a third longer and more, and keep no more of the neighbors (trustworthiness .98 of each)."""
_NOISE = 0.01
"""The length of what is added to each landmark's unit vector, so that equal ones have neighbors of their own."""
_NEAREST, _SHARPNESS = 5, 20.0
"""A film lies between so many landmarks, the nearest of them by far the most."""
_SPREAD = 0.6
"""How far from there: in distances between two landmarks."""
_BLOCK = 5_000_000
"""How many similarities are computed at once."""


def landmarks_of(films: int) -> int:
    """How many of a set's films are landmarks."""
    return min(films, _LANDMARKS, _LANDMARKS_AT_LEAST + films // _LANDMARK_SHARE)


def draw_map(likeness: Floats, watchers: Ints, years: Ints, seed: int, told: Portion = untold) -> Floats:
    """(M, 2) the films' places, within -1 and 1 from left to right and less from bottom to top.

    `likeness` (M, ...) holds the vectors of `similar`, of which the learned part counts; `watchers` (M) says which
    films are landmarks; `years` (M) are 0 where unknown. `told` hears how much is done, and may raise an exception.
    """
    vectors = _directions(likeness)
    films = len(vectors)
    if films < 3:
        return np.stack([np.linspace(-0.5, 0.5, films), np.zeros(films)], axis=1).astype(np.float32)
    if films < _FEWEST:
        return _upright(_spread_out(_main_directions(vectors), seed), years)
    chosen = np.sort(np.argsort(-watchers, kind="stable")[: landmarks_of(films)])
    work = Work(told, 5)
    marks = _upright(_embedded(vectors[chosen], seed, work), years[chosen])
    places = np.empty((films, 2), np.float32)
    places[chosen] = marks
    others = np.setdiff1d(np.arange(films), chosen)
    places[others] = _between(vectors, others, vectors[chosen], marks)
    told(1)
    return np.clip(places, -1, 1)


def place_added(places: Floats, likeness: Floats, near: list[list[int]]) -> Floats:
    """(films, 2) places on the map `places` (trained, 2) for the films that follow the trained ones in `likeness`:
    between the films that each is `near` (row indices), or else between those most like it."""
    trained = len(places)
    vectors = _directions(likeness)
    rows = np.arange(trained, trained + len(near))
    known = [[film for film in given if film < trained] for given in near]
    added = np.zeros((len(near), 2), np.float32)
    for row, films in enumerate(known):
        if films:
            added[row] = places[films].mean(axis=0)
    added += _sideways(rows, _gap(places))
    alone = np.array([not films for films in known], bool)
    added[alone] = _between(vectors, rows[alone], vectors[:trained], places)
    return np.clip(added, -1, 1)


def _directions(likeness: Floats) -> Floats:
    """(films, TASTE) the learned part of the vectors at length 1; zeros where there is none."""
    unit = np.array(likeness[:, :TASTE], np.float32)
    np.nan_to_num(unit, copy=False)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
    return unit


def _embedded(vectors: Floats, seed: int, work: Work) -> Floats:
    """(landmarks, 2) by t-SNE. scikit-learn's can only be stopped between two calls: the exaggerated steps are one, the
    others another that goes on from where the first ended."""
    from sklearn.manifold import TSNE

    noise = np.random.default_rng(seed).standard_normal(vectors.shape) * (_NOISE / vectors.shape[1] ** 0.5)
    vectors = vectors + noise.astype(np.float32)
    places = _start(vectors)
    for exaggeration in (_EXAGGERATION, 1.0):
        told = work.piece(2)
        told(0)
        # Threads would add up distances in an order of their own, and draw another map each time.
        with threadpool_limits(1):
            places = TSNE(
                n_components=2,
                perplexity=min(_PERPLEXITY, (len(vectors) - 1) / 3),
                early_exaggeration=exaggeration,
                max_iter=_STEPS,
                init=places,
                angle=_ANGLE,
                random_state=seed % 2**32,
                n_jobs=1,
            ).fit_transform(vectors)
        told(1)
    return np.asarray(places, np.float32)


def _start(vectors: Floats) -> Floats:
    """(films, 2) where t-SNE starts: the main directions, as small as it wants them, and no two films in one place."""
    places = _main_directions(vectors)
    scale = float(places[:, 0].std()) or 1.0
    jitter = np.random.default_rng(len(places)).standard_normal(places.shape)
    return (places / scale * 1e-4 + jitter * 1e-6).astype(np.float32)


def _main_directions(vectors: Floats) -> Floats:
    """(films, 2) the coordinates of the vectors in the two directions in which they differ most."""
    centered = vectors - vectors.mean(axis=0)
    _, found = np.linalg.eigh((centered.T @ centered).astype(np.float64))
    axes = found[:, :-3:-1]
    # An axis has no direction of its own: its largest part counts as positive.
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1, 1)
    turned: Floats = (centered @ axes).astype(np.float32)
    return turned


def _spread_out(places: Floats, seed: int) -> Floats:
    size = float(np.abs(places).max()) or 1.0
    return places + (np.random.default_rng(seed).standard_normal(places.shape) * size * 0.02).astype(np.float32)


def _upright(places: Floats, years: Ints) -> Floats:
    """The places turned and scaled: the longest axis from left to right within -1 and 1, newer films to the right."""
    turned = _main_directions(places)
    dated = years > 0
    if dated.any():
        drift = (turned[dated] * (years[dated] - years[dated].mean())[:, None]).sum(axis=0)
        turned[:, drift < 0] *= -1
    low, high = turned.min(axis=0), turned.max(axis=0)
    half = float((high - low).max()) / 2 or 1.0
    scaled: Floats = ((turned - (low + high) / 2) / half).astype(np.float32)
    return scaled


def _between(vectors: Floats, rows: Ints, of: Floats, places: Floats) -> Floats:
    """(rows, 2) for each of these rows of `vectors` the weighted mean of the `places` of those `of` the placed films
    that it is most like, and a little to the side."""
    found = np.empty((len(rows), 2), np.float32)
    most = min(_NEAREST, len(of))
    block = max(_BLOCK // max(len(of), 1), 1)
    for start in range(0, len(rows), block):
        alike = vectors[rows[start : start + block]] @ of.T
        best = np.argpartition(alike, -most, axis=1)[:, -most:]
        near = np.take_along_axis(alike, best, axis=1)
        weights = np.exp(_SHARPNESS * (near - near.max(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        found[start : start + block] = np.einsum("nk,nkd->nd", weights, places[best])
    return found + _sideways(rows, _gap(places) * min((len(rows) / len(of) + 1) ** 0.5, 2.0))


def _gap(places: Floats) -> float:
    """The distance between two films, were they spread evenly over their part of the map."""
    width, height = np.ptp(places, axis=0)
    return float(np.sqrt(max(float(width * height), 1e-4) / len(places)))


def _sideways(rows: Ints, gap: float) -> Floats:
    """(films, 2) a step of about `gap` for each row, to the same side each time: the golden angle takes neighbors in
    the table to different sides."""
    angle = rows * 2.399963
    far = gap * _SPREAD * np.sqrt((rows * 0.754878) % 1 + 0.05)
    return np.stack([np.cos(angle) * far, np.sin(angle) * far], axis=1).astype(np.float32)
