"""The closeness of names to the typed text, from 0 to 100, and the possible readings of that text. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from engine.titles.normalization import (
    ALTERNATIVE,
    DERIVED,
    MAIN,
    PART,
    display_order,
    fold,
    same_words,
    split_other_year,
    split_year,
    split_year_start,
    with_digits,
    without_article,
    without_leet,
)

ALL_WORDS_MATCH = 74.0
"""The least closeness of a name that contains every typed word: no spelling needs to be guessed then."""

EXACT = 99.0
"""The least closeness of a film with exactly that title or alternative title."""

_PENALTY = {MAIN: 0.0, ALTERNATIVE: 1.0, DERIVED: 1.5, PART: 5.0}


@dataclass(frozen=True)
class Typed:
    """One reading of the typed text. `finished`: the last word is complete; `penalty`: how far-fetched it is;
    `loose`: a typed word was left out, so that it helps to rank films, but makes no hits; `whole`: only films of just
    this title and year are meant, since the year may be none."""

    key: str
    finished: bool = False
    year: int | None = None
    year_start: str = ""
    penalty: float = 0.0
    loose: bool = False
    whole: bool = False

    @property
    def has_year(self) -> bool:
        return self.year is not None or bool(self.year_start)

    def year_bonus(self, year: int) -> float:
        """What a film's year adds to its score in this reading, or subtracts from it."""
        if self.year is not None:
            return {0: 15.0, 1: 5.0}.get(abs(self.year - year), -12.0)
        if self.year_start:
            return 3.0 if str(year).startswith(self.year_start) else -12.0
        return 0.0


def typed_variants(text: str) -> list[Typed]:
    """The readings of `text`, the most literal first; empty if it has neither letters nor digits."""
    title = display_order(text)
    key = fold(title)
    if not key:
        return []
    finished = text != text.rstrip()
    variants = [Typed(key, finished)]
    stripped = without_article(key)
    if stripped != key:
        variants.append(Typed(stripped, finished, penalty=5.0, loose=True))
    rest, year = split_year(title)
    if year is not None and fold(rest):
        variants.append(Typed(fold(display_order(rest)), True, year=year))
    rest, year, short = split_other_year(title)
    if year is not None and fold(rest):
        variants.append(Typed(fold(display_order(rest)), True, year=year, penalty=2.0, whole=short))
    rest, start = split_year_start(title)
    if start and fold(rest):
        variants.append(Typed(fold(display_order(rest)), True, year_start=start))
    digits = with_digits(key)
    if digits != key:
        variants.append(Typed(digits, finished, penalty=1.5))
    variants += [Typed(letters, finished, penalty=2.0) for letters in without_leet(key)]
    return variants


def closeness(typed: Typed, names: Sequence[str], kinds: Sequence[int]) -> list[float]:
    """The closeness of each of `names` (keys, of `kinds`): 100 if identical, 74 or more if every word matches."""
    key = typed.key
    words = key.split()
    inside = f" {key}"
    answers: list[float] = []
    vague: list[int] = []
    for name, kind in zip(names, kinds, strict=True):
        if name == key:
            near = 100.0
        elif name.startswith(key):
            rest = name[len(key) :]
            near = 93.0 if rest[0] == " " else 95.0 if rest == "s" else 90.0
        elif inside in (padded := f" {name}"):
            near = 82.0
        elif len(words) > 1 and all(f" {word}" in padded for word in words):
            near = 92.0 if same_words(words, name.split()) else 78.0
        else:
            near = 0.0
            vague.append(len(answers))
        answers.append(near - _PENALTY[kind] - typed.penalty)
    if vague:
        guesses = _resemblance(key, [names[i] for i in vague])
        for i, guess in zip(vague, guesses, strict=True):
            answers[i] += guess
    return answers


def _resemblance(key: str, names: Sequence[str]) -> list[float]:
    """The closeness, at most 76, of names that lack a typed word: of the whole name, or of as much as was typed.

    A name that differs only in its spaces ("starwars") is nearly as close as an identical one.
    """
    size, squashed = len(key), key.replace(" ", "")
    joined = [name.replace(" ", "") for name in names]
    wholes = process.cdist([key], names, scorer=fuzz.ratio)[0].tolist()
    starts = process.cdist([key], [name[:size] for name in names], scorer=fuzz.ratio)[0].tolist()
    answers = [0.76 * max(whole, start - 4) for whole, start in zip(wholes, starts, strict=True)]
    if len(squashed) > 4:
        for i, name in enumerate(joined):
            if name.startswith(squashed):
                answers[i] = 96.0 if name == squashed else 88.0
    return answers
