"""Which keys act in each state of the main screen, and which of them its key bar offers."""

from __future__ import annotations

from string import Formatter

from tui import actions
from tui.actions.action import Action
from tui.state.main_state import MainState

WHILE_FILTERING = frozenset(
    {
        "filters",
        "clear_filters",
        "show_seen",
        "drop_filter",
        "filters_close",
        "presets",
        "pane",
        "help",
        "search",
        "theme",
        "why",
    }
)
"""The ids of the screen's actions that still work while the filters have the focus; none marks a film out of sight."""
_ON_A_FILM = frozenset({"open", "like", "stars_1", "seen", "watchlist"})


_SHOW = "show these films"
"""What the key does in the row of a wish."""
_NOT_NEAR = frozenset({"view", "sort", "filters", "profile", "undo"})
"""What the key bar does not offer among the films like the one whose details are shown."""


def acts(state: MainState, id: str) -> bool:
    """Whether the key of the action with that id does what it is for, and does not type a letter, say."""
    if id in state.off:
        return False
    scope = actions.scope_of(id)
    if scope == "everywhere" or state.focus == "search":
        return scope in ("everywhere", "search")
    if state.focus == "filters":
        return scope == "filters" or id in WHILE_FILTERING
    return scope == "list"


def hint(state: MainState, words: str) -> str:
    """`words` with the keys in place of the action ids; empty if the first key that it names does not act now. What it
    says of an action that is off is left out."""
    words = ", ".join(part for part in words.split(", ") if state.off.isdisjoint(_ids(part)))
    ids = _ids(words)
    return actions.with_keys(words, state.key_map) if all(acts(state, id) for id in ids[:1]) else ""


def _ids(words: str) -> list[str]:
    return [id for _, id, _, _ in Formatter().parse(words) if id]


def key_hints(state: MainState) -> list[Action]:
    """The actions to offer now, in table order."""
    page = state.page
    is_wish = state.highlighted is not None and state.highlighted.wished is not None
    if state.focus == "search":
        # With nothing typed, enter goes to the list, so nothing is liked by accident.
        return actions.footer(
            "search",
            without=() if page.kind == "hits" and not page.miss else ("search_like",),
            called={"search_like": _SHOW} if is_wish else {},
        )
    if state.focus == "filters":
        return actions.footer("filters")
    if state.focus == "near":
        return actions.footer(
            "list",
            without={*state.off, *_NOT_NEAR},
            called={"open": "go to it", "back": "to the list"},
            first="open",
        )
    off = _ON_A_FILM if state.highlighted is None else _ON_A_FILM - {"open"} if is_wish else frozenset()
    without = {*state.off, *off}
    if len(state.navigation.trail) == 1 and page.kind in ("for_you", "pick"):
        without.add("back")
    if not state.engine.ranks:
        without.add("open")
    if state.undoable is None:
        without.add("undo")
    first = "open" if is_wish else "seen" if page.kind == "famous" else ""
    return actions.footer("list", without=without, called={"open": _SHOW} if is_wish else {}, first=first)
