from __future__ import annotations

from collections.abc import Callable

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
HEAD = "movie_id,imdb_id,tmdb_id,rating,average_rating,title\r\n"


def test_ratings_are_found_by_movie_id(part: Make) -> None:
    reading = read_part(part("movielens-ratings.csv", HEAD + "2571,0133093,603,4.5,4.16,The Matrix (1999)\r\n"))
    assert (reading.service, reading.kind) == ("movielens", "ratings")
    assert reading.rows == (
        Row(line=2, title="The Matrix", year=1999, movielens=2571, imdb=133093, tmdb=603, opinion="4.5"),
    )


def test_tags_are_no_marks(part: Make) -> None:
    (row,) = read_part(part("t.csv", "movie_id,imdb_id,tmdb_id,title,tag\r\n1,01,2,A (1999),dark\r\n")).rows
    assert row.skipped


def test_a_row_without_any_id_is_a_problem(part: Make) -> None:
    (row,) = read_part(part("x.csv", HEAD + ",,,4.5,4.16,The Matrix (1999)\r\n")).rows
    assert row.problem


def test_the_log_tells_the_last_word_on_each_film_and_nothing_private(part: Make) -> None:
    def log(when: str, kind: str, said: str) -> str:
        quoted = said.replace('"', '""')
        return f'{when},anna,{kind},"{quoted}"\n'

    text = "datetime,login_id,action_type,log_json\n"
    text += log("2020-10-29 00:17:08.0", "rating", '{"movieId":858,"rating":4.0,"action":"ADD"}')
    text += log("2020-10-30 00:17:08.0", "rating", '{"movieId":858,"rating":2.0,"action":"ADD"}')
    text += log("2020-10-30 00:17:08.0", "rating", '{"movieId":6,"rating":2.0,"action":"ADD"}')
    text += log("2020-10-31 00:17:08.0", "rating", '{"movieId":6,"rating":2.0,"action":"REMOVE"}')
    text += log("2020-10-31 00:17:08.0", "user-list", '{"listId":1,"movieId":7,"action":"ADD"}')
    text += log("2020-10-31 00:17:08.0", "page-view", '{"movieId":7}')
    text += log("2020-10-31 00:17:08.0", "rating", "[1]")
    rows = read_part(part("movielens-logs.csv", text)).rows
    assert [
        (row.movielens, row.opinion, row.watchlist, row.at) for row in rows if not row.skipped and not row.problem
    ] == [
        (858, "2", False, "2020-10-30"),
        (7, None, True, "2020-10-31"),
    ]
    assert [row.line for row in rows if row.problem] == [8]
