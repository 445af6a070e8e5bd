"""From a title as MovieLens writes it to what people read and type. Pure text; nothing is looked up.

"City of Lost Children, The (Cité des enfants perdus, La) (1995)" becomes "The City of Lost Children", 1995, with
"La Cité des enfants perdus" as an alternative.
"""

from __future__ import annotations

import re

import msgspec

from engine.movies import clean_text

# Articles that MovieLens puts behind a comma, in the languages of its films. Two-letter and longer words that also
# end English titles after a comma ("I Love You, Man", "Lust, Caution") must not be here.
_ARTICLES = (
    "The|An|A|La|Le|Les|L'|Une|Un|Der|Die|Das|Den|Ein|Eine|El|Los|Las|Lo|Una|Il|I|Gli|O|Os|As|De|Det|Het|En|Et|Ett|Da"
)
_MOVED = re.compile(rf"(?P<rest>.*\S)\s*,\s*(?P<article>{_ARTICLES})(?P<after>\s*(?:[:–—]|\s-\s).*)?", re.DOTALL)
# (1999), and for series (2006–2007), (2009– ), (1983-)
_YEAR = re.compile(r"\(\s*(?P<year>(?:18|19|20)\d\d)\s*(?:[-–—]\s*(?:\d{4})?\s*)?\)\s*\Z")
# How the film came out, and which part it is: neither is another title.
_MEDIUM = re.compile(r"\A(?:V|TV|VG|TV mini-series|Video)\Z", re.IGNORECASE)
_PART = re.compile(r"\A(?:part|pt\.?|vol\.?|volume|episode|season|series|chapter|book)\b", re.IGNORECASE)
_ALSO = re.compile(r"\A(?:a\.?\s?k\.?\s?a\.?|also known as)(?:\s+|:\s*)(?=\S)", re.IGNORECASE)
# "Birdman: Or (The Unexpected Virtue of Ignorance)": what comes before such a parenthesis cannot stand alone.
_DANGLING = re.compile(r"(?:\b(?:or|and|of)|[:\-–—&,])\Z", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class ParsedTitle(msgspec.Struct, frozen=True):
    """`title` is in display order and without the year; it is never empty unless the raw text was."""

    title: str
    year: int | None = None
    alternatives: tuple[str, ...] = ()


def parse_title(raw: str) -> ParsedTitle:
    """Split a raw title into what is shown, the year, and the other titles in parentheses behind it."""
    whole = _tidy(clean_text(raw))
    text, year = whole, None
    others: list[str] = []
    while (cut := _last_group(text)) is not None:
        before, group = text[:cut].rstrip(), text[cut + 1 : -1].strip()
        if not before:
            break
        if found := _YEAR.search(text):
            year = int(found["year"]) if year is None else year
        elif _MEDIUM.match(group) or not group:
            pass
        elif not text[cut - 1].isspace() or _PART.match(group) or _DANGLING.search(before):
            break
        else:
            others.append(group)
        text = before
    title = _move_article(text) or whole
    alternatives: list[str] = []
    for other in reversed(others):
        alternative = _move_article(_ALSO.sub("", other))
        if alternative and alternative != title and alternative not in alternatives:
            alternatives.append(alternative)
    return ParsedTitle(title, year, tuple(alternatives))


def _last_group(text: str) -> int | None:
    """Where the parenthesis that `text` ends with was opened, or None where it ends with none."""
    if not text.endswith(")"):
        return None
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return at
    return None


def _move_article(text: str) -> str:
    """ "Matrix, The" -> "The Matrix", "Crow, The: Wicked Prayer" -> "The Crow: Wicked Prayer"."""
    moved = _MOVED.fullmatch(text)
    if moved is not None:
        gap = "" if moved["article"].endswith("'") else " "
        text = f"{moved['article']}{gap}{moved['rest']}{moved['after'] or ''}"
    return re.sub(r"\bL' (?=\S)", "L'", text)


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
