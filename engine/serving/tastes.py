"""The tastes of one person: likes that have little in common, told apart so that each can get films of its own.

The liked films' unit vectors are merged bottom-up by Ward's method, as in PinnerSage (Pal et al., KDD 2020), and the
last merges are undone while their cost stands out. Most people's likes remain one taste. Pure functions in numpy:
importing SciPy's clustering takes three times as long as importing numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.query import Floats

_APART, _APART_EACH = 0.9, 0.06
"""A merge of m likes is undone if it costs more than `_APART` + `_APART_EACH` * m. It costs 1 if no like has anything
in common with another, less within one kind of film; that of uniting two kinds grows with m, by how much more the likes
have in common within a kind than across. Chosen by tests/benchmarks/tastes.py."""
_FEWEST = 3
"""The least number of likes that can be told apart: of two likes that a person picks at random, the vectors have as
little in common as those of two makers' films."""
_MOST_TASTES = 5
_MOST_COMPARED = 200
"""Of more likes, evenly spaced ones are compared (10 ms), and the others join the taste that they are nearest to."""
_NAMED = 3
"""How many of a taste's likes name it."""


@dataclass(frozen=True)
class Tastes:
    """The tastes in n opinions, numbered by weight, the largest first."""

    of: NDArray[np.int64]
    """(n) the taste of each opinion; -1 for one that is no like: it belongs to every taste"""
    shares: NDArray[np.float64]
    """(tastes) the share of each taste in the weight of all likes; one taste of 1.0 if there is no like"""
    typical: tuple[tuple[int, ...], ...]
    """For each taste, the indices of up to three of its opinions, the most typical (the medoid) first"""


def find_tastes(vectors: Floats, weights: NDArray[Any]) -> Tastes:
    """The tastes in n opinions: `vectors` (n, D) are the films' vectors without the popularity coordinate, `weights`
    (n) the opinions' weights, of which the positive ones are likes."""
    of = np.full(len(weights), -1, np.int64)
    liked = np.flatnonzero(np.asarray(weights) > 0)
    if not len(liked):
        return Tastes(of=of, shares=np.ones(1), typical=((),))
    rows = np.asarray(vectors, np.float64)[liked]
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    groups = _groups(unit)
    felt = np.asarray(weights, np.float64)[liked]
    sums = [felt[group].sum() for group in groups]
    order = sorted(range(len(groups)), key=lambda place: (-sums[place], groups[place][0]))
    typical = []
    for taste, place in enumerate(order):
        group = groups[place]
        of[liked[group]] = taste
        closeness = unit[group] @ (felt[group] @ unit[group])
        nearest = group[np.argsort(-closeness, kind="stable")[:_NAMED]]
        typical.append(tuple(int(index) for index in liked[nearest]))
    shares = np.array([sums[place] for place in order])
    return Tastes(of=of, shares=shares / shares.sum(), typical=tuple(typical))


def _groups(unit: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """The members of each taste, ascending, as indices of the unit vectors `unit` (n, D)."""
    count = len(unit)
    if count < _FEWEST:
        return [np.arange(count)]
    compared = np.linspace(0, count - 1, min(count, _MOST_COMPARED)).round().astype(np.int64)
    groups = [compared[group] for group in _undone(len(compared), ward_merges(unit[compared]))]
    if len(groups) == 1:
        return [np.arange(count)]
    if len(compared) < count:
        means = np.stack([unit[group].mean(axis=0) for group in groups])
        # The nearest mean by Euclidean distance; the length of the vectors is the same for all.
        nearest = (unit @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
        for taste, group in enumerate(groups):
            nearest[group] = taste
        groups = [np.flatnonzero(nearest == taste) for taste in range(len(groups))]
    return groups


def _undone(count: int, merges: Sequence[tuple[int, int, float]]) -> list[NDArray[np.int64]]:
    """The groups of `count` items that remain once the merges that stand out are undone, the most striking first."""
    members = [[item] for item in range(count)]
    for first, second, _ in merges:
        members.append(members[first] + members[second])

    def excess(node: int) -> float:
        size = len(members[node])
        return merges[node - count][2] - (_APART + _APART_EACH * size) if size >= _FEWEST else -np.inf

    nodes = [len(members) - 1]
    while len(nodes) < _MOST_TASTES:
        widest = max(nodes, key=excess)
        if excess(widest) <= 0:
            break
        nodes.remove(widest)
        nodes += merges[widest - count][:2]
    return [np.array(sorted(members[node]), np.int64) for node in nodes]


def ward_merges(rows: NDArray[np.float64]) -> list[tuple[int, int, float]]:
    """Ward's clustering of n `rows` (n, D): the n - 1 merges, cheapest first, as (node, node, cost).

    Nodes below n are rows; node n + i is what merge i made. The cost is by how much the merge increases the sum of
    squared distances from the groups' means. By nearest-neighbor chains (Murtagh 1983): O(n^2) time and memory.
    """
    count = len(rows)
    squares = (rows**2).sum(axis=1)
    costs = np.maximum(squares[:, None] + squares[None, :] - 2 * rows @ rows.T, 0) / 2
    np.fill_diagonal(costs, np.inf)
    sizes = np.ones(count)
    found: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(found) < count - 1:
        if not chain:
            chain.append(int((sizes > 0).argmax()))
        last = chain[-1]
        nearest = int(costs[last].argmin())
        if len(chain) == 1 or costs[last, nearest] < costs[last, chain[-2]]:
            chain.append(nearest)
            continue
        kept, gone = sorted((chain.pop(), chain.pop()))
        cost = float(costs[kept, gone])
        found.append((cost, kept, gone))
        together = sizes[kept] + sizes[gone]
        row = (sizes[kept] + sizes) * costs[kept] + (sizes[gone] + sizes) * costs[gone] - sizes * cost
        row /= together + sizes
        sizes[kept], sizes[gone] = together, 0
        row[sizes == 0] = row[kept] = np.inf
        costs[kept], costs[:, kept] = row, row
        costs[gone], costs[:, gone] = np.inf, np.inf
    # Chains find merges out of order, but a merge never costs less than the ones inside it.
    nodes = list(range(count))
    merges = []
    for made, (cost, kept, gone) in enumerate(sorted(found, key=lambda merge: merge[0])):
        merges.append((nodes[kept], nodes[gone], cost))
        nodes[kept] = count + made
    return merges
