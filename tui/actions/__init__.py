"""The action table: keys, footer labels and help texts, from which bindings, footer, help and palette are built.

Nothing here acts. An action's `does` is the name of a Textual action of the screen (or the focused widget); its
`id` is what config.toml's [keys] table remaps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

from tui.actions.action import Action, Scope
from tui.actions.film_actions import FILM_ACTIONS
from tui.actions.map_actions import MAP_ACTIONS
from tui.actions.screen_actions import SCREEN_ACTIONS

ACTIONS = (*FILM_ACTIONS, *MAP_ACTIONS, *SCREEN_ACTIONS)

OFF_WHEN_SERVED = frozenset({"data", "stop_job", "profile", "together", "suspend", "import_marks"})
"""The ids of the actions that are off in the browser (tui.served_app): those that reach the machine that serves it, its
jobs or its files, or another profile."""

_ANYWHERE = ("quit_now", "suspend")
"""The ids of the actions whose keys work whatever has the focus."""

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "minus": "-",
    "plus": "+",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
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
    scope: Scope,
    *,
    only: Iterable[str] = (),
    without: Iterable[str] = (),
    called: Mapping[str, str] = {},
    first: str = "",
) -> list[Action]:
    """The actions that the footer of `scope` may offer, in table order; `only` and `without` are action ids, `called`
    replaces the labels of some, and `first` is the id of the one that is left out last where there is little room."""
    wanted, left_out = set(only), set(without)
    found = [a for a in ACTIONS if a.scope == scope and a.footer and a.id not in left_out]
    found = [a for a in found if not wanted or a.id in wanted]
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
