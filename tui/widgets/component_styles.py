"""The base of our own widgets: the styles of the named parts that their lines are painted from."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from rich.style import Style
from textual.widget import Widget


class ComponentStyles(Widget):
    """A widget that paints from its component classes, and resolves their styles once per paint."""

    PREFIX: ClassVar[str]
    """The part before the two hyphens in the names of its component classes."""

    def __init__(self, *children: Widget, **options: Any) -> None:
        super().__init__(*children, **options)
        self._known: dict[tuple[str, ...], Style] = {}

    def refresh(self, *regions: Any, **how: bool) -> Self:
        self._known.clear()  # the style sheet, the theme or the focus may have changed
        return super().refresh(*regions, **how)

    def notify_style_update(self) -> None:
        self._known.clear()
        super().notify_style_update()

    def plain(self, *names: str) -> Style:
        """The widget's own style, with the styles of the named parts laid over it."""
        style = self._known.get(names)
        if style is None:
            style = self.plain(*names[:-1]) + self.part(names[-1]) if names else self.rich_style
            self._known[names] = style
        return style

    def part(self, name: str) -> Style:
        """The style of a part by itself, to be laid over another."""
        return self.get_component_rich_style(f"{self.PREFIX}--{name}", partial=True)
