"""Closes a screen only once, however often its key is pressed."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen


def leave(screen: Screen[Any]) -> bool:
    """Close `screen` if it is in front. Returns whether it was.

    Textual's `dismiss` closes whichever screen is in front: a second Enter, typed before the first one is handled,
    would close the screen below.
    """
    if not screen.is_active:
        return False
    screen.dismiss()
    return True
