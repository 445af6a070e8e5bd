"""The action table: keys, footer labels and help texts, from which bindings, footer, help and palette are built.

Nothing here acts. An action's `does` is the name of a Textual action of the screen (or the focused widget); its
`id` is what config.toml's [keys] table remaps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from textual.binding import Binding, BindingType

Scope = Literal[
    "everywhere",
    "list",
    "search",
    "filters",
    "profiles",
    "setup",
    "job",
    "choice",
    "import",
    "review",
    "help",
    "help_text",
    "together",
    "tonight",
]


@dataclass(frozen=True)
class Action:
    """One thing a person can do. `footer` is its rank in the footer of its scope; 0 keeps it out."""

    id: str
    keys: str
    does: str
    label: str
    help: str
    group: str
    scope: Scope = "list"
    footer: int = 0
    shown: str = ""
    """How the keys are written, if not simply as the first one, unless they are remapped."""
    together: tuple[str, ...] = ()
    """The ids of the actions whose keys are written together, such as up and down: one entry stands for all of them."""
    command: str = ""
    """The name in the command palette, if not the label."""

    @property
    def name(self) -> str:
        return self.command or self.label


def _stars() -> Iterable[Action]:
    for n in range(1, 6):
        yield Action(
            f"stars_{n}",
            str(n),
            f"mark('{n}')",
            "stars" if n == 1 else "",
            "Rate; again: half star less" if n == 1 else "",
            "Mark",
            command=f"{n} star{'s' if n > 1 else ''}",
            footer=7 if n == 1 else 0,
            shown="1-5" if n == 1 else "",
            together=tuple(f"stars_{m}" for m in range(1, 6)) if n == 1 else (),
        )


ACTIONS: tuple[Action, ...] = (
    Action("search", "slash", "search", "search", "Search titles", "Find", footer=1),
    Action(
        "search_like",
        "enter,ctrl+j",
        "screen.like_hit",
        "like it",
        "Like it, keep searching",
        "Searching",
        "search",
        1,
    ),
    Action(
        "search_down",
        "down",
        "screen.to_hits",
        "to the list",
        "Go to the list",
        "Searching",
        "search",
        2,
        "↓",
    ),
    Action(
        "search_next",
        "ctrl+n",
        "screen.next_pasted",
        "next",
        "Next of several pasted titles",
        "Searching",
        "search",
    ),
    Action("search_leave", "escape", "screen.leave_search", "done", "Leave the search", "Searching", "search", 3),
    Action("open", "enter", "similar", "similar", "More like this", "Find", footer=5, command="more like this"),
    Action("similar", "l,right", "similar", "", "More like this, too", "Find"),
    Action("back", "escape,backspace,h,left", "back", "back", "Go back", "Find", footer=3, shown="esc"),
    Action("famous", "m", "famous", "famous films", "Famous films, to tick off", "Find"),
    Action("together", "T", "together", "together", "Films for several people", "Find"),
    Action("tonight", "b", "tonight", "for tonight", "Pick one for tonight", "Find"),
    Action("view", "v", "view(1)", "my films", "Next view: my films, …", "Find", footer=7, command="next view"),
    Action("view_back", "V", "view(-1)", "", "Previous view", "Find", command="previous view"),
    Action("like", "space", "mark('like')", "like", "Like; again: unlike", "Mark", footer=2),
    *_stars(),
    Action("dislike", "minus", "mark('dislike')", "dislike", "Dislike; again: clear it", "Mark"),
    Action("hide", "x", "mark('hidden')", "not for me", "Not interested: hide it", "Mark"),
    Action("seen", "s", "mark('seen')", "seen", "Seen (or not), and go on", "Mark", footer=9),
    Action("watchlist", "w", "mark('watchlist')", "watchlist", "Add to watchlist, or remove", "Mark", footer=10),
    Action("clear", "0", "mark('clear')", "clear", "Clear all marks on the film", "Mark"),
    Action("undo", "u", "undo", "undo", "Undo, across sessions", "Mark", footer=6),
    Action("redo", "ctrl+r", "redo", "redo", "Redo what was undone", "Mark"),
    Action("filters", "f", "filters", "filters", "Filter by genre, year, …", "Choose", footer=8),
    Action("clear_filters", "F", "clear_filters", "clear filters", "Clear all filters", "Choose"),
    Action("presets", "P", "presets", "named filters", "Named filters: choose, save", "Choose"),
    Action("show_seen", "a", "toggle_seen", "seen films", "Show or hide seen films", "Choose"),
    Action("drop_filter", "d", "drop_filter", "drop filter", "No films: drop a filter", "Choose"),
    Action("sort", "o", "sort", "sort", "Change the sort order", "Choose", footer=12),
    Action("profile", "p", "profiles", "profile", "Switch or create a profile", "Choose", footer=13),
    Action("filters_up", "k,up", "step(-1)", "", "", "Filters", "filters"),
    Action(
        "filters_down",
        "j,down",
        "step(1)",
        "move",
        "Move between filters",
        "Filters",
        "filters",
        2,
        "j k",
        together=("filters_down", "filters_up"),
    ),
    Action("filters_less", "h,left", "turn(-1)", "", "", "Filters", "filters"),
    Action(
        "filters_more",
        "l,right",
        "turn(1)",
        "change",
        "Change (genre: only, never)",
        "Filters",
        "filters",
        1,
        "h l",
        together=("filters_less", "filters_more"),
    ),
    Action(
        "filters_top",
        "g,home",
        "end(0)",
        "",
        "First and last filter",
        "Filters",
        "filters",
        shown="g G",
        together=("filters_top", "filters_bottom"),
    ),
    Action("filters_bottom", "G,end", "end(-1)", "", "", "Filters", "filters"),
    Action("filters_cycle", "space,enter", "cycle", "next", "Next value", "Filters", "filters", 4),
    Action("filters_reset", "backspace,delete", "reset", "reset", "Reset this filter", "Filters", "filters", 5),
    Action("filters_close", "escape", "screen.close_filters", "done", "Close the filters", "Filters", "filters", 3),
    Action("why", "e", "why", "why", "Show or hide the details", "Look", footer=11),
    Action("copy", "y", "copy_link", "copy", "Copy title and link", "Look"),
    Action("link", "O", "open_link", "link", "Open or show its link", "Look"),
    Action("apply", "r", "apply", "reorder now", "Show the new order now", "Look"),
    Action("new_version", "n", "new_version", "new version", "Switch to the newer version", "Look"),
    Action(
        "down", "j,down", "cursor(1)", "", "Down and up (or the arrows)", "Move", shown="j k", together=("down", "up")
    ),
    Action("up", "k,up", "cursor(-1)", "", "", "Move"),
    Action(
        "page_down",
        "ctrl+d,pagedown",
        "page(1)",
        "",
        "Half a screen down and up",
        "Move",
        shown="^d ^u",
        together=("page_down", "page_up"),
    ),
    Action("page_up", "ctrl+u,pageup", "page(-1)", "", "", "Move"),
    Action("top", "g,home", "top", "", "First and last film", "Move", shown="g G", together=("top", "bottom")),
    Action("bottom", "G,end", "bottom", "", "", "Move"),
    Action("pane", "tab", "pane", "", "Next pane: search, list, …", "Move", "everywhere"),
    Action("import_marks", "i", "import_marks", "import", "Bring marks from Letterboxd, IMDb, …", "App"),
    Action("data", "D", "set_up", "data sets", "Set up another data set", "App"),
    Action("stop_job", "S", "stop_job", "stop the job", "Stop the job (press twice)", "App"),
    Action("theme", "t", "theme", "theme", "Switch the color theme", "App"),
    Action("palette", "ctrl+p", "app.command_palette", "commands", "All commands by name", "App", "everywhere"),
    Action("help", "question_mark,f1", "help", "help", "This help", "App", footer=3),
    Action("quit", "q", "app.quit", "quit", "Quit; jobs keep running", "App", footer=4),
    Action("quit_now", "ctrl+c,ctrl+q", "app.quit", "quit", "Quit, even while typing", "App", "everywhere"),
    Action("suspend", "ctrl+z", "app.suspend_process", "suspend", "Suspend; fg comes back", "App", "everywhere"),
    Action("profile_up", "up", "up", "", "", "App", "profiles"),
    Action("profile_down", "down", "down", "", "", "App", "profiles"),
    Action("profile_close", "escape", "close", "", "", "App", "profiles"),
    Action("together_up", "k,up", "up", "", "", "App", "together"),
    Action("together_down", "j,down", "down", "", "", "App", "together"),
    Action("together_toggle", "space", "choose", "", "", "App", "together"),
    Action("together_go", "enter", "go", "", "", "App", "together"),
    Action("together_close", "escape,q", "close", "", "", "App", "together"),
    Action("tonight_another", "b", "another", "", "", "App", "tonight"),
    Action("tonight_similar", "enter", "similar", "", "", "App", "tonight"),
    Action("tonight_watchlist", "w", "mark('watchlist')", "", "", "App", "tonight"),
    Action("tonight_seen", "s", "mark('seen')", "", "", "App", "tonight"),
    Action("tonight_close", "escape,q", "close", "", "", "App", "tonight"),
    Action("choose", "enter", "choose", "set it up", "Set up this data set", "Set-up", "setup", 1),
    Action("setup_films", "enter", "films", "to the films", "Go to the films meanwhile", "Set-up", "job", 1),
    Action("setup_stop", "S", "stop", "stop", "Stop the job (press twice)", "Set-up", "setup", 2),
    Action(
        "setup_leave",
        "escape",
        "leave",
        "back",
        "Back; the job keeps running",
        "Set-up",
        "setup",
        3,
    ),
    Action("setup_help", "question_mark,f1", "help", "help", "This help", "Set-up", "setup", 4),
    Action("setup_quit", "q", "app.quit", "quit", "Quit; the job keeps running", "Set-up", "setup", 5),
    Action("setup_import", "i", "import_marks", "import", "Bring marks from Letterboxd, IMDb, …", "Set-up", "setup", 6),
    Action(
        "choice_down",
        "j",
        "cursor_down",
        "",
        "Down and up (or the arrows)",
        "Set-up",
        "choice",
        shown="j k",
        together=("choice_down", "choice_up"),
    ),
    Action("choice_up", "k", "cursor_up", "", "", "Set-up", "choice"),
    Action(
        "choice_top",
        "g",
        "first",
        "",
        "First and last data set",
        "Set-up",
        "choice",
        shown="g G",
        together=("choice_top", "choice_bottom"),
    ),
    Action("choice_bottom", "G", "last", "", "", "Set-up", "choice"),
    Action("import_go", "enter", "go", "import", "Import; then: review what is unsure", "Import", "import", 1),
    Action("import_watchlist", "w", "use('watchlist')", "watchlist", "The list is a watchlist", "Import", "import", 4),
    Action("import_seen", "s", "use('seen')", "seen", "The list is of films you have seen", "Import", "import", 5),
    Action("import_ratings", "r", "use('ratings')", "ratings", "The list is of ratings", "Import", "import", 6),
    Action("import_larger", "d", "set_up_larger", "set it up", "Set up the larger data set", "Import", "import", 2),
    Action("import_leave", "escape", "leave", "back", "Back", "Import", "import", 3),
    Action("import_help", "question_mark,f1", "help", "help", "This help", "Import", "import", 7),
    Action("import_quit", "q", "app.quit", "quit", "Quit", "Import", "import", 8),
    Action("review_take", "enter", "take", "this one", "It is this film", "Review", "review", 1),
    Action("review_next", "n", "next", "next", "Next of the films", "Review", "review", 4),
    Action("review_none", "x", "none", "none of these", "None of these; never ask again", "Review", "review", 2),
    Action("review_undo", "u", "take_back", "take back", "Take the last answer back", "Review", "review", 5),
    Action("review_leave", "escape", "leave", "later", "Later: the rest waits", "Review", "review", 3),
    Action("review_help", "question_mark,f1", "help", "help", "This help", "Review", "review", 6),
    Action("review_quit", "q", "app.quit", "quit", "Quit: the rest waits", "Review", "review", 7),
    Action("help_down", "j", "scroll_down", "", "", "App", "help_text"),
    Action("help_up", "k", "scroll_up", "", "", "App", "help_text"),
    Action("help_close", "escape,question_mark,f1,q", "close", "", "", "App", "help"),
)

OFF_WHEN_SERVED = frozenset({"data", "stop_job", "profile", "together", "suspend", "import_marks"})
"""The ids of the actions that are off in the browser (tui.served_app): those that reach the machine that serves it, its
jobs or its files, or another profile."""

_ANYWHERE = ("quit_now", "suspend")
"""The ids of the actions whose keys work whatever has the focus."""

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
    """Textual bindings for the actions in `scopes`; `only` and `without` are action ids."""
    chosen = [
        action
        for action in ACTIONS
        if action.scope in scopes and (not only or action.id in set(only)) and action.id not in set(without)
    ]
    return [Binding(a.keys, a.does, a.help or a.label, show=False, id=a.id, priority=a.id in _ANYWHERE) for a in chosen]


def shown(action: Action, key_map: Mapping[str, str]) -> str:
    """The action's key as shown to people; if several actions are written together, the keys of all of them."""
    ids = action.together or (action.id,)
    if action.shown and not any(key_map.get(id) for id in ids):
        return action.shown
    return " ".join(_first_key(id, key_map) for id in ids)


def keys_of(ids: Iterable[str], key_map: Mapping[str, str]) -> frozenset[str]:
    """The keys of the actions with those ids, as Textual names them."""
    return frozenset(key.strip() for id in ids for key in (key_map.get(id) or _action(id).keys).split(","))


def clicked(action: Action, key_map: Mapping[str, str]) -> list[str]:
    """The key that a click on the action stands for, as Textual names it; several if it is written with others."""
    keys = [key_map.get(id) or _action(id).keys for id in action.together or (action.id,)]
    return [key.split(",")[0].strip() for key in keys]


def key_of(id: str, key_map: Mapping[str, str]) -> str:
    """The key of the action with that id, as shown to people."""
    return shown(_action(id), key_map)


def with_keys(hint: str, key_map: Mapping[str, str]) -> str:
    """`hint` with the keys in place of the action ids: "{undo} reverts it" becomes "u reverts it"."""
    return hint.format_map({action.id: shown(action, key_map) for action in ACTIONS})


def footer(
    scope: Scope, *, without: Iterable[str] = (), called: Mapping[str, str] = {}, first: str = ""
) -> list[Action]:
    """The actions that the footer of `scope` may offer, in table order; `called` replaces the labels of some ids, and
    `first` is the id of the one that is left out last where there is little room."""
    left_out = set(without)
    found = [a for a in ACTIONS if a.scope == scope and a.footer and a.id not in left_out]
    return [replace(a, label=called.get(a.id, a.label), footer=1 if a.id == first else a.footer) for a in found]


def commands(*, without: Iterable[str] = ()) -> list[Action]:
    """The actions that the command palette offers: those on the highlighted film or on the app."""
    left_out = {"back", "quit", *without}
    return [a for a in ACTIONS if a.scope == "list" and a.group != "Move" and a.name and a.id not in left_out]


def groups(*, without: Collection[str] = ()) -> list[tuple[str, list[Action]]]:
    """The actions for the help screen, by group, in table order; `without` are action ids."""
    names = dict.fromkeys(action.group for action in ACTIONS)
    return [(name, [a for a in ACTIONS if a.group == name and a.help and a.id not in without]) for name in names]


def verbs(ids: Collection[str]) -> frozenset[str]:
    """The names of the Textual actions that the actions with those ids run."""
    return frozenset(a.does.partition("(")[0].rpartition(".")[2] for a in ACTIONS if a.id in ids)


def own_key(action: Action, key_map: Mapping[str, str]) -> str:
    """The key of that action alone, as shown to people, even if it is written together with others elsewhere."""
    return shown(replace(action, together=(), shown=""), key_map)


def scope_of(id: str) -> Scope:
    """Where the action with that id works."""
    return _action(id).scope


def _action(id: str) -> Action:
    return next(action for action in ACTIONS if action.id == id)


def _first_key(id: str, key_map: Mapping[str, str]) -> str:
    keys = key_map.get(id) or _action(id).keys  # Textual ignores an empty text in its key map
    return _name(keys.split(",")[0].strip())


def _name(key: str) -> str:
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _NAMES.get(key, key)
