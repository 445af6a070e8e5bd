"""The list that a profile saw last, kept under home so that the next start can paint it at once.

One file per profile and version (home/lists/), replaced as a whole. It is a convenience: failures to write or read it
are ignored, since a fresh list follows anyway. Only msgspec is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

import msgspec

from engine.artifact import DatasetInfo
from engine.atomic import write_file
from engine.movies import Movie
from engine.serving.explanations import Part, Reason, Recommendation
from engine.settings import Settings
from tui.state.ranked_list import LastList

_FORMAT = 1
_KEPT = 3
"""How many versions' last lists are kept for a profile."""


class _Row(msgspec.Struct, frozen=True, array_like=True):
    """A recommendation; films are indices into the file's table, so that a liked film is not written fifty times."""

    movie: int
    score: float
    base: float
    usual_base: float
    bar: float
    why: tuple[tuple[int, float, float, float], ...]
    taste: int = 0
    """This field and those below are not in the lists of earlier releases."""
    taste_films: tuple[int, ...] = ()
    everybody: float | None = None
    together: tuple[float | None, ...] = ()
    reason: tuple[int, float | None, tuple[str, ...]] | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True):
    format: int = _FORMAT
    version: str
    dataset: DatasetInfo
    movies: tuple[Movie, ...]
    rows: tuple[_Row, ...]


def save_list(settings: Settings, version: str, dataset: DatasetInfo, rows: Sequence[Recommendation]) -> None:
    """Save `rows` as the list of `version` that the profile of `settings` saw last."""
    places: dict[int, int] = {}
    movies: list[Movie] = []

    def place(movie: Movie) -> int:
        if movie.id not in places:
            places[movie.id] = len(movies)
            movies.append(movie)
        return places[movie.id]

    kept = tuple(
        _Row(
            movie=place(row.movie),
            score=row.score,
            base=row.base,
            usual_base=row.usual_base,
            bar=row.bar,
            why=tuple((place(part.movie), part.part, part.usual, part.weight) for part in row.why),
            taste=row.taste,
            taste_films=tuple(place(movie) for movie in row.taste_films),
            everybody=row.everybody,
            together=tuple(part.together for part in row.why),
            reason=(place(row.reason.movie), row.reason.together, row.reason.common) if row.reason else None,
        )
        for row in rows
    )
    data = msgspec.json.encode(_File(version=version, dataset=dataset, movies=tuple(movies), rows=kept))
    folder = _folder(settings)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(folder / f"{version}.json", data)
        for old in _newest_first(folder)[_KEPT:]:
            old.unlink(missing_ok=True)


def forget_list(settings: Settings, version: str) -> None:
    """Delete the list of `version`, which is no longer personal (the profile has no opinions)."""
    with suppress(OSError):
        (_folder(settings) / f"{version}.json").unlink(missing_ok=True)


def read_list(settings: Settings, version: str | None = None) -> LastList | None:
    """The list that the profile of `settings` saw last (of `version`, if given); None if there is none."""
    folder = _folder(settings)
    for path in [folder / f"{version}.json"] if version else _newest_first(folder)[:1]:
        try:
            found = _decoder.decode(path.read_bytes())
            if found.format == _FORMAT:
                return LastList(version=found.version, dataset=found.dataset, rows=_rows(found))
        except (OSError, msgspec.MsgspecError, IndexError):
            continue
    return None


def _rows(found: _File) -> tuple[Recommendation, ...]:
    movies = found.movies
    return tuple(
        Recommendation(
            movie=movies[row.movie],
            score=row.score,
            base=row.base,
            usual_base=row.usual_base,
            bar=row.bar,
            everybody=row.everybody,
            why=tuple(
                Part(movie=movies[movie], part=part, usual=usual, weight=weight, together=together)
                for (movie, part, usual, weight), together in zip_longest(row.why, row.together[: len(row.why)])
            ),
            reason=_reason(row, movies),
            taste=row.taste,
            taste_films=tuple(movies[place] for place in row.taste_films),
        )
        for row in found.rows
    )


def _reason(row: _Row, movies: Sequence[Movie]) -> Reason | None:
    if row.reason is None:
        return None
    movie, together, common = row.reason
    return Reason(movie=movies[movie], together=together, common=common)


def _folder(settings: Settings) -> Path:
    return settings.files.last_lists(settings.namespace, settings.database_url.shown, settings.profile)


def _newest_first(folder: Path) -> list[Path]:
    def changed(path: Path) -> int:
        try:
            return path.stat().st_mtime_ns
        except OSError:
            return 0

    return sorted(folder.glob("v*.json"), key=changed, reverse=True)


_decoder = msgspec.json.Decoder(_File)
