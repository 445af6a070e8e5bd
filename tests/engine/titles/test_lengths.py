from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.titles.lengths import Minutes, length_in_words, minutes_in_words, parse_length, without_length


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("short", (None, 90)),
        ("Long", (150, None)),
        ("90-120", (90, 120)),
        ("120-90", (90, 120)),
        ("-90", (None, 90)),
        ("150-", (150, None)),
        ("under 90 min", (None, 89)),
        ("less than 90 minutes", (None, 89)),
        ("< 2h", (None, 119)),
        ("<2h", (None, 119)),
        ("<= 2h", (None, 120)),
        ("up to 2 hours", (None, 120)),
        ("at most an hour", (None, 60)),
        ("over 150 min", (151, None)),
        ("> 2.5 h", (151, None)),
        ("at least 2 1/2 hours", None),
        ("at least two hours", (120, None)),
        ("90 minutes", (80, 100)),
        ("90min", (80, 100)),
        ("about 2 hours", (110, 130)),
        ("1h30", (80, 100)),
        ("1 h 30 min", (80, 100)),
        ("under 1 hour and 30 minutes", (None, 89)),
        ("2-3 hours", (120, 180)),
        ("2 to 3 hours", (120, 180)),
        ("between 90 and 120 minutes", (90, 120)),
        ("90 min to 2 hours", (90, 120)),
        ("a 90-minute", None),
        ("90", None),
        ("1984", None),
        ("-", None),
        ("", None),
        ("48 hours", None),
        ("0 min", None),
        ("under", None),
    ],
)
def test_a_length_is_read(text: str, minutes: Minutes | None) -> None:
    assert parse_length(text) == minutes


def test_a_length_is_taken_out_of_a_text() -> None:
    rest, minutes = without_length("western under 2 hours, 1950s")
    assert (rest.split(), minutes) == (["western", ",", "1950s"], (None, 119))
    assert without_length("1994-1999 comedy") == ("1994-1999 comedy", (None, None))
    assert without_length("film of 2001 minutes") == ("film of 2001 minutes", (None, None))
    assert without_length("m 90 mines") == ("m 90 mines", (None, None))


def test_short_and_long_say_what_they_mean() -> None:
    assert length_in_words((None, 90)) == "short (at most 90 min)"
    assert length_in_words((150, None)) == "long (at least 150 min)"
    assert length_in_words((None, 119)) == minutes_in_words((None, 119)) == "at most 119 min"
    assert [minutes_in_words(some) for some in ((121, None), (120, 180), (90, 90), (None, None))] == [
        "at least 121 min",
        "120–180 min",
        "90 min",
        "",
    ]


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    parse_length(text)
    without_length(text)
