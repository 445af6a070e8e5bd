"""Posters from TMDB (https://developer.themoviedb.org), with a person's own key.

A film is found by its id there, by that of IMDb or, in data sets without ids, by title and year. After a failure TMDB
is left alone for a while. This product uses the TMDB API but is not endorsed or certified by TMDB.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import urlencode

import msgspec

from engine.errors import DownloadError
from engine.movies import Movie
from engine.posters.film_ids import imdb_number
from engine.posters.picture import LARGEST
from engine.posters.web_reading import Answer, read
from engine.secret import Secret
from engine.titles.normalization import fold

API_URL, IMAGES_URL = "https://api.themoviedb.org", "https://image.tmdb.org"
_TIMEOUT = 5.0
"""Seconds for one film, all requests together."""
_WAIT, _LONGEST_WAIT = 60.0, 3600.0
_JSON = 2_000_000
_SIZE = "w185"
_PATH = re.compile(r"/[A-Za-z0-9_-]+\.(?:jpe?g|png|webp)\Z")
_V3_KEY = re.compile(r"[0-9A-Fa-f]{32}\Z")
_NEXT_TO = 1
"""Years that the years of two data sets may differ by."""


class _Film(msgspec.Struct, kw_only=True):
    poster_path: str | None = None
    title: str | None = None
    original_title: str | None = None
    release_date: str | None = None


class _Found(msgspec.Struct, kw_only=True):
    movie_results: list[_Film] = []
    results: list[_Film] = []


class Tmdb:
    """TMDB with a `key`: one of version 3 (32 hexadecimal digits) or an access token. `clock` tells seconds."""

    def __init__(
        self,
        key: Secret,
        *,
        api: str = API_URL,
        images: str = IMAGES_URL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._key = key
        self._api, self._images = api.rstrip("/"), images.rstrip("/")
        self._clock = clock
        self._trouble = ""
        self._wait_until = 0.0

    def poster(self, movie: Movie) -> bytes | None:
        """The file of the film's poster, which may be anything; None if TMDB has none. Raises DownloadError if that
        cannot be found out now; it is asked again once a while has passed."""
        if self._clock() < self._wait_until:
            raise DownloadError(self._trouble)
        until = self._clock() + _TIMEOUT
        place, query, of = _question(movie)
        answer = self._ask(place, query, until)
        film = None if answer.status == 404 else self._film(answer, of)
        if film is None or not film.poster_path or not _PATH.match(film.poster_path):
            return None
        address = f"{self._images}/t/p/{_SIZE}{film.poster_path}"
        picture = read(address, _AGENT, most=LARGEST, until=until, clock=self._clock)
        self._check(picture)
        return picture.content or None

    def _ask(self, place: str, query: dict[str, str], until: float) -> Answer:
        headers, key = dict(_AGENT), self._key.reveal()
        if _V3_KEY.match(key):
            query = {**query, "api_key": key}
        else:
            headers["Authorization"] = f"Bearer {key}"
        address = f"{self._api}/3/{place}" + (f"?{urlencode(query)}" if query else "")
        answer = read(address, headers, most=_JSON, until=until, clock=self._clock)
        self._check(answer)
        return answer

    def _check(self, answer: Answer) -> None:
        """Raises DownloadError after an answer that is none, and leaves TMDB alone from then on."""
        if answer.status in (200, 404):
            return
        wait = min(max(answer.retry_after, _WAIT), _LONGEST_WAIT)
        match answer.status:
            case 401:
                self._pause("TMDB does not take your tmdb_key", float("inf"))
            case 429:
                self._pause("TMDB asks for a pause", wait)
            case 0:
                self._pause("TMDB cannot be reached", wait)
            case _:
                self._pause("TMDB has trouble", wait)

    def _pause(self, trouble: str, seconds: float) -> NoReturn:
        self._trouble, self._wait_until = trouble, self._clock() + seconds
        raise DownloadError(trouble)

    def _film(self, answer: Answer, of: Movie | None) -> _Film | None:
        """The film in an answer; with `of`, one that is called so and of about that year."""
        try:
            found = msgspec.json.decode(answer.content, type=_Found)
            if of is not None:
                return next((film for film in found.results if _is(film, of)), None)
            return found.movie_results[0] if found.movie_results else msgspec.json.decode(answer.content, type=_Film)
        except msgspec.MsgspecError:
            self._pause("TMDB has trouble", _WAIT)


_AGENT = {"User-Agent": "movierec", "Accept": "application/json, image/*"}


def _question(movie: Movie) -> tuple[str, dict[str, str], Movie | None]:
    """What to ask: the place, its query and, where titles have to be compared, the film."""
    number = imdb_number(movie)
    if movie.tmdb is not None:
        return f"movie/{movie.tmdb}", {}, None
    if number is not None:
        return f"find/tt{number:07}", {"external_source": "imdb_id"}, None
    title = movie.title.encode(errors="ignore").decode()
    return "search/movie", {"query": title} | ({"year": str(movie.year)} if movie.year else {}), movie


def _is(film: _Film, movie: Movie) -> bool:
    year = (film.release_date or "")[:4]
    near = movie.year is None or (year.isdigit() and abs(int(year) - movie.year) <= _NEXT_TO)
    names = {fold(title) for title in (movie.title, *movie.alternatives)}
    return near and any(fold(title or "") in names for title in (film.title, film.original_title))
