"""The film library of Kodi and Jellyfin, as one XML file for all films or one for each film.

Most of a library is neither watched nor rated: such films say nothing, and are left out.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from msgspec.structs import replace

from engine.exchange.parts import Part
from engine.exchange.row_checks import named
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of
from engine.exchange.rows import Reading, Row
from engine.exchange.safe_xml import child_text, element_text

_BEST = 10
_RECORDS = ("movie", "tvshow", "episodedetails", "musicvideo")
_JELLYFIN = ("imdbid", "tmdbid", "isuserfavorite", "lockdata")
"""Tags that only Jellyfin (and Emby, which it came from) writes."""


def is_kodi(root: Element) -> bool:
    """Whether an XML document is a library, or one film of one."""
    return root.tag in ("videodb", "movie")


def read_kodi(part: Part, root: Element) -> Reading:
    """The films of a library; a row's line is its number."""
    records = [root] if root.tag == "movie" else [child for child in root if child.tag in _RECORDS]
    jellyfin = any(record.find(tag) is not None for record in records for tag in _JELLYFIN)
    rows = tuple(_row(number, record) for number, record in enumerate(records, start=1))
    return Reading(file=part.label, service="jellyfin" if jellyfin else "kodi", kind="marks", rows=rows)


def _row(number: int, record: Element) -> Row:
    film = record.tag == "movie"
    title, original = child_text(record, "title"), child_text(record, "originaltitle")
    watched = iso_date(child_text(record, "lastplayed"))
    rating = child_text(record, "userrating")
    stars = stars_of(rating, best=_BEST)
    row = Row(
        line=number,
        title=title or original,
        year=year_of(child_text(record, "year", "premiered", "releasedate")),
        titles=(original,) if title and original not in ("", title) else (),
        imdb=imdb_of(_id(record, "imdb") or child_text(record, "imdbid", "imdb_id", "id")),
        tmdb=number_in(_id(record, "tmdb") or child_text(record, "tmdbid")) if film else None,
        series=record.tag in ("tvshow", "episodedetails"),
        opinion=stars or ("like" if _is_true(child_text(record, "isuserfavorite")) else None),
        seen=film and _is_seen(record),
    )
    row = named(replace(row, at=watched if row.seen else None))
    if row.problem:
        return row
    if record.tag == "musicvideo":
        return replace(row, opinion=None, skipped="a music video")
    if row.series or not row.says_nothing:
        return row
    return replace(row, skipped="not watched")


def _id(record: Element, service: str) -> str:
    of_service = (one for one in record.iterfind("uniqueid") if one.get("type", "").lower() == service)
    return next((text for one in of_service if (text := element_text(one))), "")


def _is_seen(record: Element) -> bool:
    return number_in(child_text(record, "playcount")) is not None or _is_true(child_text(record, "watched"))


def _is_true(text: str) -> bool:
    return text.lower() in ("true", "1", "yes")
