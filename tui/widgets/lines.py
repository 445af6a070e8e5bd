"""One-line widgets: words at the left, words at the right, and the bar of keys. They take plain strings only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from engine.movies import clean_text
from tui import keys
from tui.text import cut

Words: TypeAlias = Sequence[tuple[str, str]]
"""Texts, each with the name of its style: strong, quiet, accent, good, warn, bad, heart, or empty for plain."""

STYLES = ("strong", "quiet", "accent", "good", "warn", "bad", "heart")


class Line(Widget):
    """Words at the left and at the right of one line; where both do not fit, the right ones give way."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{name}" for name in STYLES}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: Words = ()
        self._right: Words = ()

    @property
    def words(self) -> str:
        """What the line says, left then right, for those who cannot see it."""
        return "  ".join("".join(text for text, _ in side) for side in (self._left, self._right) if side)

    def show(self, left: Words, right: Words = ()) -> None:
        self._left, self._right = _clean(left), _clean(right)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        base, width = self.rich_style, self.size.width
        if y:
            return Strip.blank(width, base)
        left, right = self._left, self._right
        room = width - sum(cell_len(text) for text, _ in left)
        if room < 2:
            left, right, room = _cut_to(left, width), (), 0
        else:
            right = _cut_to(right, room - 2)
        gap = width - sum(cell_len(text) for text, _ in (*left, *right))
        segments = [
            Segment(text, base + self.get_component_rich_style(f"line--{style}", partial=True) if style else base)
            for text, style in (*left, (" " * gap, ""), *right)
        ]
        return Strip(segments).adjust_cell_length(width, base)


class KeyBar(Line):
    """The keys that matter here, as many as fit, the most wanted first."""

    def show_actions(self, actions: Iterable[keys.Action], keymap: Mapping[str, str]) -> None:
        self._actions = tuple(actions)
        self._keymap = keymap
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        words: list[tuple[str, str]] = []
        used = 0
        for action in getattr(self, "_actions", ()):
            key = keys.shown(action, self._keymap)
            size = cell_len(key) + 1 + cell_len(action.label) + 3
            if used + size - 3 > self.size.width:
                continue
            used += size
            words += [(key, "accent"), (f" {action.label}   ", "quiet")]
        self.show(words)


def _clean(words: Words) -> Words:
    return tuple((clean_text(text) if text.strip() else text, style) for text, style in words)


def _cut_to(words: Words, width: int) -> Words:
    fitting: list[tuple[str, str]] = []
    for text, style in words:
        room = width - sum(cell_len(taken) for taken, _ in fitting)
        if room <= 0:
            break
        fitting.append((text if cell_len(text) <= room else cut(text, room), style))
    return fitting
