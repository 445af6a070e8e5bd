"""Title normalization: the folded keys by which titles are compared, and a film's other names.

Pure functions on strings; no index and no ranking. A key is lower case, without accents and punctuation, its words
separated by single spaces; each CJK character counts as a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from engine.movies import Movie
from engine.titles.number_words import ORDINALS, composed

MAIN, ALTERNATIVE, DERIVED, PART = range(4)
"""The kinds of names: the title, an alternative title, another spelling, a piece before or after a colon."""

_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "&": " and "}
)
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_ELISION = re.compile("\\b(qu|[cdjln])['’](?=\\w)")
_NOT_WORD = re.compile(r"[\W_]+")
_FINAL_ARTICLE = re.compile(
    r"\A(.+), (the|a|an|le|la|les|l'|il|lo|gli|el|los|las|der|die|das|det|den|une?|o|os|as)\Z", re.I
)
# Behind more than one comma they end a list of English words: "Die, Mommie, Die".
_ENGLISH_TOO = frozenset({"die", "den", "as", "o", "lo"})
# "die" and "den" are left out: they begin more English titles than German ones.
_ARTICLES = frozenset(
    ("the", "a", "an", "le", "la", "les", "l", "il", "lo", "gli", "el", "los", "las", "der", "das", "det", "un", "une")
)
SEPARATOR = re.compile(r"\s*[:;]\s+|\s+[-–—/]\s+")
_JOINTS = re.compile(r"(?<=\w)[-·.*‐‑](?=\w)")
_NUMBER_WORDS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {
    **{word: str(n) for n, word in enumerate(_NUMBER_WORDS, 1)},
    # i, v and x alone are more often letters than numbers
    **{word: str(n) for word, n in (("ii", 2), ("iii", 3), ("iv", 4), ("vi", 6), ("vii", 7), ("viii", 8), ("ix", 9))},
}
_WORDS_OF_NUMBERS = dict(
    enumerate(
        (*_NUMBER_WORDS, "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"), 1
    )
)
_ROMAN = dict(
    enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"), 1)
)
_VALUES = {
    **{word: number for number, word in _WORDS_OF_NUMBERS.items()},
    **{word: number for number, word in _ROMAN.items()},
}
# Words that people write in two ways; each is tried for the other.
_SWAPPED = {
    **{"dr": "doctor", "mr": "mister", "mrs": "missus", "st": "saint", "vs": "versus", "vol": "volume", "pt": "part"},
    **{"colour": "color", "colours": "colors", "theatre": "theater", "grey": "gray", "neighbour": "neighbor"},
}
_SWAPPED |= ORDINALS
_SWAPPED |= {other: word for word, other in _SWAPPED.items()}
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "vt", "8": "b"}
_LEET_WORD = re.compile(r"(?=\w*[^\W\d])(?=\w*\d)[^\W\d]\w*\Z")


def fold(text: str) -> str:
    """The key of `text`; empty if it is all punctuation."""
    text = text.casefold()
    if not text.isascii():
        text = "".join(f" {c}" if unicodedata.category(c) == "No" else c for c in text.translate(_SPECIAL))
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
        text = "".join(f" {c} " if _is_cjk(c) else c for c in text)
    elif "&" in text:
        text = text.replace("&", " and ")
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", _ELISION.sub(r"\1 ", text))).strip()


def _is_cjk(c: str) -> bool:
    """Whether `c` is a Chinese or Japanese character. A pattern of these ranges takes 4 ms to compile."""
    return c >= "\u2e80" and (
        c <= "\u2fdf"
        or "\u3005" <= c <= "\u3007"
        or "\u3040" <= c <= "\u30ff"
        or "\u31f0" <= c <= "\u31ff"
        or "\u3400" <= c <= "\u4dbf"
        or "\u4e00" <= c <= "\u9fff"
        or "\uf900" <= c <= "\ufaff"
        or "\U00020000" <= c <= "\U0003ffff"
    )


def without_article(key: str) -> str:
    """`key` without its leading article; unchanged if nothing else would be left."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in _ARTICLES else key


def is_article(word: str) -> bool:
    """Whether a word of a key is an article, which people leave out and add."""
    return word in _ARTICLES


def display_order(text: str) -> str:
    """ "Matrix, The" as "The Matrix": people paste titles the way MovieLens writes them."""
    match = _FINAL_ARTICLE.match(text.strip())
    if not match or ("," in match[1] and match[2].lower() in _ENGLISH_TOO):
        return text
    gap = "" if match[2].endswith("'") else " "
    return f"{match[2]}{gap}{match[1]}"


def with_digits(key: str) -> str:
    """`key` with its number words and Roman numerals as digits: "rocky ii" becomes "rocky 2"."""
    return " ".join(_NUMBERS.get(word, word) for word in key.split())


def number_of(word: str) -> int | None:
    """The value of a number in digits, in words or as a Roman numeral; None if the word is no number."""
    if word.isascii() and word.isdigit() and len(word) < 10:
        return int(word)
    return _VALUES.get(word)


def respellings(key: str) -> list[str]:
    """Other ways to write `key`: "rocky 5" as "rocky v" and "rocky five", "doctor no" as "dr no", "5th element" as
    "fifth element", "one hundred and one dalmatians" as "101 dalmatians"."""
    words = key.split()
    if len(words) == 1:
        return []  # a number alone is a title, not the number of a film
    found = []
    for table in (_ROMAN, _WORDS_OF_NUMBERS):
        found.append(" ".join(table.get(number_of(w) or 0, w) if w.isdigit() else w for w in words))
    found.append(" ".join(_SWAPPED.get(word, word) for word in words))
    found.append(composed(key))
    return [text for text in dict.fromkeys(found) if text != key]


def without_leet(key: str) -> list[str]:
    """The readings of `key` with digits as letters: "se7en" gives "seven" and "seten"; often there are none."""
    choices = [
        ["".join(letters) for letters in product(*(_LEET.get(c, c) for c in word))][:4]
        if _LEET_WORD.match(word)
        else [word]
        for word in key.split()
    ]
    spelled = [" ".join(words) for words in product(*choices)][:4]
    return [text for text in spelled if text != key]


def names_of(movie: Movie) -> dict[str, int]:
    """The keys by which a film is found, each with its kind (the best one, MAIN first)."""
    names: dict[str, int] = {}
    titles = [(movie.title, MAIN), *((title, ALTERNATIVE) for title in movie.alternatives)]
    for title, kind in titles:
        _add(names, fold(display_order(title)), kind)
    for title, _ in titles:
        for spelling in _spellings(display_order(title)):
            _add(names, spelling, DERIVED)
        for piece in _pieces(title):
            _add(names, fold(piece), PART)
    return names


def matching_alternative(movie: Movie, key: str) -> str:
    """The alternative title of `movie` that has the name `key`; empty if its title has it too, or none does."""
    for title in (movie.title, *movie.alternatives):
        if key in names_of(Movie(id=movie.id, title=title)):
            return "" if title == movie.title else display_order(title)
    return ""


def _add(names: dict[str, int], key: str, kind: int) -> None:
    for name in (key, without_article(key)):
        if name:
            names.setdefault(name, kind)


def _spellings(title: str) -> Iterator[str]:
    key = fold(title)
    yield with_digits(key)
    yield from without_leet(key)
    yield fold(_JOINTS.sub("", title))


def _pieces(title: str) -> Iterator[str]:
    """ "Star Wars: Episode V - The Empire Strikes Back" gives "Star Wars" and what follows each separator."""
    cuts = list(SEPARATOR.finditer(title))
    if cuts:
        yield title[: cuts[0].start()]
    for cut in cuts:
        yield title[cut.end() :]


def grams_of(word: str, *, whole: bool = True) -> list[str]:
    """The trigrams of a word, padded to mark its beginning and, if `whole`, its end."""
    padded = f"  {word} " if whole else f"  {word}"
    return [padded[i : i + 3] for i in range(len(padded) - 2)]


def codes(grams: Iterable[str]) -> list[int]:
    """Trigrams as integers: three code points of 21 bits each."""
    return [(ord(g[0]) << 42) | (ord(g[1]) << 21) | ord(g[2]) for g in grams]


_YEAR = re.compile(
    r"\A(?P<rest>.*\S)\s*(?:\(\s*(?P<inside>(?:18|19|20)\d\d)\s*\)|[\s,](?P<after>(?:18|19|20)\d\d))\s*\Z"
)
_FIRST_YEAR = re.compile(r"\A\(?(?P<year>(?:18|19|20)\d\d)\)?[\s,]+(?P<rest>\S.*)\Z", re.DOTALL)
_SHORT_YEAR = re.compile(r"\A(?P<rest>.*\S)\s*[\s(](?P<mark>['’‘])?(?P<year>\d\d)\)?\s*\Z", re.DOTALL)
_OLDEST_SHORT = 30
"""Two digits from here on are a year of the last century; smaller ones are a year only behind an apostrophe."""
_SOME_YEAR = re.compile(r"\A(?P<rest>.*\S)[\s,]+\(?(?P<start>19\d?|20\d?)\)?\Z")


def split_year(text: str) -> tuple[str, int | None]:
    """ "Alien (1979)" and "alien 1979" as ("alien", 1979); the text and None if it does not end in a year."""
    match = _YEAR.match(text)
    if not match:
        return text, None
    return match["rest"], int(match["inside"] or match["after"])


def split_other_year(text: str) -> tuple[str, int | None, bool]:
    """ "1979 alien", "alien '79" and "alien 79" as ("alien", 1979), and whether it has two digits alone, which may be
    anything else; the text and None if no year is at its beginning or its end in such a form."""
    if first := _FIRST_YEAR.match(text):
        return first["rest"], int(first["year"]), False
    if short := _SHORT_YEAR.match(text):
        ten = int(short["year"])
        if short["mark"] or ten >= _OLDEST_SHORT:
            return short["rest"], ten + (1900 if ten >= _OLDEST_SHORT else 2000), True
    return text, None, False


def split_year_start(text: str) -> tuple[str, str]:
    """ "alien 19" as ("alien", "19"), with a year being typed; the text and "" otherwise."""
    match = _SOME_YEAR.match(text)
    return (match["rest"], match["start"]) if match else (text, "")


def same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two keys have the same words in any order, ignoring articles."""
    return sorted(w for w in one if w not in _ARTICLES) == sorted(w for w in other if w not in _ARTICLES)
