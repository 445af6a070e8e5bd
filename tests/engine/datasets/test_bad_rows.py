"""Unreadable rows: counted and reported, never dropped silently; too many are an error with file and line."""

from __future__ import annotations

import pytest

from engine.datasets.sources import read_source
from engine.errors import DataError

HEADER = "userId,movieId,rating,timestamp\n"
GOOD = [f"{user},1,4.0,{user}" for user in range(1, 400)]


def with_ratings(write, layouts, rows, newline="\n"):
    return write("x", layouts["ml-latest-small"] | {"ratings.csv": HEADER + newline.join(rows) + newline})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7,1,x,1", "rating 'x' is not a number"),
        ("7,1,8.0,1", "rating 8 is not between 0.5 and 5"),
        ("7,1,0,1", "rating 0 is not between 0.5 and 5"),
        ("7,1,4.0,soon", "timestamp 'soon' is not a number or a time like 2005-04-02 23:53:47"),
        ("7,1,4.0,-1", "timestamp -1 is out of range"),
        ("7,1,inf,1", "rating inf is not between 0.5 and 5"),
        ("bob,1,4.0,1", "user 'bob' is not a whole number"),
        ("-7,1,4.0,1", "user '-7' is not a whole number"),
        (",1,4.0,1", "user '' is not a whole number"),
        ("7,1.5,4.0,1", "movie '1.5' is not a whole number"),
        ("7,999,4.0,1", "movie 999 is not in movies.csv"),
        ("7,1,4.0", "expected 4 fields, found 3"),
        ("7,1,4.0,1,9", "expected 4 fields, found 5"),
        ('7,1,"4.0,1', "unexpected end of data"),
        ("7,1,4\x00,1", "rating '4' is not a number"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_bad_row_is_counted_with_its_line_and_the_others_stay(write, layouts, row, reason, newline):
    rows = [*GOOD[:10], row, *GOOD[10:]]
    dataset = read_source(with_ratings(write, layouts, rows, newline))
    assert len(dataset.ratings) == len(GOOD)
    assert dataset.skipped.count == 1
    assert dataset.skipped.examples == (f"ratings.csv, line 12: {reason}",)


def test_the_first_few_bad_rows_are_told_and_all_are_counted(write, layouts):
    many = [f"{user},1,4.0,{user}" for user in range(1, 1000)]
    dataset = read_source(with_ratings(write, layouts, [*many, *(f"{n},1,bad,1" for n in range(8))]))
    assert dataset.skipped.count == 8
    assert len(dataset.skipped.examples) == 5
    assert dataset.skipped.examples[0].startswith("ratings.csv, line 1001:")


def test_more_than_one_in_a_hundred_is_an_error_that_names_file_and_line(write, layouts):
    source = with_ratings(write, layouts, [*GOOD, "a,1,1,1", "b,1,1,1", "c,1,1,1", "d,1,1,1", "e,1,1,1"])
    with pytest.raises(DataError) as caught:
        read_source(source)
    assert caught.value.message == (
        f"{source}/ratings.csv, line 401: user 'a' is not a whole number (and 4 more rows cannot be read)"
    )


def test_blank_lines_are_no_rows(write, layouts):
    dataset = read_source(with_ratings(write, layouts, ["", GOOD[0], "", "  ", GOOD[1], "", ""]))
    assert (len(dataset.ratings), dataset.skipped.count) == (2, 0)


def test_a_last_line_without_an_end_counts(write, layouts):
    dataset = read_source(write("x", layouts["ml-latest-small"] | {"ratings.csv": HEADER + "1,1,4.0,7"}))
    assert len(dataset.ratings) == 1


def test_a_bad_film_is_counted_and_so_are_its_ratings(write, layouts):
    films = "".join(f"{movie},Film {movie} (2000),Drama\n" for movie in range(2, 300))
    movies = f"movieId,title,genres\n{films}1\n"
    dataset = read_source(
        write(
            "x",
            layouts["ml-latest-small"]
            | {
                "movies.csv": movies,
                "ratings.csv": HEADER + "".join(f"1,{movie},4.0,7\n" for movie in range(1, 300)),
            },
        )
    )
    assert dataset.skipped.count == 2
    assert dataset.skipped.examples == (
        "movies.csv, line 300: expected 3 fields, found 1",
        "ratings.csv, line 2: movie 1 is not in movies.csv",
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("5,Again (2000),Drama", "movie 5 is a duplicate"),
        ("x,Film (2000),Drama", "movie id 'x' is not a whole number"),
        ("1000000000,Film (2000),Drama", "movie id 1000000000 is too large"),
        ("900,,Drama", "movie 900 has no title"),
    ],
)
def test_what_is_wrong_with_a_film_is_said(write, layouts, row, reason):
    films = "".join(f"{movie},Film {movie} (2000),Drama\n" for movie in range(1, 300))
    files = layouts["ml-latest-small"] | {
        "movies.csv": f"movieId,title,genres\n{films}{row}\n",
        "ratings.csv": HEADER + "1,1,4.0,7\n",
    }
    dataset = read_source(write("x", files))
    assert dataset.skipped.count == 1
    assert dataset.skipped.examples[0].startswith(f"movies.csv, line 301: {reason}")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ratings.csv", "", "ratings.csv is empty"),
        ("ratings.csv", HEADER, "ratings.csv contains no ratings"),
        ("ratings.csv", "1,1,4.0,7\n", "ratings.csv, line 1: the header is missing"),
        ("ratings.csv", "name,age\nbob,7\n", "ratings.csv, line 1: not a ratings file"),
        ("ratings.csv", "<html>\n<body>\n", "ratings.csv, line 1: not a ratings file"),
        ("ratings.csv", b"\x00\x01\x02us\x00", "ratings.csv, line 1: not text that movierec can read"),
        ("ratings.csv", "userId,movieId\n" + "a;b;c\n" * 50, "ratings.csv, line 2: expected 2 fields, found 1"),
        ("ratings.csv", HEADER + "x" * (2 << 20), "ratings.csv, line 2: the line is too long"),
        ("movies.csv", "", "movies.csv is empty"),
        ("movies.csv", "movieId,title,genres\n", "movies.csv contains no films"),
        ("movies.csv", "a,b\n1,2\n", "movies.csv, line 1: not a file of films"),
        ("links.csv", "a,b\n1,2\n", "links.csv, line 1: no header movieId,imdbId,tmdbId"),
        ("links.csv", "movieId,imdbId,tmdbId\n1,x,y\n", "links.csv, line 2: IMDb id 'x' is not a whole number"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(write, layouts, name, content, message):
    with pytest.raises(DataError) as caught:
        read_source(write("x", layouts["ml-latest-small"] | {name: content}))
    assert message in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("layout", "name", "row", "reason"),
    [
        ("ml-1m", "ratings.dat", "1::1::5", "expected 4 fields, found 3"),
        ("ml-1m", "ratings.dat", "1::1::\t5::7", None),
        ("ml-1m", "movies.dat", "99::No genres (2000)", "expected 3 fields, found 2"),
        ("ml-100k", "u.data", "1\t1\tfive\t7", "rating 'five' is not a number"),
        ("ml-100k", "u.item", "99|Short (2000)|", "expected 24 fields, found 3"),
        ("recbole", "ml-100k.inter", "u1\t1\t5\t7", "user 'u1' is not a whole number"),
        ("recbole", "ml-100k.item", "99\tShort", "expected 4 fields, found 2"),
    ],
)
def test_rows_of_every_layout_are_checked(write, layouts, layout, name, row, reason):
    files = layouts[layout]
    content = files[name]
    files[name] = (content.encode() if isinstance(content, str) else content) + row.encode() + b"\n"
    if reason is None:
        assert len(read_source(write("x", files)).ratings) == 3
        return
    with pytest.raises(DataError, match=reason):
        read_source(write("x", files))
