"""The page that shows a portrait: laid out anew for the width that there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderableType
from rich.style import Style
from rich.text import Text

from engine.serving.portrait_records import TastePortrait
from tui.widgets.cell_text import spaced
from tui.widgets.component_styles import ComponentStyles
from tui.widgets.portrait_sections import arranged

_PARTS = ("lead", "head", "strong", "quiet", "bar", "track", "tick", "rise")


class PortraitView(ComponentStyles):
    """Shows one portrait; nothing before there is one."""

    PREFIX = "portrait"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"portrait--{name}" for name in _PARTS}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._portrait: TastePortrait | None = None

    def show(self, portrait: TastePortrait) -> None:
        self._portrait = portrait
        self.refresh(layout=True)

    def render(self) -> RenderableType:
        if self._portrait is None:
            return Text("")
        return _Laid(self._portrait, {name: self.part(name) for name in _PARTS})


class _Laid:
    """Laid out at the width that it is rendered at."""

    def __init__(self, portrait: TastePortrait, styles: dict[str, Style]) -> None:
        self._portrait = portrait
        self._styles = styles

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        for line in arranged(self._portrait, options.max_width):
            pieces = ((spaced(text), self._styles[style] if style else Style.null()) for text, style in line)
            yield Text.assemble(*pieces, no_wrap=True, overflow="crop", end="\n")
