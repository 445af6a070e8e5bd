"""Vectors for `similar`: films alike regardless of popularity, sequels and siblings first.

The vectors used for recommending would mostly return popular films. Here two films are alike if watching one predicts
watching the other, given everything else watched: the partial correlations of a ridge regression. Unit vectors are
learned whose nearest neighbors are the most correlated films (only the neighbors matter, so the loss is a softmax over
films), and title words that two films share add a part of their own. Measured by tests/benchmarks/siblings.py on ml-1m
(share of films with a sibling among their five nearest: of 331 films with any sibling / of 52 with a sibling that
shares no title word): item-kNN .73/.77, EASE's rows .84/.89, those / sqrt(popularity) .88/.81, PinSage's vectors by
cosine .79/.81; the learned vectors without title words .89/.89, with them .98/.89. A smaller ridge or a softer target
raises the first figure and lowers the second. The settings were chosen on this list; of the four tried on ml-100k and
ml-latest-small they are the best there too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.model.co_watching import CoWatching
from engine.model.features import Features
from engine.model.interactions import Interactions, stable_hash
from engine.model.linear_autoencoder import inverse_seconds, ridge_inverse
from engine.model.weighted_grams import dense_rows, gram_seconds, weighted_gram
from engine.movies import Movie
from engine.progress import Portion, Work, untold

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TASTE, TITLE = 256, 192
"""The number of coordinates of the learned part and of the title part."""
TITLE_SHARE = 0.4
"""The dot product of two equal titles, relative to 1 for two equal learned parts."""
_MAX_COMPARED_FILMS = 8_000
_FEWEST_WATCHERS = 3
_SHRINKAGE = 10.0
"""With this many watchers, a film's learned part is about .7 long. Shrinking it keeps rarely watched films from being
nearest neighbors by chance, and leaves the order of their own neighbors unchanged."""
_RIDGE = 150.0
_CONTENT = 0.02
"""What equal genres and year add to a partial correlation: enough to decide when hardly anyone watched both."""
_NEIGHBORS, _SHARPNESS, _TEMPERATURE = 50, 110.0, 0.05
_STEPS, _BATCH, _RATE = 100, 1_024, 0.01
_PRODUCT, _CELL = 1.5e-10, 3e-8
"""What one of the three products of a step costs on a core, in seconds a number, with the others'; and what comparing a
film that is placed with one of the catalogue costs."""
_PLACED_BY, _PLACINGS = 5, 2
"""Films that are not compared are placed by so many of the nearest, and again so many times when their neighbors are
placed too. On ml-1m with 1,000 compared, .20 of a maker's other films are then among the ten nearest of a film that is
not, by these vectors alone: .15 to .17 if only compared films place it, .12 by the cosine of watchers instead of their
excess, .21 if all films are compared."""
_SMALL_WORDS = {"a", "an", "and", "at", "by", "for", "from", "her", "his", "in", "is", "it", "my", "of", "on", "or"}
_SMALL_WORDS |= {"the", "to", "vs", "with", "you", "la", "le", "les", "los", "part", "i", "ii", "iii", "iv", "v", "vi"}


def similarity_vectors(
    vectors: Floats,
    data: Interactions,
    features: Features,
    titles: list[str],
    seed: int,
    device: torch.device,
    told: Portion = untold,
) -> Floats:
    """(movies, TASTE + TITLE) rows of length 1 at most. They start from `vectors` (movies, D), PinSage's. `told` hears
    how much is done."""
    compared = _compared_films(data.counts)
    content = features.vectors()
    taste = np.zeros((len(titles), TASTE), np.float32)
    seconds = _seconds(data, compared, device)
    work = Work(told, sum(seconds))
    if len(compared) > 1:
        told = work.piece(seconds[0])
        taste[compared] = _learn(vectors[compared], data.matrix[:, compared], content[compared], seed, device, told)
    _place_others(taste, compared, data, content, device, work.piece(seconds[1]))
    return _joined(taste, data.counts, title_vectors(titles))


def cold_start_similarity(
    likeness: Floats, movies: Sequence[Movie], features: Features, near: Sequence[Sequence[int]]
) -> Floats:
    """(films, TASTE + TITLE) rows for the films at the end of `movies`, which nobody watched: the mean of
    the films each is `near` (row indices), or else of those most alike in content. `likeness` (trained, ...) holds
    the rows of the films before them."""
    trained = len(likeness)
    content = features.vectors()
    taste = np.zeros((len(near), TASTE), np.float32)
    for row, given in enumerate(near):
        rows = [film for film in given if film < trained]
        if not rows:
            rows = list(np.argsort(-(content[:trained] @ content[trained + row]), kind="stable")[:20])
        taste[row] = likeness[rows, :TASTE].sum(axis=0)
    counts = np.array([len(given) for given in near], np.int64)
    titles = title_vectors([movie.title for movie in movies])[trained:]
    return _joined(_unit(taste), counts, titles)


def _joined(taste: Floats, counts: Ints, titles: Floats) -> Floats:
    certainty = np.sqrt((counts + 0.5) / (counts + _SHRINKAGE))[:, None].astype(np.float32)
    rows = np.hstack([taste * certainty, titles * TITLE_SHARE**0.5])
    joined: Floats = (rows / (1 + TITLE_SHARE) ** 0.5).astype(np.float32)
    return joined


def _compared_films(counts: Ints) -> Ints:
    """The films compared directly: of those with `_FEWEST_WATCHERS` watchers or more, the `_MAX_COMPARED_FILMS` most
    watched."""
    enough = np.flatnonzero(counts >= _FEWEST_WATCHERS)
    if len(enough) < 2:
        enough = np.flatnonzero(counts > 0)
    return np.sort(enough[np.argsort(-counts[enough], kind="stable")][:_MAX_COMPARED_FILMS])


def _learn(
    start: Floats, watched: sparse.csr_array, content: Floats, seed: int, device: torch.device, told: Portion
) -> Floats:
    films = len(start)
    seconds = _correlation_seconds(watched, device), _step_seconds(films)
    work = Work(told, sum(seconds))
    closeness = partial_correlations(watched, _RIDGE, device, work.piece(seconds[0]))
    told = work.piece(seconds[1])
    alike = torch.from_numpy(content).to(device)
    closeness.addmm_(alike, alike.T, alpha=_CONTENT).fill_diagonal_(-torch.inf)
    values, neighbors = closeness.topk(min(_NEIGHBORS, films - 1), dim=1)
    shares = torch.softmax(values * _SHARPNESS, dim=1)
    del closeness

    centered = _unit(start - start.mean(axis=0))[:, :TASTE]
    torch.manual_seed(seed)
    free = torch.randn(films, TASTE) * 0.01
    free[:, : centered.shape[1]] += torch.from_numpy(centered)
    free = free.to(device)
    random = np.random.default_rng([seed, 3])
    optimizer = torch.optim.Adam([free], lr=_RATE)
    batch = _batch(films)
    for step in range(_STEPS):
        optimizer.param_groups[0]["lr"] = _RATE * 0.5 * (1 + np.cos(np.pi * step / _STEPS))
        rows = torch.from_numpy(random.choice(films, batch, replace=False)).to(device)
        free.grad = _gradient(free, rows, neighbors[rows], shares[rows])
        optimizer.step()
        told((step + 1) / _STEPS)
    learned: Floats = torch.nn.functional.normalize(free, dim=1).cpu().numpy()
    return learned


def _batch(films: int) -> int:
    return min(_BATCH, max(films // 4, min(films, 32)))


def _seconds(data: Interactions, compared: Ints, device: torch.device) -> tuple[float, float]:
    """About how long it takes on one core to learn the vectors of the `compared`, and to place the others."""
    movies = len(data.movies)
    learning = _correlation_seconds(data.matrix[:, compared], device) + _step_seconds(len(compared))
    return learning, _CELL * (movies - len(compared)) * movies


def _correlation_seconds(watched: sparse.csr_array, device: torch.device) -> float:
    return gram_seconds(watched, device) + inverse_seconds(watched.shape[1])


def _step_seconds(films: int) -> float:
    return _STEPS * _batch(films) * films * TASTE * _PRODUCT


def _gradient(free: Tensor, rows: Tensor, neighbors: Tensor, shares: Tensor) -> Tensor:
    """(films, TASTE) the gradient, with respect to `free`, of the mean cross-entropy between the `shares` of the
    `neighbors` of the films `rows` and the softmax of their cosines with all other films over `_TEMPERATURE`. Written
    out: autograd would go through the (rows, films) table of scores five times as often."""
    lengths = free.norm(dim=1, keepdim=True)
    unit = free / lengths
    asked = unit[rows]
    scores = (asked / _TEMPERATURE) @ unit.T
    scores.scatter_(1, rows[:, None], -torch.inf)
    errors = torch.softmax(scores, dim=1).scatter_add_(1, neighbors, -shares)
    slope = errors.T @ asked
    slope.index_add_(0, rows, errors @ unit)
    slope -= (slope * unit).sum(dim=1, keepdim=True) * unit
    gradient: Tensor = slope / (lengths * _TEMPERATURE * len(rows))
    return gradient


def partial_correlations(
    watched: sparse.csr_array, ridge: float, device: torch.device, told: Portion = untold
) -> Tensor:
    """(movies, movies) the correlation of each pair of films given all others: -P_ij / sqrt(P_ii P_jj) with P the
    inverse of X'X + ridge, by Woodbury's identity if there are fewer users than films. `told` hears the share that is
    done."""
    users, movies = watched.shape
    if users < movies:
        x = dense_rows(watched, device)
        precision = -(x.T @ (ridge_inverse(x @ x.T, ridge) @ x))
        precision.diagonal().add_(1)
    else:
        seconds = gram_seconds(watched, device), inverse_seconds(movies)
        work = Work(told, sum(seconds))
        precision = ridge_inverse(
            weighted_gram(watched, None, device, work.piece(seconds[0])), ridge, work.piece(seconds[1])
        )
    scale = precision.diagonal().sqrt()
    precision /= -scale[:, None]
    precision /= scale
    return precision


def _place_others(
    taste: Floats, compared: Ints, data: Interactions, content: Floats, device: torch.device, told: Portion
) -> None:
    """Give each film that is not among the `compared` the weighted mean vector of the few films nearest to it, by
    shared watchers beyond what is to be expected, and by content: first of those compared, then of all, twice."""
    others = np.setdiff1d(np.arange(len(taste)), compared)
    if not len(others) or not len(compared):
        return
    films = np.concatenate([compared, others])
    work = Work(told, 4)
    counted = CoWatching.of(data.matrix[:, films], device, work.piece())
    told_rows = work.piece(3)
    known = torch.from_numpy(data.counts[films]).to(device)
    scale = (known + _RIDGE).rsqrt()
    alike = torch.from_numpy(content[films]).to(device)
    vectors = torch.from_numpy(taste[films]).to(device)
    nearest = []
    for block in counted.blocks(torch.arange(len(compared), len(films), device=device)):
        near, _ = counted.excess(block)
        near.mul_(scale).mul_(scale[block, None]).addmm_(alike[block], alike.T, alpha=_CONTENT)
        near[:, known == 0] = 0
        near[torch.arange(len(block), device=device), block] = 0
        vectors[block] = _mean(vectors, *_nearest(near[:, : len(compared)]))
        nearest.append((block, *_nearest(near)))
        told_rows((int(block[-1]) + 1 - len(compared)) / len(others))
    for _ in range(_PLACINGS):
        before = vectors.clone()
        for block, values, best in nearest:
            vectors[block] = _mean(before, values, best)
    taste[others] = vectors[len(compared) :].cpu().numpy()


def _nearest(near: Tensor) -> tuple[Tensor, Tensor]:
    """(rows, n) how near the nearest films of each row are, squared, so that the first count most; and which."""
    values, best = near.topk(min(_PLACED_BY, near.shape[1]), dim=1)
    return values.square(), best


def _mean(vectors: Tensor, weights: Tensor, films: Tensor) -> Tensor:
    """(rows, D) the means of the `vectors` of the `films` (rows, n) by the `weights` (rows, n), at length 1."""
    return torch.nn.functional.normalize(torch.einsum("nk,nkd->nd", weights, vectors[films]), dim=1)


def title_vectors(titles: list[str]) -> Floats:
    """(films, TITLE) unit rows whose dot product is about the cosine of the titles' words, rare words weighing more;
    zeros if a title has only small words. A word's direction depends on the word alone."""
    words = [title_words(title) for title in titles]
    spread = Counter(word for found in words for word in found)
    names = sorted(spread)
    directions = dict(zip(names, _directions(names, TITLE), strict=True))
    rows = np.zeros((len(titles), TITLE), np.float32)
    for row, found in enumerate(words):
        for word in sorted(found):
            rows[row] += directions[word] * np.log((len(titles) + 1) / spread[word])
    return _unit(rows)


def title_words(title: str) -> set[str]:
    """The distinctive words of a title, in lower case without accents; articles and part numbers are dropped."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower().replace("'", "")
    return {word for word in re.findall(r"[a-z]+|[0-9]{2,}", plain) if word not in _SMALL_WORDS}


def _directions(things: Iterable[object], size: int) -> Floats:
    """(things, size) unit rows, nearly orthogonal to each other; each depends on its thing alone."""
    rows = [np.random.default_rng(stable_hash((thing,))).standard_normal(size) for thing in things]
    return _unit(np.asarray(rows, np.float32).reshape(-1, size))


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12).astype(np.float32)
    return unit
