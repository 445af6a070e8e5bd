"""What a service's files cannot say: counted by reason, so that nobody finds out later that a mark stayed behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable
from typing import TypeAlias

from engine.exchange.exported_films import ExportedFilm
from engine.exchange.file_parts import Export, ExportFile, Omission

Key: TypeAlias = tuple[str, int]


def unsayable(film: ExportedFilm) -> str:
    """What of the mark no service's import format can say, in words; empty if that is nothing."""
    if film.hidden:
        return "not interested"
    return {"like": "liked, without stars", "dislike": "disliked, without stars"}.get(film.opinion or "", "")


def export_of(
    files: Iterable[ExportFile],
    films: Iterable[ExportedFilm],
    written: Container[Key],
    why: Callable[[ExportedFilm], str],
) -> Export:
    """The export of `files`, which hold the films with the keys `written`. `why` says what they do not say of a film,
    or, for a film that is not in them, why not; empty if nothing is missing."""
    left: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    for film in films:
        reason = why(film)
        if key_of(film) not in written:
            left[reason] += 1
        elif reason:
            cut[reason] += 1
    return Export(tuple(files), _counted(left), _counted(cut))


def key_of(film: ExportedFilm) -> Key:
    """The key of the film's mark in the log."""
    return film.catalogue, film.movie


def _counted(reasons: Counter[str]) -> tuple[Omission, ...]:
    return tuple(Omission(films, why) for why, films in reasons.most_common())
