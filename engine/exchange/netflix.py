"""What Netflix tells of a profile: its viewing history, and the history and ratings of a data request.

There are titles only, in the language of the profile: no year, no id. So the person is asked even if just one film
fits, and episodes are told by the words for a season. Trailers and short sessions are left out.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.day_orders import days_of
from engine.exchange.parts import Part
from engine.exchange.row_checks import rated
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import number_in, stars_of
from engine.exchange.rows import Reading, Row
from engine.exchange.season_words import names_an_episode
from engine.profiles.opinions import Opinion

SERVICE = "netflix"
_STARS = 5
_THUMBS: dict[int, Opinion] = {1: "dislike", 2: "like", 3: "like"}
"""Down, up, and two thumbs up."""
_SHORTEST = 10 * 60
"""Seconds below which a session is no viewing."""
_DURATION = re.compile(r"\A(\d{1,4}):(\d{1,2}):(\d{1,2})\Z", re.ASCII)


def read_netflix_history(part: Part, table: CsvTable) -> Reading:
    """The viewing history of one profile."""
    texts = [record.text("date") for record in table.records]
    rows = []
    for record, text, day in zip(table.records, texts, days_of(texts), strict=True):
        row = _row(record, record.text("title"))
        if not row.problem and not text:
            row = replace(row, problem="it has no date")
        rows.append(replace(row, seen=True, at=day))
    return Reading(file=part.label, service=SERVICE, kind="history", rows=tuple(rows))


def read_netflix_activity(part: Part, table: CsvTable) -> Reading:
    """The viewing activity of all profiles of an account, a row for each session."""
    rows = []
    for record in table.records:
        row = _row(record, record.text("title"))
        start = record.text("start time")
        if not row.problem and not start:
            row = replace(row, problem="it has no date")
        rows.append(replace(row, seen=True, at=iso_date(start), skipped=_no_viewing(record)))
    return Reading(file=part.label, service=SERVICE, kind="history", rows=tuple(rows))


def read_netflix_ratings(part: Part, table: CsvTable) -> Reading:
    """The ratings of all profiles of an account: thumbs, or before 2017 stars."""
    rows = []
    for record in table.records:
        thumbs, stars = record.text("thumbs value"), record.text("star value")
        opinion = _thumbs(thumbs) or stars_of(stars, best=_STARS)
        when = iso_date(record.text("event utc ts", "region view date", "date"))
        row = replace(_row(record, record.text("title name", "title")), opinion=opinion, at=when)
        rows.append(rated(row, "".join(text for text in (thumbs, stars) if text.strip("0."))))
    return Reading(file=part.label, service=SERVICE, kind="ratings", rows=tuple(rows))


def _row(record: Record, title: str) -> Row:
    return Row(
        line=record.line,
        title=title,
        series=names_an_episode(title),
        ask=True,
        problem=record.problem or ("" if title else "it has no title"),
    )


def _thumbs(text: str) -> Opinion | None:
    return _THUMBS.get(number_in(text.removesuffix(".0")) or 0)


def _no_viewing(record: Record) -> str:
    """Why a session is no viewing of a film; empty if it may be one."""
    if record.text("supplemental video type"):
        return "a trailer or an extra"
    duration = _DURATION.match(record.text("duration"))
    if duration is None:
        return ""
    hours, minutes, seconds = map(int, duration.groups())
    return "watched for less than 10 minutes" if 3600 * hours + 60 * minutes + seconds < _SHORTEST else ""
