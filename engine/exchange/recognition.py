"""Telling which service wrote a file, by what is in it; a name decides only where two kinds of files look the same.

A file that no service is known to write is refused, and what an export has beside the marks is left unread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace

from engine.errors import DataError, MovierecError
from engine.exchange import (
    criticker,
    douban,
    imdb_csv,
    kinopoisk,
    kodi,
    letterboxd,
    link_list,
    movielens_export,
    movierec_json,
    netflix,
    simkl,
    tmdb_csv,
    trakt_csv,
    trakt_json,
)
from engine.exchange.csv_tables import CsvTable, csv_header, csv_table, decoded
from engine.exchange.parts import Part
from engine.exchange.rows import Reading
from engine.exchange.safe_xml import xml_root

SERVICES = {
    "letterboxd": "Letterboxd",
    "imdb": "IMDb",
    "trakt": "Trakt",
    "movielens": "MovieLens.org",
    "tmdb": "TMDB",
    "simkl": "Simkl",
    "criticker": "Criticker",
    "netflix": "Netflix",
    "kodi": "Kodi",
    "jellyfin": "Jellyfin",
    "kinopoisk": "Kinopoisk",
    "douban": "Douban",
    "movierec": "movierec",
    "list": "a list",
}
"""The services' names for people, by id."""

MOST_LINES = 500_000
Read = Callable[[Part, CsvTable], Reading]
_GIVEN = "give an export of Letterboxd, IMDb, Trakt or another film service; `movierec import --help` lists them"
_DATA_SET = frozenset(("userid", "movieid", "rating", "timestamp"))


class UnknownFile(DataError):
    """A file that no service is known to write."""


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read, and why."""

    file: str
    failure: MovierecError


def read_parts(parts: Sequence[Part]) -> tuple[list[Reading], list[Refused]]:
    """What each of the parts of a file, a folder or an archive holds, and which of them are damaged. Of several, those
    of no service are left out: an export has more in it than marks.

    Raises DataError if there is nothing in them that movierec reads, and for one part alone, saying why.
    """
    if len(parts) == 1:
        return [read_part(parts[0])], []
    found: list[tuple[Part, Reading]] = []
    refused: list[Refused] = []
    unknown: DataError | None = None
    for part in parts:
        if _is_private(part):
            continue
        try:
            found.append((part, read_part(part)))
        except UnknownFile as failure:
            unknown = unknown or failure
        except DataError as failure:
            refused.append(Refused(part.label, failure))
    if not found and not refused:
        raise unknown or DataError("there is nothing of marks in it", _GIVEN)
    readings = [reading for _, reading in found]
    return _own_lists_left(readings), refused


def _own_lists_left(readings: list[Reading]) -> list[Reading]:
    """The readings of an export, in which the member's own lists are offered and not taken: what they are for, he never
    said. Where there is nothing but lists, they are what was meant."""
    if all(reading.unsure for reading in readings):
        return readings
    return [_left(reading) if reading.unsure and not _has_opinions(reading) else reading for reading in readings]


def _has_opinions(reading: Reading) -> bool:
    return any(row.opinion is not None for row in reading.rows)


def _left(reading: Reading) -> Reading:
    rows = tuple(row if row.problem else replace(row, skipped=row.skipped or "a list of yours") for row in reading.rows)
    return replace(reading, rows=rows, unsure=False)


def read_part(part: Part) -> Reading:
    """What one file holds. Raises DataError, naming it, if it is damaged or of no service."""
    if not part.data.strip():
        raise DataError(f"{part.label} is empty", "export it again")
    if part.data.count(b"\n") > MOST_LINES:
        raise DataError(
            f"{part.label} has more than {MOST_LINES:,} lines, too many for one person's marks",
            "give the exported file",
        )
    start = part.data[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return _of_json(part)
    if kinopoisk.is_kinopoisk_html(_first_words(part)):
        return kinopoisk.read_kinopoisk_html(part)
    if start[:1] == b"<":
        return _of_markup(part, start)
    return _of_text(part)


def _first_words(part: Part) -> str:
    """The beginning of a page in Russian, in either of its encodings."""
    data = part.data[:65_536]
    return data.decode("cp1251", errors="replace") + data.decode("utf-8", errors="replace")


def _of_json(part: Part) -> Reading:
    try:
        document: Any = msgspec.json.decode(decoded(part))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as cause:
        raise DataError(f"{part.label} is damaged: {cause}", "export it again") from cause
    if document == []:  # Trakt writes one for each kind of which there is nothing
        return Reading(file=part.label, service=trakt_csv.SERVICE, kind="list")
    if movierec_json.is_backup(document):
        return movierec_json.read_backup(part, document)
    if simkl.is_simkl(document):
        return simkl.read_simkl_json(part, document)
    if trakt_json.is_trakt(document):
        return trakt_json.read_trakt(part, document)
    raise _unknown(part)


def _of_markup(part: Part, start: bytes) -> Reading:
    if start[:200].lower().startswith((b"<!doctype html", b"<html")):
        raise DataError(
            f"{part.label} is a web page, not an export", "sign in to the service in a browser and download the file"
        )
    root = xml_root(part)
    if root.tag == "recentratings":
        return criticker.read_criticker_xml(part, root)
    if kodi.is_kodi(root):
        return kodi.read_kodi(part, root)
    raise _unknown(part)


def _of_text(part: Part) -> Reading:
    text = decoded(part)
    if letterboxd.is_list(text):
        return letterboxd.read_letterboxd_list(part, text)
    header = csv_header(text)
    read = _reader(frozenset(header), header)
    if read is not None:
        return read(part, csv_table(text))
    if link_list.is_link_list(text):
        return link_list.read_link_list(part, text)
    if frozenset(header) >= _DATA_SET:
        raise DataError(
            f"{part.label} has the ratings of many people, not yours", "set it up with `movierec setup --source`"
        )
    raise _unknown(part)


def _reader(names: frozenset[str], header: tuple[str, ...]) -> Read | None:
    """The reader of a table with these columns; the order of the questions matters."""

    def has(*wanted: str) -> bool:
        return names >= set(wanted)

    if has("title", "not_interested", "marked"):
        return movierec_json.read_movierec_csv
    if has("letterboxd uri"):
        return letterboxd.read_letterboxd
    if has("const") and ("title" in names or names & {"your rating", "you rated", "position"}):
        return imdb_csv.read_imdb
    if has("movie_id", "imdb_id", "tmdb_id"):
        return movielens_export.read_movielens
    if has("datetime", "login_id", "action_type", "log_json"):
        return movielens_export.read_movielens_log
    if has("tmdb id", "imdb id", "type", "name"):
        return tmdb_csv.read_tmdb
    if names & {"simkl_id"}:
        return simkl.read_simkl_csv
    if "trakt_id" in names and names & {"rated_at", "watched_at", "listed_at", "collected_at"}:
        return trakt_csv.read_trakt_csv if "type" in names and "title" in names else trakt_csv.read_trakt_import
    if names & {"tmdb_id", "imdb_id", "trakt_id"} and names & {"watched_at", "watchlisted_at", "rated_at"}:
        return trakt_csv.read_trakt_import
    if has("score", "film name", "imdb id"):
        return criticker.read_criticker_csv
    if set(header) == {"title", "date"}:
        return netflix.read_netflix_history
    if has("profile name", "start time", "title"):
        return netflix.read_netflix_activity
    if has("profile name") and "thumbs value" in names:
        return netflix.read_netflix_ratings
    if has("thumbs value"):
        return netflix.read_netflix_ratings
    if has("标题") and names & {"条目链接", "个人评分"}:
        return douban.read_douban
    if has("nameeng", "namerus"):
        return kinopoisk.read_kinopoisk_csv
    if names & {"letterboxduri", "tmdbid", "imdbid", "title"} and names & {
        "watcheddate",
        "rating10",
        "tmdbid",
        "imdbid",
    }:
        return letterboxd.read_letterboxd_import
    if has("title", "year"):
        return letterboxd.read_letterboxd_import
    return None


def _is_private(part: Part) -> bool:
    return letterboxd.is_private(part.path) or trakt_json.is_private(part.path)


def _unknown(part: Part) -> UnknownFile:
    return UnknownFile(f"{part.label} is no film service's file that movierec knows", _GIVEN)
