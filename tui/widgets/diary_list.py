"""The list of a diary: paints only the lines on the screen, and moves a cursor over those that are no headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.profiles.diary import DiaryEntry, DiaryFilm
from tui import actions
from tui.state.diary_lines import DiaryLine, day_name, import_words, what_changed
from tui.state.phrases import count
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.component_styles import ComponentStyles

_DAY, _TIME, _YEAR, _WHAT, _FROM = 11, 6, 5, 18, 18
_STARS = 3
_ROOMY = 84
"""Cells from which on the service of an import has a column."""


class DiaryList(ScrollView, ComponentStyles, can_focus=True):
    """Shows `DiaryLine`s. Posts `Moved` when another line is under the cursor, `Opened` after a double click."""

    BINDINGS = actions.bindings("list", only=("down", "up", "page_down", "page_up", "top", "bottom"))
    PREFIX = "diary-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"diary-list--{name}"
        for name in ("cursor", "blurred", "day", "sign", "strong", "quiet", "heart", "star", "good")
    }

    class Moved(Message):
        """Another line is under the cursor, `by_person` or because the lines changed."""

        def __init__(self, *, by_person: bool) -> None:
            super().__init__()
            self.by_person = by_person

    class Opened(Message):
        """A person double-clicked the line under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[DiaryLine] = ()
        self._opened: frozenset[str] = frozenset()
        self._today = date.min
        self._empty: tuple[str, str] = ("", "")
        self._cursor = 0

    @property
    def line(self) -> DiaryLine | None:
        """The line under the cursor, if it is no heading."""
        if self._cursor >= len(self._lines):
            return None
        found = self._lines[self._cursor]
        return found if found.entry is not None else None

    @property
    def lines(self) -> Sequence[DiaryLine]:
        return self._lines

    def show(
        self, lines: Sequence[DiaryLine], opened: frozenset[str], today: date, empty: tuple[str, str] = ("", "")
    ) -> None:
        """Show `lines`, with the cursor on the line that it was on, or where that was. `opened` are the imports that
        are open; `empty` is shown where there are no lines: a message and a hint."""
        here, height = self.line, self._cursor - self.scroll_offset.y
        self._lines, self._opened, self._today, self._empty = lines, opened, today, empty
        self.virtual_size = Size(self._width, len(lines))
        wanted = self._cursor
        if here is not None:
            same = (at for at, line in enumerate(lines) if line.identity == here.identity)
            wanted = next(same, wanted)
        self._cursor = self._no_heading(wanted, 1)
        if here is not None:
            stays = self.scroll_offset.y == 0 and self._cursor < self.size.height
            y = 0 if stays else max(self._cursor - height, 0)
            self.scroll_to(y=y, animate=False, force=True, immediate=True)
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Moved(by_person=False))

    def action_cursor(self, by: int) -> None:
        self._go(self._cursor + by, 1 if by >= 0 else -1)

    def action_page(self, by: int) -> None:
        self.action_cursor(by * max(self.size.height // 2, 1))

    def action_top(self) -> None:
        self._go(0, 1)

    def action_bottom(self) -> None:
        self._go(len(self._lines) - 1, -1)

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        if 0 <= line < len(self._lines) and self._lines[line].entry is not None:
            self._go(line, 1)
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_resize(self) -> None:
        self.virtual_size = Size(self._width, len(self._lines))
        self.call_after_refresh(self._keep_in_view)

    def _go(self, to: int, way: int) -> None:
        self._cursor = self._no_heading(to, way)
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Moved(by_person=True))

    def _no_heading(self, at: int, way: int) -> int:
        """The place nearest to `at` that is no heading, which always has a line below it."""
        at = max(min(at, len(self._lines) - 1), 0)
        if self._lines and self._lines[at].entry is None:
            at = at + way if 0 < at + way < len(self._lines) else at + 1
        return at

    def _keep_in_view(self) -> None:
        """Keep the line under the cursor on the screen, and the heading above it."""
        top, height = self.scroll_offset.y, self.size.height
        if height <= 0 or not self._lines:
            return
        first = self._cursor - 1 if self._cursor and self._lines[self._cursor - 1].entry is None else self._cursor
        wanted = min(max(top, self._cursor - height + 1), first)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        width, at = self._width, y + self.scroll_offset.y
        if not self._lines:
            return self._empty_line(y, width)
        if at >= len(self._lines):
            return Strip.blank(width, self._style(""))
        here = at == self._cursor
        pieces = self._pieces(self._lines[at], width, here=here)
        segments = [Segment(text, self._style(name, here=here)) for text, name in pieces]
        return Strip(segments).adjust_cell_length(width, self._style("", here=here))

    def _pieces(self, line: DiaryLine, width: int, *, here: bool) -> list[tuple[str, str]]:
        if line.entry is None:
            note = f"   {count(line.films, 'film')}" if line.films else ""
            return [(str(line.day.year), "day"), (note, "quiet")]
        sign = (f"{glyphs.CURSOR if here else ' '} ", "sign")
        time = f"{line.entry.at:%H:%M}" if line.entry.at is not None and line.inner is None else ""
        name = day_name(line.day, self._today) if line.first else ""
        when = [(fit(name, _DAY), "" if name in ("today", "yesterday") else "quiet"), (fit(time, _TIME), "quiet")]
        room = width - _DAY - _TIME - 2
        if line.film is None:
            is_open = line.entry.action in self._opened
            fold = f"{glyphs.DOWN if is_open else glyphs.MORE} {import_words(line.entry)}"
            return [sign, *when, (cut(fold, room), "strong")]
        indent = [("  ", "")] if line.inner is not None else []
        return [sign, *when, *indent, *self._film(line.film, line.entry, room - 2 * len(indent))]

    def _film(self, film: DiaryFilm, entry: DiaryEntry, width: int) -> list[tuple[str, str]]:
        source = _FROM if width >= _ROOMY else 0
        room = max(width - _YEAR - _WHAT - source - 2, 10)
        pieces = [(fit(film.title, room), ""), (f"{film.year if film.year is not None else '':>{_YEAR}}  ", "quiet")]
        used = 0
        for text, style in what_changed(film):
            wide = fit(text, _STARS) if style == "star" else text
            text = cut(f"{'  ' if used else ''}{wide}", _WHAT - used) if used < _WHAT else ""
            pieces.append((text, style))
            used += cell_len(text)
        if source and entry.origin:
            pieces += [(" " * (_WHAT - used), ""), (fit(entry.origin, _FROM, right=True), "quiet")]
        return pieces

    def _empty_line(self, y: int, width: int) -> Strip:
        first = max(self.size.height // 2 - 2, 0)
        text, name = {first: (self._empty[0], ""), first + 2: (self._empty[1], "quiet")}.get(y, ("", ""))
        short = cut(text, width - 2)
        padded = " " * max((width - cell_len(short)) // 2, 0) + short
        return Strip([Segment(padded, self._style(name))]).adjust_cell_length(width, self._style(""))

    def _style(self, name: str, *, here: bool = False) -> Style:
        base = ("cursor" if self.has_focus else "blurred",) if here else ()
        # If the cursor is shown in reverse, colored parts would turn into colored blocks.
        return self.plain(*base, name) if name and not self.plain(*base).reverse else self.plain(*base)
