"""Which keys the key bar of the main screen offers in each state."""

from __future__ import annotations

from tui import actions
from tui.actions import Action
from tui.state.main_state import MainState


def key_hints(state: MainState) -> list[Action]:
    """The actions to offer now, in table order."""
    page = state.page
    if state.focus == "search":
        # With nothing typed, enter goes to the list, so nothing is liked by accident.
        return actions.footer("search", without=() if page.kind == "hits" and not page.miss else ("search_like",))
    if state.focus == "filters":
        return actions.footer("filters")
    without = {"back"} if len(state.navigation.trail) == 1 and page.kind in ("for_you", "pick") else set()
    if page.kind == "hits" and state.focus == "films":
        return actions.footer("list", without={*without, "like"}, called={"open": "like it"})
    first = "seen" if page.kind == "famous" else ""
    return actions.footer("list", without=without if state.engine.ranks else {*without, "open"}, first=first)
