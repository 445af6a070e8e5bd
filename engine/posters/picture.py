"""A picture file made small enough for some cells of a terminal: checked first, since it may be anything.

Only JPEG, PNG and WebP are read, up to LARGEST bytes and MOST_PIXELS pixels.
"""

from __future__ import annotations

from io import BytesIO
from typing import TypeAlias

import msgspec

LARGEST = 5_000_000
"""Bytes of a file."""
MOST_PIXELS = 40_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_NARROWEST = 2


Cell: TypeAlias = tuple[int, int]
"""The width and height of a cell in pixels."""
HALVES: Cell = (1, 2)
"""A cell painted in half blocks: two pixels, one above the other."""


class Picture(msgspec.Struct, frozen=True):
    """A picture that fills `columns` x `rows` cells of `cell` pixels each. `pixels` are the red, green and blue bytes,
    from the top left, line by line."""

    columns: int
    rows: int
    pixels: bytes
    cell: Cell = HALVES

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels."""
        return self.columns * self.cell[0], self.rows * self.cell[1]


def scaled(content: bytes, columns: int, rows: int, cell: Cell = HALVES) -> Picture | None:
    """The picture in a file, as large as fits into `columns` x `rows` cells, to whole cells; None if it is no picture
    that is read here, or a damaged one."""
    if not content or len(content) > LARGEST:
        return None
    from PIL import Image  # it takes 50 ms, and most people have no posters

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as file:
            width, height = file.size
            if not 0 < width * height <= MOST_PIXELS:
                return None
            scale = min(columns * cell[0] / width, rows * cell[1] / height)
            across, down = round(width * scale / cell[0]), max(round(height * scale / cell[1]), 1)
            if across < _NARROWEST:
                return None
            size = across * cell[0], down * cell[1]
            file.draft("RGB", (2 * size[0], 2 * size[1]))
            image = file.convert("RGBA") if "A" in file.getbands() or "transparency" in file.info else file
            if image.mode == "RGBA":
                image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
            small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            return Picture(across, down, small.tobytes(), cell)
    except Exception:  # noqa: BLE001 - of a damaged picture, a decoder says anything
        return None
