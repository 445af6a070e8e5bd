"""Sorted keys of names or titles, to look up a whole one, or all that begin with what is typed, in some 20 steps.

<of>_keys      uint8, the keys in UTF-8, one after the other, sorted
<of>_starts    (N + 1) int64, where each begins
<of>_targets   (N) int32, what each stands for
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.titles.normalization import fold, without_article

Ints = NDArray[np.integer[Any]]
_AMBIGUOUS_ARTICLES = frozenset({"die", "den"})
"""Articles that begin English titles of another meaning, but seldom the titles that a film has elsewhere."""
_BEYOND = b"\xff"
"""No byte of UTF-8 is as high."""


class NameKeys:
    """The keys that `sorted_keys` made. Raises ValueError if the arrays do not fit together; there are `targets`."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], of: str, targets: int) -> None:
        self._keys = np.ascontiguousarray(arrays[f"{of}_keys"], np.uint8).data
        self._starts = np.asarray(arrays[f"{of}_starts"])
        self._targets = np.asarray(arrays[f"{of}_targets"])
        self._size = len(self._targets)
        if len(self._starts) != self._size + 1 or int(self._starts[-1]) != len(self._keys):
            raise ValueError(f"the keys of {of} are damaged")
        if self._size and not 0 <= int(self._targets.min()) <= int(self._targets.max()) < targets:
            raise ValueError(f"the targets of {of} are damaged")

    def whole(self, key: str) -> Ints:
        """What is called exactly `key`, as often as it is."""
        wanted = key.encode()
        first = bisect_left(range(self._size), wanted, key=self._key)
        return self._targets[first : bisect_right(range(self._size), wanted, lo=first, key=self._key)]

    def begun(self, key: str) -> Ints:
        """What has a name that begins with `key`, once for each such name."""
        wanted = key.encode()
        first = bisect_left(range(self._size), wanted, key=self._key)
        return self._targets[first : bisect_left(range(self._size), wanted + _BEYOND, lo=first, key=self._key)]

    def _key(self, at: int) -> bytes:
        return bytes(self._keys[self._starts[at] : self._starts[at + 1]])


def sorted_keys(named: Iterable[tuple[Collection[str], int]], of: str) -> dict[str, NDArray[Any]]:
    """The arrays for the keys of each target."""
    pairs = sorted((key.encode(), target) for keys, target in named for key in keys if key)
    lengths = np.array([len(key) for key, _ in pairs], np.int64)
    return {
        f"{of}_keys": np.frombuffer(b"".join(key for key, _ in pairs), np.uint8),
        f"{of}_starts": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        f"{of}_targets": np.array([target for _, target in pairs], np.int32),
    }


def keys_of_title(title: str) -> set[str]:
    """The keys by which another title of a film is found: with and without its article, of any language."""
    key = fold(title)
    first, _, rest = key.partition(" ")
    return {key, without_article(key), rest if first in _AMBIGUOUS_ARTICLES and rest else key} - {""}


def keys_of_name(key: str) -> set[str]:
    """The keys by which the person with the folded name `key` is found: whole, from any later word on, without
    initials, and with the last word first.

    >>> sorted(keys_of_name("joseph l mankiewicz"))
    ['joseph l mankiewicz', 'joseph mankiewicz', 'l mankiewicz', 'mankiewicz', 'mankiewicz joseph l']
    """
    words = key.split()
    found = {" ".join(words[at:]) for at in range(len(words))}
    if len(words) > 1:
        found.add(" ".join([words[-1], *words[:-1]]))
        found.add(" ".join([words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1]]))
    return found
