"""New films in the app: tagged in the list, told apart from "new" among the movements, and explained in the details."""

from __future__ import annotations

import pytest

from engine.movies import FIRST_NEW_ID, Movie
from tests.toy_films import FILMS
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList
from tui.widgets.film_text import FilmText

NEW = [
    Movie(
        id=FIRST_NEW_ID + 1, title="Stalker Again", year=2024, genres=("Drama", "Mystery", "Sci-Fi"), imdb="tt0000001"
    ),
    Movie(id=FIRST_NEW_ID + 2, title="[red]Solaris[/] \x1b[31m 🎬", year=2025, genres=("Drama", "Sci-Fi")),
]


@pytest.fixture
def app(settings, engine):
    made = type(engine)((*NEW, *FILMS))
    return MovierecApp(settings, opener=lambda _: made)


def line_of(app, film):
    films = app.screen.query_one("#films", FilmList)
    place = next(place for place, row in enumerate(films.rows) if row.movie == film)
    return "".join(segment.text for segment in films.render_line(place - films.scroll_offset.y))


def details(app):
    text = app.screen.query_one("#film-text", FilmText)
    rows = (text.render_line(y) for y in range(text.size.height))
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_new_films_are_tagged_in_the_list_and_explained_below_or_beside_it(app, liked, until, size):
    liked("Stalker", "Solaris")
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert app.screen.query_one("#films", FilmList).rows[0].movie == NEW[0]
        assert "· unrated" in line_of(app, NEW[0])
        assert "unrated" not in line_of(app, FILMS[9])
        await pilot.press("g")
        await until(pilot, lambda: "Stalker Again" in details(app))
        assert "no ratings here" in " ".join(details(app).split())


async def test_a_title_from_outside_is_shown_as_it_is_beside_the_tag(app, liked, until):
    liked("Stalker", "Solaris")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        line = line_of(app, NEW[1])
        assert "[red]Solaris[/]" in line and "unrated" in line
        assert "\x1b" not in line


async def test_search_finds_them_with_the_tag(app, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("slash", *"stalker again")
        await until(pilot, lambda: app.screen.query_one("#films", FilmList).rows[:1])
        assert "Stalker Again · unrated" in line_of(app, NEW[0])
