"""Parsing titles as MovieLens writes them into what people read and type. Pure text processing, no lookups.

"City of Lost Children, The (Cité des enfants perdus, La) (1995)" becomes "The City of Lost Children", 1995, with
"La Cité des enfants perdus" as an alternative.
"""

from __future__ import annotations

import re

import msgspec

from engine.movies import clean_text

# Articles that MovieLens moves behind a comma, in the languages of its films. Words that can also end an English title
# after a comma ("I Love You, Man", "Lust, Caution") must not be listed.
_ARTICLES = (
    "The|An|A|La|Le|Les|L'|Une|Un|Der|Die|Das|Den|Ein|Eine|El|Los|Las|Lo|Una|Il|I|Gli|O|Os|As|De|Det|Het|En|Et|Ett|Da"
)
_MOVED = re.compile(rf"(?P<rest>.*\S)\s*,\s*(?P<article>{_ARTICLES})(?P<after>\s*(?:[:–—]|\s-\s).*)?", re.DOTALL)
# Articles that are English words too. In "Die, Mommie, Die" and "Live, Love, Die" such a word ends a list of words.
_ENGLISH_TOO = frozenset({"Die", "Den", "As", "I", "O", "Da", "Lo"})
# (1999), for series (2006–2007), (2006-07), (2009– ), (1998-present), and IMDb's (1998/II), (1998?)
_YEAR = re.compile(
    r"\(\s*(?P<year>(?:18|19|20)\d\d)(?:/[IVX]+|\?)?"
    r"\s*(?:[-–—]\s*(?:\d{2}|\d{4}|\?+|present|now)?\s*)?\)?\s*\Z",
    re.IGNORECASE | re.ASCII,
)
# Four of five titles: nothing in parentheses but the year at the end, and no space or letter to tidy.
_PLAIN = re.compile(r"(?P<title>[!-\'*-~]+(?: [!-\'*-~]+)*) \((?P<year>(?:18|19|20)\d\d)\)", re.ASCII)
_UNKNOWN_YEAR = re.compile(r"\A(?:\?+|n/?a|none|null|nan|unknown|year unknown)\Z", re.IGNORECASE)
# Parentheses and digits as Chinese and Japanese text has them, one letter for one.
_WIDE = str.maketrans("（）０１２３４５６７８９－～", "()0123456789--")
# The release medium and the part number: neither is an alternative title.
_MEDIUM = re.compile(r"\A(?:V|TV|VG|TV mini-series|Video)\Z", re.IGNORECASE)
_PART = re.compile(r"\A(?:part|pt\.?|vol\.?|volume|episode|season|series|chapter|book)\b", re.IGNORECASE)
_ALSO = re.compile(r"\A(?:a\.?\s?k\.?\s?a\.?|also known as)(?:\s+|:\s*)(?=\S)", re.IGNORECASE)
# "Birdman: Or (The Unexpected Virtue of Ignorance)": the text before such a parenthesis is not a title by itself.
_DANGLING = re.compile(r"(?:\b(?:or|and|of)|[:\-–—&,])\Z", re.IGNORECASE)
_ELIDED = re.compile(r"\bL' (?=\S)")
_SPACES = re.compile(r"\s+")


class ParsedTitle(msgspec.Struct, frozen=True):
    """A parsed title. `title` is in display order, without the year; it is empty only if the raw text was."""

    title: str
    year: int | None = None
    alternatives: tuple[str, ...] = ()


def parse_title(raw: str) -> ParsedTitle:
    """Split a raw title into the display title, the year, and the alternative titles in trailing parentheses."""
    if plain := _PLAIN.fullmatch(raw):
        return ParsedTitle(_move_article(plain["title"]), int(plain["year"]))
    whole = _tidy(clean_text(raw))
    text, year = whole, None
    others: list[str] = []
    while (cut := _last_group(text)) is not None or (cut := _last_group(text := _closed(text))) is not None:
        before, group = text[:cut].rstrip(), _unwrapped(text[cut:])
        if not before:
            break
        if found := _YEAR.fullmatch(_narrow(f"({group})")):
            year = int(found["year"]) if year is None else year
        elif _MEDIUM.match(group) or _UNKNOWN_YEAR.match(group) or not group:
            pass
        elif (text[cut] == "(" and not text[cut - 1].isspace()) or _PART.match(group) or _DANGLING.search(before):
            break
        else:
            other, own = _without_year(group)
            year = own if year is None else year
            others.append(other)
        text = before
    title = _move_article(text) or whole
    alternatives: list[str] = []
    for other in reversed(others):
        alternative = _move_article(_ALSO.sub("", other))
        if alternative and alternative != title and alternative not in alternatives:
            alternatives.append(alternative)
    return ParsedTitle(title, year, tuple(alternatives))


def _closed(text: str) -> str:
    """`text` with the group at its end closed, if it is open as in "Heat (1995", or closed twice as in
    "Heat (1995))"; otherwise as it is."""
    plain = _narrow(text)
    if "(" not in plain:
        return text
    if _YEAR.search(plain):
        return f"{text})"
    shorter = text
    while _last_group(shorter) is None and _narrow(shorter).endswith(")"):
        shorter = shorter[:-1].rstrip()
    return text if _last_group(shorter) is None else shorter


def _narrow(text: str) -> str:
    return text if text.isascii() else text.translate(_WIDE)


def _last_group(text: str) -> int | None:
    """The index of the "(" that opens the group at the end of `text`, or None if it does not end with one."""
    if not text.endswith((")", "）")):
        return None
    text = _narrow(text)
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return at
    return None


def _unwrapped(group: str) -> str:
    """What is in the parentheses of `group`, however many they are."""
    group = group[1:-1].strip()
    while group.startswith(("(", "（")) and _last_group(group) == 0:
        group = group[1:-1].strip()
    return group


def _without_year(group: str) -> tuple[str, int | None]:
    """A title in parentheses and its own year, as in "Boot, Das (Boat, The (1981))"."""
    found = _YEAR.search(_narrow(group))
    if found is None or not group[: found.start()].strip():
        return group, None
    return group[: found.start()].rstrip(), int(found["year"])


def _move_article(text: str) -> str:
    """ "Matrix, The" -> "The Matrix", "Crow, The: Wicked Prayer" -> "The Crow: Wicked Prayer"."""
    moved = _MOVED.fullmatch(text) if "," in text else None
    if moved is not None and not (moved["article"] in _ENGLISH_TOO and "," in moved["rest"]):
        gap = "" if moved["article"].endswith("'") else " "
        text = f"{moved['article']}{gap}{moved['rest']}{moved['after'] or ''}"
    return _ELIDED.sub("L'", text) if "L' " in text else text


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
