"""What `movierec enrich` has learned, in the app: people in the search, in a film's details, in the filters."""

from __future__ import annotations

from tui.widgets.film_list import FilmList


def names(app):
    return [row.name for row in app.screen.query_one("#films", FilmList).rows]


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_the_search_finds_the_films_of_a_person(app, facts, until):
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"kurosawa")
        assert names(app)[0] == "Seven Samurai (directed by Akira Kurosawa)"
        assert len(names(app)) == 3


async def test_without_facts_a_name_is_no_hit(app, until):
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"kurosawa")
        assert app.state.page.miss
