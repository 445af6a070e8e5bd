"""The command palette: the actions of the table, by name, each with its key."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui import actions
from tui.actions.action import Action
from tui.screens.main_screen import MainScreen


class ActionCommands(Provider):
    """Offers the table's actions on the main screen, and nothing on other screens."""

    async def discover(self) -> Hits:
        for action in self._commands:
            shown = Content(f"{action.name}   {self._key(action)}")
            yield DiscoveryHit(shown, partial(self._run, action.does), text=action.name, help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._commands:
            if (score := matcher.match(f"{action.name} {action.help}")) > 0:
                run = partial(self._run, action.does)
                shown = matcher.highlight(action.name) + Content(f"   {self._key(action)}")
                yield Hit(score, shown, run, text=action.name, help=action.help)

    @property
    def _commands(self) -> list[Action]:
        return actions.commands(without=self.screen.state.off) if isinstance(self.screen, MainScreen) else []

    def _key(self, action: Action) -> str:
        return actions.own_key(action, self.screen.state.key_map if isinstance(self.screen, MainScreen) else {})

    async def _run(self, action: str) -> None:
        if isinstance(self.screen, MainScreen):
            await self.screen.run_command(action)
