"""Closing a screen once, however often the key for it comes."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen


def leave(screen: Screen[Any]) -> bool:
    """Close `screen` if it is in front; whether it was.

    Textual's `dismiss` closes whichever screen is in front: a second Enter, typed before the first one was worked on,
    would close the one below.
    """
    if not screen.is_active:
        return False
    screen.dismiss()
    return True
