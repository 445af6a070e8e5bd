"""The table of what an import would do: each file, what it holds, and what becomes of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from engine.movies import clean_text
from tui.state.imports import ReadFile, Source
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.component_styles import ComponentStyles

_MOST = 24
"""The most cells for the name of a file, and for what it holds."""
_GAP = 2
_ROOM = 26
"""With fewer cells for what becomes of its rows, that goes on a line of its own."""
_PARTS = ("source", "what", "ask", "bad")


class ImportTable(ComponentStyles):
    """The files of a folder or a zip stand under its name; what cannot be read comes with the reason."""

    PREFIX = "import-table"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"import-table--{name}" for name in _PARTS}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sources: Sequence[Source] = ()

    def show(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self.refresh(layout=True)

    def render(self) -> RenderableType:
        return _Lines(self._sources, {name: self.part(name) for name in _PARTS})


class _Lines:
    """Laid out at the width that it is rendered at."""

    def __init__(self, sources: Sequence[Source], styles: dict[str, Style]) -> None:
        self._sources = sources
        self._styles = styles

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        files = [file for source in self._sources for file in source.files]
        name = min(max((cell_len(file.name) for file in files), default=0), _MOST)
        what = min(max((cell_len(file.what) for file in files), default=0), _MOST)
        for source in self._sources:
            if source.refused:
                yield Text(clean_text(f"{glyphs.WARNING} {source.refused}"), self._styles["bad"])
            elif len(source.files) > 1:
                yield Text(cut(source.name, options.max_width), self._styles["source"])
            if options.max_width - name - what - 2 * _GAP >= _ROOM:
                yield self._table(source.files, name, what)
            else:
                yield from self._stacked(source.files, name, options.max_width)

    def _table(self, files: Sequence[ReadFile], name: int, what: int) -> Table:
        table = Table.grid(padding=(0, _GAP, 0, 0))
        table.add_column(width=name, no_wrap=True)
        table.add_column(width=what, no_wrap=True)
        table.add_column()
        for file in files:
            table.add_row(
                Text(cut(file.name, name)), Text(cut(file.what, what), self._styles["what"]), self._rows(file)
            )
        return table

    def _stacked(self, files: Sequence[ReadFile], name: int, width: int) -> Iterator[RenderableType]:
        for file in files:
            first = Text(fit(file.name, name) + " " * _GAP, no_wrap=True)
            yield first.append(cut(file.what, max(width - name - _GAP, 0)), self._styles["what"])
            yield Padding(self._rows(file), (0, 0, 0, _GAP))

    def _rows(self, file: ReadFile) -> Text:
        words = Text(", ".join(f"{number:,} {words}" for number, words in file.counts))
        return words.append("; what is it?", self._styles["ask"]) if file.unsure else words
