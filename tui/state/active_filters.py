"""The filters in force as chips, and which of them to blame where they leave nothing. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from tui.state.filter_controls import POPULAR, VARIED, Setting, is_decade, reset, word


@dataclass(frozen=True)
class Chip:
    """One filter in force, in words; `id` is what `dropped` takes. `cuts`: it keeps films out."""

    id: str
    words: str
    cuts: bool = True


@dataclass(frozen=True)
class TightestFilter:
    """The filter to blame for an empty list: what is left without it, or, with none left, what it rules out alone."""

    chip: Chip
    left: int
    ruled_out: int


def chips(dials: ListFilters) -> list[Chip]:
    """What is in force, in the order of the lines."""
    found = []
    if dials.year_from is not None or dials.year_to is not None:
        found.append(Chip("years", _years(dials)))
    if dials.genres:
        found.append(Chip("genres", " or ".join(dials.genres)))
    found += [Chip(f"without:{genre}", f"no {genre}") for genre in dials.without_genres]
    if dials.hide_seen:
        found.append(Chip("seen", "seen hidden"))
    if dials.popularity != 1.0:
        found.append(Chip("popularity", word(POPULAR, dials.popularity), cuts=False))
    if dials.diversity != 0.0:
        found.append(Chip("variety", word(VARIED, dials.diversity), cuts=False))
    return found


def dropped(dials: ListFilters, chip: Chip) -> ListFilters:
    """The dials without that filter."""
    if chip.id == "genres":
        return replace(dials, genres=())
    if chip.id.startswith("without:"):
        genre = chip.id.partition(":")[2]
        return replace(dials, without_genres=tuple(g for g in dials.without_genres if g != genre))
    return reset(dials, Setting("decade" if chip.id == "years" else chip.id))


def tightest(
    films: Iterable[Movie], dials: ListFilters, taken: Collection[int], seen: Collection[int]
) -> TightestFilter | None:
    """Which filter to blame where `dials` leave none of `films`; None where there is no filter or no film.

    The one without which most are left; where none would be left without any single one, the one that rules out
    most by itself. Films that are `taken` (they have an opinion or are hidden) count for nobody.
    """
    cutting = [chip for chip in chips(dials) if chip.cuts]
    alone = dict.fromkeys(cutting, 0)
    ruled_out = dict.fromkeys(cutting, 0)
    wheres = [(chip, _only(dials, chip).movie_filter) for chip in cutting]
    for film in films:
        if film.id in taken:
            continue
        watched = film.id in seen
        against = [chip for chip, where in wheres if not where.admits(film) or (watched and chip.id == "seen")]
        for chip in against:
            ruled_out[chip] += 1
        if len(against) == 1:
            alone[against[0]] += 1
    if not any(ruled_out.values()):
        return None
    worst = max(cutting, key=lambda chip: (alone[chip], ruled_out[chip]))
    return TightestFilter(worst, alone[worst], ruled_out[worst])


def _years(dials: ListFilters) -> str:
    first, last = dials.year_from, dials.year_to
    if is_decade(dials):
        return f"{first}s"
    if first is None or last is None:
        return f"from {first}" if last is None else f"to {last}"
    return str(first) if first == last else f"{first}–{last}"


def _only(dials: ListFilters, chip: Chip) -> ListFilters:
    """The dials with nothing but that filter."""
    if chip.id == "genres":
        return ListFilters(genres=dials.genres)
    if chip.id == "years":
        return ListFilters(year_from=dials.year_from, year_to=dials.year_to)
    return ListFilters() if chip.id == "seen" else ListFilters(without_genres=(chip.id.partition(":")[2],))
