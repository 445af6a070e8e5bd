"""The details of one film: what it is, how it is marked, and why it is in the list; laid out low and wide, or tall.

It paints a `Row` and requests nothing. Percentages come from engine.serving.explanations, sentences from
tui.state.reason_texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from engine.movies import Movie
from engine.profiles.marks import Mark
from engine.serving.explanations import shares
from tui.state.fact_texts import elsewhere, length, makers, original
from tui.state.film_links import links
from tui.state.film_rows import Row
from tui.state.main_state import MainState
from tui.state.phrases import count, listed
from tui.state.reason_texts import fit as fit_of
from tui.state.reason_texts import fits_and_shares, same_director, why, why_similar
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.component_styles import ComponentStyles
from tui.widgets.reason_cells import why_within

if TYPE_CHECKING:
    from engine.people.film_facts import FilmFacts

_BLOCKS = " ▁▂▃▄▅▆▇█"
_TALL = 9


class FilmPanel(ComponentStyles):
    """Shows one row, its mark and, in a list of films like another one, what it has in common with that one."""

    PREFIX = "film-panel"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"film-panel--{name}" for name in ("title", "head", "quiet", "bar", "track", "accent", "heart")
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row: Row | None = None
        self._mark: Mark | None = None
        self._like: Movie | None = None
        self._facts: FilmFacts | None = None

    def show(self, state: MainState) -> None:
        """Show the film under the cursor of the focused list."""
        row, page = state.highlighted, state.page
        like = page.movie if page.kind == "similar" and state.focus != "my_films" else None
        facts = state.engine.facts_of(row.movie) if row is not None and row.active else None
        self.show_film(row, state.mark_of(row), like=like, facts=facts)

    def show_film(
        self,
        row: Row | None,
        mark: Mark | None = None,
        *,
        like: Movie | None = None,
        facts: FilmFacts | None = None,
    ) -> None:
        if (row, mark, like, facts) != (self._row, self._mark, self._like, self._facts):
            self._row, self._mark, self._like, self._facts = row, mark, like, facts
            self.refresh()

    def render(self) -> Text:
        width, height = self.content_size
        if self._row is None or width < 10:
            return Text()
        lines = self._tall(self._row, width) if height >= _TALL else self._low(self._row, width)
        return Text("\n", no_wrap=True, end="").join(lines[:height])

    def _low(self, row: Row, width: int) -> list[Text]:
        movie = row.movie
        facts = "".join(f" {glyphs.DOT} {fact}" for fact in (*self._fit(row), *_figures(movie), *_said(self._mark)))
        title = cut(movie.label, max(width - cell_len(facts), 20))
        lines = [self._line((title, "title"), (cut(facts, width - cell_len(title)), "quiet"))]
        if taste := _taste(row):
            lines.append(self._line((cut(taste, width), "quiet")))
        if row.recommendation is not None and row.recommendation.people:
            lines.append(self._line((cut(fits_and_shares(row.recommendation), width), "")))
        reasons = self._reasons(row)
        note = self._note(row, width) or ("" if reasons else ", ".join(movie.genres))
        lines += [self._line((part, "quiet")) for part in _wrapped(note, width, 1 if reasons else 2)]
        column = (width - 2) // 2
        cells = [(_dotted(name, f"{percent}%", column - 1)) for name, percent in reasons[:4]]
        lines += [
            self._line(*(part for cell in cells[i : i + 2] for part in ((cell, ""), ("  ", ""))))
            for i in range(0, len(cells), 2)
        ]
        return lines + [self._line((cut(words, width), "quiet")) for words in self._credits(movie)]

    def _tall(self, row: Row, width: int) -> list[Text]:
        movie = row.movie
        year = [str(movie.year)] if movie.year is not None else []
        lines = [self._line((part, "title")) for part in _wrapped(movie.title, width, 2)]
        kinds = _wrapped(f" {glyphs.DOT} ".join([*year, ", ".join(movie.genres)]), width, 2)
        lines += [self._line((part, "quiet")) for part in kinds]
        figures = f" {glyphs.DOT} ".join([*_figures(movie), *(length(self._facts) if self._facts else [])])
        if figures:
            lines.append(self._line((cut(figures, width), "quiet")))
        lines += [self._line((part, "")) for words in self._credits(movie) for part in _wrapped(words, width, 2)]
        if said := _said(self._mark):
            lines.append(self._line((cut(f" {glyphs.DOT} ".join(said), width), "heart")))
        if any(movie.histogram):
            peak = max(movie.histogram)
            blocks = " ".join(_BLOCKS[max(round(8 * n / peak), 1 if n else 0)] * 2 for n in movie.histogram)
            lines += [self._line(), self._line((blocks, "bar")), self._line(("½  1     2     3     4     5", "quiet"))]
        reasons = self._reasons(row)
        note = self._note(row)
        lines += self._people(row, width)
        if reasons or note:
            fit_words = "".join(f"   {words}" for words in self._fit(row))
            head = [self._line(("WHY", "head"), (fit_words, "quiet"))] if row.recommendation is not None else []
            said = [*_wrapped(_taste(row), width, 2), *_wrapped(note, width, 4)]
            if row.recommendation is not None and self._like is None:
                said += _wrapped(same_director(row.recommendation), width, 2)
            lines += [self._line(), *head, *(self._line((part, "quiet")) for part in said)]
            room = max(min(width - 32, 18), 6)
            for name, percent in reasons[:6]:
                text = fit(name, width - room - 7)
                full, rest = glyphs.line(percent, room)
                lines.append(self._line((text, ""), (f" {percent:>3}% ", "quiet"), (full, "bar"), (rest, "track")))
        pages = [link.removeprefix("https://www.").rstrip("/") for link in links(movie)]
        if self._facts is not None and (words := elsewhere(self._facts)):
            lines += [self._line(), *(self._line((part, "quiet")) for part in _wrapped(words, width, 2))]
        if pages:
            lines += [self._line(), *(self._line((cut(page, width), "quiet")) for page in pages)]
        return lines

    def _credits(self, movie: Movie) -> list[str]:
        """Who made the film, and its original title."""
        facts = self._facts
        return [] if facts is None else [words for words in (*makers(facts), original(facts, movie)) if words]

    def _people(self, row: Row, width: int) -> list[Text]:
        """The fit of each of the people that the list is for, and their shares of it."""
        people = row.recommendation.people if row.recommendation is not None else ()
        room = max(min(width - 36, 14), 6)
        lines = [self._line(), self._line(("FIT", "head"), ("   and share of it", "quiet"))] if people else []
        for person in people:
            full, rest = glyphs.line(person.fit, room)
            name, share = fit(person.profile, width - room - 11), f" {round(100 * person.share):>3}%"
            level = f" {round(person.fit):>3} "
            lines.append(self._line((name, ""), (level, "quiet"), (full, "bar"), (rest, "track"), (share, "quiet")))
        return lines

    def _reasons(self, row: Row) -> list[tuple[str, int]]:
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

    def _fit(self, row: Row) -> list[str]:
        """The fit in words; nothing where the list is not one for this person."""
        found = row.recommendation
        if found is None or self._like is not None:
            return []
        return [] if found.people else [fit_of(found)]

    def _note(self, row: Row, width: int | None = None) -> str:
        """Why the film is there, in one sentence, shorter if it has to fit into `width` cells."""
        found = row.recommendation
        if found is None:
            return "" if row.active else "not in this data set"
        if self._like is not None:
            return why_similar(found)
        return why(found) if width is None else why_within(found, width, "short")

    def _line(self, *parts: tuple[str, str]) -> Text:
        line = Text(no_wrap=True, end="")
        for text, name in parts:
            line.append(text, self.part(name) if name else Style.null())
        return line


def _figures(movie: Movie) -> list[str]:
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


def _wrapped(text: str, width: int, most: int) -> list[str]:
    lines: list[str] = []
    rest = cut(text, width * most)
    while rest and len(lines) < most - 1 and cell_len(rest) > width:
        head = cut(rest, width).rstrip(glyphs.ELLIPSIS)
        head = head[: head.rfind(" ")] if " " in head else head
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*lines, cut(rest, width)] if rest else lines
