"""The command palette: the action table by name."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui import keys


class ActionCommands(Provider):
    """Offers what the table's actions do on the main screen."""

    async def discover(self) -> Hits:
        for action in keys.commands():
            yield DiscoveryHit(action.label, partial(self.screen.run_action, action.does), help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in keys.commands():
            if (score := matcher.match(f"{action.label} {action.help}")) > 0:
                run = partial(self.screen.run_action, action.does)
                yield Hit(score, matcher.highlight(action.label), run, help=action.help)
