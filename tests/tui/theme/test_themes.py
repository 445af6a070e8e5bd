"""The row under the cursor can be told from the others, also in a list without the focus."""

import pytest
from textual.color import Color

from tui.theme import themes


def luminance(color):
    parts = [value / 255 for value in color.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_and_white_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT], ids=lambda theme: theme.name)
def test_the_row_of_an_unfocused_list_is_visible_and_weaker_than_the_cursor(theme):
    weak = contrast(theme.background, theme.variables["cursor-blurred-background"])
    strong = contrast(theme.background, theme.variables["cursor-background"])
    assert 1.2 < weak < strong
