"""One-line widgets: a line with text at the left and right, and the key bar. They take plain strings only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click
from textual.strip import Strip

from tui import actions
from tui.actions.action import Action
from tui.state.phrases import StyledText
from tui.widgets.cell_text import cut, spaced
from tui.widgets.component_styles import ComponentStyles

_GAP = 3
STYLES = ("strong", "quiet", "accent", "good", "warn", "bad", "heart")


class Line(ComponentStyles):
    """Text at the left and at the right of one line.

    If both do not fit, the left one is cut if `keep_right`, else the right one.
    """

    PREFIX = "line"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{name}" for name in STYLES}

    def __init__(self, *, id: str | None = None, keep_right: bool = False) -> None:
        super().__init__(id=id)
        self._keep_right = keep_right
        self._left: StyledText = ()
        self._right: StyledText = ()

    @property
    def words(self) -> str:
        """The text of the line, left then right, without styles."""
        return "  ".join("".join(text for text, _ in side) for side in (self._left, self._right) if side)

    def write(self, left: StyledText, right: StyledText = ()) -> None:
        words = _clean(left), _clean(right)
        if words != (self._left, self._right):  # whatever is painted again is sent again, over SSH too
            self._left, self._right = words
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base, width = self.plain(), self.size.width
        if y:
            return Strip.blank(width, base)
        left, right = self._left, self._right
        room = width - _size(right) - 2 if self._keep_right and right else width
        left = _cut_to(left, room)
        right = _cut_to(right, width - _size(left) - 2)
        gap = width - _size(left) - _size(right)
        segments = [
            Segment(text, self.plain(style) if style else base) for text, style in (*left, (" " * gap, ""), *right)
        ]
        return Strip(segments).adjust_cell_length(width, base)


class KeyBar(Line):
    """The keys that matter here: the highest ranked ones that fit, in table order. Each can be clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._actions: tuple[Action, ...] = ()
        self._key_map: Mapping[str, str] = {}
        self._cells: list[tuple[int, str]] = []
        """For each piece of the bar where it ends, in cells, and the key that a click on it stands for, if any."""

    def offer(self, offered: Iterable[Action], key_map: Mapping[str, str]) -> None:
        self._actions = tuple(offered)
        self._key_map = key_map
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def on_click(self, event: Click) -> None:
        """A click on an entry is its key."""
        key = next((key for end, key in self._cells if event.x < end), "")
        if key:
            self.app.simulate_key(key)

    def _fill(self) -> None:
        chosen: list[Action] = []
        used = -_GAP
        for action in sorted(self._actions, key=lambda action: action.footer):
            size = cell_len(actions.shown(action, self._key_map)) + 1 + cell_len(action.label) + _GAP
            if used + size <= self.size.width:
                used += size
                chosen.append(action)
        words: list[tuple[str, str]] = []
        self._cells = []
        end = 0

        def add(text: str, style: str, key: str = "") -> None:
            nonlocal end
            end += cell_len(text)
            words.append((text, style))
            self._cells.append((end, key))

        for action in [action for action in self._actions if action in chosen]:
            add(" " * _GAP if words else "", "")
            keys = actions.clicked(action, self._key_map)
            parts = actions.shown(action, self._key_map).split(" ") if len(keys) > 1 else [""]
            if len(parts) == len(keys) > 1:
                for at, (part, key) in enumerate(zip(parts, keys, strict=True)):
                    add(f" {part}" if at else part, "accent", key)
            else:
                add(actions.shown(action, self._key_map), "accent", keys[0] if len(keys) == 1 else "")
            add(f" {action.label}", "quiet", keys[0] if len(keys) == 1 else "")
        self.write(words)


def _clean(words: StyledText) -> StyledText:
    return tuple((spaced(text), style) for text, style in words)


def _size(words: StyledText) -> int:
    return sum(cell_len(text) for text, _ in words)


def _cut_to(words: StyledText, width: int) -> StyledText:
    fitting: list[tuple[str, str]] = []
    for text, style in words:
        room = width - _size(fitting)
        if room <= 0:
            break
        fitting.append((text if cell_len(text) <= room else cut(text, room), style))
    return fitting
