"""Addresses and ids of film databases, as people paste them into a search. Pure text processing, no lookups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

Site = Literal["IMDb", "TMDB", "Letterboxd", "boxd.it"]

_SITES: dict[str, Site] = {
    "imdb.com": "IMDb",
    "themoviedb.org": "TMDB",
    "tmdb.org": "TMDB",
    "letterboxd.com": "Letterboxd",
    "boxd.it": "boxd.it",
}
_ADDRESS = re.compile(
    rf"\A<?(?:https?:/*)?(?:[a-z0-9-]+\.)*?(?P<site>{'|'.join(map(re.escape, _SITES))})(?::\d+)?"
    r"(?P<path>/[^?#>]*)?(?:[?#].*)?>?\Z",
    re.IGNORECASE | re.DOTALL,
)
_ID = re.compile(
    r"\A(?:imdb(?:\s*id)?\s*[:=]?\s*(?:tt)?|tt)(?P<imdb>\d{5,12})/?\Z|\Atmdb\s*[:=]\s*(?P<tmdb>\d{1,12})\Z", re.I
)
_IMDB = re.compile(r"/title/tt(?P<number>\d{1,12})(?:/|\Z)", re.IGNORECASE)
_TMDB = re.compile(r"/movie/(?P<number>\d{1,12})(?:-(?P<slug>[^/]*))?(?:/|\Z)", re.IGNORECASE)
_LETTERBOXD = re.compile(r"\A/(?:[^/]+/)?film/(?P<slug>[^/]+)(?:/|\Z)", re.IGNORECASE)
_LETTERBOXD_LINK = re.compile(r"\A/(?P<site>imdb|tmdb)/(?P<number>(?:tt)?\d{1,12})/?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """What an address says of a film: its `number` there, its `title` in words; neither if it is not a film's page."""

    site: Site
    number: int | None = None
    title: str = ""


def parse_address(text: str) -> Address | None:
    """The address or id that `text` is, ignoring spaces around it; None if it is no address of a film database."""
    text = text.strip()
    if named := _ID.match(text):
        return Address("IMDb", int(named["imdb"])) if named["imdb"] else Address("TMDB", int(named["tmdb"]))
    found = _ADDRESS.match(text)
    if found is None:
        return None
    site = _SITES[found["site"].lower()]
    path = re.sub("/{2,}", "/", unquote(found["path"] or "").strip())
    if site == "IMDb" and (page := _IMDB.search(path)):
        return Address(site, int(page["number"]))
    if site == "TMDB" and (page := _TMDB.search(path)):
        return Address(site, int(page["number"]), _words(page["slug"] or ""))
    if site == "Letterboxd" and (page := _LETTERBOXD.match(path)):
        return Address(site, title=_words(page["slug"]))
    if site == "Letterboxd" and (link := _LETTERBOXD_LINK.match(path)):
        number = int(link["number"].lower().removeprefix("tt"))
        return Address("IMDb" if link["site"].lower() == "imdb" else "TMDB", number)
    return Address(site)


def _words(slug: str) -> str:
    """ "blade-runner-2049" as "blade runner 2049"."""
    return " ".join(slug.replace("-", " ").split())
