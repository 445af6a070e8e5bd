"""The list of films: paints rows, moves a cursor over them, and keeps the cursor on its film when rows change.

It paints only the lines on the screen and parses no markup. It knows rows and marks; what a key does to a film is
up to the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.profiles.marks import Mark
from tui import actions
from tui.state.fact_texts import NO_LENGTHS
from tui.state.film_rows import Row, place_of
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.component_styles import ComponentStyles
from tui.widgets.title_cells import parted, tagged, title_and_genres

_MARKS = 5
_BAR = 8
_TASTE_STYLES = 5


class FilmList(ScrollView, ComponentStyles, can_focus=True):
    """Shows `Row`s. Posts `Highlighted` for the film under the cursor, `Moved` when a person moved the cursor, `Opened`
    after a double click."""

    BINDINGS = actions.bindings("list", only=("down", "up", "page_down", "page_up", "top", "bottom"))
    PREFIX = "film-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"film-list--{name}"
        for name in (
            "cursor",
            "blurred",
            "rank",
            "bar",
            "track",
            "title",
            "quiet",
            "like",
            "seen",
            "star",
            "rise",
            "off",
            "wish",
            "taste-0",
            "taste-1",
            "taste-2",
            "taste-3",
            "taste-4",
        )
    }
    cursor: reactive[int] = reactive(0)

    class Highlighted(Message):
        """Another film is under the cursor, or the list was shown anew."""

    class Moved(Message):
        """A person moved the cursor; `beyond` is True if they went up from the first row."""

        def __init__(self, *, beyond: bool = False) -> None:
            super().__init__()
            self.beyond = beyond

    class Opened(Message):
        """A person double-clicked the film under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._marks: Mapping[int, Mark] = {}
        self._empty: tuple[str, str] = ("", "")
        self._placed = False
        self._guesses = False
        self._has_tastes = False
        self._points = True

    @property
    def _width(self) -> int:
        """The width of a row in cells, without the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    @property
    def row(self) -> Row | None:
        """The highlighted row; None among guesses until a person has moved the cursor onto one."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) and not self._is_unplaced else None

    @property
    def chosen(self) -> Row | None:
        """The highlighted row, if a person went to it; None if the cursor has just been at the top all along."""
        return self.row if self._placed or self.cursor > 0 else None

    @property
    def _is_unplaced(self) -> bool:
        """Whether the cursor is on no row yet, because the rows are guesses."""
        return self._guesses and not self._placed

    def show(
        self,
        rows: Sequence[Row],
        *,
        on: int | None = None,
        empty: tuple[str, str] = ("", ""),
        guesses: bool = False,
    ) -> None:
        """Show `rows`, with the cursor on film `on`, or else on the film that it was on, at the same height.

        A cursor at the top that nobody has moved stays at the top: it is on no film in particular.
        `empty` is shown if there are no rows: a message and a hint. `guesses`: no key may act on a row before the
        cursor was moved onto it, so none is highlighted.
        """
        self._guesses = guesses
        before, height = self._rows, self.cursor - self.scroll_offset.y
        if on is None and empty == self._empty and (before or not rows) and before == tuple(rows):
            self.post_message(self.Highlighted())
            return
        self._rows, self._empty = tuple(rows), empty
        self._has_tastes = any(row.taste is not None for row in rows)
        if on is not None:
            place = next((i for i, row in enumerate(self._rows) if row.movie.id == on), 0)
            self._placed = place > 0
        elif not self._placed and self.cursor == 0:
            place = 0
        else:
            place = place_of(self._rows, before, self.cursor)
        self.virtual_size = Size(self._width, len(self._rows))
        self.set_reactive(FilmList.cursor, place)
        # A list at its top stays there while its film is in sight; a page that one returns to starts at its top.
        at_top = place < self.size.height and (on is not None or self.scroll_offset.y == 0)
        self.scroll_to(y=0 if at_top else max(place - height, 0), animate=False, force=True, immediate=True)
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Highlighted())

    def point(self, points: bool) -> None:
        """Whether keys act on the film under the cursor: of several lists, only that one has the cursor's sign."""
        if points != self._points:
            self._points = points
            self.refresh()

    def show_marks(self, marks: Mapping[int, Mark]) -> None:
        """Show these marks, keyed by film id. Only rows whose mark changed are painted again."""
        before, self._marks = self._marks, marks
        for line, row in enumerate(self._rows):
            if before.get(row.movie.id) != marks.get(row.movie.id):
                self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 1))

    def validate_cursor(self, cursor: int) -> int:
        return max(min(cursor, len(self._rows) - 1), 0)

    def watch_cursor(self, before: int, after: int) -> None:
        for line in (before, after):
            self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 1))
        self._keep_in_view()
        self.post_message(self.Highlighted())

    def action_cursor(self, by: int) -> None:
        beyond = by < 0 and self.cursor == 0
        self._move(0 if self._is_unplaced else self.cursor + by)
        self.post_message(self.Moved(beyond=beyond))

    def action_page(self, by: int) -> None:
        self.action_cursor(by * max(self.size.height // 2, 1) if not (by < 0 and self.cursor == 0) else 0)

    def action_top(self) -> None:
        self.action_cursor(-self.cursor)

    def action_bottom(self) -> None:
        self.action_cursor(len(self._rows))

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        if 0 <= line < len(self._rows):
            self._move(line)
            self.post_message(self.Moved())
            if event.chain == 2:
                self.post_message(self.Opened())

    def _move(self, to: int) -> None:
        """Put the cursor on a row because a person wants it there."""
        appears, before = self._is_unplaced, self.cursor
        self.cursor, self._placed = to, True
        if appears and self.cursor == before:
            self.watch_cursor(before, before)

    def on_resize(self) -> None:
        self.virtual_size = Size(self._width, len(self._rows))
        self.call_after_refresh(self._keep_in_view)

    def _keep_in_view(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height <= 0:
            return
        wanted = min(max(top, self.cursor - height + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        width = self._width
        line = y + self.scroll_offset.y
        if not self._rows:
            return self._empty_line(y, width)
        if line >= len(self._rows):
            return Strip.blank(width, self._style(""))
        here = line == self.cursor and not self._is_unplaced
        segments = self._segments(self._rows[line], width, here=here)
        return Strip(segments).adjust_cell_length(width, self._style("", here=here))

    def _segments(self, row: Row, width: int, *, here: bool) -> list[Segment]:
        if row.wished is not None:
            points = here and self._points
            said = [(f"{glyphs.CURSOR if points else ' '} ", "rank" if points else "quiet"), ("show: ", "quiet")]
            title = cut(row.movie.title, width - 8)
            said.append((title, "wish"))
            if not row.wished.known:
                said.append((cut(f"   {NO_LENGTHS}", width - 8 - cell_len(title)), "quiet"))
            return [Segment(text, self._style(name, here=here)) for text, name in said]
        mark = row.mark or self._marks.get(row.movie.id)
        is_ranked = row.rank is not None
        level = is_ranked and width >= 56
        change = 5 if is_ranked else 0
        tastes = 2 if is_ranked and self._has_tastes else 0
        fixed = 2 + (4 if is_ranked else 0) + tastes + (3 + 1 + _BAR + 2 if level else 0) + 1 + _MARKS + 5 + change
        points = here and self._points
        parts: list[tuple[str, str]] = [(f"{glyphs.CURSOR if points else ' '} ", "rank" if points else "quiet")]
        if is_ranked:
            parts.append((f"{'' if row.kept else row.rank:>2}  ", "quiet"))
        if tastes:
            parts.append(("  ", "") if row.taste is None else _taste_part(row.taste))
        if level and row.recommendation:
            full, rest = glyphs.line(row.recommendation.bar, _BAR)
            parts += [(f"{round(row.recommendation.bar):>3} ", "quiet"), (full, "bar"), (rest, "track"), ("  ", "")]
        is_off = not row.active or (row.kept and not is_ranked)
        marks = _mark_parts(mark)
        spare = 0 if marks else _MARKS
        room = max(width - fixed, 6)
        title, genres = title_and_genres(tagged(row.name, row.movie, room + spare), row.movie.genres, room, spare)
        name, tag = parted(title, row.movie)
        parts += [(name, "off" if is_off else "title"), (tag, "quiet"), (f"{genres} ", "quiet"), *marks]
        parts.append((f"{row.movie.year if row.movie.year is not None else '':>5}", "quiet"))
        if change:
            rising = row.change and not row.change.startswith(glyphs.DOWN)
            parts.append((fit(row.change, change, right=True), "rise" if rising else "quiet"))
        return [Segment(text, self._style(name, here=here)) for text, name in parts]

    def _empty_line(self, y: int, width: int) -> Strip:
        first = max(self.size.height // 2 - 2, 0)
        said = {first: (self._empty[0], "title"), first + 2: (self._empty[1], "quiet")}.get(y)
        if said is None:
            return Strip.blank(width, self._style(""))
        text, name = said
        short = cut(text, width - 2)
        padded = " " * max((width - cell_len(short)) // 2, 0) + short
        return Strip([Segment(padded, self._style(name))]).adjust_cell_length(width, self._style(""))

    def _style(self, name: str, *, here: bool = False) -> Style:
        """The style of a part of a line; `here`: of the line under the cursor. An empty name means the plain style."""
        base = ("cursor" if self.has_focus else "blurred",) if here else ()
        # If the cursor is shown in reverse, colored parts would turn into colored blocks.
        return self.plain(*base, name) if name and not self.plain(*base).reverse else self.plain(*base)


def _taste_part(number: int) -> tuple[str, str]:
    return f"{glyphs.taste(number)} ", f"taste-{number % _TASTE_STYLES}"


def _mark_parts(mark: Mark | None) -> list[tuple[str, str]]:
    """The signs of a mark, in as many cells as they have; nothing where there are none."""
    said, flags = glyphs.opinion(mark), glyphs.flags(mark)
    if not said and not flags:
        return []
    style = "star" if said.startswith(glyphs.STAR) else "like" if said == glyphs.LIKE else "quiet"
    room = _MARKS - cell_len(said)
    return [(said, style), (fit(flags, room), "seen")]
