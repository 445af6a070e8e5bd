"""Douban's lists of films, as user scripts write them: those seen, most with a rating, and those to be seen.

A title is "Chinese / original / others", and each is tried. Lists of films to be seen have no column for ratings.
"""

from __future__ import annotations

import re

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.parts import Part
from engine.exchange.row_checks import named
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, stars_of, year_of
from engine.exchange.rows import Reading, Row

SERVICE = "douban"
_STARS = 5
_RATING = "个人评分"
_WHERE = re.compile(r"\s*[(（\[【][^()（）\[\]【】]{1,6}[)）\]】]\s*\Z")
"""Where a title is used, as in (港), or what Douban adds to it."""
_SEASON = re.compile(r"第\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*季|\bSeason\s+\d", re.IGNORECASE)
_IMDB = re.compile(r"tt\d{5,12}", re.ASCII)
_MOST_TITLES = 12


def read_douban(part: Part, table: CsvTable) -> Reading:
    """The films of one list."""
    wanted = not table.has(_RATING) or "想看" in part.path.name
    rows = tuple(_row(record, wanted=wanted) for record in table.records)
    return Reading(file=part.label, service=SERVICE, kind="watchlist" if wanted else "ratings", rows=rows)


def _row(record: Record, *, wanted: bool) -> Row:
    text = record.text("标题")
    titles = _titles(text)
    link = _IMDB.search(record.text("imdb 链接", "imdb链接", "imdb"))
    row = Row(
        line=record.line,
        title=titles[0] if titles else "",
        year=year_of(record.text("上映日期", "年份")),
        titles=titles[1:],
        imdb=imdb_of(link[0]) if link else None,
        series=_SEASON.search(text) is not None,
        opinion=None if wanted else stars_of(record.text(_RATING), best=_STARS),
        seen=not wanted,
        watchlist=wanted,
        at=iso_date(record.text("打分日期", "标记日期", "创建时间")),
        problem=record.problem,
    )
    return named(row)


def _titles(text: str) -> tuple[str, ...]:
    """The titles without those brackets, each once, in their order."""
    found = (_WHERE.sub("", piece).strip() for piece in text.split("/"))
    return tuple(dict.fromkeys(title for title in found if title))[:_MOST_TITLES]
