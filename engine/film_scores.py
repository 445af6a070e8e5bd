"""The score of a film: what the vectors say and what pairs of films know, in numpy.

A query's two voices are put on scales of their own before they are added, which depend on the query alone, never on
filters, exclusions or candidates. With u, gamma the query of engine.query and C the covariance of the catalogue's
vectors (popularity coordinate included), d_m = (watchers_m + 20)^-restraint and B the pair weights:

    a_m = <u, v_m> + gamma bias_m, whose standard deviation over the catalogue is sd(a) = sqrt([u gamma] C [u gamma]')
    p_m = d_m sum_i w_i B_im, whose root mean square over the M' films that enough people watched is |p| / sqrt(M')
    score(m) = a_m / sd(a) + pairs p_m sqrt(M') / |p| - fame ln(watchers_m + 20)

Nobody knows how popular a new film (engine.movies.FIRST_NEW_ID) is: its bias and ln(watchers_m + 20) are the means over
the films that enough people watched, so that new films differ in what a person's likes say of them alone. It is in no
pair, so p_m is the mean of those of the films that it was placed by; a liked one of these speaks for itself
too, `_OF_ITSELF` times as loud as for the film that it is paired with most.

So a score is in standard deviations of this person's scores by the vectors. It stays an exact sum: `base` is the terms
without a like, and each opinion's part is its term of a_m and of p_m. `pairs`, `restraint` and `fame` are the dial's
(engine.popularity_dial). Everything here is a pure function of a version's arrays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.film_pairs import FilmPairs
from engine.movies import FIRST_ADDED_ID
from engine.near_rows import NearRows
from engine.popularity_dial import BALANCED, STOPS, Stop, stop_at
from engine.query import Query, QueryWeights, compose, felt

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

SOFTENER = 20.0
"""Added to a film's watchers before fame is held against it, so that the least watched do not win."""
ARRAYS = ("ids", "watchers", "bias", "pair_films", "pair_weights", "pair_shares")
"""The arrays of a version that its scores depend on, vectors and log_weights aside; earlier releases wrote only ids."""
_SMALL_DATA = 20
_OF_ITSELF = 4.0
"""Of people who like three films of a maker, those who see the maker's new film among the first 20 are 29% with 1, 58%
with 4, 70% with 8, where one liked film is as good as a whole taste (tests/benchmarks/new_film_figures.py)."""
_TOO_FEW = 100.0
"""Taken off a film that fewer people watched than the dial asks for: more than all that speaks for a film together."""


@dataclass(frozen=True)
class RankingModel:
    """What the scores of a version with M films need, its vectors aside."""

    weights: QueryWeights
    covariance: Floats
    """(D + 1, D + 1) of the vectors over the catalogue"""
    watchers: NDArray[np.int32]
    """(M)"""
    bias: Floats
    """(M) the vectors' popularity coordinate"""
    added: NDArray[np.bool_]
    """(M) films without ratings that somebody added on purpose"""
    pairs: FilmPairs | None = None
    new: NearRows | None = None
    """What new films are judged by; None without new films."""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], tensors: Mapping[str, Mapping[str, NDArray[Any]]]) -> RankingModel:
        """From a version's arrays (`ids`, `vectors`, `watchers`, and the pairs' if it has them) and tensors."""
        covariance = tensors["query"].get("covariance")
        return cls(
            weights=QueryWeights.from_tensors(tensors["query"]),
            covariance=covariance_of(np.asarray(arrays["vectors"])) if covariance is None else covariance,
            watchers=np.asarray(arrays["watchers"], np.int32),
            bias=np.asarray(arrays["bias"] if "bias" in arrays else arrays["vectors"][:, -1], np.float32),
            added=np.asarray(arrays["ids"]) >= FIRST_ADDED_ID,
            pairs=FilmPairs.of(arrays),
            new=NearRows.of(arrays),
        )

    @cached_property
    def log_watchers(self) -> Floats:
        """(M) ln(watchers + 20); of a new film, the mean over the films that enough people watched."""
        logs: Floats = np.log(np.asarray(self.watchers, np.float32) + np.float32(SOFTENER))
        if self.new is not None and self._enough.any():
            logs[self.new.first :] = logs[self._enough].mean()
        return logs

    @cached_property
    def known(self) -> int:
        """How many films enough people watched to say something of them: what the pairs' term is spread over. All films
        of a large catalogue would do that no justice: most of them are in no pair."""
        return max(int(self._enough.sum()), 1)

    @cached_property
    def _enough(self) -> NDArray[np.bool_]:
        """(M) which films enough people watched."""
        return enough_watched(self.watchers)

    @cached_property
    def most_asked(self) -> int:
        """The most watchers that a film can be asked to have: in small data nobody can expect ten."""
        return most_asked(self.watchers)

    @cached_property
    def _fame_of_bias(self) -> float:
        """The slope of ln(watchers + 20) in the popularity coordinate, by least squares."""
        bias, logs = self.bias[~self.added], self.log_watchers[~self.added]
        spread = float(bias.var()) if len(bias) else 0.0
        return float(np.cov(bias, logs, bias=True)[0, 1]) / spread if spread > 0 else 0.0

    def reordered(self, rows: Rows, unknown_bias: float) -> RankingModel:
        """The same model for the films `rows` (N), in that order; -1 stands for a film that it lacks, whose popularity
        coordinate is then `unknown_bias`. Pairs with films that are not among `rows` are lost."""
        lacking = rows < 0
        return replace(
            self,
            watchers=np.where(lacking, 0, self.watchers[rows]),
            bias=np.where(lacking, np.float32(unknown_bias), self.bias[rows]),
            added=self.added[rows] & ~lacking,
            pairs=None if self.pairs is None else self.pairs.reordered(rows),
            new=None,
        )

    def ask(
        self, rows: Rows, vectors: Floats, log_weights: Floats, opinions: Floats, popularity: float = 1.0
    ) -> Ranking:
        """The ranking for n opinions on the films `rows`, whose `vectors` (n, D + 1) and `log_weights` (n) are given;
        `opinions` (n) are their weights. `popularity` is the dial: 0 hidden gems, 1 balanced, 4 charts."""
        likes = int((opinions > 0).sum())
        stop = stop_at(popularity, likes)
        stop = stop._replace(fewest=min(stop.fewest, self.most_asked))
        if likes == 0:  # nothing is known of the person's taste, so there is nothing to hold fame against
            stop = stop._replace(fame=0.0)
        query = compose(self.weights, vectors, log_weights, opinions, popularity=stop.popularity)
        variance = float(query.vector @ self.covariance @ query.vector)
        deviation = math.sqrt(variance) if variance > 0 else 1.0
        strengths = felt(opinions)
        if self.pairs is None or len(rows) == 0:
            return Ranking(self, stop, query, deviation, rows, strengths, None, 0.0)
        total = self.pairs.totals(rows, strengths, len(self.watchers))
        if stop.restraint:
            total *= np.exp(-stop.restraint * self.log_watchers)
        length = float(np.linalg.norm(total))
        if self.new is not None:
            total[self.new.first :] = self.new.means(self._with_themselves(total, rows, strengths, stop))
        loudness = stop.pairs * math.sqrt(self.known) / length if length else 0.0
        return Ranking(self, stop, query, deviation, rows, strengths, total, loudness)

    def _with_themselves(self, total: Floats, rows: Rows, strengths: Floats, stop: Stop) -> Floats:
        """(M) p, in which each film of the query speaks for itself too: it may be one that a new film was placed by."""
        assert self.pairs is not None
        whole = total.copy()
        whole[rows] += (
            strengths * _OF_ITSELF * self.pairs.greatest(rows) * np.exp(-stop.restraint * self.log_watchers[rows])
        )
        return whole


@dataclass(frozen=True)
class Ranking:
    """The scores of one query (see the module's docstring). Films are row indices of the version."""

    model: RankingModel
    stop: Stop
    query: Query
    deviation: float
    """sd(a)"""
    rows: Rows
    strengths: Floats
    totals: Floats | None
    """(M) p, not divided by its length; None without pairs"""
    loudness: float
    """`pairs` over the root mean square of p"""

    @cached_property
    def search_vector(self) -> Floats:
        """(D + 1) the vector to search with: the query, its popularity coordinate lowered by about what the score holds
        against fame, so that the films found first are those that the vectors' part of the score puts first."""
        vector = self.query.vector.copy()
        vector[-1] -= self.stop.fame * self.deviation * self.model._fame_of_bias
        return vector

    def matched(self, found: Floats, films: Rows) -> Floats:
        """(n) a for `films`, given their inner products `found` with the search vector."""
        lowered = self.query.gamma - float(self.search_vector[-1])
        a: Floats = found + lowered * self.model.bias[films]
        return a

    def scores(self, matched: Floats, films: Rows) -> Floats:
        """(..., n) the scores of `films` (n), given their a (..., n)."""
        scores = matched / self.deviation + self._apart(films)
        if self.totals is not None:
            scores = scores + self.loudness * self.totals[films]
        return np.asarray(scores, np.float32)

    def best_by_pairs(self, k: int, allowed: NDArray[np.bool_] | None = None) -> Rows:
        """The `k` films of the liked films' pair rows that the terms beside the vectors' put first, among those that
        the mask `allowed` (M) admits."""
        if self.totals is None or self.model.pairs is None:
            return np.zeros(0, np.int64)
        films = self.model.pairs.neighbors(self.rows[self.strengths > 0])
        if self.model.new is not None:
            films = np.concatenate([films, self.model.new.rows])
        if allowed is not None:
            films = films[allowed[films]]
        if len(films) <= k:
            return films
        worth = self.loudness * self.totals[films] + self._apart(films)
        return films[np.argpartition(-worth, k - 1)[:k]]

    def terms(self, vectors: Floats, films: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(n) the bases and (n, opinions) the parts of the scores of `films`, whose `vectors` (n, D + 1) are given."""
        rows = vectors.astype(np.float64)
        base = self.query.gamma * rows[:, -1] / self.deviation + self._apart(films)
        parts = rows[:, :-1] @ self.query.parts.T / self.deviation
        if self.model.pairs is not None and self.loudness:
            restraint = np.exp(-self.stop.restraint * self.model.log_watchers[films])
            weights = self.model.pairs.weights_of(self.rows, films) * self.strengths[None, :]
            parts += self.loudness * weights * restraint[:, None]
            if self.model.new is not None and len(places := self.model.new.among(films)):
                others, shares = self.model.new.films_near(films[places])
                restraint = np.exp(-self.stop.restraint * self.model.log_watchers[others])
                weights = self.model.pairs.weights_of(self.rows, others)
                weights += (others[:, None] == self.rows[None, :]) * _OF_ITSELF * self.model.pairs.greatest(self.rows)
                weights *= self.strengths[None, :]
                parts[places] += self.loudness * (shares @ (weights * restraint[:, None]))
        return base, parts

    def usual_terms(self, mean: Floats) -> tuple[float, NDArray[np.float64]]:
        """The means of the base and of the parts (opinions) over the films that were rated, `mean` (D + 1) being that
        of their vectors."""
        rated = ~self.model.added
        centre = mean.astype(np.float64)
        base = self.query.gamma * centre[-1] / self.deviation - self.stop.fame * float(
            self.model.log_watchers[rated].mean()
        )
        parts = self.query.parts.astype(np.float64) @ centre[:-1] / self.deviation
        if self.model.pairs is not None and self.loudness:
            films, weights = self.model.pairs.films[self.rows], self.model.pairs.weights[self.rows].astype(np.float64)
            restraint = np.exp(-self.stop.restraint * self.model.log_watchers[films])
            spoken = np.where(films >= 0, weights * restraint, 0).sum(axis=1) * self.strengths
            parts += self.loudness * spoken / int(rated.sum())
        return base, parts

    def too_few(self, films: Rows) -> NDArray[np.bool_]:
        """(n) which of `films` have fewer watchers than the dial asks for, and so come after all others."""
        few: NDArray[np.bool_] = (self.model.watchers[films] < self.stop.fewest) & ~self.model.added[films]
        return few

    def _apart(self, films: Rows) -> Floats:
        """(n) the terms that depend on a film alone."""
        few = self.too_few(films).astype(np.float32)
        apart: Floats = -self.stop.fame * self.model.log_watchers[films] - _TOO_FEW * few
        return apart


def most_asked(watchers: NDArray[Any]) -> int:
    """The most watchers that a film can be asked to have, given those of all films."""
    return int(watchers.max(initial=0)) // _SMALL_DATA


def enough_watched(watchers: NDArray[Any]) -> NDArray[np.bool_]:
    """(M) which films, given their `watchers` (M), enough people watched to say something of them."""
    enough: NDArray[np.bool_] = watchers >= min(STOPS[BALANCED].fewest, most_asked(watchers))
    return enough


def covariance_of(vectors: Floats) -> Floats:
    """(D + 1, D + 1) the covariance of the rows of `vectors` (M, D + 1)."""
    centered = vectors - vectors.mean(axis=0)
    covariance: Floats = (centered.T @ centered / np.float32(max(len(vectors), 1))).astype(np.float32)
    return covariance
