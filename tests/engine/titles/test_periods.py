from __future__ import annotations

import pytest

from engine.titles.periods import parse_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1979", (1979, 1979)),
        (" (1979) ", (1979, 1979)),
        ("80s", (1980, 1989)),
        ("the 80s", (1980, 1989)),
        ("The 1980s", (1980, 1989)),
        ("'80s", (1980, 1989)),
        ("90's", (1990, 1999)),
        ("the eighties", (1980, 1989)),
        ("late 60s", (1967, 1969)),
        ("2000s", (2000, 2009)),
        ("00s", (2000, 2009)),
        ("20s", (1920, 1929)),
        ("1980-1985", (1980, 1985)),
        ("films of the 80s", (1980, 1989)),
        ("70s movies", (1970, 1979)),
    ],
)
def test_years_and_decades_alone(text: str, period: tuple[int, int]) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["", "80", "300", "alien 1979", "1917 film", "s", "1980s horror", "45s"])
def test_other_texts_are_no_period(text: str) -> None:
    assert parse_period(text) is None
