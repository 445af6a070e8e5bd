"""Criticker's exports, in CSV and XML. Each member has a scale of their own: one uses 0 to 100, another 0 to 10.

So a score is read as a tier (1 to 10, half a star each). The XML has Criticker's tiers. Where there is none:

- where no score of the file is over 10, the member thinks in tens, and a score is half as many stars;
- a file of fewer than 20 scores says too little of the scale, and a score is a share of 100;
- else the tier is the decile of the score among the member's own: with b of n scores below it and e equal to it,
  1 + floor(10 * (b + e / 2) / n). Equal scores have one tier, and a member who gives all films one score is neutral.

A score of 0 is a rating. Series are among the films, without a mark.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable
from engine.exchange.parts import Part
from engine.exchange.row_checks import named
from engine.exchange.row_dates import iso_date, written_date
from engine.exchange.row_values import imdb_of, number_in, year_of
from engine.exchange.rows import Reading, Row
from engine.exchange.safe_xml import child_text
from engine.profiles.opinions import Opinion

SERVICE = "criticker"
_BEST = 100
_TIERS = 10
_FEW = 20
"""Scores up to which a tenth of them is less than two films."""
_TITLED = re.compile(r"\A(.*\S)\s*\((\d{4})\)\Z", re.DOTALL)
_SHAPES = ("%b %d %Y, %H:%M", "%b %d, %Y %H:%M", "%b %d %Y", "%b %d, %Y")


def read_criticker_csv(part: Part, table: CsvTable) -> Reading:
    """The films of an export in CSV."""
    scores = [_score(record.text("score")) for record in table.records]
    opinion = scale_of([score for score in scores if score is not None])
    rows = []
    for record, score in zip(table.records, scores, strict=True):
        title, year = _title(record.text("film name"))
        row = Row(
            line=record.line,
            title=title,
            year=year_of(record.text("year")) or year,
            imdb=imdb_of(record.text("imdb id")),
            at=_day(record.text("date rated")),
            problem=record.problem,
        )
        rows.append(_rated(row, None if score is None else opinion(score)))
    return Reading(file=part.label, service=SERVICE, kind="ratings", rows=tuple(rows))


def read_criticker_xml(part: Part, root: Element) -> Reading:
    """The films of an export in XML; a row's line is its number."""
    films = list(root.iterfind("film"))
    scores = [_score(child_text(film, "rating")) for film in films]
    opinion = scale_of([score for score in scores if score is not None])
    rows = []
    for number, (film, score) in enumerate(zip(films, scores, strict=True), start=1):
        title, year = _title(child_text(film, "filmname"))
        row = Row(
            line=number,
            title=title,
            year=year_of(child_text(film, "year")) or year,
            imdb=imdb_of(child_text(film, "imdbid")),
            at=_day(child_text(film, "reviewdate")),
        )
        tier = number_in(child_text(film, "tier"))
        stars = _stars(tier) if tier is not None and tier <= _TIERS else None
        rows.append(_rated(row, stars or (None if score is None else opinion(score))))
    return Reading(file=part.label, service=SERVICE, kind="ratings", rows=tuple(rows))


def scale_of(scores: Sequence[float]) -> Callable[[float], Opinion]:
    """What a score means for the member who gave these ones (all of their scores, in any order)."""
    ranked = sorted(scores)
    if ranked and ranked[-1] <= _TIERS:
        return _stars
    if len(ranked) < _FEW:
        return lambda score: _stars(score * _TIERS / _BEST)
    return lambda score: _stars(_decile(ranked, score))


def _decile(ranked: Sequence[float], score: float) -> int:
    middle = (bisect_left(ranked, score) + bisect_right(ranked, score)) / 2
    return min(_TIERS, math.floor(_TIERS * middle / len(ranked)) + 1)


def _stars(tier: float) -> Opinion:
    """The stars of a tier or of a score out of 10, at least half a star."""
    return f"{max(1, math.floor(tier + 0.5)) / 2:g}"


def _rated(row: Row, opinion: Opinion | None) -> Row:
    """`row` with the opinion; a film whose score cannot be read was seen nevertheless."""
    return named(replace(row, opinion=opinion, seen=opinion is None))


def _score(text: str) -> float | None:
    try:
        score = float(text.replace(",", "."))
    except ValueError:
        return None
    return score if 0 <= score <= _BEST else None


def _title(text: str) -> tuple[str, int | None]:
    found = _TITLED.match(text)
    return (found[1], year_of(found[2])) if found and year_of(found[2]) else (text, None)


def _day(text: str) -> str | None:
    return iso_date(text) or written_date(text, *_SHAPES)
