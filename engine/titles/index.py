"""Title search: the films that match what a user types, in well under a millisecond, on the calling thread.

Everything is memory-mapped from the version's files (see engine.titles.index_building); a search needs no store. It
tolerates typos, missing accents, and any order of words and article; of equally good matches, the most watched film
comes first. engine.titles.resolution decides which film a command means by a title.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.movies import Movie
from engine.titles.index_building import build_title_index, imdb_number
from engine.titles.normalization import PART, codes, fold, grams_of
from engine.titles.scoring import ALL_WORDS_MATCH, EXACT, Typed, closeness, typed_variants
from engine.titles.spelling import Spelling

__all__ = ["TitleIndex", "build_title_index"]

_LONGEST = 120
"""The characters of a query that count; no more are needed to tell titles apart."""
_BUDGET = 40_000
"""Most postings read for one query; only the most common trigrams are cut off, and scoring makes up for them."""
_CANDIDATES = 60
_PREFIXED = 40
_POPULARITY = 16.0
"""The bonus of the most watched film: enough to make up for one more piece in its name, not for another word."""
_MIN_CLOSENESS = 52.0
"""Closeness below which a film is not a result, at most a "did you mean"."""

_movie = msgspec.msgpack.Decoder(Movie)


class _Arrays(Protocol):
    def array(self, name: str) -> NDArray[Any]: ...


class InMemory:
    """Arrays by name, with the interface of an artifact."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays

    def array(self, name: str) -> NDArray[Any]:
        return self._arrays[name]


class TitleIndex:
    """The titles of one version (or of any films, by `of`). Films are numbered by rank, the most watched first."""

    def __init__(self, artifact: _Arrays) -> None:
        def array(name: str) -> NDArray[Any]:
            return np.asarray(artifact.array(f"titles_{name}"))  # a plain array: slicing a memmap costs 2 us more

        self._ids = array("ids")
        self._years = array("years")
        self._imdb = array("imdb")
        self._n_ratings = array("watchers")
        self._by_id = array("by_id")
        self._records = array("records").data
        self._record_starts = array("record_starts")
        self._names = array("names").data
        self._name_starts = array("name_starts")
        self._name_kinds = array("name_kinds")
        self._film_names = array("film_names")
        self._name_films = array("name_films")
        self._name_order = array("name_order")
        self._grams = array("grams")
        self._gram_starts = array("gram_starts")
        self._gram_films = array("gram_films")
        self._words = array("words")
        self._word_films = array("word_films")
        top = float(self._n_ratings[0]) if len(self._ids) else 0.0
        self._popularity = (np.log1p(self._n_ratings) / np.log1p(max(top, 1.0))).astype(np.float32)

    @classmethod
    def of(cls, movies: Sequence[Movie]) -> TitleIndex:
        """Build an index in memory, for example for films that are in no version yet."""
        return cls(InMemory(build_title_index(movies)))

    def __len__(self) -> int:
        return len(self._ids)

    @cached_property
    def newest_year(self) -> int | None:
        """The year of the newest film, None if no film has one."""
        return int(self._years.max()) or None if len(self._years) else None

    def search(self, text: str, k: int = 20) -> list[Movie]:
        """The films that match `text` (possibly still being typed), best first; empty if nothing is close."""
        return [movie for movie, _ in self.search_scored(text, k)]

    def search_scored(self, text: str, k: int = 20) -> list[tuple[Movie, float]]:
        """`search` with each film's score (about 100 for an exact title, plus at most 16 for popularity)."""
        ranked = self._ranked(text)
        best = max((near for _, near, _ in ranked), default=0.0)
        least = _MIN_CLOSENESS + 8 if best >= ALL_WORDS_MATCH else _MIN_CLOSENESS
        return [(self._film(film), round(score, 2)) for score, near, film in ranked if near >= least][:k]

    def closest(self, text: str, k: int = 5) -> list[Movie]:
        """The films whose titles are closest to `text`, however distant."""
        return [self._film(film) for _, _, film in self._ranked(text)[:k]]

    def popular(self, k: int = 20) -> list[Movie]:
        """The most watched films."""
        return [self._film(film) for film in range(min(k, len(self)))]

    def most_watched(self, share: float) -> list[int]:
        """The ids of the most watched films that together have at most `share` (0 to 1) of all ratings."""
        watched = np.cumsum(self._n_ratings, dtype=np.float64)
        some = len(watched) and watched[-1] > 0
        count = int(np.searchsorted(watched, share * watched[-1], side="right")) if some else 0
        ids: list[int] = self._ids[:count].tolist()
        return ids

    def well_known(self, popularity: float) -> frozenset[int]:
        """The ids of the films that a `popularity` below 1 leaves out: at 0, those that make up half of all ratings."""
        return frozenset(self.most_watched((1 - max(popularity, 0.0)) / 2)) if popularity < 1 else frozenset()

    def movie(self, movie_id: int) -> Movie | None:
        """The film with that id, None if there is none."""
        film = self._number(movie_id)
        return None if film is None else self._film(film)

    def movies(self, ids: Iterable[int]) -> list[Movie]:
        """The films with these ids, in the order of `ids`; unknown ids are skipped."""
        return [movie for movie in map(self.movie, ids) if movie is not None]

    def with_imdb(self, link: str) -> list[Movie]:
        """The films with that IMDb id."""
        number = imdb_number(link)
        return [self._film(int(film)) for film in np.flatnonzero(self._imdb == number)] if number else []

    def named(self, text: str, worst: int = PART - 1) -> list[tuple[Movie, int]]:
        """The films with exactly that name, ignoring article, case, accents and punctuation, most watched first.

        Each comes with the kind of the name that matches; kinds beyond `worst` do not count.
        """
        key = fold(text)
        found: dict[int, int] = {}
        if key:
            for at in range(self._place(key), len(self._name_order)):
                name = int(self._name_order[at])
                if self._name(name) != key:
                    break
                film, kind = int(self._name_films[name]), int(self._name_kinds[name])
                if kind <= worst:
                    found[film] = min(kind, found.get(film, kind))
        return [(self._film(film), kind) for film, kind in sorted(found.items())]

    def containing(self, text: str) -> list[tuple[Movie, bool]]:
        """The films with `text` as whole words in a name, most watched first, and whether a name begins with it."""
        key = fold(text)
        grams = self._find_grams(gram for word in key.split() for gram in grams_of(word))
        if not key or None in grams:
            return []
        lists = sorted((self._postings(gram) for gram in grams if gram is not None), key=len)
        films = lists[0]
        for others in lists[1:]:
            films = np.intersect1d(films, others, assume_unique=True)
        found = []
        for film in films.tolist():
            names = [f" {self._name(n)} " for n in range(self._film_names[film], self._film_names[film + 1])]
            if any(f" {key} " in name for name in names):
                found.append((self._film(film), any(name.startswith(f" {key} ") for name in names)))
        return found

    # ranking

    def _ranked(self, text: str) -> list[tuple[float, float, int]]:
        """(score, closeness, film) of the candidates, best first."""
        text = text[:_LONGEST]
        variants = typed_variants(text)
        best = self._close(variants)
        if variants and max((near for _, near in best.values()), default=0.0) < ALL_WORDS_MATCH:
            for other in self._spelling.variants(variants[0]):
                for film, found in self._close([other]).items():
                    if found > best.get(film, (-1e9, 0.0)):
                        best[film] = found
        ranked = sorted(((score, near, film) for film, (score, near) in best.items()), key=lambda r: (-r[0], r[2]))
        return _lift(ranked)

    def _close(self, variants: Sequence[Typed]) -> dict[int, tuple[float, float]]:
        best: dict[int, tuple[float, float]] = {}
        for typed in variants:
            names = self._names_of(self._candidates(typed))
            starts, ends = self._name_starts[names].tolist(), self._name_starts[names + 1].tolist()
            keys = [str(self._names[a:b], "utf-8") for a, b in zip(starts, ends, strict=True)]
            films = self._name_films[names]
            fixed = (_POPULARITY * self._popularity[films]).tolist()
            near = closeness(typed, keys, self._name_kinds[names].tolist())
            for film, close, popularity in zip(films.tolist(), near, fixed, strict=True):
                score = close + popularity + (typed.year_bonus(int(self._years[film])) if typed.has_year else 0.0)
                old = best.get(film)
                if old is None or score > old[0]:
                    best[film] = (score, close)
        return best

    def _names_of(self, films: NDArray[Any]) -> NDArray[Any]:
        """The numbers of all names of `films`, concatenated."""
        starts, ends = self._film_names[films], self._film_names[films + 1]
        counts = ends - starts
        before = np.cumsum(counts) - counts
        return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))

    def _candidates(self, typed: Typed) -> NDArray[Any]:
        """The numbers of films that may match, ascending: by the beginning of a name, or by shared trigrams."""
        return _ascending(np.concatenate([self._starting(typed.key), self._sharing(typed)]))

    def _starting(self, key: str) -> NDArray[Any]:
        first, last = self._place(key), self._place(key + "\U0010ffff")
        films = self._name_films[self._name_order[first:last]]
        if len(films) > 4 * _PREFIXED:
            films = np.partition(films, 2 * _PREFIXED)[: 2 * _PREFIXED]
        # An exact name comes first in the order; it must be a candidate however few people watched the film.
        exact = self._name_films[self._name_order[first : min(first + 5, last)]]
        return np.concatenate([exact, _ascending(films)[:_PREFIXED]])

    def _sharing(self, typed: Typed) -> NDArray[Any]:
        words = typed.key.split()
        grams = {g for i, w in enumerate(words) for g in grams_of(w, whole=typed.finished or i < len(words) - 1)}
        lists = sorted((self._postings(gram) for gram in self._find_grams(grams) if gram is not None), key=len)
        if not lists:
            return np.zeros(0, np.int32)
        weights = np.zeros(len(self), np.float32)
        read, total = 0, 0.0
        for films in lists:
            weight = float(np.log1p(len(self) / len(films)))
            weights[films] += weight
            total += weight
            read += len(films)
            if read > _BUDGET:
                break
        films = np.flatnonzero(weights > 0.4 * weights.max())
        if len(films) > _CANDIDATES:
            worth = weights[films] + 0.15 * total * self._popularity[films]
            films = films[np.argpartition(-worth, _CANDIDATES)[:_CANDIDATES]]
        return films

    @cached_property
    def _spelling(self) -> Spelling:
        words = self._words.tobytes().decode()
        return Spelling(words.split("\n") if words else [], self._popularity[self._word_films])

    # reading the arrays

    def _find_grams(self, grams: Iterable[str]) -> list[int | None]:
        wanted = np.array(codes(grams), np.int64)
        if not len(self._grams):
            return [None] * len(wanted)
        at = np.minimum(np.searchsorted(self._grams, wanted), len(self._grams) - 1)
        there = (self._grams[at] == wanted).tolist()
        return [gram if found else None for gram, found in zip(at.tolist(), there, strict=True)]

    def _postings(self, gram: int) -> NDArray[Any]:
        return self._gram_films[self._gram_starts[gram] : self._gram_starts[gram + 1]]

    def _place(self, key: str) -> int:
        """The position of `key` in the sorted names."""
        name: Callable[[int], str] = self._name
        return bisect_left(self._name_order, key, key=name)

    def _name(self, name: int) -> str:
        return str(self._names[self._name_starts[name] : self._name_starts[name + 1]], "utf-8")

    def _number(self, movie_id: int) -> int | None:
        at = int(np.searchsorted(self._ids, movie_id, sorter=self._by_id))
        if at < len(self._ids) and int(self._ids[self._by_id[at]]) == movie_id:
            return int(self._by_id[at])
        return None

    def _film(self, film: int) -> Movie:
        return _movie.decode(self._records[self._record_starts[film] : self._record_starts[film + 1]])


def _ascending(films: NDArray[Any]) -> NDArray[Any]:
    """The different numbers in `films`, ascending. np.unique loads numpy.ma at its first call: 40 ms."""
    ordered = np.sort(films)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _lift(ranked: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """`ranked` with the films of exactly that title moved up to third place, however few people watched them.

    While "ma" is being typed, "The Matrix" is likelier than "Ma", but a user who means "Ma" has nothing more to type.
    """
    exact = [r for r in ranked[2:] if r[1] >= EXACT]
    if not exact:
        return ranked
    ceiling = ranked[1][0]
    lifted = [(min(ceiling, max(r[0], ranked[2][0])), r[1], r[2]) for r in exact]
    return [*ranked[:2], *lifted, *(r for r in ranked[2:] if r[1] < EXACT)]
