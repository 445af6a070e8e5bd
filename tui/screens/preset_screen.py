"""The choice of named filters: those saved and built in, filtered while typing; the current ones can be saved under the
name typed, and a saved name that is typed whole can be deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rich.text import Text
from textual.widgets.option_list import Option

from engine.profiles.filter_presets import cleaned
from engine.profiles.list_filters import ListFilters
from tui.screens.name_chooser import NAME, NameChooser
from tui.state.active_filters import active_filters
from tui.state.requests import PresetChosen, PresetKept
from tui.theme import glyphs
from tui.widgets.cell_text import cut

_USE, _SAVE, _DELETE = "=", "+", "-"
"""What the ids of the options begin with."""


class PresetScreen(NameChooser):
    """Requests the chosen filters, or that a name is saved or deleted, and closes. `own` are the names that the person
    saved, `current` the filters that are set."""

    HEADING = "named filters"
    PLACEHOLDER = "type a name, to choose one or to save the current filters"

    def __init__(
        self,
        presets: Mapping[str, ListFilters],
        own: Collection[str],
        current: ListFilters,
        key_map: Mapping[str, str],
    ) -> None:
        super().__init__(key_map)
        self._presets = presets
        self._own = own
        self._current = current

    def options(self, typed: str) -> tuple[Sequence[Option], int | None]:
        fitting = [name for name in self._presets if typed.casefold() in name.casefold()]
        options = [Option(self._described(name), id=f"{_USE}{name}") for name in fitting]
        name = cleaned(typed)
        same = next((other for other in self._presets if other.casefold() == name.casefold()), None)
        if name and self._current != ListFilters():
            said = f"save the current filters as {name}" + (", in its place" if same in self._own else "")
            options.append(Option(Text(said, no_wrap=True), id=f"{_SAVE}{name}"))
        if same is not None and same in self._own:
            options.append(Option(Text(f"delete {same}", no_wrap=True), id=f"{_DELETE}{same}"))
        return options, 0 if options else None

    def chosen(self, id: str) -> None:
        sign, name = id[:1], id[1:]
        if sign == _USE:
            self.app.post_message(PresetChosen(name, self._presets[name]))
        else:
            self.app.post_message(PresetKept(name, self._current if sign == _SAVE else None))

    def _described(self, name: str) -> Text:
        said = f" {glyphs.DOT} ".join(one.words for one in active_filters(self._presets[name]))
        return Text(f"{cut(name, NAME)}   {said or 'no filters'}", no_wrap=True)
