"""The sections of a portrait as lines for a given width, and their arrangement in columns. Pure functions.

A line is a sequence of pieces of text, each with the name of its style (a part of PortraitView).
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from engine.movies import Movie
from engine.serving.portrait_records import GivenStars, LovedMaker, TastePortrait, TasteShare
from engine.serving.portrait_shares import is_more
from tui.state import portrait_texts as said
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.film_sections import wrapped
from tui.widgets.section_fitting import Line

GAP = 4
"""Cells between two columns."""
_COLUMN = 50
"""The fewest cells of a column where there are several."""
_NAME, _BAR, _NUMBER = 12, 40, 5
_SECTION = 99
"""More lines than any paragraph has."""


def arranged(portrait: TastePortrait, width: int) -> list[Line]:
    """The whole page, `width` cells wide: what it comes to, and the sections in as many columns as there is room for,
    each below the shortest column so far."""
    number = max(min((width + GAP) // (_COLUMN + GAP), 3), 1)
    column = (width - GAP * (number - 1)) // number
    columns: list[list[Line]] = [[] for _ in range(number)]
    for section in sections(portrait, column):
        shortest = min(columns, key=len)
        shortest += [*([[]] if shortest else []), *section]
    head = [_plain(line, "lead") for line in wrapped(said.summary(portrait), min(width, 100), _SECTION)]
    head += [_plain(line, "quiet") for line in wrapped(said.left_out(portrait), width, 2)]
    found: list[Line] = [*head, *([[]] if head else [])]
    for at in range(max(map(len, columns))):
        line: list[tuple[str, str]] = []
        for place, lines in enumerate(columns):
            pieces = lines[at] if at < len(lines) else []
            used = sum(cell_len(text) for text, _ in pieces)
            line += [*pieces, (" " * (column - used + GAP if place + 1 < number else 0), "")]
        found.append(line)
    return found


def sections(portrait: TastePortrait, width: int) -> list[list[Line]]:
    """The sections that there is something to say in, each with its heading."""
    found = [
        _shares("DECADES", portrait.decades, width),
        _shares("GENRES", portrait.genres, width),
        _stars(portrait.stars, width),
        _makers(portrait, width),
        _films("FEW OTHERS WATCHED", "of what you like", portrait.uncommon, width),
        _films("UNLIKE THE REST", "far from your other likes", portrait.apart, width),
        _sureness(portrait, width),
    ]
    return [section for section in found if section]


def _shares(head: str, shares: Sequence[TasteShare], width: int) -> list[Line]:
    if not shares:
        return []
    words = said.contrast(shares)
    top = max(max(share.share, share.everybody) for share in shares)
    lines = [_compared(head, " everybody")]
    lines += [_plain(part, "quiet") for part in wrapped(words, width, 3)] if words else []
    for share in shares:
        more = "rise" if is_more(share) else "quiet"
        tail = (fit(said.times(share) if share.films > 1 else "", _NUMBER, right=True), more)
        lines.append(_bar(share.name, share.share, share.everybody, top, width, tail))
    return lines


def _stars(given: GivenStars | None, width: int) -> list[Line]:
    if given is None:
        return []
    everybody = given.everybodys_shares
    mine = [number / given.films for number in given.counts]
    top = max([*mine, *everybody])
    lines = [_compared("STARS", " everybody, of these films") if everybody else _head("STARS", "", width)]
    lines += [_plain(part, "quiet") for words in said.stars_said(given) for part in wrapped(words, width, 3)]
    for place in range(len(mine) - 1, -1, -1):
        theirs = everybody[place] if everybody else None
        if mine[place] or theirs:
            tail = (fit(f"{given.counts[place]}" if given.counts[place] else "", _NUMBER, right=True), "quiet")
            lines.append(_bar(said.star_name(place), mine[place], theirs, top, width, tail))
    for words, films in (("harshest on", given.harshest), ("kindest on", given.kindest)):
        if films:
            lines.append(_plain(words, "quiet"))
            lines += [_pair(said.title(one.movie), said.star_gap(one), width) for one in films]
    return lines


def _makers(portrait: TastePortrait, width: int) -> list[Line]:
    if portrait.makers is None:
        told = "Who made your films, `movierec enrich` learns from IMDb's data sets."
        return [_head("DIRECTORS AND ACTORS", "", width), *(_plain(part, "quiet") for part in wrapped(told, width, 3))]
    lines: list[Line] = []
    for role, head in (("director", "DIRECTORS"), ("actor", "ACTORS")):
        some = [maker for maker in portrait.makers if maker.role == role][: said.SEVERAL]
        if some:
            lines += [*([[]] if lines else []), _head(head, "liked, of their films here", width)]
            lines += [_maker(maker, width) for maker in some]
    return lines


def _maker(maker: LovedMaker, width: int) -> Line:
    numbers = said.made(maker)
    room = max(min(width // 3, 18), 6)
    full, rest = glyphs.line(100 * maker.liked / maker.films, room)
    name = fit(maker.name, width - room - 12)
    return [(name, ""), (" ", ""), (full, "bar"), (rest, "track"), (fit(numbers, 11, right=True), "quiet")]


def _films(head: str, note: str, films: Sequence[Movie], width: int) -> list[Line]:
    if not films:
        return []
    return [_head(head, note, width), *(_pair(said.title(film), said.watched_by(film), width) for film in films)]


def _sureness(portrait: TastePortrait, width: int) -> list[Line]:
    lines = [_head("HOW SURE", "", width)]
    lines += [_plain(part, "quiet") for words in said.sureness(portrait) for part in wrapped(words, width, _SECTION)]
    for one in portrait.measured:
        here = one == portrait.expected
        plain = "" if one.most_watched is None else f"  {fit(said.percent(one.most_watched), _NUMBER, right=True)}"
        told = f"{glyphs.CURSOR if here else ' '} told {said.told(one)}"
        lines.append(_pair(told, f"{said.found(one)}{plain}", width, "strong" if here else ""))
    return lines


def _bar(name: str, mine: float, everybody: float | None, top: float, width: int, tail: tuple[str, str]) -> Line:
    """A bar for the share `mine`, with a tick at everybody's; the longest of them is as long as `top`."""
    room = max(min(width - _NAME - 3 * _NUMBER, _BAR), 6)
    halves = round(2 * room * mine / max(top, 1e-9))
    cells = [(glyphs.FULL, "bar")] * (halves // 2) + [(glyphs.HALF_FULL, "bar")] * (halves % 2)
    cells += [(" ", "")] * (room - len(cells))
    if everybody is not None:
        cells[min(int(room * everybody / max(top, 1e-9)), room - 1)] = glyphs.TICK, "tick"
    numbers = [(fit(said.percent(mine) if mine else glyphs.DOT, _NUMBER, right=True), "strong" if mine else "quiet")]
    if everybody is not None:
        numbers.append((fit(said.percent(everybody), _NUMBER, right=True), "quiet"))
    return [(fit(name, _NAME), "" if mine else "quiet"), *cells, *numbers, tail]


def _pair(left: str, right: str, width: int, style: str = "") -> Line:
    room = width - cell_len(right) - 2
    return [(fit(left, room), style), ("  ", ""), (right, style or "quiet")]


def _head(head: str, note: str, width: int) -> Line:
    return [(head, "head"), (cut(f"   {note}" if note else "", width - cell_len(head)), "quiet")]


def _compared(head: str, whom: str) -> Line:
    return [(head, "head"), ("   you, and ", "quiet"), (glyphs.TICK, "tick"), (whom, "quiet")]


def _plain(words: str, style: str) -> Line:
    return [(words, style)]
