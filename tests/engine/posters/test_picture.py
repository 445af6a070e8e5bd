"""A picture file becomes cells with two pixels each; what is no picture, or too large a one, becomes nothing."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from engine.posters.picture import LARGEST, scaled
from tests.poster_files import poster_file


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_as_large_as_fits_and_keeps_its_shape(kind):
    picture = scaled(poster_file("red", kind=kind, size=(200, 300)), 20, 15)
    assert (picture.columns, picture.rows) == (20, 15)
    assert len(picture.pixels) == 20 * 30 * 3
    red, green, blue = picture.pixels[:3]
    assert red > 240 and green < 15 and blue < 15


def test_a_wide_picture_is_lower():
    picture = scaled(poster_file(size=(300, 150)), 20, 15)
    assert (picture.columns, picture.rows) == (20, 5)


def test_the_pixels_are_line_by_line_from_the_top():
    picture = scaled(poster_file("white", kind="PNG", below="black", size=(40, 60)), 4, 3)
    assert [round(pixel / 255) for pixel in picture.pixels] == [1] * 36 + [0] * 36


def test_what_shines_through_is_black():
    content = BytesIO()
    Image.new("RGBA", (20, 30), (255, 255, 255, 0)).save(content, "PNG")
    assert set(scaled(content.getvalue(), 4, 3).pixels) == {0}


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_kinds_of_color_are_read(mode):
    content = BytesIO()
    Image.new(mode, (20, 30)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    assert scaled(content.getvalue(), 4, 3) is not None


def bomb():
    """A PNG of a few bytes that claims 60,000 x 60,000 pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def gif():
    content = BytesIO()
    Image.new("P", (20, 30)).save(content, "GIF")
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        poster_file()[:600],
        poster_file(kind="PNG")[:-40],
        gif(),
        bomb(),
        poster_file() + b"\0" * LARGEST,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
    ids=["nothing", "HTML", "cut JPEG", "cut PNG", "GIF", "bomb", "too large", "PostScript"],
)
def test_what_is_no_whole_picture_is_none(content):
    assert scaled(content, 20, 15) is None
