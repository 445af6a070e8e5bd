"""Slips of the hand and the ear: whether one word can be a misspelling of another. Pure functions.

Few edits are not enough: "Hamnet" is one letter from Hamlet, and another film. People swap letters, leave letters out,
repeat them, hit the next key and write what they hear; they hardly ever get the first letter wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein

_VOWELS = frozenset("aeiou")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT = {(a, b) for row in _ROWS for pair in pairwise(row) for a, b in (pair, pair[::-1])}
_HEARD_ALIKE = {frozenset(pair) for pair in ("ck", "cs", "sz", "gj", "iy", "ey", "mn", "dt", "fv", "kq")}
_SOUNDS = [
    (re.compile(pattern), heard)
    for pattern, heard in (
        *((r"\Akn", "n"), (r"\Awr", "r"), (r"\Aps", "s"), (r"ph", "f"), (r"igh", "i")),
        *((r"ck", "k"), (r"c(?![ehiy])", "k"), (r"(?<=\w)z", "s"), (r"(.)\1", r"\1"), (r"(?<=\w\w)e\Z", "")),
    )
]


@lru_cache(4096)
def sound(word: str) -> str:
    """A key that English words which sound the same share: "night", "knight" and "nite"."""
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word


def begin_alike(word: str, other: str) -> bool:
    """Whether both have the same first letter, C and K being one, or the first two letters swapped."""
    return word[0] == other[0] or word[:2] == other[1::-1] or {word[0], other[0]} == {"c", "k"}


def edits(word: str, other: str) -> int:
    """How many letters were changed, added, left out or swapped; 3 for more than 2."""
    return int(OSA.distance(word, other, score_cutoff=2))


def allowed(word: str, meant: str = "") -> int:
    """The slips that a word of that length may have: one in four letters, two in eight.

    Where all letters are there in another order ("phsyco"), or nothing but letters are missing ("monoke" for
    "mononoke"), the word that is `meant` may be recognized by more.
    """
    if len(word) > 2 and sorted(word) == sorted(meant):
        return 1 if len(word) < 5 else 2
    if len(word) > 5 and len(meant) > len(word) and _is_left_out(word, meant):
        word = meant
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _is_left_out(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with letters left out."""
    rest = iter(meant)
    return all(letter in rest for letter in typed)


def is_slip(typed: str, meant: str) -> bool:
    """Whether every edit that turns `meant` into `typed` is one that people make without noticing."""
    if sorted(typed) == sorted(meant):
        return True
    if typed == f"{meant}s":
        return False  # a plural is another word
    for edit in Levenshtein.editops(meant, typed):
        if edit.tag == "replace" and not _replaces(meant[edit.src_pos], typed[edit.dest_pos], len(meant)):
            return False
        if edit.tag == "insert" and not _inserts(typed, edit.dest_pos):
            return False
    return True


def begins_with_slip(meant: str, begun: str) -> bool:
    """Whether `begun` is the beginning of `meant` with one slip, and two letters right since then."""
    if not 4 < len(begun) < len(meant):
        return False
    starts = (meant[: len(begun) + more] for more in (-1, 0, 1))
    return any(start[-2:] == begun[-2:] and edits(begun, start) <= 1 and is_slip(begun, start) for start in starts)


def _replaces(meant: str, typed: str, length: int) -> bool:
    if length < 5:
        return False  # too many words of four letters are one letter apart
    both = {meant, typed}
    return both <= _VOWELS or (meant, typed) in _NEXT or frozenset(both) in _HEARD_ALIKE


def _inserts(typed: str, at: int) -> bool:
    letter = typed[at]
    return letter in _VOWELS or letter in typed[max(at - 3, 0) : at] + typed[at + 1 : at + 4]
