"""What `movierec enrich` has learned, in the app: people in the search, in a film's details, in the filters."""

from __future__ import annotations

from engine.profiles.list_filters import ListFilters, save_list_filters
from tui.widgets.film_list import FilmList
from tui.widgets.film_text import FilmText
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.lines import Line


def names(app):
    return [row.name for row in app.screen.query_one("#films", FilmList).rows]


def painted(app):
    text = app.screen.query_one("#film-text", FilmText)
    rows = (text.render_line(y) for y in range(text.size.height))
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_the_search_finds_the_films_of_a_person(app, facts, until):
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"kurosawa")
        assert names(app)[0] == "Seven Samurai (directed by Akira Kurosawa)"
        assert len(names(app)) == 3


async def test_while_a_name_is_typed_its_films_are_guesses_that_no_key_likes(app, facts, until):
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"kuros", "enter")
        assert names(app)[0] == "Seven Samurai (directed by Akira Kurosawa)"
        assert app.state.page.miss
        assert app.state.opinions == 0


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


def filters(app):
    return app.screen.query_one("#filters", FilterPanel)


async def on_person(app, pilot, until):
    """Open the filters and go to the line for a person."""
    await pilot.press("f")
    await until(pilot, lambda: len(filters(app).controls) > 7)
    place = [control.name for control in filters(app).controls].index("person")
    await pilot.press(*["j"] * place)
    assert filters(app).control.name == "person"


async def test_a_person_of_the_film_under_the_cursor_can_be_filtered_by(app, facts, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        place = next(i for i, row in enumerate(app.state.ranked.rows) if row.movie.title == "Seven Samurai")
        await pilot.press(*["j"] * place)
        await until(pilot, lambda: "Seven Samurai" in painted(app))
        await on_person(app, pilot, until)
        await pilot.press("right")
        assert app.state.filters.people == ("Akira Kurosawa",)
        await until(pilot, lambda: sorted(names(app)) == ["Rashomon", "Seven Samurai"])
        assert "Akira Kurosawa" in app.screen.query_one("#active-filters", Line).words
        await pilot.press("right")
        assert app.state.filters.people == ("Toshirô Mifune",)
        await pilot.press("left", "left")
        await until(pilot, lambda: len(names(app)) > 10)
        assert app.state.filters.people == ()


async def test_a_person_whose_films_are_not_here_leaves_nothing_and_can_be_dropped(app, facts, liked, until, settings):
    liked("Ran")
    save_list_filters(settings.files, "anna", ListFilters(people=("Agnès Varda",)))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: app.state.ranked.tightest is not None)
        assert app.state.ranked.tightest.filter.words == "Agnès Varda"
        await pilot.press("F")
        await until(pilot, lambda: len(names(app)) > 10)


async def test_without_facts_there_is_no_line_for_a_person(app, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("f")
        await until(pilot, lambda: len(filters(app).controls) > 6)
        assert "person" not in [control.name for control in filters(app).controls]
