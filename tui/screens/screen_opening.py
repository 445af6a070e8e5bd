"""The app's half that opens screens and does what they request of one another."""

from __future__ import annotations

from textual.app import App

from tui.screens.gathering import Gathering
from tui.screens.import_starting import Importing
from tui.screens.looking_back import LookingBack
from tui.screens.main_screen import MainScreen
from tui.screens.map_opening import MapOpening
from tui.screens.setting_up import SettingUp
from tui.state import requests
from tui.state.backend import Backend
from tui.state.main_state import MainState
from tui.theme import themes


class OpeningScreens(App[int]):
    """Screens other than the main one are loaded when they are opened."""

    state: MainState
    backend: Backend
    _main: MainScreen
    _setting_up: SettingUp
    _importing: Importing
    _gathering: Gathering
    _looking_back: LookingBack
    _mapping: MapOpening

    def on_set_up_requested(self) -> None:
        self._offer_set_up(can_leave=False)

    def action_show_set_up(self) -> None:
        self._offer_set_up(can_leave=True)

    def _offer_set_up(self, *, can_leave: bool) -> None:
        self._setting_up.offer(can_leave=can_leave)

    def on_data_set_chosen(self, message: requests.DataSetChosen) -> None:
        self._setting_up.choose(message)

    def on_stop_job_requested(self) -> None:
        self._setting_up.stop_job()

    def action_show_profiles(self) -> None:
        from tui.screens.profile_screen import ProfileScreen

        self.push_screen(ProfileScreen(self.state.profile, self.state.key_map, self.state.names))
        self.backend.list_profiles()

    def action_show_presets(self) -> None:
        from tui.screens.preset_screen import PresetScreen

        presets, own = self.backend.presets(self.state.profile)
        self.push_screen(PresetScreen(presets, own, self.state.filters, self.state.key_map))

    def on_preset_chosen(self, message: requests.PresetChosen) -> None:
        self._main.use_preset(message.name, message.filters)

    def on_preset_kept(self, message: requests.PresetKept) -> None:
        self.backend.save_preset(message.name, message.filters)
        self._main.say(f"{'saved as' if message.filters is not None else 'deleted:'} {message.name}", "good")

    def on_profile_chosen(self, message: requests.ProfileChosen) -> None:
        if message.profile != self.state.profile:
            self._main.change_profile(message.profile)
            self._importing.look_for_questions()

    def on_profile_named(self, message: requests.ProfileNamed) -> None:
        self._main.name_profile(message.profile, message.name)

    def action_show_together(self) -> None:
        self._gathering.choose_people()

    def on_together_chosen(self, message: requests.TogetherChosen) -> None:
        self._main.open_together(message.profiles)

    def action_show_proposal(self) -> None:
        self._gathering.propose()

    def on_proposal_requested(self) -> None:
        self._main.request_proposal()

    def on_proposal_marked(self, message: requests.ProposalMarked) -> None:
        self._main.mark_film(message.verb, message.row)

    def on_proposal_opened(self, message: requests.ProposalOpened) -> None:
        self._main.open_like(message.row)

    def action_show_taste(self) -> None:
        self._looking_back.show_taste()

    def action_show_diary(self) -> None:
        self._looking_back.show_diary()

    def action_show_map(self) -> None:
        self._mapping.open()

    def on_film_marked(self, message: requests.FilmMarked) -> None:
        self._main.mark_film(message.verb, message.row)

    def on_film_opened(self, message: requests.FilmOpened) -> None:
        self._main.open_like(message.row)

    def on_undo_requested(self) -> None:
        self.backend.undo()

    def on_redo_requested(self) -> None:
        self.backend.redo()

    def on_theme_requested(self) -> None:
        names = [theme.name for theme in themes.THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    def action_show_import(self) -> None:
        self._importing.open()

    def action_show_review(self) -> None:
        self._importing.review()

    def on_files_dropped(self, message: requests.FilesDropped) -> None:
        self._importing.open(message.text)

    def action_show_help(self) -> None:
        from tui.screens.help_screen import HelpScreen, Keys

        on_films = self.screen is self._main or self._looking_back.is_on(self.screen)
        on_map = self._mapping.is_on(self.screen)
        setting_up = self._setting_up.is_on(self.screen)
        of: Keys = "films" if on_films else "map" if on_map else "set-up" if setting_up else "import"
        credit = self.state.posters.credit if of == "films" else ""
        self.push_screen(
            HelpScreen(self.state.key_map, of=of, off=self.state.off, credit=credit),
            lambda _: self._setting_up.close(),
        )
