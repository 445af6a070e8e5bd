"""The choice of a profile: the existing ones, filtered while typing, and a new one with the name typed.

The typed name can also be given to the current profile, if its id is the login name, which nobody chose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from engine.movies import clean_text
from tui import actions
from tui.screens.leaving import leave
from tui.state.phrases import count
from tui.state.profile_names import ProfileNames
from tui.state.requests import ProfileChosen, ProfileNamed
from tui.widgets.cell_text import cut
from tui.widgets.choice_list import ChoiceList

_NAMING = "@"
"""What the id of the option begins with that names the current profile; those of profiles begin with "="."""
_NAME = 40
"""How many cells of a name are shown, and the most characters that can be typed."""


class ProfileScreen(ModalScreen[None]):
    """Requests the chosen profile, or its name, and closes."""

    BINDINGS = actions.bindings("profiles")
    AUTO_FOCUS = "#profile-name"

    def __init__(self, current: str, key_map: Mapping[str, str], names: ProfileNames = ProfileNames()) -> None:
        super().__init__()
        self._current = current
        self._names = names
        self._key_map = key_map
        self._profiles: tuple[tuple[str, int], ...] = ()

    def compose(self) -> ComposeResult:
        with Container(id="profiles") as frame:
            frame.border_title = "profiles"
            frame.border_subtitle = actions.with_keys("enter selects, {profile_close} cancels", self._key_map)
            yield Input(placeholder="type a name, existing or new", id="profile-name", compact=True, max_length=_NAME)
            yield ChoiceList(id="profile-list")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._fill()

    def show(self, profiles: Sequence[tuple[str, int]]) -> None:
        """Show these profiles, each with the number of films it has marked."""
        self._profiles = tuple(profiles)
        self._fill()

    def _fill(self) -> None:
        typed = self._typed
        known = {self._current: 0, **dict(self._profiles)}
        called = {profile: self._names.of(profile) for profile in known}
        ids = sorted(known, key=lambda id: (not _starts(called[id], typed), called[id].casefold()))
        fitting = [id for id in ids if typed.casefold() in called[id].casefold()]
        options = [Option(self._described(id, known[id]), id=f"={id}") for id in fitting]
        if typed and typed not in {*known, *called.values()}:
            if self._names.can_be_named(self._current):
                options.append(Option(Text(f"call the current one {typed}"), id=f"{_NAMING}{typed}"))
            options.append(Option(Text(f"new: {typed}"), id=f"={typed}"))
        chooser = self.query_one(ChoiceList)
        chooser.offer(options)
        wanted = typed or called[self._current]
        likely = next((at for at, id in enumerate(fitting) if _starts(called[id], wanted)), None)
        same = (at for at, id in enumerate(fitting) if (called[id] == typed if typed else id == self._current))
        exact = next(same, likely)
        chooser.highlighted = exact if exact is not None else len(options) - 1 if options else None

    @property
    def _typed(self) -> str:
        return clean_text(self.query_one(Input).value).strip()

    def _described(self, profile: str, marked: int) -> Text:
        here = "  current" if profile == self._current else ""
        name = self._names.of(profile) or "your first profile"
        return Text(f"{cut(name, _NAME)}   {count(marked, 'film')}{here}", no_wrap=True)

    def on_input_changed(self) -> None:
        self._fill()

    def on_input_submitted(self) -> None:
        chooser = self.query_one(OptionList)
        if chooser.highlighted is not None and chooser.option_count:
            self._choose(chooser.get_option_at_index(chooser.highlighted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option)

    def _choose(self, option: Option) -> None:
        if not leave(self):
            return
        id = option.id or ""
        if id.startswith(_NAMING):
            self.app.post_message(ProfileNamed(self._current, id.removeprefix(_NAMING)))
        else:
            self.app.post_message(ProfileChosen(id.removeprefix("=")))

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_close(self) -> None:
        leave(self)


def _starts(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed.casefold())
