"""Building the title index: from films to the arrays that `TitleIndex` searches.

The arrays are saved with a version and memory-mapped by the app. Films are numbered by the number of people who watched
them (most first), so that popular films survive wherever candidates are cut off.

    titles_ids, titles_years, titles_imdb, titles_watchers   (N) of each film; year 0 and imdb 0 if unknown
    titles_by_id              (N) film numbers by ascending id
    titles_records            the films themselves, msgpack, concatenated; titles_record_starts (N + 1)
    titles_names              the keys, UTF-8, concatenated; titles_name_starts (K + 1)
    titles_name_kinds         (K) the kind of each name (see engine.titles.normalization)
    titles_film_names         (N + 1) where each film's names start
    titles_name_films         (K) the film of each name
    titles_name_order         (K) names by ascending key, for prefixes and exact titles
    titles_grams, titles_gram_starts, titles_gram_films      sorted trigram codes and the films that contain them
    titles_words              the distinct words, sorted, newline-separated; titles_word_films the best film of each
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.movies import Movie
from engine.titles.normalization import codes, grams_of, names_of

Ints = NDArray[np.integer[Any]]


def build_title_index(movies: Sequence[Movie]) -> dict[str, NDArray[Any]]:
    """The arrays of the index over `movies`, which may be in any order; about 5 s for 90,000 films."""
    films = sorted(movies, key=lambda movie: (-movie.n_ratings, movie.id))
    names = [names_of(movie) for movie in films]
    keys = list(chain.from_iterable(names))
    records = [msgspec.msgpack.encode(movie) for movie in films]
    ids = np.array([movie.id for movie in films], np.int64)
    counts = np.array([len(n) for n in names], np.int64)
    arrays: dict[str, NDArray[Any]] = {
        "titles_ids": ids,
        "titles_years": np.array([movie.year or 0 for movie in films], np.int32),
        "titles_imdb": np.array([imdb_number(movie.imdb) for movie in films], np.int64),
        "titles_watchers": np.array([movie.n_ratings for movie in films], np.int64),
        "titles_by_id": np.argsort(ids, kind="stable").astype(np.int32),
        "titles_records": np.frombuffer(b"".join(records), np.uint8),
        "titles_record_starts": _starts([len(record) for record in records]),
        "titles_names": np.frombuffer("".join(keys).encode(), np.uint8),
        "titles_name_starts": _starts([len(key.encode()) for key in keys]),
        "titles_name_kinds": np.array(list(chain.from_iterable(n.values() for n in names)), np.uint8),
        "titles_film_names": _starts(counts),
        "titles_name_films": np.repeat(np.arange(len(films), dtype=np.int32), counts),
        "titles_name_order": np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int32),
    }
    return arrays | _gram_arrays(names)


def imdb_number(link: str | None) -> int:
    """The number in an IMDb id ("tt0113277" or "0113277"), 0 if there is none."""
    digits = (link or "").removeprefix("tt")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else 0


def _starts(lengths: Sequence[int] | Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, np.int64))]).astype(np.int64)


def _gram_arrays(names: Sequence[dict[str, int]]) -> dict[str, NDArray[Any]]:
    word_numbers: dict[str, int] = {}
    film_words: list[list[int]] = []
    for film_names in names:
        words = {word for name in film_names for word in name.split()}
        film_words.append([word_numbers.setdefault(word, len(word_numbers)) for word in sorted(words)])
    films = np.repeat(np.arange(len(names), dtype=np.int64), [len(words) for words in film_words])
    flat = np.array(list(chain.from_iterable(film_words)), np.int64)
    grams, starts, gram_films = _postings(list(word_numbers), films, flat, len(names))

    order = sorted(word_numbers)
    best = np.full(len(order), len(names), np.int64)
    np.minimum.at(best, flat, films)
    return {
        "titles_grams": grams,
        "titles_gram_starts": starts,
        "titles_gram_films": gram_films.astype(np.int32),
        "titles_words": np.frombuffer("\n".join(order).encode(), np.uint8),
        "titles_word_films": best[[word_numbers[word] for word in order]].astype(np.int32),
    }


def _postings(words: list[str], films: Ints, film_words: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """The trigram codes, where each one's films start, and the films (ascending) with a word that contains it."""
    word_codes = [codes(grams_of(word)) for word in words]
    lengths = np.array([len(c) for c in word_codes], np.int64)
    grams, flat = np.unique(np.array(list(chain.from_iterable(word_codes)), np.int64), return_inverse=True)
    repeats = lengths[film_words]
    # Each film's words replaced by their trigrams, concatenated.
    places = np.repeat(_starts(lengths)[film_words] - _starts(repeats)[:-1], repeats) + np.arange(int(repeats.sum()))
    pairs = np.unique(flat.reshape(-1)[places] * size + np.repeat(films, repeats))
    return grams, _starts(np.bincount(pairs // max(size, 1), minlength=len(grams))), pairs % max(size, 1)
