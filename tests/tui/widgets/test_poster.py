"""A picture in half blocks."""

from engine.posters.picture import Picture
from tui.widgets.poster import strips


def test_each_cell_has_two_pixels_one_above_the_other():
    red, green, blue, white = b"\xff\0\0", b"\0\xff\0", b"\0\0\xff", b"\xff\xff\xff"
    picture = Picture(3, 1, red + red + green + blue + blue + white)
    (row,) = strips(picture)
    assert row.cell_length == 3
    assert [(part.text, part.style.color.name, part.style.bgcolor.name) for part in row] == [
        ("▀▀", "#ff0000", "#0000ff"),
        ("▀", "#00ff00", "#ffffff"),
    ]


def test_there_is_a_strip_for_each_row():
    assert len(strips(Picture(2, 5, b"\0" * 2 * 10 * 3))) == 5
