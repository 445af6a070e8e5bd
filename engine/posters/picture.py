"""A picture file made small enough to be painted in cells: checked first, since it may be anything.

Only JPEG, PNG and WebP are read, up to LARGEST bytes and MOST_PIXELS pixels.
"""

from __future__ import annotations

from io import BytesIO

import msgspec

LARGEST = 5_000_000
"""Bytes of a file."""
MOST_PIXELS = 40_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_NARROWEST = 2


class Picture(msgspec.Struct, frozen=True):
    """A picture of `columns` x `rows` cells with two pixels each, one above the other. `pixels` are the red, green and
    blue bytes (3 x columns x 2 rows), from the top left, line by line."""

    columns: int
    rows: int
    pixels: bytes


def scaled(content: bytes, columns: int, rows: int) -> Picture | None:
    """The picture in a file, as large as fits into `columns` x `rows` cells; None if it is no picture that is read
    here, or a damaged one."""
    if not content or len(content) > LARGEST:
        return None
    from PIL import Image  # it takes 50 ms, and most people have no posters

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as file:
            width, height = file.size
            if not 0 < width * height <= MOST_PIXELS:
                return None
            scale = min(columns / width, 2 * rows / height)
            size = max(round(width * scale), 1), max(2 * round(height * scale / 2), 2)
            if size[0] < _NARROWEST:
                return None
            file.draft("RGB", (2 * size[0], 2 * size[1]))
            image = file.convert("RGBA") if "A" in file.getbands() or "transparency" in file.info else file
            if image.mode == "RGBA":
                image = Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
            small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            return Picture(small.width, small.height // 2, small.tobytes())
    except Exception:  # noqa: BLE001 - of a damaged picture, a decoder says anything
        return None
