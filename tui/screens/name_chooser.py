"""A choice by name in front of the main screen: a box to type into, and the options that fit what is typed.

What the options are, and what choosing one requests, is up to the screens made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from engine.movies import clean_text
from tui import actions
from tui.screens.leaving import leave
from tui.widgets.choice_list import ChoiceList

NAME = 40
"""How many cells of a name are shown, and the most characters that can be typed."""


class NameChooser(ModalScreen[None]):
    BINDINGS = actions.bindings("profiles")
    AUTO_FOCUS = "#profile-name"
    HEADING: ClassVar[str]
    PLACEHOLDER: ClassVar[str]

    def __init__(self, key_map: Mapping[str, str]) -> None:
        super().__init__()
        self._key_map = key_map

    def options(self, typed: str) -> tuple[Sequence[Option], int | None]:
        """The options for what is typed, and the place of the one to highlight."""
        raise NotImplementedError

    def chosen(self, id: str) -> None:
        """Request what the option with that id stands for."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Container(id="profiles") as frame:
            frame.border_title = self.HEADING
            frame.border_subtitle = actions.with_keys("enter selects, {profile_close} cancels", self._key_map)
            yield Input(placeholder=self.PLACEHOLDER, id="profile-name", compact=True, max_length=NAME)
            yield ChoiceList(id="profile-list")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.fill()

    def fill(self) -> None:
        """Show the options for what is typed."""
        options, at = self.options(clean_text(self.query_one(Input).value).strip())
        chooser = self.query_one(ChoiceList)
        chooser.offer(options)
        chooser.highlighted = at

    def on_input_changed(self) -> None:
        self.fill()

    def on_input_submitted(self) -> None:
        chooser = self.query_one(OptionList)
        if chooser.highlighted is not None and chooser.option_count:
            self._choose(chooser.get_option_at_index(chooser.highlighted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option)

    def _choose(self, option: Option) -> None:
        if leave(self):
            self.chosen(option.id or "")

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_close(self) -> None:
        leave(self)
