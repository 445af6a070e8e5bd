"""Opens the choice of people and the film for tonight, and passes on what these screens request and are to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.state.backend import Backend
from tui.state.main_state import MainState
from tui.state.messages import FilmProposed

if TYPE_CHECKING:
    from tui.screens.proposal_screen import ProposalScreen
    from tui.screens.together_screen import TogetherScreen


class Gathering:
    """A screen that was just pushed has no widgets yet: what concerns it is called in its own turn."""

    def __init__(self, app: App[Any], backend: Backend, state: MainState) -> None:
        self._app = app
        self._backend = backend
        self._state = state
        self._chooser: TogetherScreen | None = None
        self._proposal: ProposalScreen | None = None

    def choose_people(self) -> None:
        """Let the person choose whom a list is for."""
        from tui.screens.together_screen import TogetherScreen

        state = self._state
        chosen = [person.id for person in state.page.people] or [state.profile]
        self._chooser = TogetherScreen(state.profile, chosen, state.key_map, state.names)
        self._app.push_screen(self._chooser, lambda _: self._people_chosen())
        self._backend.list_profiles()

    def _people_chosen(self) -> None:
        self._chooser = None

    def profiles_read(self, profiles: Sequence[tuple[str, int]]) -> None:
        """Offer these profiles, if the choice is open."""
        if self._chooser is not None:
            self._chooser.call_later(self._chooser.show, profiles)

    def propose(self) -> None:
        """Show a film for tonight, as soon as it is found."""
        from tui.screens.proposal_screen import ProposalScreen

        self._proposal = ProposalScreen(self._state.key_map)
        self._app.push_screen(self._proposal, lambda _: self._proposal_left())

    def _proposal_left(self) -> None:
        self._proposal = None

    def proposed(self, message: FilmProposed) -> None:
        """Show the film that was found, if its screen is still open."""
        if self._proposal is not None:
            movie = message.found.movie if message.found is not None else None
            mark = self._state.marked.by_movie.get(movie.id) if movie is not None else None
            facts = self._state.engine.facts_of(movie) if movie is not None else None
            self._proposal.call_later(self._proposal.show, message, mark, facts)

    def marked(self) -> None:
        """Show how the film that is proposed is marked now."""
        if self._proposal is not None:
            self._proposal.call_later(self._proposal.show_mark, self._state.mark_of(self._proposal.row))
