"""Paragraphs of styled text that wrap. They take plain strings only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

from tui.state.phrases import StyledText
from tui.widgets.cell_text import spaced
from tui.widgets.component_styles import ComponentStyles
from tui.widgets.lines import STYLES


class Paragraphs(ComponentStyles):
    """Styled text; each paragraph begins a line, an empty one is a blank line."""

    PREFIX = "paragraphs"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"paragraphs--{name}" for name in STYLES}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paragraphs: Sequence[StyledText] = ()

    @property
    def words(self) -> str:
        """The text, without styles."""
        return "\n".join("".join(text for text, _ in paragraph) for paragraph in self._paragraphs)

    def write(self, paragraphs: Sequence[StyledText]) -> None:
        self._paragraphs = [[(spaced(text), style) for text, style in paragraph] for paragraph in paragraphs]
        self.display = bool(paragraphs)
        self.refresh(layout=True)

    def render(self) -> RenderableType:
        return Text("\n").join(
            Text.assemble(*((text, self.part(style) if style else Style.null()) for text, style in paragraph))
            for paragraph in self._paragraphs
        )
