"""What there is to tell of one film, in sections of several sizes. Pure functions.

The styles are the parts of FilmText. Sentences come from tui.state.reason_texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import cell_len

from engine.movies import Movie
from engine.profiles.marks import Mark
from engine.serving.explanations import shares
from engine.titles.normalization import display_order
from tui.state.fact_texts import LEARNED, NO_LENGTHS, elsewhere, length, makers, original
from tui.state.film_keys import FilmKey
from tui.state.film_links import links, shown
from tui.state.film_rows import Row
from tui.state.new_film_texts import PLACED, at_imdb
from tui.state.phrases import count, listed
from tui.state.reason_texts import fit as fit_of
from tui.state.reason_texts import fits_and_shares, same_director, why, why_similar
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.reason_cells import why_within
from tui.widgets.section_fitting import Line, Section

if TYPE_CHECKING:
    from engine.people.film_facts import FilmFacts

Size: TypeAlias = tuple[int, int]
"""Columns and rows."""

_BLOCKS = " ▁▂▃▄▅▆▇█"
_HISTOGRAMS = (8, 6, 4, 1)
"""The heights in which the ratings are drawn, tallest first."""
_REASONS = (12, 6, 3)
_GAP = 2
"""The cells between text and a poster."""
_AXIS = "½  1     2     3     4     5"


class Film(NamedTuple):
    """One film with all that its sections tell: its row and mark, the keys that mark it and those for its links, in a
    list of films like another one, that one, and what is known of it beyond the data set."""

    row: Row
    mark: Mark | None = None
    keys: Sequence[FilmKey] = ()
    link_keys: Sequence[FilmKey] = ()
    like: Movie | None = None
    facts: FilmFacts | None = None


def tall(film: Film, width: int, poster: Size | None = None) -> list[Section]:
    """The sections, one below the other, for a pane that is `width` cells wide, with a `poster` of that size in its
    upper right corner."""
    row = film.row
    if row.wished is not None:
        return [Section(0, [_wish(row, width)])]
    if poster is None:
        first = [Section(0, [_head(film, width, others) for others in (3, 1)]), Section(3, [_marks(film, width)])]
    else:
        first = [Section(0, [_beside(film, width - poster[0] - _GAP, others, poster[1]) for others in (3, 1)])]
    return [
        *first,
        Section(4, [_ratings(row.movie, height) for height in _HISTOGRAMS]),
        Section(1, [_people(row, width)]),
        Section(2, [_why(film, width, most) for most in _REASONS]),
        Section(5, [_pages(film, width)]),
    ]


def _beside(film: Film, width: int, others: int, height: int) -> list[Line]:
    """The film and its marks in a column beside a poster, which is `height` lines high."""
    lines = [*_head(film, width, others), (), *_marks(film, width)]
    return [*lines, *[()] * (height - len(lines))]


def low(film: Film, width: int) -> list[Line]:
    """The same in a strip of a few lines."""
    row, movie = film.row, film.row.movie
    if row.wished is not None:
        return _wish(row, width)
    said = [*_fit(film), *_figures(movie), *_said(film.mark)]
    facts = "".join(f" {glyphs.DOT} {fact}" for fact in said)
    title = cut(movie.label, max(width - cell_len(facts), 20))
    lines: list[Line] = [[(title, "title"), (cut(facts, width - cell_len(title)), "quiet")]]
    if taste := _taste(row):
        lines.append([(cut(taste, width), "quiet")])
    if row.recommendation is not None and row.recommendation.people:
        lines.append([(cut(fits_and_shares(row.recommendation), width), "")])
    reasons = _reasons(row)
    note = _note(film, width) or ("" if reasons else ", ".join(movie.genres))
    lines += [[(part, "quiet")] for part in wrapped(note, width, 1 if reasons else 2)]
    column = (width - 2) // 2
    cells = [(_dotted(name, f"{percent}%", column - 1)) for name, percent in reasons[:4]]
    pairs = [cells[i : i + 2] for i in range(0, len(cells), 2)]
    lines += [[part for cell in pair for part in ((cell, ""), ("  ", ""))] for pair in pairs]
    told = [*([at_imdb(film.facts)] if movie.is_new else []), *_credits(film)]
    return [*lines, *([(cut(words, width), "quiet")] for words in told if words)]


def _wish(row: Row, width: int) -> list[Line]:
    """What a search text asks for."""
    lines: list[Line] = [[(part, "title")] for part in wrapped(row.movie.title, width, 4)]
    note = "what you typed, as kinds of films"
    if row.wished is not None and not row.wished.known:
        note = f"{NO_LENGTHS}: {LEARNED}"
    return [*lines, *([(part, "quiet")] for part in wrapped(note, width, 3))]


def _head(film: Film, width: int, others: int) -> list[Line]:
    """Title, year, genres, figures, and other titles in at most so many lines."""
    movie = film.row.movie
    lines: list[Line] = [[(part, "title")] for part in wrapped(movie.title, width, 2)]
    year = [str(movie.year)] if movie.year is not None else []
    kinds = f" {glyphs.DOT} ".join([*year, ", ".join(movie.genres)])
    figures = f" {glyphs.DOT} ".join([*_figures(movie), *(length(film.facts) if film.facts else [])])
    lines += [[(part, "quiet")] for part in (*wrapped(kinds, width, 2), *wrapped(figures, width, 2))]
    if movie.is_new:
        lines += [[(part, "quiet")] for part in wrapped(at_imdb(film.facts), width, 1)]
    lines += [[(part, "")] for words in _credits(film) for part in wrapped(words, width, 2)]
    said = film.facts.original if film.facts else ""
    titles = [title for title in map(display_order, movie.alternatives) if title != said]
    also = f"also called {', '.join(titles)}" if titles else ""
    abroad = elsewhere(film.facts) if film.facts else ""
    lines += [[(part, "quiet")] for words in (also, abroad) for part in wrapped(words, width, others)]
    return lines


def _credits(film: Film) -> list[str]:
    """Who made the film, and its original title."""
    facts = film.facts
    return [] if facts is None else [words for words in (*makers(facts), original(facts, film.row.movie)) if words]


def _marks(film: Film, width: int) -> list[Line]:
    """The film's marks as labelled keys, as many in a line as fit; without keys, what is marked."""
    if not film.keys:
        said = f" {glyphs.DOT} ".join(_said(film.mark))
        return [[(cut(said, width), "heart")]] if said else []
    return _keys(film.keys, width)


def _pages(film: Film, width: int) -> list[Line]:
    """The film's links, and the keys for them."""
    pages: list[Line] = [[(cut(shown(link), width), "quiet")] for link in links(film.row.movie)]
    return [*pages, *_keys(film.link_keys, width)]


def _keys(keys: Sequence[FilmKey], width: int) -> list[Line]:
    """The keys with their labels, as many in a line as fit."""
    lines: list[list[tuple[str, str]]] = [[]] if keys else []
    for key, label, is_set in keys:
        cell = [(f"{key} ", "accent"), (label, "heart" if is_set else "quiet")]
        used = sum(cell_len(text) for text, _ in lines[-1])
        if used and used + 3 + len(key) + 1 + cell_len(label) > width:
            lines.append([])
        lines[-1] += [*([("   ", "")] if lines[-1] else []), *cell]
    return [*lines]


def _ratings(movie: Movie, height: int) -> list[Line]:
    """The ratings as a histogram of so many lines, empty if there are none."""
    if not any(movie.histogram):
        return []
    peak = max(movie.histogram)
    levels = [max(round(8 * height * n / peak), 1 if n else 0) for n in movie.histogram]
    bars: list[Line] = [
        [(" ".join(_BLOCKS[min(max(level - 8 * below, 0), 8)] * 2 for level in levels), "bar")]
        for below in range(height - 1, -1, -1)
    ]
    return [*bars, [(_AXIS, "quiet")]]


def _why(film: Film, width: int, most: int) -> list[Line]:
    """Why the film is in the list, with its `most` largest reasons."""
    row = film.row
    reasons, note = _reasons(row), _note(film)
    if not reasons and not note:
        return []
    fit_words = "".join(f"   {words}" for words in _fit(film))
    lines: list[Line] = [[("WHY", "head"), (fit_words, "quiet")]] if row.recommendation is not None else []
    said = [*wrapped(_taste(row), width, 2), *wrapped(note, width, 4)]
    if row.recommendation is not None and film.like is None:
        said += wrapped(same_director(row.recommendation), width, 2)
    lines += [[(part, "quiet")] for part in said]
    room = max(min(width - 32, 18), 6)
    for name, percent in reasons[:most]:
        full, rest = glyphs.line(percent, room)
        text = fit(name, width - room - 7)
        lines.append([(text, ""), (f" {percent:>3}% ", "quiet"), (full, "bar"), (rest, "track")])
    return lines


def _people(row: Row, width: int) -> list[Line]:
    """The fit of each of the people that the list is for, and their shares of it."""
    people = row.recommendation.people if row.recommendation is not None else ()
    room = max(min(width - 36, 14), 6)
    lines: list[Line] = [[("FIT", "head"), ("   and share of it", "quiet")]] if people else []
    for person in people:
        full, rest = glyphs.line(person.fit, room)
        name, share = fit(person.profile, width - room - 11), f" {round(100 * person.share):>3}%"
        level = f" {round(person.fit):>3} "
        lines.append([(name, ""), (level, "quiet"), (full, "bar"), (rest, "track"), (share, "quiet")])
    return lines


def _reasons(row: Row) -> list[tuple[str, int]]:
    """What speaks for the film, in whole percent; empty if no mark contributes to its score."""
    if row.recommendation is None or not row.recommendation.why:
        return []
    return [
        ("popularity", share.percent)
        if share.movie is None
        else (
            f"{share.profile or 'you'} {'liked' if share.weight > 0 else 'disliked'} {share.movie.title}",
            share.percent,
        )
        for share in shares(row.recommendation)
    ]


def _fit(film: Film) -> list[str]:
    """The fit in words; nothing where the list is not one for this person."""
    found = film.row.recommendation
    return [fit_of(found)] if found is not None and film.like is None and not found.people else []


def _note(film: Film, width: int | None = None) -> str:
    """Why the film is there, in one sentence, shorter if it has to fit into `width` cells."""
    found = film.row.recommendation
    if found is None:
        return "" if film.row.active else "not in this data set"
    if film.like is not None:
        return why_similar(found)
    return why(found) if width is None else why_within(found, width, "short")


def _figures(movie: Movie) -> list[str]:
    if movie.is_new:
        return [PLACED]
    figures = [f"{movie.mean:.1f} of 5"] if movie.mean is not None else []
    return [*figures, count(movie.n_ratings, "rating")] if movie.n_ratings else figures


def _said(mark: Mark | None) -> list[str]:
    """How the film is marked, in words."""
    if mark is None:
        return []
    said = []
    if mark.opinion in ("like", "dislike"):
        said.append(f"{glyphs.opinion(mark)} {mark.opinion}d")
    elif mark.opinion is not None:
        said.append(glyphs.opinion(mark))
    for word, so in (("seen", mark.seen), ("on the watchlist", mark.watchlist), ("not interested", mark.hidden)):
        if so:
            said.append(word)
    return said


def _taste(row: Row) -> str:
    """Which of the person's tastes the film is for, empty if there is only one: "taste B: like Heat and Casino"."""
    if row.taste is None or row.recommendation is None:
        return ""
    named = listed(movie.title for movie in row.recommendation.taste_films)
    return f"taste {glyphs.taste(row.taste)}: like {named}"


def _dotted(name: str, value: str, width: int) -> str:
    """ "Solaris ....... 41%" in exactly `width` cells."""
    short = cut(name, width - cell_len(value) - 5)
    return f"{short} {'.' * (width - cell_len(short) - cell_len(value) - 2)} {value}"


def wrapped(text: str, width: int, most: int) -> list[str]:
    """`text` in at most so many lines of `width` cells, broken between words."""
    lines: list[str] = []
    rest = cut(text, width * most)
    while rest and len(lines) < most - 1 and cell_len(rest) > width:
        head = cut(rest, width).rstrip(glyphs.ELLIPSIS)
        head = head[: head.rfind(" ")] if " " in head else head
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*lines, cut(rest, width)] if rest else lines
