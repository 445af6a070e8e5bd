"""What our own widgets share: the styles of the named parts that their lines are painted from."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.widget import Widget


class Parts(Widget):
    """A widget that paints from its component classes, and works each style out once.

    Textual forgets component styles at every refresh; working a dozen of them out again takes longer than a list of
    films needs to be painted. Here they are kept until the style sheet, the theme or the focus changes them.
    """

    PREFIX: ClassVar[str]
    """What comes before the two hyphens in the names of its component classes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._known: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        self._known.clear()
        super().notify_style_update()

    def plain(self) -> Style:
        """The widget's own style."""
        if "" not in self._known:
            self._known[""] = self.rich_style
        return self._known[""]

    def part(self, name: str) -> Style:
        """The style of a part, to be added to the plain one."""
        if name not in self._known:
            self._known[name] = self.get_component_rich_style(f"{self.PREFIX}--{name}", partial=True)
        return self._known[name]
