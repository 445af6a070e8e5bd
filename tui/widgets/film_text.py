"""The text of one film's details: what it is, how it is marked, and why it is in the list; laid out low, or tall.

It paints a `Row` and requests nothing; what is said is in tui.widgets.film_sections.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text

from tui.widgets.component_styles import ComponentStyles
from tui.widgets.film_sections import Film, Size, low, tall
from tui.widgets.section_fitting import Line, fitted

_TALL = 9


class FilmText(ComponentStyles):
    """Shows one film."""

    PREFIX = "film-text"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"film-text--{name}" for name in ("title", "head", "quiet", "bar", "track", "accent", "heart")
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._film: Film | None = None
        self._poster: Size | None = None

    def show(self, film: Film | None, poster: Size | None = None) -> None:
        """`poster` is the size of a picture that covers the upper right corner."""
        if (film, poster) != (self._film, self._poster):
            self._film, self._poster = film, poster
            self.refresh()

    def render(self) -> Text:
        width, height = self.content_size
        if self._film is None or width < 10:
            return Text()
        lines = fitted(tall(self._film, width, self._poster), height) if height >= _TALL else low(self._film, width)
        return Text("\n", no_wrap=True, end="").join(self._painted(line) for line in lines[:height])

    def _painted(self, line: Line) -> Text:
        painted = Text(no_wrap=True, end="")
        for text, name in line:
            painted.append(text, self.part(name) if name else Style.null())
        return painted
