"""Spelling correction: words that are in no title are replaced by the likeliest words that are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from engine.titles.scoring import Typed

_GUESSES = 3


class Spelling:
    """The words of all titles: `words` sorted, `popularity` (0 to 1) of the most watched film with each."""

    def __init__(self, words: Sequence[str], popularity: NDArray[Any]) -> None:
        self._words = words
        self._popularity = popularity.tolist()
        self._beginnings: dict[int, tuple[list[str], list[int]]] = {}

    def variants(self, typed: Typed) -> Iterator[Typed]:
        """`typed` with its unknown words corrected; nothing if it has none or no correction is close."""
        words = typed.key.split()[:12]
        unknown = [i for i, word in enumerate(words) if not self._known(word, typed.finished or i < len(words) - 1)]
        guesses = {i: self._guesses(words[i], typed.finished or i < len(words) - 1) for i in unknown[:4]}
        if not any(guesses.values()):
            return
        for rank in range(_GUESSES if len(guesses) == 1 else 2):
            spelled = list(words)
            for i, found in guesses.items():
                if found:
                    spelled[i] = found[min(rank, len(found) - 1)]
            yield replace(typed, key=" ".join(spelled), penalty=typed.penalty + 8)

    def knows(self, word: str) -> bool:
        """Whether `word` is in any title."""
        return self._known(word, True)

    def _known(self, word: str, whole: bool) -> bool:
        at = bisect_left(self._words, word)
        return at < len(self._words) and (self._words[at] == word if whole else self._words[at].startswith(word))

    def _guesses(self, word: str, whole: bool) -> list[str]:
        # One typo in a word of four letters, two in one of seven; two swapped letters count as one.
        least = 0.74 if len(word) < 6 else 0.66
        found = {}
        for guess, similarity, at in process.extract(
            word, self._words, scorer=OSA.normalized_similarity, score_cutoff=least, limit=25
        ):
            found[guess] = similarity + 0.25 * self._popularity[at]
        if not whole and len(word) > 3:
            starts, places = self._begun(len(word))
            for _, similarity, place in process.extract(
                word, starts, scorer=OSA.normalized_similarity, score_cutoff=least, limit=40
            ):
                at = places[place]
                guess = self._words[at]
                found[guess] = max(similarity - 0.02 + 0.25 * self._popularity[at], found.get(guess, 0.0))
        return sorted(found, key=lambda guess: -found[guess])[:_GUESSES]

    def _begun(self, size: int) -> tuple[list[str], list[int]]:
        """The different beginnings of `size` letters, and for each the place of the most popular word with it. They are
        made once for each size: 10 ms for 30,000 words."""
        found = self._beginnings.get(size)
        if found is None:
            best: dict[str, int] = {}
            for at, word in enumerate(self._words):
                if len(word) < size:
                    continue
                start = word[:size]
                if start not in best or self._popularity[at] > self._popularity[best[start]]:
                    best[start] = at
            found = self._beginnings[size] = list(best), list(best.values())
        return found
