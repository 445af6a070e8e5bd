"""Reading what movierec itself writes: the backup, `movierec marks --json`, and its CSV.

A backup names each film by catalogue and movie id too (`Row.key`), so that it comes back as the same mark. The other
two do not, and a film is found again by its ids, or by title and year.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import DataError, UsageError
from engine.exchange.backup_writing import BACKUP_FORMAT
from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.exported_films import moment_of
from engine.exchange.parts import Part
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, year_of
from engine.exchange.rows import Reading, Row
from engine.movies import clean_text
from engine.profiles.opinions import Opinion, parse_opinion, weight

_OF_WEIGHT = {
    weight(opinion): opinion
    for opinion in ("5", "4.5", "3.5", "3", "2.5", "2", "1.5", "1", "like", "dislike")  # 4 and 0.5 weigh as these two
}
_YES = ("yes", "true", "1", "x")
_NO = ("", "no", "false", "0")
_LONGEST_TITLE = 1_000
_LONGEST_CATALOGUE = 200
_LARGEST_ID = (1 << 63) - 1
"""What SQLite can keep."""


def is_backup(document: object) -> bool:
    """Whether the JSON document is movierec's: a backup of any format version, or what `marks --json` prints."""
    if not isinstance(document, dict):
        return False
    return "movierec" in document or ("profile" in document and isinstance(document.get("marks"), list))


def read_backup(part: Part, document: object) -> Reading:
    """The marks in `document`; a row's line is the mark's number, from 1. Raises DataError if it was written by a newer
    movierec, or is none of its documents."""
    marks = document.get("marks") if isinstance(document, dict) else None
    given = document.get("movierec", BACKUP_FORMAT) if isinstance(document, dict) else None
    version = given if isinstance(given, int) and not isinstance(given, bool) else 0
    if version > BACKUP_FORMAT:
        raise DataError(
            f"{part.label} was written by a newer movierec (format {version}, this one reads {BACKUP_FORMAT})",
            "update movierec, then import it again",
        )
    if not isinstance(marks, list) or version < 1:
        raise DataError(f"{part.label} is not a backup of movierec", "write one with `movierec export`")
    rows = tuple(_row(number, mark) for number, mark in enumerate(marks, start=1))
    return Reading(file=part.label, service="movierec", kind="marks", rows=rows)


def read_movierec_csv(part: Part, table: CsvTable) -> Reading:
    """The marks in the CSV that `movierec export --to csv` writes, as it is or saved again by a spreadsheet."""
    return Reading(file=part.label, service="movierec", kind="marks", rows=tuple(map(_csv_row, table.records)))


def _row(number: int, mark: object) -> Row:
    if not isinstance(mark, dict):
        return Row(line=number, problem="it is not a mark")
    title, at = mark.get("title"), mark.get("at")
    key = _key(mark.get("catalogue"), mark.get("movie"))
    opinion, problem = _opinion(mark.get("opinion"))
    return Row(
        line=number,
        title=clean_text(title[:_LONGEST_TITLE]).strip() if isinstance(title, str) else "",
        year=year_of(_cell(mark, "year")),
        key=key,
        movielens=key[1] if key is not None and key[0] == "movielens" else None,
        imdb=imdb_of(_cell(mark, "imdb")),
        tmdb=number_in(_cell(mark, "tmdb")),
        opinion=opinion,
        seen=mark.get("seen") is True,
        watchlist=mark.get("watchlist") is True,
        hidden=mark.get("hidden") is True,
        at=_time(at) if isinstance(at, str) else None,
        problem=problem or _flag_problem(mark),
    )


def _csv_row(record: Record) -> Row:
    given = record.text("stars").replace(",", ".") or record.text("opinion")
    opinion, problem = _opinion(given or None)
    flags = {name: record.text(name).casefold() for name in ("seen", "watchlist", "not_interested")}
    wrong = next((f"{name} is neither yes nor empty" for name, word in flags.items() if word not in (*_YES, *_NO)), "")
    return Row(
        line=record.line,
        title=record.text("title"),
        year=year_of(record.text("year")),
        imdb=imdb_of(record.text("imdb_id")),
        tmdb=number_in(record.text("tmdb_id")),
        opinion=opinion,
        seen=flags["seen"] in _YES,
        watchlist=flags["watchlist"] in _YES,
        hidden=flags["not_interested"] in _YES,
        at=iso_date(record.text("marked")),
        problem=record.problem or problem or wrong,
    )


def _key(catalogue: object, movie: object) -> tuple[str, int] | None:
    if not isinstance(catalogue, str) or not isinstance(movie, int) or isinstance(movie, bool):
        return None
    known = 0 < len(catalogue) <= _LONGEST_CATALOGUE and clean_text(catalogue) == catalogue
    return (catalogue, movie) if known and 0 <= movie <= _LARGEST_ID else None


def _opinion(given: object) -> tuple[Opinion | None, str]:
    """The opinion (as text, or as the weight that `marks --json` has), or why it is none."""
    if given is None:
        return None, ""
    if isinstance(given, str):
        try:
            return parse_opinion(given), ""
        except UsageError as cause:
            return None, clean_text(cause.message)
    if isinstance(given, int | float) and not isinstance(given, bool) and given in _OF_WEIGHT:
        return _OF_WEIGHT[given], ""
    return None, "it has an opinion that movierec does not know"


def _flag_problem(mark: Mapping[str, Any]) -> str:
    wrong = [name for name in ("seen", "watchlist", "hidden") if not isinstance(mark.get(name, False), bool)]
    return f"{wrong[0]} is neither true nor false" if wrong else ""


def _time(text: str) -> str | None:
    """The day, or the time in UTC to the microsecond."""
    moment = moment_of(text)
    if moment is None or len(text) == len("2024-11-03"):
        return iso_date(text)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _cell(mark: Mapping[str, Any], name: str) -> str | int | None:
    value = mark.get(name)
    return value if isinstance(value, str | int) else None
