import pytest

from tui.widgets.map_canvas import drop_cut_names

LINE = "..Alien  Heat ."
STYLES = ["land-1"] * 2 + ["title"] * 5 + [""] * 2 + ["region-2"] * 4 + [""] + ["land-1"]


@pytest.mark.parametrize(
    ("start", "stop", "left"),
    [
        (4, 8, "..  ien  Heat ."),  # what is inside is written over
        (5, 11, "..   en  He   ."),
        (7, 9, "..Alien  Heat ."),
        (0, 15, "..Alien  Heat ."),
    ],
)
def test_no_rest_of_a_name_stays_beside_the_title_at_the_cursor(start, stop, left):
    chars, styles = list(LINE), list(STYLES)
    drop_cut_names(chars, styles, start, stop)
    assert "".join(chars) == left
    assert all(not style for char, style in zip(chars, styles, strict=True) if char == " ")


def test_half_of_a_wide_character_goes_with_its_other_half():
    chars, styles = ["", "a", "七", "", "b"], ["title"] * 5
    chars[0] = "x"
    drop_cut_names(chars, styles, 4, 5)
    assert chars == [" ", " ", " ", "", "b"]
