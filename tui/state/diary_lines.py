"""The diary as lines: the years, their entries, and the films of imports that were opened. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from engine.movies import clean_text
from engine.profiles.diary import DiaryEntry, DiaryFilm
from engine.profiles.fold import Values, changed
from tui.state.phrases import count
from tui.theme import glyphs


class DiaryLine(NamedTuple):
    """One line: the heading of a year with its number of `films`, an `entry`, or (with `inner`) a film of the import
    `entry`. `first`: it is the first line of its day."""

    day: date
    entry: DiaryEntry | None = None
    inner: DiaryFilm | None = None
    first: bool = False
    films: int = 0

    @property
    def film(self) -> DiaryFilm | None:
        """The film that keys act on; None in a heading and in the line of an import."""
        if self.entry is None or self.entry.kind == "import":
            return self.inner
        return self.entry.films[0]

    @property
    def identity(self) -> tuple[str, date, tuple[str, int] | None, bool]:
        """What makes it the same line in another reading of the diary."""
        film = self.film
        key = (film.catalogue, film.movie) if film is not None else None
        return self.entry.action if self.entry is not None else "", self.day, key, self.inner is not None


def lines_of(entries: Sequence[DiaryEntry], opened: Collection[str] = (), text: str = "") -> list[DiaryLine]:
    """The lines of a diary, newest first; `opened` are the ids of the imports whose films are shown, those with `text`
    in their titles."""
    return list(_lines(entries, frozenset(opened), text))


def _lines(entries: Sequence[DiaryEntry], opened: frozenset[str], text: str) -> Iterator[DiaryLine]:
    films = Counter(year for year, *_ in _films_by_year(entries))
    day: date | None = None
    for entry in entries:
        before, day = day, entry.day
        if before is None or before.year != day.year:
            yield DiaryLine(day, films=films[day.year])
        yield DiaryLine(day, entry, first=day != before)
        if entry.kind == "import" and entry.action in opened:
            yield from (DiaryLine(day, entry, film) for film in entry.films if _is_called(film, text))


def _films_by_year(entries: Sequence[DiaryEntry]) -> set[tuple[int, str, int]]:
    """Each film once for each year that it stands in, but for those of imports without a date of their own."""
    marked = ((entry.day.year, entry.films[0]) for entry in entries if entry.kind != "import")
    return {(year, film.catalogue, film.movie) for year, film in marked}


def matching(entries: Sequence[DiaryEntry], text: str) -> list[DiaryEntry]:
    """The entries of films whose titles have `text` in them, case aside; an import is one if any of its films is."""
    return [entry for entry in entries if any(_is_called(film, text) for film in entry.films)]


def _is_called(film: DiaryFilm, text: str) -> bool:
    return text.casefold().strip() in film.title.casefold()


def day_name(day: date, today: date) -> str:
    """ "today", "yesterday", "Fri 27 Nov"."""
    near = {0: "today", 1: "yesterday"}.get((today - day).days)
    return near or f"{day:%a} {day.day:>2} {day:%b}"


def what_changed(film: DiaryFilm) -> list[tuple[str, str]]:
    """What was said of the film, in pieces with their styles: "♥ liked", "★4½", "✓ seen", "+ watchlist"."""
    if film.is_cleared:
        return [("cleared", "quiet")]
    new, said = changed(film.new), []
    if "opinion" in new:
        said.append(_opinion(film.new, film.old))
    if new.get("hidden"):
        said.append((f"{glyphs.HIDDEN} not for me", "quiet"))
    elif "hidden" in new and "opinion" not in new:
        said.append(("shown again", "quiet"))
    if "seen" in new:
        said.append((f"{glyphs.SEEN} seen", "good") if new["seen"] else ("not seen", "quiet"))
    if "watchlist" in new:
        on = f"{glyphs.WATCHLIST} watchlist"
        said.append((on, "good") if new["watchlist"] else ("off watchlist", "quiet"))
    return said


def _opinion(new: Values, old: Values) -> tuple[str, str]:
    if new.opinion == "like":
        return f"{glyphs.LIKE} liked", "heart"
    if new.opinion == "dislike":
        return f"{glyphs.DISLIKE} disliked", "quiet"
    if isinstance(new.opinion, str):
        return glyphs.stars(float(new.opinion)), "star"
    return ("no longer liked" if old.opinion == "like" else "opinion removed"), "quiet"


def import_words(entry: DiaryEntry) -> str:
    """ "imported 312 films from Letterboxd"."""
    return f"imported {count(len(entry.films), 'film')} from {clean_text(entry.origin)}"


def spanned(entries: Sequence[DiaryEntry]) -> str:
    """ "1,204 entries since 3 May 2019"; empty for none."""
    if not entries:
        return ""
    first = entries[-1].day
    return f"{count(len(entries), 'entry', 'entries')} since {first.day} {first:%B} {first.year}"
