"""Wishes typed into the search: "80s sci-fi -horror", "short western", "like alien". Pure text processing.

A wish is read only if all of its words are understood: a text with one other word is a title. What is read stands
beside the films of that title, never in their place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from engine.titles.lengths import Minutes, length_in_words, named_length, without_length
from engine.titles.normalization import fold
from engine.titles.periods import parse_period


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a text asks for. `genres` are spelled as in the data set; a film must have all of them, or any if `either`.

    `like` is a title as it was typed: films like that one.
    """

    genres: tuple[str, ...] = ()
    either: bool = False
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    minutes_from: int | None = None
    minutes_to: int | None = None
    like: str = ""

    @property
    def minutes(self) -> Minutes:
        """The least and the most minutes of a film, None for no limit."""
        return self.minutes_from, self.minutes_to

    @property
    def words(self) -> str:
        """What was understood, as in "Sci-Fi and Comedy, no Horror, 1980-1989, short (at most 90 min), like alien"."""
        joined = (" or " if self.either else " and ").join(self.genres)
        without = [f"no {genre}" for genre in self.without_genres]
        said = (joined, *without, _years(self), length_in_words(self.minutes), self.like and f"like {self.like}")
        return ", ".join(part for part in said if part)


def _years(wish: Wish) -> str:
    first, last = wish.year_from, wish.year_to
    if first is None and last is None:
        return ""
    if first == last:
        return str(first)
    return f"{first if first is not None else ''}-{last if last is not None else ''}"


_ALIKE = re.compile(r"(?:\A|\s)(?:like|similar to)\s+(?P<title>\S.*)\Z", re.IGNORECASE)
_OPEN = re.compile(r"\A(?:(?P<from>(?:18|19|20)\d\d)-|-(?P<to>(?:18|19|20)\d\d))\Z")
_SINCE = re.compile(
    r"(?:\A|\s)(?P<how>since|after|from|before|until)\s+(?P<year>(?:18|19|20)\d\d)(?=\s|\Z)", re.IGNORECASE
)
_NOT = re.compile(r"\A(?:-|no|not|without|minus)\Z", re.IGNORECASE)
_SMALL = frozenset(
    ("and", "a", "an", "the", "some", "of", "in", "film", "films", "movie", "movies", "from", "with", "&")
)
_OTHER_NAMES = {
    "scifi": ("Sci-Fi",),
    "science fiction": ("Sci-Fi",),
    "sf": ("Sci-Fi",),
    "romcom": ("Romance", "Comedy"),
    "rom com": ("Romance", "Comedy"),
    "romantic comedy": ("Romance", "Comedy"),
    "romantic": ("Romance",),
    "animated": ("Animation",),
    "cartoon": ("Animation",),
    "kids": ("Children", "Children's"),
    "childrens": ("Children", "Children's"),
    "children": ("Children", "Children's"),
    "family": ("Children", "Children's"),
    "noir": ("Film-Noir",),
    "docu": ("Documentary",),
    "doc": ("Documentary",),
    "scary": ("Horror",),
    "funny": ("Comedy",),
    "historical war": ("War",),
}
_LONGEST_NAME = 3
"""Words in a name of a genre."""


def parse_wish(text: str, genres: Sequence[str]) -> Wish | None:
    """The wish that `text` is, for a data set with these genres; None if a word of it is none.

    A lone year or decade is a wish too. Genres without a word between them are asked for together.
    """
    wish, others = _read(text, genres)
    return None if others or wish == Wish(either=wish.either) else wish


def other_words(text: str, genres: Sequence[str]) -> tuple[str, ...]:
    """The words of `text` because of which it is no wish."""
    return _read(text, genres)[1]


def _read(text: str, genres: Sequence[str]) -> tuple[Wish, tuple[str, ...]]:
    """What is understood of `text`, and its other words."""
    like = ""
    if alike := _ALIKE.search(text):
        like, text = " ".join(alike["title"].split()), text[: alike.start()]
    text, first, last = _bounds(text)
    text, minutes = without_length(text)
    words = text.replace(",", " ").split()
    found: list[str] = []
    without: list[str] = []
    others: list[str] = []
    either = negated = False
    names = _names(genres)
    at = 0
    while at < len(words):
        taken, span = _period(words, at)
        if span is not None and first is None and last is None and not negated:
            first, last = span
            at += taken
            continue
        word = words[at]
        if word.lower() in ("or", "/") and found:
            either = True
        elif _NOT.match(word):
            negated = True
        elif word.lower() not in _SMALL:
            sign = word.startswith("-") and len(word) > 1
            taken, named = _genre(words, at, names)
            if not taken and not negated and minutes == (None, None) and (length := named_length(word)):
                minutes = length
            elif not taken:
                others.append(word)
            (without if negated or sign else found).extend(named)
            negated = False
            at += max(taken, 1)
            continue
        at += 1
    if negated:
        others.append(words[-1])  # "no" what?
    wish = Wish(
        genres=tuple(dict.fromkeys(found)),
        either=either,
        without_genres=tuple(genre for genre in dict.fromkeys(without) if genre not in found),
        year_from=first,
        year_to=last,
        minutes_from=minutes[0],
        minutes_to=minutes[1],
        like=like,
    )
    return wish, tuple(others)


def _bounds(text: str) -> tuple[str, int | None, int | None]:
    """The text without "since 1990" and "before 1960", and the years that these mean."""
    first = last = None
    for found in _SINCE.finditer(text):
        year, how = int(found["year"]), found["how"].lower()
        if how in ("since", "from"):
            first = year
        elif how == "after":
            first = year + 1
        else:
            last = year - 1 if how == "before" else year
    return _SINCE.sub(" ", text), first, last


def _period(words: Sequence[str], at: int) -> tuple[int, tuple[int | None, int | None] | None]:
    """How many words from `at` on are a year, a decade or a span of years, and which; the most that can be."""
    if opened := _OPEN.match(words[at]):
        year = int(opened["from"] or opened["to"])
        return 1, (year, None) if opened["from"] else (None, year)
    for size in (3, 2, 1):
        span = parse_period(" ".join(words[at : at + size])) if at + size <= len(words) else None
        if span is not None:
            return size, span
    return 0, None


def _names(genres: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The genres by the names that people call them, folded."""
    there = set(genres)
    names = {name: tuple(genre for genre in meant if genre in there) for name, meant in _OTHER_NAMES.items()}
    return {name: meant for name, meant in names.items() if meant} | {
        fold(genre): (genre,) for genre in genres if fold(genre)
    }


def _genre(words: Sequence[str], at: int, names: dict[str, tuple[str, ...]]) -> tuple[int, tuple[str, ...]]:
    """How many words from `at` on name a genre, and which; the most that can be."""
    for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        key = fold(" ".join(words[at : at + size]).lstrip("-"))
        for name in (key, *_singular(key)):
            if name in names:
                return size, names[name]
    return 0, ()


def _singular(key: str) -> list[str]:
    """ "westerns" as "western", "comedies" as "comedy", "sci fis" as "sci fi"."""
    found = []
    if key.endswith("ies"):
        found.append(f"{key[:-3]}y")
    if key.endswith("s"):
        found.append(key[:-1])
    return found
