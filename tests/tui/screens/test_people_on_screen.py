"""What `movierec enrich` has learned, in the app: people in the search, in a film's details, in the filters."""

from __future__ import annotations

from tui.widgets.film_list import FilmList
from tui.widgets.film_panel import FilmPanel


def names(app):
    return [row.name for row in app.screen.query_one("#films", FilmList).rows]


def painted(app):
    panel = app.screen.query_one("#panel", FilmPanel)
    rows = (panel.render_line(y) for y in range(panel.size.height))
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


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


async def test_the_details_name_who_made_the_film(app, facts, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"seven samurai")
        await until(pilot, lambda: "Seven Samurai" in painted(app))
        shown = painted(app)
        assert "Directed by Akira Kurosawa" in shown
        assert "With Toshirô Mifune and Takashi Shimura" in shown
        assert "207 min" in shown
        assert "Original title: Shichinin no samurai" in shown
        assert "Die sieben Samurai (DE), Les sept samouraïs (FR)" in " ".join(shown.split())


async def test_a_film_by_the_director_of_a_liked_one_says_so(app, facts, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        place = next(i for i, row in enumerate(app.state.ranked.rows) if row.movie.title == "Seven Samurai")
        await pilot.press(*["j"] * place)
        await until(pilot, lambda: "Seven Samurai" in painted(app))
        assert "by the director of Ran, which you like" in " ".join(painted(app).split())


async def test_similar_films_by_the_same_director_say_so(app, facts, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"ran", "down", "enter")
        await until(pilot, lambda: app.state.page.kind == "similar" and not app.state.page.waiting)
        rows = {row.movie.title: row.recommendation.director for row in app.state.rows()}
        assert app.state.page.movie.title == "Ran"
        assert rows["Seven Samurai"].name == "Akira Kurosawa"
        assert rows["Aliens"] is None


async def test_where_the_details_are_low_the_director_is_named_if_there_is_room(app, facts, until):
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"kurosawa")
        await until(pilot, lambda: "Directed by Akira Kurosawa" in painted(app))
