from __future__ import annotations

import pytest

from engine.profiles.opinions import parse_opinion, stars, weight


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        ("like", 1),
        ("5", 1.5),
        ("4.5", 1.25),
        ("4", 1),
        ("3.5", 0.5),
        ("3", 0),
        ("2.5", -0.2),
        ("0.5", -1),
        ("dislike", -1),
    ],
)
def test_weights_follow_the_design(opinion: str, expected: float) -> None:
    assert weight(opinion) == expected


@pytest.mark.parametrize(("text", "opinion"), [(" Like", "like"), (4.0, "4"), ("3.50", "3.5"), (".5", "0.5")])
def test_opinions_are_read_in_many_spellings(text: str | float, opinion: str) -> None:
    assert parse_opinion(text) == opinion


def test_only_stars_have_a_number() -> None:
    assert (stars("3.5"), stars("like"), stars(None)) == (3.5, None, None)
