"""The filters as a list of lines: a cursor moves over them, left and right change one. Posts the new filters.

It paints `ListFilters` as tui.state.filter_controls words them, in as many columns as fit, and requests nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from engine.profiles.list_filters import ListFilters
from tui import actions
from tui.state.filter_controls import (
    OLDEST,
    FilterControl,
    Span,
    controls,
    cycled,
    ends,
    how_to_type,
    reset,
    stepped,
    typed_into,
    value,
)
from tui.state.genre_jump import GenreJump
from tui.state.main_state import MainState
from tui.state.typed_minutes import extended as extended_minutes
from tui.state.typed_years import extended as extended_years
from tui.theme import glyphs
from tui.widgets.cell_text import fit
from tui.widgets.component_styles import ComponentStyles

_NAMED, _GENRE = 29, 19
"""The minimum width of a line, in cells."""
_ON_NAMED_LINES = ("filters", "show_seen")
"""The ids of the screen's actions whose keys go before a genre with that letter, except among the genres."""


class FilterPanel(ComponentStyles, can_focus=True):
    BINDINGS = actions.bindings("filters")
    PREFIX = "filter-panel"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"filter-panel--{name}" for name in ("head", "quiet", "name", "on", "off", "cursor", "blurred")
    }

    class Changed(Message):
        """A person changed one of the filters."""

        def __init__(self, filters: ListFilters) -> None:
            super().__init__()
            self.filters = filters

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._filters = ListFilters()
        self._genres: tuple[str, ...] = ()
        self._span: Span = (OLDEST, OLDEST)
        self._people: tuple[str, ...] = ()
        self._lengths = False
        self._lines = controls((), self._filters)
        self._cursor = 0
        self._typed = ""
        self._jump = GenreJump()
        self._key_map: Mapping[str, str] = {}
        self._drops = False

    @property
    def controls(self) -> tuple[FilterControl, ...]:
        return self._lines

    @property
    def control(self) -> FilterControl:
        """The line under the cursor."""
        return self._lines[self._cursor]

    def show(self, state: MainState) -> None:
        self._key_map, self._drops = state.key_map, state.can_drop_filter
        self._lengths = state.engine.knows_lengths
        self.show_filters(state.filters, state.genres, state.span, state.people)

    def show_filters(self, filters: ListFilters, genres: Sequence[str], span: Span, people: Sequence[str] = ()) -> None:
        """`people` are those whose films can be asked for."""
        at, here = self._cursor, (self.control.name, self.control.genre)
        self._filters, self._genres, self._span, self._people = filters, tuple(genres), span, tuple(people)
        self._lines = controls(genres, filters, people, lengths=self._lengths)
        same = (place for place, line in enumerate(self._lines) if (line.name, line.genre) == here)
        self._cursor = next(same, min(at, len(self._lines) - 1))  # a line may have come above it, or gone
        self.refresh()

    def action_step(self, by: int) -> None:
        self._go((self._cursor + by) % len(self._lines))

    def action_end(self, at: int) -> None:
        self._go(at % len(self._lines))

    def _go(self, to: int) -> None:
        self._cursor, self._typed = to, ""
        self.refresh()

    def action_turn(self, by: int) -> None:
        self._turn(stepped(self._filters, self.control, by, self._span))

    def action_cycle(self) -> None:
        if self._typed:  # Enter after a number means that it is finished
            self._typed = ""
            self.refresh()
            return
        self._turn(cycled(self._filters, self.control, self._span))

    def action_reset(self) -> None:
        if self._typed:
            self._typed = self._typed[:-1]
            self.refresh()
            return
        self._turn(reset(self._filters, self.control))

    def _turn(self, filters: ListFilters) -> None:
        self._typed = ""
        if filters != self._filters:
            self.show_filters(filters, self._genres, self._span, self._people)
            self.post_message(self.Changed(filters))
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Years and minutes are typed on a line for them; a letter goes to a genre."""
        typed = event.character or ""
        if self._type_number(typed) or self._go_to_genre(typed, event):
            event.stop()

    def _type_number(self, character: str) -> bool:
        line = self.control
        if not (line.takes_years or line.takes_minutes) or not character or character not in "0123456789-":
            return False
        typed = (extended_years if line.takes_years else extended_minutes)(self._typed, character)
        if typed is not None:
            self._turn(typed_into(self._filters, self.control, typed))
            self._typed = typed
            self.refresh()
        return True

    def _go_to_genre(self, character: str, event: events.Key) -> bool:
        if not character.isalpha():
            return False
        is_a_key = event.key in self._own_keys()
        place = self._jump.place(character, self._cursor, self._lines, now=event.time, is_a_key=is_a_key)
        if place is not None:
            self._go(place)
        return place is not None

    def _own_keys(self) -> frozenset[str]:
        """The keys that act here and are not letters of a genre."""
        ids = [action.id for action in actions.ACTIONS if action.scope == "filters"]
        ids += ["clear_filters", *(["drop_filter"] if self._drops else [])]
        ids += () if self.control.genre else _ON_NAMED_LINES
        return actions.keys_of(ids, self._key_map)

    def on_blur(self) -> None:
        self._typed = ""

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        rows = self._rows(self.content_size.width)
        row = at.y + self._top(rows)
        cells = rows[row] if 0 <= row < len(rows) else []
        for place, width in cells:
            if place is not None and at.x < width:
                self._cursor = place
                self.action_cycle()
                return
            at = at - (width, 0)

    def render_line(self, y: int) -> Strip:
        width, base = self.content_size.width, self.plain()
        rows = self._rows(width)
        y += self._top(rows)
        if y >= len(rows):
            return Strip.blank(width, base)
        segments: list[Segment] = []
        for place, room in rows[y]:
            if place is None:
                said = [("FILTERS", "head"), (f"   {how_to_type(self.control)}", "quiet")]
                segments += [Segment(text, base + self.part(name)) for text, name in said]
            else:
                segments += self._cell(place, room, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _rows(self, width: int) -> list[list[tuple[int | None, int]]]:
        """The contents of each row: lines by index, each with its width in cells; None is the title."""
        named = [at for at, line in enumerate(self._lines) if not line.genre]
        genres = [at for at, line in enumerate(self._lines) if line.genre]
        rows: list[list[tuple[int | None, int]]] = [[(None, width)]]
        rows += _columns(named, width, max(_NAMED, width // 2))  # at most two columns, so that the years stay together
        if genres and self.size.height > len(rows) + -(-len(genres) // max(width // _GENRE, 1)):
            rows.append([])
        return rows + _columns(genres, width, _GENRE if width >= 2 * _GENRE else width)

    def _top(self, rows: Sequence[Sequence[tuple[int | None, int]]]) -> int:
        """The first visible row, such that the cursor's row is in view."""
        here = next((y for y, row in enumerate(rows) if any(place == self._cursor for place, _ in row)), 0)
        height = self.content_size.height
        return max(min(here - height // 2, len(rows) - height), 0)

    def _cell(self, place: int, room: int, base: Style) -> list[Segment]:
        line = self._lines[place]
        here = place == self._cursor
        if here:
            base += self.part("cursor" if self.has_focus else "blurred")
        said = value(self._filters, line)
        if here and self._typed:
            digits = len(self._typed.rpartition("-")[2])
            said = self._typed + "_" * (-digits % 4 if line.takes_years else not digits)
        down, up = ends(self._filters, line, self._span) if here and self.has_focus else (False, False)
        less, more = (glyphs.LESS if down else " "), (glyphs.MORE if up else " ")
        sign = glyphs.CURSOR if here else " "
        on = value(ListFilters(), line) != said
        if line.genre:
            mark = {"only": "+", "never": "-"}.get(said, " ")
            tail = f" {less}{said}{more}" if here else f" {said}"
            name = fit(line.name, max(room - 4 - cell_len(tail), 3))
            parts = [(f"{sign}{mark} ", "on" if on else "name"), (name, "name"), (tail, "on" if on else "off")]
        else:
            parts = [(f"{sign}  {fit(line.label, 11)}", "name"), (f"{less}{said}{more}", "on" if on else "off")]
        plain = bool(base.reverse)
        segments = [Segment(text, base if plain else base + self.part(name)) for text, name in parts]
        return [*Strip(segments).adjust_cell_length(room - 1, base), Segment(" ", self.plain())]


def _columns(places: Sequence[int], width: int, least: int) -> list[list[tuple[int | None, int]]]:
    """`places` in columns, each filled from the top, so that moving down goes to the line below."""
    columns = max(min(width // least, len(places)), 1)
    height = -(-len(places) // columns)
    room = width // columns
    return [[(places[at], room) for at in range(row, len(places), height)] for row in range(height)]
