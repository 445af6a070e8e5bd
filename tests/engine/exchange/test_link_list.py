from __future__ import annotations

from collections.abc import Callable

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part

Make = Callable[[str, str | bytes], Part]
LINKS = """tt0133093
https://www.imdb.com/title/tt0078748/?ref_=x
"https://www.themoviedb.org/movie/949-heat",
https://letterboxd.com/film/blade-runner-2049/

tt0211915;
"""


def test_ids_and_addresses_one_a_line_are_a_list(part: Make) -> None:
    reading = read_part(part("WATCHLIST.csv", LINKS))
    assert (reading.kind, reading.unsure) == ("watchlist", False)
    assert [(row.line, row.imdb, row.tmdb, row.title, row.watchlist) for row in reading.rows] == [
        (1, 133093, None, "", True),
        (2, 78748, None, "", True),
        (3, None, 949, "heat", True),
        (4, None, None, "blade runner", True),
        (6, 211915, None, "", True),
    ]


def test_without_a_telling_name_the_person_is_asked(part: Make) -> None:
    assert read_part(part("films.txt", LINKS)).unsure


def test_a_line_of_something_else_is_told(part: Make) -> None:
    rows = read_part(part("films.txt", LINKS + "my favourite\nhttps://boxd.it/abc\n")).rows
    assert [row.line for row in rows if row.problem] == [7, 8]
