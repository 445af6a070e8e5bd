from __future__ import annotations

import pytest

from engine.titles.film_addresses import Address, parse_address

MATRIX = Address("IMDb", 133093)


@pytest.mark.parametrize(
    "text",
    [
        "tt0133093",
        " TT0133093 ",
        "imdb:0133093",
        "https://www.imdb.com/title/tt0133093/",
        "http://imdb.com/title/tt0133093",
        "m.imdb.com/title/tt0133093/?ref_=nv_sr_1",
        "www.imdb.com/title/tt0133093/reviews",
        "https://www.imdb.com/de/title/tt0133093/#cast",
        "HTTPS://WWW.IMDB.COM/TITLE/TT0133093/",
        "<https://www.imdb.com/title/tt0133093/>",
        "https://letterboxd.com/imdb/tt0133093/",
    ],
)
def test_every_form_of_an_imdb_address_names_the_film(text: str) -> None:
    assert parse_address(text) == MATRIX


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://www.themoviedb.org/movie/603-the-matrix", Address("TMDB", 603, "the matrix")),
        ("themoviedb.org/movie/603", Address("TMDB", 603)),
        ("www.themoviedb.org/movie/603-the-matrix/cast?language=de", Address("TMDB", 603, "the matrix")),
        ("tmdb:603", Address("TMDB", 603)),
        ("https://letterboxd.com/film/the-matrix/", Address("Letterboxd", title="the matrix")),
        ("letterboxd.com/film/psycho-1998", Address("Letterboxd", title="psycho 1998")),
        ("letterboxd.com/anna/film/the-matrix/2/", Address("Letterboxd", title="the matrix")),
        ("https://boxd.it/2a9q", Address("boxd.it")),
        ("https://www.imdb.com/name/nm0000206/", Address("IMDb")),
        ("https://www.themoviedb.org/tv/1399", Address("TMDB")),
        ("letterboxd.com/anna/", Address("Letterboxd")),
        ("imdb.com", Address("IMDb")),
    ],
)
def test_addresses_say_what_they_know(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "matrix", "tt", "titanic", "https://example.com/title/tt0133093", "notimdb.com/x", "tt12"]
)
def test_other_texts_are_no_addresses(text: str) -> None:
    assert parse_address(text) is None
