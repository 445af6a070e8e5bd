"""The fast reader of blocks and the slow reader of lines take the same rows, with the same values, and refuse the same.

Every file is read twice: as it is, and with a row that no reader takes, which leaves the whole file to the slow one.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.datasets import rating_files
from engine.datasets.data_files import DataFile
from engine.datasets.rating_files import read_ratings
from engine.errors import DataError
from engine.progress import silent

KNOWN = np.array([1, 2, 7, 2**31, 999_999_999])
SEPARATORS = [",", ";", "\t", "|", "::"]

whole = st.sampled_from(
    ["0", "1", "2", "7", "007", "7.0", "-7", "-0", "+7", "1_0", " 7", "7 ", "７", "", "NA", "1e3", "7,0", "1,000"]
)
users = (
    whole | st.integers(2**62, 2**64).map(str) | st.sampled_from(["9223372036854775807", "9223372036854775808", "bob"])
)
# fmt: off
stars = st.sampled_from([
    "0.5", "5", "5.0", "4.1", "3.30000000000000004", "5.000001", "0.49999999", "0", "-1", "6", "10", "4,5", "4.", ".5",
    "+4", "4_0", "1e0", "1e", "4.5.0", "inf", "nan", "NaN", "NULL", "null", "None", "#N/A", "<NA>", "-nan", "x", "",
    " 4 ", "4 5", "True", "0x4",
])
times = st.sampled_from([
    "0", "964982703", "964982703.9", "964982703000", "-1", "1e9", "9007199254740991", "9007199254740993", "99999999999",
    "100000000000", "soon", "", "NA", "2005-04-02 23:53:47", "2005-04-02T23:53:47", "2005-04-02T23:53:47Z",
    "2005-04-02t23:53:47z", "2005-04-02 23:53:47+02", "1112486027000000", "99999999999999", "100000000000000",
    "2005-04-02T23:53:47.123456789Z", "2005-04-02 23:53:47+02:00", "2005-04-02 23:53:47 -0730",
    "2005-04-02 23:53:47 UTC", "2005-04-02", "2005-04-02 23:53", "2005-02-30", "2005-04-02T24:00:00",
    "1969-12-31 23:59:59", "1969-12-31T23:59:59.5Z", "9999-12-31", "0001-01-01", "2005-4-2", "2005-04-02 23:53:60",
    "20050402",
])
# fmt: on
quotes = st.sampled_from(["{}", "{}", "{}", '"{}"', ' "{}"', '"{}" ', '"{}', '{}"', '"{}"x', '"{}""'])
ends = st.sampled_from(["", "", "", "", "S", "SS", "S9", "\r", "\n", "  "])


@st.composite
def rows(draw: Any, separator: str) -> str:
    """A good row with one odd field, and sometimes odd quotes or an odd end: most of what is odd would else hide the
    rest of it."""
    fields = ["7", "1", "4.5", "964982703"]
    at = draw(st.integers(0, 3))
    fields[at] = draw((users, whole, stars, times)[at])
    quoted = draw(st.integers(0, 7))
    if quoted < 4:
        fields[quoted] = draw(quotes).format(fields[quoted])
    return separator.join(fields[: draw(st.sampled_from([4, 4, 4, 4, 3]))]) + draw(ends).replace("S", separator)


@st.composite
def files(draw: Any) -> tuple[str, str, list[str]]:
    separator = draw(st.sampled_from(SEPARATORS))
    return separator, draw(st.sampled_from(["\n", "\r\n"])), draw(st.lists(rows(separator), min_size=1, max_size=2))


def read(text: str) -> tuple[Any, Any]:
    """The rows and the skipped rows of a file, however many of these there are."""
    content = text.encode()
    file = DataFile("ratings.csv", "ratings.csv", len(content), lambda: io.BytesIO(content))
    taken, skipped = read_ratings(file, KNOWN, "movies.csv", silent)
    return [column.tolist() for column in taken], skipped.examples


@settings(max_examples=200, deadline=None)
@given(files())
@example((",", "\n", ["9223372036854775807,1,4,5"]))
@example((",", "\n", ["7,1,4,2005-04-02 23:53:47", "7,1,4,2005-04-02 23:53:47+02:00"]))
@example((",", "\n", ["9223372036854775807,1,4,5", "7.0,1,4,5"]))
@example((";", "\n", ["7;1;4,5;5"]))
@example((",", "\n", ['7,1,"4,5"', "7,1,4.5,5"]))
def test_the_fast_and_the_slow_reader_agree(file: tuple[str, str, list[str]]) -> None:
    separator, newline, lines = file
    header = separator.join(["userId", "movieId", "rating", "timestamp"])
    text = newline.join([header, *lines]) + newline
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.datasets.skipped_rows.MAX_BAD_SHARE", 1.0)
        patch.setattr("engine.datasets.skipped_rows.EXAMPLES", 100)
        try:
            fast = read(text)
        except DataError as reason:
            fast = reason.message
        patch.setattr(rating_files, "read_block", lambda *_: None)
        try:
            slow = read(text)
        except DataError as reason:
            slow = reason.message
    np.testing.assert_equal(fast, slow)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("quote", ["{}", '"{}"'])
@pytest.mark.parametrize("time", ["964982703", "2000-07-30T18:45:03Z", "2000-07-30 20:45:03.25+02:00"])
def test_a_good_file_is_read_at_once_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, separator: str, quote: str, time: str
) -> None:
    fields = [
        ["User ID", "movie_id", "score", "unix_timestamp"],
        [str(2**63 - 1), "7", "4.5", time],
        ["0", "1", "1", time],
    ]
    monkeypatch.setattr(rating_files, "read_line", lambda *_: pytest.fail("read line by line"))
    taken, skipped = read("".join(separator.join(map(quote.format, row)) + "\r\n" for row in fields))
    assert taken == [[2**63 - 1, 0], [7, 1], [4.5, 1.0], [964982703.0, 964982703.0]]
    assert skipped == ()
