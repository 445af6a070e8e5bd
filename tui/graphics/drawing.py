"""A picture as the bytes that a terminal draws it from. They are made in the thread that looks for posters."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from itertools import count
from typing import TypeAlias

import msgspec

from engine.posters.picture import HALVES, Cell, Picture
from tui.graphics.cell_size import USUAL
from tui.graphics.choosing import Graphics

_CHUNK = 4096
"""Bytes of one message of kitty's protocol."""
_numbers = count(0x4D0001)
_COLOR = re.compile(r"(#\d+)(;2;\d+;\d+;\d+)")
_RASTER = re.compile(r'\x1bP[\d;]*q"[\d;]+')


class Drawing(msgspec.Struct, frozen=True):
    """A picture of `columns` x `rows` cells. With sixel, `sequence` draws it at the cursor; with kitty's protocol the
    terminal keeps it, and `placement` shows it at the cursor until `removal` has it forgotten."""

    columns: int
    rows: int
    graphics: Graphics
    sequence: str
    placement: str = ""
    removal: str = ""


Painting: TypeAlias = Picture | Drawing
"""A picture in half blocks, or one that the terminal draws."""


def pixels_of(cell: Cell, graphics: Graphics) -> Cell:
    """How many pixels to draw in a cell of `cell` pixels: kitty scales pictures, so it need not have more than is
    usual."""
    if graphics == "blocks":
        return HALVES
    if graphics == "kitty" and cell[1] > USUAL[1]:
        return max(round(cell[0] * USUAL[1] / cell[1]), 1), USUAL[1]
    return cell


def drawn(picture: Picture, graphics: Graphics) -> Painting:
    """The picture as it goes to a terminal with these graphics."""
    if graphics == "blocks":
        return picture
    from PIL import Image

    image = Image.frombytes("RGB", picture.size, picture.pixels)
    if graphics == "sixel":
        # The package's public modules ask the terminal what it can do when they are imported; this one does not.
        from textual_image._sixel import SixelOptions, image_to_sixels

        sixels = image_to_sixels(image, SixelOptions(quantize="adaptive"))
        return Drawing(picture.columns, picture.rows, graphics, _colors_first(sixels))
    content = BytesIO()
    image.save(content, "PNG")
    key = f"i={next(_numbers)}"
    return Drawing(
        picture.columns,
        picture.rows,
        graphics,
        _for_kitty(content.getvalue(), key),
        f"\x1b_Ga=p,{key},p=1,c={picture.columns},r={picture.rows},C=1,q=2\x1b\\",
        f"\x1b_Ga=d,d=I,{key},q=2\x1b\\",
    )


def _colors_first(sixels: str) -> str:
    """Define all colors before the first pixel: xterm mixes up those that are defined later."""
    head = _RASTER.match(sixels)
    assert head is not None
    colors = "".join(found[0] for found in _COLOR.finditer(sixels))
    return head[0] + colors + _COLOR.sub(r"\1", sixels[head.end() :])


def _for_kitty(png: bytes, key: str) -> str:
    """Have the terminal keep a picture, without an answer."""
    data = base64.b64encode(png).decode()
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    keys = f"a=t,f=100,t=d,{key},q=2,"
    messages = []
    for place, chunk in enumerate(chunks, 1):
        messages.append(f"\x1b_G{keys}m={int(place < len(chunks))};{chunk}\x1b\\")
        keys = "q=2,"
    return "".join(messages)
