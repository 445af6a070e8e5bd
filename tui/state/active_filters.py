"""The active filters, one by one, and which of them is the tightest if they leave nothing. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.movies import MovieFilter
from engine.profiles.list_filters import ListFilters
from engine.titles.lengths import minutes_in_words
from tui.state.filter_controls import POPULAR, VARIED, FilterControl, reset, word, years_in_words

if TYPE_CHECKING:
    from engine.film_columns import Mask


@dataclass(frozen=True)
class ActiveFilter:
    """One active filter and its label; `cuts`: it excludes films; `of_all`: it applies to similar films too, and not
    only to the ranked list."""

    id: str
    words: str
    cuts: bool = True
    of_all: bool = True


@dataclass(frozen=True)
class TightestFilter:
    """The main cause of an empty list: `left` films remain without the filter; it rules out `ruled_out` by itself."""

    filter: ActiveFilter
    left: int
    ruled_out: int


def active_filters(filters: ListFilters) -> list[ActiveFilter]:
    """The filters that are not as they are by default, in the order in which they are shown."""
    found = []
    if filters.year_from is not None or filters.year_to is not None:
        found.append(ActiveFilter("years", years_in_words(filters)))
    if filters.genres:
        found.append(ActiveFilter("genres", (" and " if filters.every_genre else " or ").join(filters.genres)))
    if filters.people:
        found.append(ActiveFilter("person", " or ".join(filters.people)))
    if filters.minutes_from is not None or filters.minutes_to is not None:
        found.append(ActiveFilter("length", minutes_in_words((filters.minutes_from, filters.minutes_to))))
    found += [ActiveFilter(f"without:{genre}", f"no {genre}") for genre in filters.without_genres]
    if not filters.hide_seen:
        found.append(ActiveFilter("seen", "seen films shown", cuts=False))
    if filters.popularity != 1.0:
        found.append(ActiveFilter("popularity", word(POPULAR, filters.popularity), cuts=False, of_all=False))
    if filters.diversity != 0.0:
        found.append(ActiveFilter("variety", word(VARIED, filters.diversity), cuts=False, of_all=False))
    return found


def _cutting(filters: ListFilters) -> list[ActiveFilter]:
    """The filters that exclude films, which hiding those that were seen does by default."""
    hiding = [ActiveFilter("hide_seen", "hide seen")] if filters.hide_seen else []
    return [*(one for one in active_filters(filters) if one.cuts), *hiding]


def without(filters: ListFilters, one: ActiveFilter) -> ListFilters:
    """The filters without `one`."""
    if one.id == "genres":
        return replace(filters, genres=(), every_genre=False)
    if one.id == "hide_seen":
        return replace(filters, hide_seen=False)
    if one.id.startswith("without:"):
        genre = one.id.partition(":")[2]
        return replace(filters, without_genres=tuple(g for g in filters.without_genres if g != genre))
    return reset(filters, FilterControl("decade" if one.id == "years" else one.id))


def tightest(
    admitted: Callable[[MovieFilter], Mask],
    filters: ListFilters,
    taken: Collection[int],
    seen: Collection[int],
    by_facts: Mapping[str, Collection[int]],
) -> TightestFilter | None:
    """The filter that is the main cause if `filters` leave no film; None if no filter rules out any film.

    It is the filter without which most films are left; if dropping any single filter leaves none, the one that rules
    out most by itself. `admitted` says of each film of the catalogue whether a filter admits it. Films that are `taken`
    (with an opinion, or hidden) do not count; `by_facts` has the films that pass the filters that the catalogue knows
    nothing of, by the filter's id: "person", "length".
    """
    cutting = _cutting(filters)
    free = admitted(MovieFilter(exclude=frozenset(taken)))
    against = [free & ~admitted(_asked(filters, one, seen, by_facts)) for one in cutting]
    if not any(films.any() for films in against):
        return None
    single = sum(films.astype(int) for films in against) == 1
    ruled_out = {one: int(films.sum()) for one, films in zip(cutting, against, strict=True)}
    alone = {one: int((films & single).sum()) for one, films in zip(cutting, against, strict=True)}
    worst = max(cutting, key=lambda one: (alone[one], ruled_out[one]))
    return TightestFilter(worst, alone[worst], ruled_out[worst])


def _asked(
    filters: ListFilters, one: ActiveFilter, seen: Collection[int], by_facts: Mapping[str, Collection[int]]
) -> MovieFilter:
    """What `one` of the filters asks of a film."""
    if one.id in by_facts:
        return MovieFilter(only=frozenset(by_facts[one.id]))
    if one.id == "genres":
        return MovieFilter(genres=filters.genres, every_genre=filters.every_genre)
    if one.id == "years":
        return MovieFilter(year_from=filters.year_from, year_to=filters.year_to)
    if one.id == "hide_seen":
        return MovieFilter(exclude=frozenset(seen))
    return MovieFilter(without_genres=(one.id.partition(":")[2],))
