"""Numbers in English words: "one hundred and one" is 101, "fifth" is 5th. Pure functions on keys."""

from __future__ import annotations

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE = {"hundred": 100, "thousand": 1000}
ORDINALS = {
    **{"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth"},
    **{"7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth", "11th": "eleventh", "12th": "twelfth"},
    **{"13th": "thirteenth", "20th": "twentieth", "25th": "twenty fifth"},
}


def composed(key: str) -> str:
    """`key` with each run of number words as one number: "twenty eight days later" is "28 days later"."""
    found: list[str] = []
    words = key.split()
    at = 0
    while at < len(words):
        taken, value = _number_at(words, at)
        found.append(str(value) if taken else words[at])
        at += taken or 1
    return " ".join(found)


def _number_at(words: list[str], start: int) -> tuple[int, int]:
    """How many words from `start` on are one number, and its value; no word if there is none."""
    done = value = at = 0
    least = 1000  # what may still be added is smaller than this: "six seven" are two numbers
    while start + at < len(words):
        word = words[start + at]
        follows = words[start + at + 1] if start + at + 1 < len(words) else ""
        if word in _LARGE and value and value < _LARGE[word]:
            value *= _LARGE[word]
            if word == "thousand":
                done, value = done + value, 0
            least = _LARGE[word]
        elif word in _SMALL and _SMALL[word] < least and not (at and _SMALL[word] == 0):
            value += _SMALL[word]
            least = 10 if _SMALL[word] >= 20 else 0
        elif not (word == "and" and follows in _SMALL and at and words[start + at - 1] in _LARGE):
            break
        at += 1
    return at, done + value
