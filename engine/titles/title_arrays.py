"""The arrays of a title index, memory-mapped from a version's files, and what can be read off them without ranking.

Films are numbered by rank, the most watched first (see engine.titles.index_building). What a user types is compared
with names in one way only here: as a whole, or as whole words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.movies import Movie
from engine.titles.index_building import imdb_number
from engine.titles.normalization import PART, codes, fold, grams_of

_movie = msgspec.msgpack.Decoder(Movie)


class _Link(msgspec.Struct):
    """The one field of a film's record that is no array of its own."""

    tmdb: int | None = None


_link = msgspec.msgpack.Decoder(_Link)


class Arrays(Protocol):
    def array(self, name: str) -> NDArray[Any]: ...


class InMemory:
    """Arrays by name, with the interface of an artifact."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays

    def array(self, name: str) -> NDArray[Any]:
        return self._arrays[name]


class TitleArrays:
    """The films of one version and their names, by number."""

    def __init__(self, artifact: Arrays) -> None:
        def array(name: str) -> NDArray[Any]:
            return np.asarray(artifact.array(f"titles_{name}"))  # a plain array: slicing a memmap costs 2 us more

        self.years = array("years")
        self.name_kinds = array("name_kinds")
        self.name_films = array("name_films")
        self.name_order = array("name_order")
        self.word_films = array("word_films")
        self._ids = array("ids")
        self._imdb = array("imdb")
        self._n_ratings = array("watchers")
        self._by_id = array("by_id")
        self._records = array("records").data
        self._record_starts = array("record_starts")
        self._names = array("names").data
        self._name_starts = array("name_starts")
        self._film_names = array("film_names")
        self._grams = array("grams")
        self._gram_starts = array("gram_starts")
        self._gram_films = array("gram_films")
        self._words = array("words")
        top = float(self._n_ratings[0]) if len(self._ids) else 0.0
        self.popularity = (np.log1p(self._n_ratings) / np.log1p(max(top, 1.0))).astype(np.float32)

    def __len__(self) -> int:
        return len(self._ids)

    # Films

    def film(self, film: int) -> Movie:
        """The film of that number."""
        return _movie.decode(self._records[self._record_starts[film] : self._record_starts[film + 1]])

    def number(self, movie_id: int) -> int | None:
        """The number of the film with that id, None if there is none."""
        at = int(self._ascending_ids.searchsorted(movie_id))
        return int(self._by_id[at]) if at < len(self._ids) and self._ascending_ids[at] == movie_id else None

    def n_ratings(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many users rated each of `ids`, 0 for an unknown id."""
        if not len(self._ids):
            return np.zeros(len(ids), np.int64)
        films = self._by_id[np.minimum(self._ascending_ids.searchsorted(ids), len(self._ids) - 1)]
        return np.where(self._ids[films] == ids, self._n_ratings[films], 0).astype(np.int64)

    def most_watched(self, share: float) -> list[int]:
        """The ids of the most watched films that together have at most `share` (0 to 1) of all ratings."""
        watched = np.cumsum(self._n_ratings, dtype=np.float64)
        some = len(watched) and watched[-1] > 0
        count = int(np.searchsorted(watched, share * watched[-1], side="right")) if some else 0
        ids: list[int] = self._ids[:count].tolist()
        return ids

    def with_imdb(self, link: str | int) -> list[int]:
        """The films with that IMDb id, or its number."""
        number = link if isinstance(link, int) else imdb_number(link)
        return np.flatnonzero(self._imdb == number).tolist() if number else []

    def with_tmdb(self, number: int) -> list[int]:
        """The films with that TMDB id."""
        return self._by_tmdb.get(number, [])

    @property
    def has_imdb(self) -> bool:
        return bool(self._imdb.any())

    @property
    def has_tmdb(self) -> bool:
        return bool(self._by_tmdb)

    def of_years(self, first: int, last: int, k: int) -> list[int]:
        """The `k` most watched films of these years."""
        films: list[int] = np.flatnonzero((self.years >= first) & (self.years <= last))[:k].tolist()
        return films

    @cached_property
    def _ascending_ids(self) -> NDArray[np.int64]:
        """The ids by the numbers in `by_id`. With a `sorter`, each look-up of one id would convert all of it: 35 us."""
        ascending: NDArray[np.int64] = self._ids[self._by_id]
        return ascending

    @cached_property
    def _by_tmdb(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        starts = self._record_starts.tolist()
        for film, (start, end) in enumerate(pairwise(starts)):
            number = _link.decode(self._records[start:end]).tmdb
            if number is not None:
                found.setdefault(number, []).append(film)
        return found

    # Names

    def name(self, name: int) -> str:
        """The key that is the name of that number."""
        return str(self._names[self._name_starts[name] : self._name_starts[name + 1]], "utf-8")

    def keys(self, names: NDArray[Any]) -> list[str]:
        """The keys of these names."""
        starts, ends = self._name_starts[names].tolist(), self._name_starts[names + 1].tolist()
        return [str(self._names[a:b], "utf-8") for a, b in zip(starts, ends, strict=True)]

    def keys_of(self, film: int) -> list[str]:
        """All names of one film."""
        return [self.name(name) for name in range(self._film_names[film], self._film_names[film + 1])]

    def names_of(self, films: NDArray[Any]) -> NDArray[Any]:
        """The numbers of all names of `films`, concatenated."""
        starts, ends = self._film_names[films], self._film_names[films + 1]
        counts = ends - starts
        before = np.cumsum(counts) - counts
        return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))

    def place(self, key: str) -> int:
        """The position of `key` in the sorted names."""
        name: Callable[[int], str] = self.name
        return bisect_left(self.name_order, key, key=name)

    def beginning(self, text: str) -> list[int]:
        """The films with a name that begins with `text`, most watched first."""
        key, name = fold(text), self.name
        first, end = self.place(key), bisect_left(self.name_order, f"{key}\U0010ffff", key=name)
        found: list[int] = np.unique(self.name_films[self.name_order[first:end]]).tolist()
        return found

    def named(self, text: str, worst: int = PART - 1) -> dict[int, int]:
        """The films with exactly that name, ignoring article, case, accents and punctuation, most watched first.

        Each has the kind of the name that matches; kinds beyond `worst` do not count.
        """
        key = fold(text)
        found: dict[int, int] = {}
        if key:
            for at in range(self.place(key), len(self.name_order)):
                name = int(self.name_order[at])
                if self.name(name) != key:
                    break
                film, kind = int(self.name_films[name]), int(self.name_kinds[name])
                if kind <= worst:
                    found[film] = min(kind, found.get(film, kind))
        return dict(sorted(found.items()))

    def having(self, words: Sequence[str], enough: int = 0) -> list[int]:
        """The films whose names have the trigrams of all `words`, most watched first: those with the words, and maybe
        a few others. No more trigrams are looked at once at most `enough` films are left."""
        grams = self.find_grams({gram for word in words for gram in grams_of(word)})
        if not grams or None in grams:
            return []
        lists = sorted((self.postings(gram) for gram in grams if gram is not None), key=len)
        films = lists[0]
        for others in lists[1:]:
            if len(films) <= enough:
                break
            films = films[others[np.minimum(np.searchsorted(others, films), len(others) - 1)] == films]
        found: list[int] = films.tolist()
        return found

    # Words and trigrams

    def words(self) -> list[str]:
        """The distinct words of all names, sorted."""
        words = self._words.tobytes().decode()
        return words.split("\n") if words else []

    def find_grams(self, grams: Iterable[str]) -> list[int | None]:
        """The numbers of these trigrams; None for those in no name."""
        wanted = np.array(codes(grams), np.int64)
        if not len(self._grams):
            return [None] * len(wanted)
        at = np.minimum(np.searchsorted(self._grams, wanted), len(self._grams) - 1)
        there = (self._grams[at] == wanted).tolist()
        return [gram if found else None for gram, found in zip(at.tolist(), there, strict=True)]

    def postings(self, gram: int) -> NDArray[Any]:
        """The films that have the trigram of that number, ascending."""
        return self._gram_films[self._gram_starts[gram] : self._gram_starts[gram + 1]]
