"""The table of what an import would do: each file, what it holds, and what becomes of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from engine.movies import clean_text
from tui.state.imports import ReadFile, Source
from tui.theme import glyphs
from tui.widgets.cell_text import cut
from tui.widgets.component_styles import ComponentStyles

_MOST = 24
"""The most cells for the name of a file, and for what it holds."""
_GAP = 2


class ImportTable(ComponentStyles):
    """The files of a folder or a zip stand under its name; what cannot be read comes with the reason."""

    PREFIX = "import-table"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"import-table--{name}" for name in ("source", "what", "ask", "bad")}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sources: Sequence[Source] = ()

    def show(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self.refresh(layout=True)

    def render(self) -> RenderableType:
        return Group(*self._blocks())

    def _blocks(self) -> Iterator[RenderableType]:
        files = [file for source in self._sources for file in source.files]
        name = min(max((cell_len(file.name) for file in files), default=0), _MOST)
        what = min(max((cell_len(file.what) for file in files), default=0), _MOST)
        for source in self._sources:
            if source.refused:
                yield Text(clean_text(f"{glyphs.WARNING} {source.refused}"), self.part("bad"))
                continue
            if len(source.files) > 1:
                yield Text(clean_text(source.name), self.part("source"), no_wrap=True, overflow="ellipsis")
            table = Table.grid(padding=(0, _GAP, 0, 0))
            table.add_column(width=name, no_wrap=True)
            table.add_column(width=what, no_wrap=True)
            table.add_column()
            for file in source.files:
                table.add_row(Text(cut(file.name, name)), Text(cut(file.what, what), self.part("what")), self._of(file))
            yield table

    def _of(self, file: ReadFile) -> Text:
        words = Text(", ".join(f"{number:,} {words}" for number, words in file.counts))
        return words.append("; what is it?", self.part("ask")) if file.unsure else words
