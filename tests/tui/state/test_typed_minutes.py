import pytest

from tui.state.typed_minutes import extended, minutes


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("", None),
        ("9", None),
        ("12", None),  # of 120
        ("90", (None, 90)),
        ("120", (None, 120)),
        ("90-", (90, None)),
        ("90-1", None),
        ("90-12", None),
        ("90-120", (90, 120)),
        ("-90", (None, 90)),
        ("-", None),
    ],
)
def test_minutes_count_once_they_are_whole(typed, length):
    assert minutes(typed) == length


def test_what_fits_no_length_begins_anew():
    assert extended("12", "0") == "120"
    assert extended("120", "9") == "9"
    assert extended("90-120", "-") == "-"
    assert extended("-", "x") is None
