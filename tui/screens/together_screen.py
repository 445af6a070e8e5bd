"""The choice of the people that a list is for: two to five of the profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import actions
from tui.screens.leaving import leave
from tui.state.company import FEWEST, MOST
from tui.state.phrases import count
from tui.state.profile_names import ProfileNames
from tui.state.requests import TogetherChosen
from tui.theme import glyphs
from tui.widgets.cell_text import cut
from tui.widgets.choice_list import ChoiceList
from tui.widgets.lines import Line

_NAME = 40
"""How many cells of a name are shown."""


class TogetherScreen(ModalScreen[None]):
    """Requests a list for the chosen profiles, and closes. `chosen` are the ids chosen to begin with."""

    BINDINGS = actions.bindings("together")
    AUTO_FOCUS = ""

    def __init__(
        self, current: str, chosen: Sequence[str], key_map: Mapping[str, str], names: ProfileNames = ProfileNames()
    ) -> None:
        super().__init__()
        self._current = current
        self._chosen = list(chosen)
        self._names = names
        self._key_map = key_map
        self._profiles: dict[str, int] | None = None

    def compose(self) -> ComposeResult:
        with Container(id="company") as frame:
            frame.border_title = "together tonight"
            hint = "{together_toggle} chooses, {together_go} lists films for all, {together_close} cancels"
            frame.border_subtitle = actions.with_keys(hint, self._key_map)
            yield ChoiceList(id="company-list")
            yield Line(id="company-said")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False  # its own enter would only choose
        self._fill(0)
        self._say()

    def show(self, profiles: Sequence[tuple[str, int]]) -> None:
        """Offer these profiles, each with the number of films it has marked."""
        self._profiles = dict(profiles)
        self._fill(1)  # the first of the others
        self._say()

    def _fill(self, at: int) -> None:
        """List the profiles, with the cursor on the one at that place."""
        known = {self._current: 0, **(self._profiles or {})}
        ids = sorted(known, key=lambda id: (id != self._current, self._called(id).casefold()))
        chooser = self.query_one(ChoiceList)
        chooser.offer([Option(self._described(id, known[id]), id=f"={id}") for id in ids])
        chooser.highlighted = min(at, len(ids) - 1)

    def _called(self, profile: str) -> str:
        return self._names.of(profile) or ("you" if profile == self._current else "your first profile")

    def _described(self, profile: str, marked: int) -> Text:
        sign = glyphs.DONE if profile in self._chosen else " "
        here = "  current" if profile == self._current else ""
        return Text(f"{sign} {cut(self._called(profile), _NAME)}   {count(marked, 'film')}{here}", no_wrap=True)

    def _say(self, *, full: bool = False) -> None:
        """Say how many more are to be chosen, or that there are no more to choose."""
        missing = FEWEST - len(self._chosen)
        if self._profiles is not None and not set(self._profiles) - {self._current}:
            said = actions.with_keys("there is only one profile yet: {profile} on the list adds one", self._key_map)
        elif full:
            said = f"{MOST} people at most"
        else:
            said = f"choose {missing} more" if missing > 0 else f"{len(self._chosen)} chosen"
        self.query_one(Line).write([(said, "warn" if full else "quiet")])

    def action_choose(self) -> None:
        at = self.query_one(OptionList).highlighted
        if self._profiles is None or at is None:
            return
        profile = (self.query_one(OptionList).get_option_at_index(at).id or "").removeprefix("=")
        full = profile not in self._chosen and len(self._chosen) >= MOST
        if profile in self._chosen:
            self._chosen.remove(profile)
        elif not full:
            self._chosen.append(profile)
        self._fill(at)
        self._say(full=full)

    def on_option_list_option_selected(self) -> None:
        self.action_choose()  # a click

    def action_go(self) -> None:
        if len(self._chosen) < FEWEST:
            self._say()
        elif leave(self):
            self.app.post_message(TogetherChosen(self._chosen))

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_close(self) -> None:
        leave(self)
