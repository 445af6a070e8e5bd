"""The terminal sizes at which the layout changes, with their class names in the style sheet."""

from __future__ import annotations

WIDTHS: list[tuple[int, str]] = [(0, "-tiny"), (60, "-narrow"), (110, "-wide"), (160, "-huge")]
HEIGHTS: list[tuple[int, str]] = [(0, "-flat"), (16, "-low"), (22, "-high")]
