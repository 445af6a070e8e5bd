"""Answering a search: what a typed text means, and which films are hits.

A text is an address, a year or decade, the name of a well-known series, or (part of) a title. Films whose names account
for all of it are hits (engine.titles.evidence); the others that come close are guesses, given only if there is no hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.titles.evidence import FEW, evidence
from engine.titles.film_addresses import Address, parse_address
from engine.titles.found import Found, Hit
from engine.titles.known_series import KnownFilm, NamedSeries, key_of, known_series
from engine.titles.normalization import (
    MAIN,
    PART,
    display_order,
    fold,
    matching_alternative,
    respellings,
    split_year,
    without_article,
)
from engine.titles.periods import parse_period
from engine.titles.ranking import LONGEST, POPULARITY, Ranked, Ranking
from engine.titles.scoring import ALL_WORDS_MATCH, Typed, typed_variants
from engine.titles.title_arrays import TitleArrays

NEAREST = 5
_LITERAL, _WORTH_WEIGHING = ALL_WORDS_MATCH - 5, 50.0
"""Closeness below which a name is not weighed: it lacks a word, or has none of the words even misspelled."""
_WHOLE = 94.0
"""The least closeness of a whole name, be it of a piece of a title."""
_TOLD_APART = 4
"""Letters from which on a text is taken for a whole title: "old" may be the beginning of Oldboy, still being typed."""
_WEIGHED = 25
"""Films that are weighed at most before the first hit: it is near the top of the ranking, or there is none."""
_NEAR_IN_YEARS = 1
"""Databases differ by a year on when a film came out."""
_SERIES, _NUMBERED, _UNSURE = 94.0, 98.0, 80.0
"""The closeness of the films of a series: below an exact title, above the beginning of one; of the one film that a
number or a short name means; and of a name of two letters or one that is still being typed."""


class Finder:
    """Searches `arrays`, in the order of `ranking`."""

    def __init__(self, arrays: TitleArrays, ranking: Ranking) -> None:
        self._arrays = arrays
        self._ranking = ranking
        self._few: dict[tuple[str, ...], bool] = {}
        """Whether few films have these words, for the words of the current text."""

    def find(self, text: str, k: int) -> Found:
        """The `k` best hits for `text` (possibly still being typed) or, without any, the nearest films."""
        address = parse_address(text)
        if address is not None:
            return self._at_address(address, k)
        self._few.clear()
        hits, guesses = self._by_title(text, k)
        period = parse_period(text)
        if period is not None:
            hits = self._of_period(period, text, hits, k)
        series = known_series().named(text) or known_series().begun(text)
        films = self._of_series(series) if series is not None else []
        if period is None and (series is None or series.begun or not films) and self._is_elsewhere(text, hits):
            hits, guesses, films = [], [*hits, *guesses], []
        if not hits and series is None:
            hits = self._within_series(text, k)
        hits = _merged(hits, films)
        if hits:
            return Found(tuple(self._hit(one) for one in hits[:k]))
        others = self._of_series(NamedSeries(series.others)) if series is not None else []
        return Found(nearest=tuple(self._hit(one) for one in _merged(others, guesses)[:NEAREST]))

    def closest(self, text: str, k: int) -> list[int]:
        """The films whose titles are closest to `text`, however distant."""
        return [one.film for one in self._ranking.ranked(text)[:k]]

    def in_series(self, text: str) -> list[int]:
        """The films of the series, or the one film, that is called `text` in the table of known series."""
        series = known_series().named(text)
        return sorted(one.film for one in self._of_series(series)) if series is not None else []

    # Titles

    def _by_title(self, text: str, k: int) -> tuple[list[Ranked], list[Ranked]]:
        """The hits for `text` as a title or a part of one, and the guesses."""
        hits, guesses = self._split(text, k)
        if not hits:
            for other in respellings(fold(display_order(text[:LONGEST]))):
                hits = self._split(f"{other} ", k)[0]  # finished: "iv" is not the beginning of "Ivan"
                if hits:
                    break
        return hits, guesses

    def _split(self, text: str, k: int) -> tuple[list[Ranked], list[Ranked]]:
        readings = [typed for typed in typed_variants(text[:LONGEST]) if not typed.loose]
        ranked = self._ranking.ranked(text)
        # Where some name has every word as it was typed, nothing is taken for misspelled.
        least = _LITERAL if any(one.near >= ALL_WORDS_MATCH for one in ranked) else _WORTH_WEIGHING
        hits: list[Ranked] = []
        guesses: list[Ranked] = []
        weighed = 0
        for one in ranked:
            is_hit = False
            if one.near >= least and len(hits) < k and (hits or weighed < _WEIGHED):
                is_hit = self._is_hit(one, readings)
                weighed += 1
            (hits if is_hit else guesses).append(one)
        return hits, guesses

    def _is_hit(self, one: Ranked, readings: Sequence[Typed]) -> bool:
        best = self._arrays.name(one.name)
        year = int(self._arrays.years[one.film])
        for typed in readings:
            if typed.year is not None and not self._fits(typed, best, typed.year - year):
                continue
            if typed.year_start and not str(year).startswith(typed.year_start):
                continue
            if self._names_it(typed, best):
                return True
        return any(
            self._names_it(typed, name)
            for typed in readings
            if not typed.has_year
            for name in self._arrays.keys_of(one.film)
            if name != best
        )

    def _fits(self, typed: Typed, name: str, years: int) -> bool:
        """Whether a film that came out so many `years` before the one that was typed can be meant by its `name`."""
        name, key = without_article(name), without_article(typed.key)
        is_whole = name == key
        if typed.whole:
            return is_whole and years == 0
        if is_whole or not self._arrays.named(typed.key):
            return abs(years) <= _NEAR_IN_YEARS
        # There are films of just that title, but of other years: "alien 2005" is not Evil Aliens of 2005.
        return years == 0 and f"{name} ".startswith((f"{key} ", f"{key}s "))

    def _names_it(self, typed: Typed, name: str) -> bool:
        found = evidence(typed, name, self._ranking.spelling.knows)
        return found is not None and (not found.unique or self._are_few(found.unique))

    def _are_few(self, words: tuple[str, ...]) -> bool:
        if words not in self._few:
            self._few[words] = 0 < len(self._arrays.having(words, enough=FEW)) <= FEW
        return self._few[words]

    # Years and series

    def _of_period(self, period: tuple[int, int], text: str, hits: Sequence[Ranked], k: int) -> list[Ranked]:
        """Titles that are or begin with `text`, then the most watched films of the years."""
        key = fold(text)
        names = [f"{self._arrays.name(one.name)} ".removeprefix("the ") for one in hits]
        titles = [one for one, name in zip(hits, names, strict=True) if name.startswith(f"{key} ")]
        films = self._arrays.of_years(*period, k)
        found = _merged(titles, (self._ranked(film, _UNSURE) for film in films), ordered=True)
        return found or list(hits)

    def _of_series(self, series: NamedSeries) -> list[Ranked]:
        near = _SERIES
        if series.begun or (series.short and len(series.films) > 1):
            near = _UNSURE
        elif len(series.films) == 1:
            near = _NUMBERED
        found = [self._known(film) for film in series.films]
        return _merged((), (self._ranked(film, near) for film in found if film is not None))

    def _within_series(self, text: str, k: int) -> list[Ranked]:
        """The hits for a title beside the name of its series: "007 goldfinger", "skyfall james bond". Before that
        name stands a whole title: "captain marvel" is none of the films of Captain America."""
        words = text[:LONGEST].split()
        for cut in range(1, len(words)):
            for name, title, least in ((words[:cut], words[cut:], 0.0), (words[cut:], words[:cut], _WHOLE)):
                series = known_series().named(" ".join(name))
                if series is not None and (series.films or series.others):
                    films = {self._known(film) for film in (*series.films, *series.others)}
                    found, _ = self._by_title(" ".join(title), k)
                    hits = [one for one in found if one.film in films and one.near >= least]
                    if hits:
                        return hits
        return []

    def _is_elsewhere(self, text: str, hits: Sequence[Ranked]) -> bool:
        """Whether `text` is the whole title of a well-known film that this catalogue lacks: then the `hits` for it,
        none of which is called so, are other films ("joker" is not Return of the Joker)."""
        key = key_of(text)
        years = known_series().films.get(key) if len(key) >= _TOLD_APART else None
        if years is None or self._arrays.named(text, worst=PART) or self._arrays.named(key, worst=PART):
            return False
        return not any(self._is_near(one.film, year) for one in hits for year in years)

    def _known(self, known: KnownFilm) -> int | None:
        """The number of a film of the table here, None if this catalogue lacks it."""
        for title in known.titles:
            named = self._arrays.named(title, worst=PART)
            there = {film: kind for film, kind in named.items() if self._is_near(film, known.year)}
            if there:
                return min(there, key=lambda film: (there[film], film))
        return None

    def _is_near(self, film: int, year: int) -> bool:
        return abs(int(self._arrays.years[film]) - year) <= _NEAR_IN_YEARS

    # Addresses

    def _at_address(self, address: Address, k: int) -> Found:
        site, number = address.site, address.number
        if site == "boxd.it":
            return Found(notice="a boxd.it link names no film; paste the letterboxd.com address")
        if number is None:
            if address.title:
                return self._titled(address.title, k)
            return Found(notice=f"this address on {site} is not that of a film")
        has_ids = self._arrays.has_imdb if site == "IMDb" else self._arrays.has_tmdb
        if not has_ids:
            titled = self._titled(address.title, k) if address.title else Found()
            return Found(titled.hits, titled.nearest, f"this data set has no {site} ids; search for the title instead")
        films = self._arrays.with_imdb(number) if site == "IMDb" else self._arrays.with_tmdb(number)
        if not films:
            name = f"tt{number:07d}" if site == "IMDb" else f"{number} at TMDB"
            return Found(notice=f"this data set has no film {name}")
        return Found(tuple(self._hit(self._ranked(film, 100.0)) for film in films[:k]))

    def _titled(self, title: str, k: int) -> Found:
        """The films that are called just `title`, or that without its last number, if that is their year."""
        films = [film for key in (title, *respellings(fold(title))) for film in self._arrays.named(key, worst=PART)]
        if not films:
            rest, year = split_year(title)
            films = [f for f in self._arrays.named(rest, worst=PART) if year is not None and self._is_near(f, year)]
        if films:
            return Found(tuple(self._hit(self._ranked(film, 100.0)) for film in dict.fromkeys(films[:k])))
        return Found(nearest=tuple(self._hit(one) for one in self._ranking.ranked(title)[:NEAREST]))

    # Results

    def _ranked(self, film: int, near: float) -> Ranked:
        return Ranked(near + POPULARITY * float(self._arrays.popularity[film]), near, film, -1)

    def _hit(self, one: Ranked) -> Hit:
        movie = self._arrays.film(one.film)
        matched = ""
        if movie.alternatives and one.name >= 0 and self._arrays.name_kinds[one.name] != MAIN:
            matched = matching_alternative(movie, self._arrays.name(one.name))
        return Hit(movie, round(one.score, 2), matched)


def _merged(first: Iterable[Ranked], second: Iterable[Ranked], *, ordered: bool = False) -> list[Ranked]:
    """Both without doubles, by score; if `ordered`, all of `first` before all of `second`, with scores that fall."""
    best: dict[int, Ranked] = {}
    for one in first:
        best.setdefault(one.film, one)
    ceiling = min((one.score for one in best.values()), default=1e9) if ordered else 1e9
    for one in second:
        if one.film not in best or (not ordered and one.score > best[one.film].score):
            best[one.film] = one._replace(score=min(one.score, ceiling))
    return list(best.values()) if ordered else sorted(best.values(), key=lambda one: (-one.score, one.film))
