"""Whether a typed text names a film, or only resembles its title: what separates a hit from a guess. Pure functions.

A hit accounts for every word that was typed. A word is accounted for if the name has it (the last one may be
unfinished), has the same number in another form, or has a word of which it can be a misspelling (engine.titles.slips).
Numbers are never misspelled: "Toy Story 4" is not Toy Story 3. A word that is in other titles is probably meant as it
stands ("Raging Bill", "Dark Waters"), so it counts as misspelled only if it sounds like the right one, or if it is long
or has two letters swapped, and the other words leave hardly any film but this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.titles.normalization import is_article, number_of, without_article
from engine.titles.scoring import Typed
from engine.titles.slips import allowed, begin_alike, begins_with_slip, edits, is_slip, sound

FEW = 3
"""Films that may share the words that were typed right, if another one was not."""
_FILLERS = frozenset(
    ("and", "of", "in", "on", "at", "to", "for", "from", "with", "is", "part", "pt", "episode", "chapter", "vol")
) | {"volume", "movie", "film"}
_BEFORE_NUMBERS = frozenset(("part", "pt", "episode", "chapter", "vol", "volume"))
_LONG = 7


@dataclass(frozen=True)
class Evidence:
    """The typed words are accounted for, provided that at most FEW films have all words of `unique` (if any)."""

    unique: tuple[str, ...] = ()


def evidence(typed: Typed, name: str, known: Callable[[str], bool]) -> Evidence | None:
    """How `name` accounts for every typed word; None if it does not. `known`: whether a word is in any title."""
    words, there = typed.key.split(), name.split()
    whole = typed.finished
    if len(words) > 1 and is_article(words[0]) and words[0] not in there:
        # Only a whole title may lack the article that was typed: "the fargo", but not "the van" for Van Helsing.
        if _size(there) > _size(words):
            return None
        # With two more words, the last one may be unfinished nevertheless: "the princess mono".
        whole = whole or _size(words) < 2 or len(words[-1]) < 3
    if _run_together(typed.key, name, whole=whole):
        return Evidence()
    unfinished = "" if whole else words[-1]
    right, wrong, left = _matched(words, there, unfinished, name)
    if not wrong:
        return Evidence()
    meant = []
    for word in wrong:
        found = _meant(word, left, unfinished, known)
        if found is None:
            return None
        meant.append(found)
    return _judged([word for word in right if not _is_filler(word)], there, meant)


def _matched(words: Sequence[str], there: Sequence[str], unfinished: str, name: str) -> tuple[list[str], ...]:
    """The typed words that the name has, those that it lacks, without fillers, and the words of the name that are left
    over: each counts once."""
    right: list[str] = []
    wrong: list[str] = []
    left = list(there)
    numbers: set[int] | None = None
    for place, word in enumerate(words):
        same = next((form for form in (word, f"{word}s") if form in left and (form == word or len(word) > 3)), None)
        if same is not None:
            left.remove(same)
            right.append(word)
            continue
        number = number_of(word)
        if number is not None:
            numbers = _numbers(there) if numbers is None else numbers
            if number in numbers:
                numbers.remove(number)
                right.append(word)
                continue
        is_last = place == len(words) - 1
        if word.isdigit() and (len(words) > 1 or not unfinished):
            if not (word == "1" and is_last and _same(" ".join(words[:-1]), name)):  # "Rocky 1" is Rocky
                wrong.append(word)
        elif is_last and word == unfinished and any(other.startswith(word) for other in left):
            right.append(word)
        elif not _is_filler(word):
            wrong.append(word)
    return right, wrong, left


@dataclass(frozen=True)
class _Meant:
    """`word` of a name is what was `typed`; `sure` if it needs no support by the other words."""

    typed: str
    word: str
    sure: bool


def _meant(word: str, left: Sequence[str], unfinished: str, known: Callable[[str], bool]) -> _Meant | None:
    """The word among those `left` of a name that `word` can be a misspelling of."""
    if word.isdigit():
        return None
    is_known = known(word)
    doubtful = None
    for other in left:
        if len(word) > 3 and sound(word) == sound(other):
            return _Meant(word, other, sure=True)
        if len(word) in (2, 3) and not is_known and is_article(other) and edits(word, other) == 1:
            return _Meant(word, other, sure=True)
        if not begin_alike(word, other):
            continue
        wrong = edits(word, other)
        begun = word == unfinished and begins_with_slip(other, word)
        if not is_known and (begun or (wrong <= allowed(word, other) and is_slip(word, other))):
            return _Meant(word, other, sure=True)
        if is_known:
            possible = wrong <= allowed(word) and (len(word) >= _LONG or sorted(word) == sorted(other))
        else:
            possible = wrong <= max(allowed(word), allowed(other), len(word) == 3)
        if possible:
            doubtful = _Meant(word, other, sure=False)
    return doubtful


def _judged(right: Sequence[str], there: Sequence[str], meant: Sequence[_Meant]) -> Evidence | None:
    if any(not one.sure for one in meant):
        others = (*right, *(one.word for one in meant if one.sure))
        return Evidence(others) if others else None
    if right or _size(there) <= len(meant):
        return Evidence()
    return Evidence(tuple(one.word for one in meant))  # a part of a title, all of it misspelled: "shawshenk"


def _size(words: Sequence[str]) -> int:
    """The number of words that say something."""
    return sum(not _is_filler(word) for word in words)


def _run_together(key: str, name: str, *, whole: bool) -> bool:
    """ "starwars" for Star Wars, "spider man" for Spiderman."""
    key, squashed = key.replace(" ", ""), name.replace(" ", "")
    if len(key) < 5 or not squashed.startswith(key):
        return False
    into_the_next = len(key) >= len(name.split()[0]) + 3  # "eternals" is not the beginning of "eternal sunshine"
    return squashed == key or (into_the_next and not whole and not key[-1].isdigit())


def _numbers(there: Sequence[str]) -> set[int]:
    """The numbers in a name; a single letter is one only where it must be."""
    found = set()
    for place, word in enumerate(there):
        number = number_of(word)
        if number is None:
            continue
        if len(word) == 1 and not word.isdigit():
            after = place > 0 and there[place - 1] in _BEFORE_NUMBERS
            if not after and (word != "v" or place != len(there) - 1):
                continue
        found.add(number)
    return found


def _same(key: str, name: str) -> bool:
    return without_article(key) == without_article(name)


def _is_filler(word: str) -> bool:
    return word in _FILLERS or is_article(word)
