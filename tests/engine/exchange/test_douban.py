from __future__ import annotations

from collections.abc import Callable

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
SEEN = "\ufeff标题,个人评分,打分日期,我的短评,上映日期,制片国家,条目链接\n"
WANTED = "\ufeff封面,标题,上映日期,制片国家,条目链接\n"
LINK = '"https://movie.douban.com/subject/1291843/"'


def test_a_seen_film_has_all_its_titles(part: Make) -> None:
    titles = "黑客帝国 / The Matrix / 22世纪杀人网络(台) / 廿二世紀殺人網絡 (港)"
    line = f'"{titles}","5","2024/3/1","好","1999-03-31","美国",{LINK},\n'
    reading = read_part(part("douban.csv", SEEN + line))
    assert (reading.service, reading.kind) == ("douban", "ratings")
    assert reading.rows == (
        Row(
            line=2,
            title="黑客帝国",
            year=1999,
            titles=("The Matrix", "22世纪杀人网络", "廿二世紀殺人網絡"),
            opinion="5",
            seen=True,
            at="2024-03-01",
        ),
    )


def test_an_unrated_film_was_seen(part: Make) -> None:
    lines = "".join(f'"天使爱美丽 / Amélie","{rating}","2024-03-01","","","法国",{LINK},\n' for rating in ("", "9"))
    rows = read_part(part("douban.csv", SEEN + lines)).rows
    assert [(row.opinion, row.seen, row.problem) for row in rows] == [(None, True, "")] * 2


def test_a_list_without_ratings_is_the_watchlist(part: Make) -> None:
    reading = read_part(
        part("douban.csv", WANTED + f'"x.jpg","黑客帝国 / The Matrix","1999-03-31(美国)","美国",{LINK},\n')
    )
    (row,) = reading.rows
    assert (reading.kind, row.watchlist, row.seen, row.year) == ("watchlist", True, False, 1999)


def test_the_link_of_imdb_has_its_id(part: Make) -> None:
    text = "标题,个人评分,条目链接,IMDb 链接\n黑客帝国,5,u,https://www.imdb.com/title/tt0133093/\n,5,u,\n"
    rows = read_part(part("douban.csv", text)).rows
    assert [(row.imdb, row.problem) for row in rows] == [(133093, ""), (None, "it names no film")]


def test_a_season_is_a_series(part: Make) -> None:
    (row,) = read_part(part("douban.csv", SEEN + f'"绝命毒师 第一季 / Breaking Bad","5","","","","",{LINK},\n')).rows
    assert (row.series, row.title) == (True, "绝命毒师 第一季")
