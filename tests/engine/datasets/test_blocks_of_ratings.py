"""Reading in blocks gives the same result as reading in one go, with the right line numbers in every block."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import rating_files
from engine.datasets.data_files import DataFile, single_file
from engine.datasets.rating_files import read_ratings
from engine.progress import silent

KNOWN = np.arange(1, 50)


@pytest.mark.parametrize("size", [20, 100, 1000])
def test_many_blocks_read_as_one(tmp_path, monkeypatch, size):
    rows = [f"{user},{user % 49 + 1},3.5,{user * 10}" for user in range(1, 2000)]
    rows[700] = "1,1,bad,1"
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(rows) + "\n")
    file = single_file(tmp_path / "ratings.csv")
    whole, skipped = read_ratings(file, KNOWN, "movies.csv", silent)
    blocks = DataFile.blocks
    monkeypatch.setattr(DataFile, "blocks", lambda self, _=0: blocks(self, size))
    parts, again = read_ratings(file, KNOWN, "movies.csv", silent)
    assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))
    assert skipped == again
    assert skipped.examples == ("ratings.csv, line 702: rating 'bad' is not a number",)
    assert len(whole.user) == 1998


def test_the_first_bad_line_of_a_file_of_another_kind_stops_it_early(tmp_path, monkeypatch):
    (tmp_path / "ratings.csv").write_text("userId,movieId\n" + "what,ever\n" * 100_000)
    file = single_file(tmp_path / "ratings.csv")
    read = 0
    blocks = DataFile.blocks

    def counted(self, _=0):
        nonlocal read
        for block in blocks(self, 10_000):
            read += 1
            yield block

    monkeypatch.setattr(DataFile, "blocks", counted)
    with pytest.raises(Exception, match="line 2: user 'what'"):
        read_ratings(file, KNOWN, "movies.csv", silent)
    assert read < 10


@pytest.mark.parametrize("bad", ["1,1,bad,1", "1,1,seven,1", "1,1,4.0", "1,999,4.0,1", '1,1,"4.0,1'])
def test_a_bad_row_leaves_only_its_neighbors_to_the_reader_of_lines(tmp_path, monkeypatch, bad):
    rows = [f"{user},{user % 49 + 1},3.5,{user * 10}" for user in range(1, 60_000)]
    rows[30_000] = bad
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(rows) + "\n")
    read_line, lines = rating_files.read_line, 0

    def counted(text, form):
        nonlocal lines
        lines += 1
        return read_line(text, form)

    monkeypatch.setattr(rating_files, "read_line", counted)
    taken, skipped = read_ratings(single_file(tmp_path / "ratings.csv"), KNOWN, "movies.csv", silent)
    assert taken.user.tolist() == [user for user in range(1, 60_000) if user != 30_001]
    assert skipped.count == 1
    assert skipped.examples[0].startswith("ratings.csv, line 30002: ")
    assert 0 < lines < 6_000


def test_blank_lines_leave_nothing_to_the_reader_of_lines(tmp_path, monkeypatch):
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n\n1,2,3.5,4\n\n  \n5,6,4.5,8\n\n")
    monkeypatch.setattr(rating_files, "read_line", lambda *_: pytest.fail("read line by line"))
    taken, skipped = read_ratings(single_file(tmp_path / "ratings.csv"), KNOWN, "movies.csv", silent)
    assert [column.tolist() for column in taken] == [[1, 5], [2, 6], [3.5, 4.5], [4.0, 8.0]]
    assert skipped.count == 0


@pytest.mark.parametrize("place", [0, 1, 399])
def test_a_bad_row_may_be_longer_than_what_is_read_at_once(tmp_path, place):
    rows = [f"{user},{user % 49 + 1},3.5,{user * 10}" for user in range(1, 400)]
    rows.insert(place, "1,1,4.0," + "9" * 100_000)
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(rows) + "\n")
    taken, skipped = read_ratings(single_file(tmp_path / "ratings.csv"), KNOWN, "movies.csv", silent)
    assert len(taken.user) == 399
    assert skipped.count == 1
    assert skipped.examples[0].startswith(f"ratings.csv, line {place + 2}: ")
