import pytest

from engine.movies import Movie
from tui.state.film_links import is_local, links


def test_the_pages_of_a_film():
    assert links(Movie(id=1, title="Heat", imdb="0113277", tmdb=949)) == [
        "https://www.imdb.com/title/tt0113277/",
        "https://www.themoviedb.org/movie/949",
    ]
    assert links(Movie(id=1, title="Heat", imdb="tt0113277")) == ["https://www.imdb.com/title/tt0113277/"]
    assert links(Movie(id=1, title="Heat", imdb="tt1\x1b[2J")) == []
    assert links(Movie(id=1, title="Heat")) == []


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
