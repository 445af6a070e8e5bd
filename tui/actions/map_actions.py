"""The actions of the map. As `-` zooms out there, a dislike has another key than in the list."""

from __future__ import annotations

from collections.abc import Iterable

from tui.actions.action import Action

_LOOK, _MARK = "Look at the map", "Mark on the map"


def _ways(id: str, keys: tuple[str, str, str, str], does: str, help: str, shown: str, footer: int) -> Iterable[Action]:
    """Left, down, up and right, written together."""
    sides = (("left", "-1, 0"), ("down", "0, 1"), ("up", "0, -1"), ("right", "1, 0"))
    together = tuple(f"{id}_{side}" for side, _ in sides)
    for (side, way), key in zip(sides, keys, strict=True):
        first = side == "left"
        yield Action(
            f"{id}_{side}",
            key,
            f"{does}({way})",
            "move" if first and footer else "",
            help if first else "",
            _LOOK,
            "map",
            footer if first else 0,
            shown if first else "",
            together if first else (),
        )


def _stars() -> Iterable[Action]:
    together = tuple(f"map_stars_{n}" for n in range(1, 6))
    for n in range(1, 6):
        first = n == 1
        help = "Rate; again: half star less" if first else ""
        shown = "1-5" if first else ""
        does = f"mark('{n}')"
        yield Action(f"map_stars_{n}", str(n), does, "", help, _MARK, "map", 0, shown, together if first else ())


MAP_ACTIONS: tuple[Action, ...] = (
    *_ways("map", ("h,left", "j,down", "k,up", "l,right"), "step", "To the next film (or the arrows)", "h j k l", 5),
    *_ways(
        "map_far",
        ("H,shift+left", "J,shift+down", "K,shift+up", "L,shift+right"),
        "leap",
        "A fifth of the screen",
        "H J K L",
        0,
    ),
    Action(
        "map_in",
        "plus,equals_sign",
        "zoom(1)",
        "zoom",
        "Zoom in and out",
        _LOOK,
        "map",
        2,
        "+ -",
        ("map_in", "map_out"),
    ),
    Action("map_out", "minus,underscore", "zoom(-1)", "", "", _LOOK, "map"),
    Action("map_whole", "0", "whole", "whole map", "The whole map", _LOOK, "map", 8),
    Action(
        "map_next",
        "n,tab",
        "likes(1)",
        "your likes",
        "Next and previous film you like",
        _LOOK,
        "map",
        4,
        "n N",
        ("map_next", "map_previous"),
    ),
    Action("map_previous", "N,shift+tab", "likes(-1)", "", "", _LOOK, "map"),
    Action(
        "map_listed",
        "right_square_bracket",
        "listed(1)",
        "your list",
        "Next and previous film of the list",
        _LOOK,
        "map",
        7,
        "] [",
        ("map_listed", "map_listed_back"),
    ),
    Action("map_listed_back", "left_square_bracket", "listed(-1)", "", "", _LOOK, "map"),
    Action("map_find", "slash", "find", "find", "Find a film on the map", _LOOK, "map", 9),
    Action("map_similar", "enter", "similar", "similar", "More like this", _LOOK, "map", 6),
    Action("map_like", "space", "mark('like')", "like", "Like; again: unlike", _MARK, "map", 3),
    *_stars(),
    Action("map_dislike", "d", "mark('dislike')", "", "Dislike; again: clear it", _MARK, "map"),
    Action("map_hide", "x", "mark('hidden')", "", "Not interested", _MARK, "map"),
    Action("map_seen", "s", "mark('seen')", "seen", "Seen (or not)", _MARK, "map", 11),
    Action("map_watchlist", "w", "mark('watchlist')", "watchlist", "Add to watchlist, or remove", _MARK, "map", 12),
    Action("map_clear", "backspace,delete", "mark('clear')", "", "Clear all marks on the film", _MARK, "map"),
    Action("map_undo", "u", "undo", "undo", "Undo, across sessions", _MARK, "map", 10),
    Action("map_redo", "ctrl+r", "redo", "", "Redo what was undone", _MARK, "map"),
    Action("map_leave", "escape,M", "leave", "back", "Back to the list", _LOOK, "map", 1),
    Action("map_theme", "t", "theme", "", "Switch the color theme", _LOOK, "map"),
    Action("map_help", "question_mark,f1", "help", "help", "This help", _LOOK, "map", 2),
    Action("map_quit", "q", "app.quit", "quit", "Quit; jobs keep running", _LOOK, "map", 13),
    Action("map_find_take", "enter", "screen.found", "go there", "", _LOOK, "map_find", 1),
    Action(
        "map_find_next",
        "down",
        "screen.hit(1)",
        "other films",
        "",
        _LOOK,
        "map_find",
        2,
        "↓ ↑",
        ("map_find_next", "map_find_back"),
    ),
    Action("map_find_back", "up", "screen.hit(-1)", "", "", _LOOK, "map_find"),
    Action("map_find_leave", "escape", "screen.give_up", "back", "", _LOOK, "map_find", 3),
)
