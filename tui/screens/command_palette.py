"""The command palette: the actions of the table, by name."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui import actions
from tui.screens.main_screen import MainScreen


class ActionCommands(Provider):
    """Offers the table's actions on the main screen, and nothing on other screens."""

    async def discover(self) -> Hits:
        for action in actions.commands():
            yield DiscoveryHit(action.label, partial(self._run, action.does), help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in actions.commands():
            if (score := matcher.match(f"{action.label} {action.help}")) > 0:
                run = partial(self._run, action.does)
                yield Hit(score, matcher.highlight(action.label), run, help=action.help)

    async def _run(self, action: str) -> None:
        if isinstance(self.screen, MainScreen):
            await self.screen.run_command(action)
