"""The one table of what a person can do: keys, footer words and help; bindings, footer, help and palette read it.

Nothing here acts. An action's `does` is the name of a Textual action of the screen (or the focused widget); its
`id` is what config.toml's [keys] table remaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from textual.binding import Binding, BindingType

Scope = Literal["everywhere", "list", "search", "filters", "profiles", "setup", "job", "choice", "help", "help_text"]


@dataclass(frozen=True)
class Action:
    """One thing that can be done. `footer` is its rank in the footer of its scope, 0 for never there."""

    id: str
    keys: str
    does: str
    label: str
    help: str
    group: str
    scope: Scope = "list"
    footer: int = 0
    shown: str = ""
    """The keys as footer and help write them, where that is not simply the first ones."""


def _stars() -> Iterable[Action]:
    for n in range(1, 6):
        yield Action(
            f"stars_{n}",
            str(n),
            f"mark('{n}')",
            "stars" if n == 1 else "",
            "Stars; again: half a star less" if n == 1 else "",
            "Mark",
            footer=7 if n == 1 else 0,
            shown="1-5" if n == 1 else "",
        )


ACTIONS: tuple[Action, ...] = (
    Action("search", "slash", "search", "search", "Search the titles", "Find", footer=1),
    Action(
        "search_like",
        "enter",
        "screen.like_hit",
        "like it",
        "Like the hit, and stay",
        "Searching",
        "search",
        1,
    ),
    Action(
        "search_down",
        "down",
        "screen.to_hits",
        "to the list",
        "To the list",
        "Searching",
        "search",
        2,
        "↓",
    ),
    Action("search_leave", "escape", "screen.leave_search", "done", "Leave the search", "Searching", "search", 3),
    Action("open", "enter", "open", "similar", "More like it", "Find", footer=5),
    Action("similar", "l,right", "similar", "more like it", "The same, from hits too", "Find"),
    Action("back", "escape,backspace,h,left", "back", "back", "Back", "Find", footer=3, shown="esc"),
    Action("view", "v", "view(1)", "my films", "My films and the others", "Find", footer=7),
    Action("view_back", "V", "view(-1)", "", "The view before", "Find"),
    Action("like", "space", "mark('like')", "like", "Like it, or take that back", "Mark", footer=2),
    *_stars(),
    Action("dislike", "minus", "mark('dislike')", "dislike", "Dislike it", "Mark"),
    Action("hide", "x", "mark('hidden')", "not for me", "Not interested: hide it", "Mark"),
    Action("seen", "s", "mark('seen')", "seen", "Seen it", "Mark"),
    Action("watchlist", "w", "mark('watchlist')", "to watch", "Onto the watchlist, or off", "Mark", footer=9),
    Action("clear", "0", "mark('clear')", "clear", "Take back all that you said", "Mark"),
    Action("undo", "u", "undo", "undo", "Undo, days later too", "Mark", footer=6),
    Action("redo", "ctrl+r", "redo", "redo", "Redo what was undone", "Mark"),
    Action("filters", "f", "filters", "filters", "Filter: genre, year, popular", "Choose", footer=8),
    Action("clear_filters", "F", "clear_filters", "clear filters", "Clear all filters", "Choose"),
    Action("drop_filter", "d", "drop_filter", "drop filter", "Drop the filter that cut most", "Choose"),
    Action("sort", "o", "sort", "sort", "Sort the list another way", "Choose", footer=11),
    Action("profile", "p", "profiles", "profile", "Other profiles, or a new one", "Choose", footer=12),
    Action("filters_up", "k,up", "step(-1)", "", "", "Filters", "filters"),
    Action("filters_down", "j,down", "step(1)", "line", "Up and down the filters", "Filters", "filters", 2, "j k"),
    Action("filters_less", "h,left", "turn(-1)", "", "", "Filters", "filters"),
    Action("filters_more", "l,right", "turn(1)", "turn", "Turn (genre: only, never)", "Filters", "filters", 1, "h l"),
    Action("filters_cycle", "space,enter", "cycle", "next", "The next setting of the line", "Filters", "filters", 4),
    Action("filters_reset", "backspace,delete", "reset", "reset", "Set the line back", "Filters", "filters", 5),
    Action("filters_close", "escape", "screen.close_filters", "done", "Close the filters", "Filters", "filters", 3),
    Action("why", "e", "why", "why", "Show or hide why", "Look", footer=10),
    Action("copy", "y", "copy_link", "copy", "Copy title and link", "Look"),
    Action("link", "O", "open_link", "link", "Show its page, open it if local", "Look"),
    Action("apply", "r", "apply", "reorder now", "Show the new order now", "Look"),
    Action("new_version", "n", "new_version", "new version", "Switch to the newer version", "Look"),
    Action("down", "j,down", "cursor(1)", "", "Down and up, as the arrows", "Move", shown="j k"),
    Action("up", "k,up", "cursor(-1)", "", "", "Move"),
    Action("page_down", "ctrl+d,pagedown", "page(1)", "", "Half a screen down and up", "Move", shown="^d ^u"),
    Action("page_up", "ctrl+u,pageup", "page(-1)", "", "", "Move"),
    Action("top", "g,home", "top", "", "First and last", "Move", shown="g G"),
    Action("bottom", "G,end", "bottom", "", "", "Move"),
    Action("pane", "tab", "pane", "", "To the search and back", "Move", "everywhere"),
    Action("data", "D", "set_up", "data sets", "Set up another data set", "App"),
    Action("stop_job", "S", "stop_job", "stop the job", "Stop the job under way (twice)", "App"),
    Action("theme", "t", "theme", "colours", "Other colours", "App"),
    Action("palette", "ctrl+p", "app.command_palette", "commands", "All commands by name", "App", "everywhere"),
    Action("help", "question_mark,f1", "help", "help", "This help", "App", footer=3),
    Action("quit", "q", "app.quit", "quit", "Quit; a job goes on", "App", footer=4),
    Action("quit_now", "ctrl+c,ctrl+q", "app.quit", "quit", "Quit, also while typing", "App", "everywhere"),
    Action("profile_up", "up", "up", "", "", "App", "profiles"),
    Action("profile_down", "down", "down", "", "", "App", "profiles"),
    Action("profile_close", "escape", "close", "", "", "App", "profiles"),
    Action("choose", "enter", "choose", "set it up", "Set up these films", "Set-up", "setup", 1),
    Action("setup_films", "enter", "films", "to the films", "To the films meanwhile", "Set-up", "job", 1),
    Action("setup_stop", "S", "stop", "stop", "Stop the job (twice)", "Set-up", "setup", 2),
    Action(
        "setup_leave",
        "escape",
        "leave",
        "back",
        "Back; the job goes on",
        "Set-up",
        "setup",
        3,
    ),
    Action("setup_help", "question_mark,f1", "help", "help", "", "Set-up", "setup", 4),
    Action("setup_quit", "q", "app.quit", "quit", "", "Set-up", "setup", 5),
    Action("choice_down", "j", "cursor_down", "", "", "Set-up", "choice"),
    Action("choice_up", "k", "cursor_up", "", "", "Set-up", "choice"),
    Action("choice_top", "g", "first", "", "", "Set-up", "choice"),
    Action("choice_bottom", "G", "last", "", "", "Set-up", "choice"),
    Action("help_down", "j", "scroll_down", "", "", "App", "help_text"),
    Action("help_up", "k", "scroll_up", "", "", "App", "help_text"),
    Action("help_close", "escape,question_mark,f1,q", "close", "", "", "App", "help"),
)

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "minus": "-",
    "space": "space",
    "escape": "esc",
    "backspace": "bksp",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


def bindings(*scopes: Scope, only: Iterable[str] = (), without: Iterable[str] = ()) -> list[BindingType]:
    """Textual's bindings of the table's actions in `scopes`; `only` and `without` are ids."""
    chosen = [
        action
        for action in ACTIONS
        if action.scope in scopes and (not only or action.id in set(only)) and action.id not in set(without)
    ]
    return [
        Binding(a.keys, a.does, a.help or a.label, show=False, id=a.id, priority=a.id == "quit_now") for a in chosen
    ]


def keys_of(action: Action, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """The keys in force, as Textual names them."""
    return tuple(key.strip() for key in keymap.get(action.id, action.keys).split(",") if key.strip())


def shown(action: Action, keymap: Mapping[str, str], *, most: int = 1) -> str:
    """The keys as people read them; at most `most` of several."""
    if action.shown and action.id not in keymap:
        return action.shown
    return " ".join(_name(key) for key in keys_of(action, keymap)[:most])


def action(id: str) -> Action:
    """The action of that id."""
    return next(one for one in ACTIONS if one.id == id)


def footer(scope: Scope, *, without: Iterable[str] = (), called: Mapping[str, str] = {}) -> list[Action]:
    """What the footer of `scope` may offer, in the table's order; `called` are other labels for some ids."""
    left_out = set(without)
    found = [a for a in ACTIONS if a.scope == scope and a.footer and a.id not in left_out]
    return [replace(a, label=called.get(a.id, a.label)) for a in found]


def commands() -> list[Action]:
    """What the command palette offers: what acts on the highlighted film or on the app."""
    return [a for a in ACTIONS if a.scope == "list" and a.group != "Move" and a.label and a.id not in ("back", "quit")]


def groups() -> list[tuple[str, list[Action]]]:
    """The actions for the help, by group, in the table's order."""
    names = dict.fromkeys(action.group for action in ACTIONS)
    return [(name, [a for a in ACTIONS if a.group == name and a.help]) for name in names]


def _name(key: str) -> str:
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _NAMES.get(key, key)
