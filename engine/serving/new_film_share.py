"""How many places of a list may be new films'. It imports nothing: the app says by it what a list is made of."""

from __future__ import annotations

EACH = 20
"""Of so many places, one may be a new film's."""


def allowed(places: int) -> int:
    """How many of the first `places` places of a list may be new films'.

    >>> [allowed(places) for places in (10, 20, 39, 40, 50, 100)]
    [1, 1, 1, 2, 2, 5]
    """
    return max(places // EACH, 1) if places > 0 else 0
