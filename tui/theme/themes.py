"""The app's color themes: a dark one, a light one, and one in the terminal's own sixteen colors.

The last one sends no RGB codes, so it follows the terminal's light or dark scheme and reads well over SSH, in tmux and
on a console; terminals that do not announce true color get it. Nothing relies on color alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DARK = Theme(
    name="movierec-dark",
    primary="#e5b454",
    secondary="#7fb0dc",
    accent="#e5b454",
    warning="#e8a25c",
    error="#ef7a7f",
    success="#93c687",
    foreground="#d9dae3",
    background="#14151c",
    surface="#1b1d26",
    panel="#232632",
    dark=True,
    variables={
        "quiet": "#8b8fa3",
        "rule": "#343848",
        "heart": "#f0788a",
        "bar": "#b08a45",
        "quiet-style": "none",
        "cursor-background": "#2d3145",
        "cursor-color": "#ffffff",
        "cursor-style": "bold",
        "cursor-blurred-background": "#262a38",
        "cursor-blurred-style": "none",
        "input-selection-background": "#4a4326",
        "input-cursor-background": "#e5b454",
        "input-cursor-foreground": "#14151c",
        "input-cursor-text-style": "none",
        "scrollbar": "#3a3f52",
        "scrollbar-hover": "#4b5168",
        "scrollbar-active": "#e5b454",
        "scrollbar-background": "#14151c",
        "scrollbar-background-hover": "#14151c",
        "scrollbar-background-active": "#14151c",
    },
)

LIGHT = Theme(
    name="movierec-light",
    primary="#8a5a00",
    secondary="#22649c",
    accent="#8a5a00",
    warning="#a34e00",
    error="#b3263a",
    success="#35702c",
    foreground="#2a2c36",
    background="#fbfaf6",
    surface="#f3f1ea",
    panel="#e9e6dc",
    dark=False,
    variables={
        "quiet": "#6a6c79",
        "rule": "#d5d1c3",
        "heart": "#b8243f",
        "bar": "#c79a3e",
        "quiet-style": "none",
        "cursor-background": "#ead8a4",
        "cursor-color": "#14151c",
        "cursor-style": "bold",
        "cursor-blurred-background": "#e6e2d5",
        "cursor-blurred-style": "none",
        "input-selection-background": "#ecd9a4",
        "input-cursor-background": "#8a5a00",
        "input-cursor-foreground": "#fbfaf6",
        "input-cursor-text-style": "none",
        "scrollbar": "#cdc8b8",
        "scrollbar-hover": "#b5af9c",
        "scrollbar-active": "#8a5a00",
        "scrollbar-background": "#fbfaf6",
        "scrollbar-background-hover": "#fbfaf6",
        "scrollbar-background-active": "#fbfaf6",
    },
)

TERMINAL = Theme(
    name="movierec-terminal",
    ansi=True,
    primary="ansi_magenta",
    secondary="ansi_blue",
    accent="ansi_magenta",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "quiet": "ansi_default",
        "rule": "ansi_bright_black",
        "heart": "ansi_red",
        "bar": "ansi_magenta",
        "quiet-style": "dim",
        "cursor-background": "ansi_default",
        "cursor-color": "ansi_default",
        "cursor-style": "reverse",
        "cursor-blurred-background": "ansi_default",
        "cursor-blurred-style": "underline",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_bright_black",
        "scrollbar-active": "ansi_magenta",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
        # Textual's own style sheet requires these two of every ANSI theme.
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
    },
)

THEMES = (DARK, LIGHT, TERMINAL)


def fitting(environ: Mapping[str, str]) -> Theme:
    """The theme for a terminal, chosen by its environment variables (COLORTERM, COLORFGBG, NO_COLOR)."""
    if environ.get("NO_COLOR") or environ.get("COLORTERM", "").lower() not in ("truecolor", "24bit"):
        return TERMINAL
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in ("7", "15") else DARK
