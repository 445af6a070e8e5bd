from __future__ import annotations

import pytest

from engine.titles.number_words import composed


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("one hundred and one dalmatians", "101 dalmatians"),
        ("twenty eight days later", "28 days later"),
        ("apollo thirteen", "apollo 13"),
        ("ten thousand bc", "10000 bc"),
        ("two thousand and one a space odyssey", "2001 a space odyssey"),
        ("six seven", "6 7"),
        ("one and only", "1 and only"),
        ("hundred days", "hundred days"),
    ],
)
def test_number_words_are_one_number(key: str, expected: str) -> None:
    assert composed(key) == expected
