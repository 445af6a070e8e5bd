from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import DataError
from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row
from engine.exchange.safe_xml import xml_root

Make = Callable[[str, str | bytes], Part]
ID = '<uniqueid type="tmdb" default="true">603</uniqueid><uniqueid type="imdb">tt0133093</uniqueid>'


def test_a_library_has_watched_and_rated_films(part: Make) -> None:
    text = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes" ?><videodb><version>1</version>
    <movie><title>Matrix</title><originaltitle>The Matrix</originaltitle><userrating>9</userrating>
    <rating>8.2</rating><playcount>2</playcount><lastplayed>2024-03-01 21:00:00</lastplayed>
    <year>1999</year>{ID}</movie></videodb>"""
    reading = read_part(part("videodb.xml", text))
    assert reading.service == "kodi"
    assert reading.rows == (
        Row(
            line=1,
            title="Matrix",
            year=1999,
            titles=("The Matrix",),
            imdb=133093,
            tmdb=603,
            opinion="4.5",
            seen=True,
            at="2024-03-01",
        ),
    )


def test_most_of_a_library_says_nothing(part: Make) -> None:
    text = "<videodb><movie><title>Alien</title><userrating>0</userrating><playcount>0</playcount></movie></videodb>"
    (row,) = read_part(part("videodb.xml", text)).rows
    assert (row.skipped, row.problem, row.opinion) == ("not watched", "", None)


def test_a_file_of_jellyfin_has_its_tags(part: Make) -> None:
    text = """<movie><title>The Matrix</title><premiered>1999-03-31</premiered><imdbid>tt0133093</imdbid>
    <tmdbid>603</tmdbid><watched>true</watched><isuserfavorite>true</isuserfavorite></movie>"""
    reading = read_part(part("matrix.nfo", text))
    assert reading.service == "jellyfin"
    assert reading.rows == (
        Row(line=1, title="The Matrix", year=1999, imdb=133093, tmdb=603, opinion="like", seen=True),
    )


def test_a_series_is_told_and_a_music_video_left_out(part: Make) -> None:
    text = f"""<videodb><tvshow><title>Dark</title>{ID}</tvshow><musicvideo><title>Clip</title>
    <playcount>1</playcount></musicvideo><movie><playcount>1</playcount></movie></videodb>"""
    rows = read_part(part("videodb.xml", text)).rows
    assert [(row.line, row.series, row.tmdb, row.skipped, row.problem) for row in rows] == [
        (1, True, None, "", ""),
        (2, False, None, "a music video", ""),
        (3, False, None, "", "it names no film"),
    ]


@pytest.mark.parametrize("rating", ["11", "-3", "good"])
def test_a_rating_out_of_range_leaves_a_seen_film_seen(part: Make, rating: str) -> None:
    text = f"<movie><title>Alien</title><userrating>{rating}</userrating><playcount>1</playcount></movie>"
    (row,) = read_part(part("a.nfo", text)).rows
    assert (row.opinion, row.seen, row.problem) == (None, True, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE movie [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE movie [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE movie SYSTEM "http://127.0.0.1/x.dtd">',
        "<!DOCTYPE movie>",
    ],
)
def test_a_document_type_is_refused_in_any_encoding(part: Make, start: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{start}<movie><title>x</title></movie>'
    with pytest.raises(DataError, match=r"a\.nfo has a document type"):
        xml_root(part("a.nfo", text.encode(encoding)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<movie>",
        "<movie><title></movie>",
        "<movie>&amp</movie>",
        "<movie>&unknown;</movie>",
        "<movie/><movie/>",
        '<?xml version="1.0" encoding="no-such"?><movie/>',
        '<?xml version="1.0" encoding="shift_jis"?><movie/>',
        b"<movie>\xff</movie>",
        b"<movie>\x00</movie>",
        "<movie>" * 500,
    ],
)
def test_malformed_xml_is_refused_by_name(part: Make, text: str | bytes) -> None:
    with pytest.raises(DataError, match=r"a\.nfo"):
        xml_root(part("a.nfo", text))


def test_an_address_behind_the_film_is_allowed(part: Make) -> None:
    text = "<movie><title>Vertigo</title><year>1958</year><playcount>1</playcount></movie>\nhttps://www.imdb.com/title/tt1/\n"
    assert [row.title for row in read_part(part("film.nfo", text)).rows] == ["Vertigo"]
