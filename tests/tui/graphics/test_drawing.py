"""What a terminal draws a picture from."""

import base64
import random
import re
import sys
from io import BytesIO

import pytest
from PIL import Image

from engine.posters.picture import Picture, scaled
from tests.poster_files import poster_file
from tests.tui.terminals import PaintedTerminal
from tui.graphics.drawing import drawn, pixels_of

RED, BLUE = b"\xff\0\0", b"\0\0\xff"


@pytest.fixture
def picture():
    """Two by two cells of 3 x 6 pixels, red above blue."""
    return Picture(2, 2, RED * 36 + BLUE * 36, (3, 6))


def test_half_blocks_are_left_as_they_are(picture):
    assert drawn(picture, "blocks") is picture


def test_kitty_gets_the_picture_and_where_to_show_it(picture):
    drawing = drawn(picture, "kitty")
    (key, data) = re.fullmatch(r"\x1b_Ga=t,f=100,t=d,(i=\d+),q=2,m=0;([\w+/=]+)\x1b\\", drawing.sequence).groups()
    with Image.open(BytesIO(base64.b64decode(data))) as sent:
        assert sent.size == (6, 12) and sent.convert("RGB").tobytes() == picture.pixels
    assert drawing.placement == f"\x1b_Ga=p,{key},p=1,c=2,r=2,C=1,q=2\x1b\\"
    assert drawing.removal == f"\x1b_Ga=d,d=I,{key},q=2\x1b\\"
    assert drawn(picture, "kitty").removal != drawing.removal


def test_kitty_gets_a_large_picture_in_parts():
    noise = random.Random(1).randbytes(3 * 200 * 100)
    drawing = drawn(Picture(10, 10, noise, (20, 10)), "kitty")
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", drawing.sequence)
    assert len(parts) > 1 and all(len(data) <= 4096 for _, data in parts)
    assert [keys.rpartition("m=")[2] for keys, _ in parts] == ["1"] * (len(parts) - 1) + ["0"]
    with Image.open(BytesIO(base64.b64decode("".join(data for _, data in parts)))) as sent:
        assert sent.convert("RGB").tobytes() == noise


def test_sixels_define_their_colors_before_the_first_pixel(picture):
    drawing = drawn(picture, "sixel")
    assert drawing.placement == drawing.removal == ""
    head = re.match(r'\x1bP0;0;0q"1;1;6;12((?:#\d+;2;\d+;\d+;\d+)+)', drawing.sequence)
    colors = dict(re.findall(r"#(\d+);2;(\d+;\d+;\d+)", head[1]))
    assert sorted(colors.values()) == ["0;0;100", "100;0;0"]
    red, blue = (next(n for n, found in colors.items() if found == color) for color in ("100;0;0", "0;0;100"))
    assert drawing.sequence[head.end() :] == f"#{red}!6~-#{blue}!6~-\x1b\\"


def test_what_a_poster_is_called_never_reaches_the_terminal():
    picture = scaled(poster_file(kind="PNG"), 20, 15, (9, 18))
    for graphics in ("kitty", "sixel"):
        body = drawn(picture, graphics).sequence.replace("\x1b_G", "").replace("\x1b\\", "").replace("\x1bP", "")
        assert body.isascii() and body.isprintable()


def test_kitty_scales_pictures_by_itself():
    assert pixels_of((20, 40), "kitty") == (10, 20)
    assert pixels_of((9, 18), "kitty") == (9, 18)
    assert pixels_of((20, 40), "sixel") == (20, 40)
    assert pixels_of((20, 40), "blocks") == (1, 2)


def test_the_encoder_asks_the_terminal_nothing():
    command = [sys.executable, "-P", "-c", "import textual_image._sixel; print('done', flush=True); input()"]
    opened = PaintedTerminal(command, {}, (80, 24))
    try:
        opened.until(b"done\r\n")
        assert opened.output == b"done\r\n"
    finally:
        opened.close()
