"""What the pages beside the main screen share: which keys work in a terminal that is too small for any of them."""

from __future__ import annotations

from textual.screen import Screen

_ALWAYS = frozenset({"back", "quit", "theme"})


def works_here(screen: Screen[None], action: str) -> bool:
    """Whether an action of `screen` works at its size: in a terminal that shows the notice only, no key may mark a
    film that is out of sight."""
    tiny = screen.has_class("-tiny") or screen.has_class("-flat")
    return not tiny or action in _ALWAYS or not hasattr(screen, f"action_{action}")
