"""Ratings, films and links as other programs write them: separators, encodings, line ends, names, times, scales."""

from __future__ import annotations

import pytest

from engine.datasets.sources import read_source
from engine.errors import DataError

HEADER = "userId,movieId,rating,timestamp\n"
FILES = {
    "ratings.csv": HEADER + "1,1,4.5,964982703\n2,1,3.0,964982704\n2,260,4.0,964982705\n",
    "movies.csv": "movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n260,Star Wars (1977),Action\n",
    "links.csv": "movieId,imdbId,tmdbId\n1,0114709,862\n260,0076759,11\n",
}


def altered(change):
    return {name: change(text) for name, text in FILES.items()}


@pytest.fixture
def plain(write):
    return read_source(write("plain", FILES)).digest


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace(",", "::"),
        lambda text: text.replace(",", "|"),
        lambda text: "".join(f'"{line}"\n' for line in text.replace(",", '","').splitlines()),
        lambda text: text.replace(",", ", "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\n\n" + text.replace("\n", "\n \n"),
        lambda text: text.replace("\n", ",\n"),
        lambda text: text.replace("\n", ",,\n").replace(",,\n", "\n", 1),
        lambda text: "sep=;\n" + text.replace(",", ";"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace("Adventure|Animation", '"Adventure, Animation"'),
        lambda text: text.replace("Adventure|Animation", "\"['Adventure', 'Animation']\""),
        lambda text: text.replace("userId", "User ID").replace("rating", "stars").replace("timest", "unix_timest"),
        lambda text: text.replace("userId", "user").replace("rating", "Score").replace("964982703", "964982703000"),
        lambda text: text.replace("964982703", "2000-07-30T18:45:03Z"),
        lambda text: text.replace("964982703", "2000-07-30t18:45:03z"),
        lambda text: text.replace("964982703", "2000-07-30 18:45:03+00"),
        lambda text: text.replace("964982703", "964982703000000"),
        lambda text: text.replace(
            "Adventure|Animation", "\"[{'id': 12, 'name': 'Adventure'}, {'id': 16, 'name': 'Animation'}]\""
        ),
        lambda text: text.replace("964982704", "2000-07-30 20:45:04.5+02:00"),
        lambda text: text.replace(",", ";").replace("4.5", "4,5"),
        lambda text: text.replace("4.5", '"4,5"'),
    ],
    ids=lambda change: None,
)  # fmt: skip
def test_the_same_data_written_otherwise_read_the_same(write, plain, change):
    assert read_source(write("x", altered(change))).digest == plain


def test_titles_keep_their_accents_in_every_encoding(write):
    for number, encoding in enumerate(("utf-8", "cp1252", "latin-1", "utf-16")):
        movies = FILES["movies.csv"].replace("Star Wars", "Amélie").encode(encoding)
        films = read_source(write(f"x{number}", FILES | {"movies.csv": movies})).movies
        assert films["title"].tolist() == ["Toy Story", "Amélie"]


@pytest.mark.parametrize(
    ("ratings", "remedy"),
    [
        (range(1, 11), "these look like a scale from 1 to 10: divide each by 2"),
        (range(0, 101, 20), "these look like a scale from 0 to 100: divide each by 20"),
        ((-1, 1), "-1 and 1 look like thumbs: write 1 and 5"),
        ((0, 1), "0 and 1 look like yes and no: keep the rows with 1"),
        ((0, 1, 5), "0 looks like no rating: leave it empty"),
        ((-10, 10), "these run from -10 to 10: convert them"),
        ((1, 1000), "these run from 1 to 1000: convert them"),
    ],
)
def test_another_scale_is_named_with_the_way_to_convert_it(write, ratings, remedy):
    rows = "".join(f"{user},1,{rating},7\n" for user, rating in enumerate(ratings))
    with pytest.raises(DataError, match=r"is not between 0\.5 and 5") as caught:
        read_source(write("x", FILES | {"ratings.csv": HEADER + rows}))
    assert remedy in caught.value.remedy


def test_ones_alone_are_warned_of(write):
    dataset = read_source(write("x", FILES | {"ratings.csv": HEADER + "1,1,1,7\n2,1,1,7\n"}))
    assert dataset.notes == ("every rating is 1 star: if it only means watched, leave the rating column out",)


@pytest.mark.parametrize("bad", ["", "3,1,bad,7\n"])
def test_the_largest_user_ids_and_zero_are_taken_beside_a_bad_row_or_not(write, bad):
    good = "".join(f"{user},1,4,7\n" for user in (0, 2**63 - 1, *range(10, 110)))
    dataset = read_source(write("x", FILES | {"ratings.csv": HEADER + good + bad}))
    assert dataset.ratings["user"].tolist()[0] == 0
    assert dataset.ratings["user"].tolist()[-1] == 2**63 - 1
    assert dataset.skipped.count == len(bad.splitlines())


@pytest.mark.parametrize("user", ["-5", "bob", str(2**63)])
def test_user_ids_that_are_no_numbers_say_what_is_taken(write, user):
    with pytest.raises(DataError, match=f"ratings.csv, line 2: user .?{user}") as caught:
        read_source(write("x", FILES | {"ratings.csv": HEADER + f"{user},1,4,7\n"}))
    assert caught.value.remedy == "number the users: movierec takes whole numbers from 0 to 9223372036854775807"


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("ratings.csv", HEADER + "1,1,4,5,7\n", 'put what holds a comma in quotes, as in "4,5"'),
        ("movies.csv", "movieId,title,genres\n1,Toy, Story,Drama\n", "put what holds a comma in quotes"),
        ("ratings.csv", HEADER + "1,1,4,30.07.2000\n", "write times so, or as seconds since 1970"),
    ],
)
def test_the_remedy_fits_what_is_wrong(write, name, content, remedy):
    with pytest.raises(DataError, match=f"{name}, line 2") as caught:
        read_source(write("x", FILES | {name: content}))
    assert caught.value.remedy.startswith(remedy)


@pytest.mark.parametrize("written", ["85%", "4/5", "\u2605\u2605\u2605\u2605"])
def test_ratings_that_are_no_numbers_are_told_what_is_wanted(write, written):
    files = FILES | {"ratings.csv": HEADER + "".join(f"{user},1,{written},964982703\n" for user in range(50))}
    with pytest.raises(DataError) as refused:
        read_source(write("x", files))
    assert f"rating '{written}' is not a number" in refused.value.message
    assert "0.5 to 5 stars as numbers, like 4 or 3.5" in refused.value.remedy
