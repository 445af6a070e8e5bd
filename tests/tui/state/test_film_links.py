import pytest

from engine.movies import Movie
from tui.state.film_links import is_local, links, shown


def test_the_pages_of_a_film():
    assert links(Movie(id=1, title="Heat", imdb="0113277", tmdb=949)) == [
        "https://www.imdb.com/title/tt0113277/",
        "https://www.themoviedb.org/movie/949",
    ]
    assert links(Movie(id=1, title="Heat", imdb="tt0113277")) == ["https://www.imdb.com/title/tt0113277/"]
    assert links(Movie(id=1, title="Heat", tmdb=949)) == ["https://www.themoviedb.org/movie/949"]


def test_a_film_without_ids_has_the_addresses_of_searches():
    assert links(Movie(id=1, title="Heat", year=1995)) == [
        "https://www.imdb.com/find/?q=Heat+1995",
        "https://letterboxd.com/search/Heat/",
    ]
    assert links(Movie(id=1, title="M: 50/50 & ½?", imdb="tt1\x1b[2J")) == [
        "https://www.imdb.com/find/?q=M%3A+50%2F50+%26+%C2%BD%3F",
        "https://letterboxd.com/search/M%3A%2050%2F50%20%26%20%C2%BD%3F/",
    ]
    assert all(link.isascii() and link.isprintable() for link in links(Movie(id=1, title="\ud800\x1b]0;千\u202e")))


def test_a_link_is_shown_without_what_a_browser_adds():
    assert shown("https://www.imdb.com/title/tt0113277/") == "imdb.com/title/tt0113277"


@pytest.mark.parametrize(
    ("environ", "platform", "local"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "linux", False),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a 1 b 2"}, "linux", False),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_only_where_the_person_sees_it(environ, platform, local):
    assert is_local(environ, platform) is local
