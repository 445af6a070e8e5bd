"""Films by length, in the app: wishes such as "short western", and the line of the filters."""

from __future__ import annotations

from engine.profiles.list_filters import ListFilters, read_list_filters, save_list_filters
from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.lines import Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def titles(app):
    return sorted(row.movie.title for row in films(app).rows)


def painted(widget):
    return "\n".join("".join(s.text for s in widget.render_line(y)).rstrip() for y in range(widget.size.height))


def words(app, id):
    return app.screen.query_one(id, Line).words


async def wish(app, pilot, until, text):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("slash", *text)
    await until(pilot, lambda: app.state.genres and films(app).rows and films(app).rows[0].wished)


async def test_a_wish_for_short_films_says_what_short_is_and_shows_them(app, facts, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wish(app, pilot, until, "short drama")
        assert painted(films(app)).splitlines()[0] == "▸ show: Drama, short (at most 90 min)"
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "wish" and not app.state.page.waiting)
        assert titles(app) == ["Rashomon"]
        assert words(app, "#heading").startswith("FOR YOU: Drama, short (at most 90 min)")


async def test_where_no_lengths_are_known_the_wish_says_so_and_shows_no_list(app, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wish(app, pilot, until, "short drama")
        assert painted(films(app)).splitlines()[0] == "▸ show: Drama, short (at most 90 min)   lengths are not known"
        await until(pilot, lambda: "movierec enrich" in painted(app.screen.query_one("#film-text")))
        await pilot.press("enter")
        assert words(app, "#status").startswith("lengths are not known: `movierec enrich` learns them")
        assert app.state.page.kind == "hits"


async def test_other_wishes_need_no_lengths(app, liked, until):
    liked("Ran")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wish(app, pilot, until, "drama")
        assert painted(films(app)).splitlines()[0] == "▸ show: Drama"


def panel(app):
    return app.screen.query_one("#filters", FilterPanel)


async def on_length(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("f")
    await until(pilot, lambda: len(panel(app).controls) > 8)
    await pilot.press(*["j"] * [control.name for control in panel(app).controls].index("length"))
    assert panel(app).control.name == "length"


async def test_the_filters_have_a_line_for_it(app, facts, liked, until, settings):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_length(app, pilot, until)
        assert "type minutes: 90, 90-120 or 150-" in painted(panel(app))
        await pilot.press("right")
        await until(pilot, lambda: titles(app) == ["Rashomon"])
        assert "at most 90 min" in words(app, "#active-filters")
        await pilot.press("right")
        await until(pilot, lambda: titles(app) == ["Fargo", "Rashomon"])
        await pilot.press("right")
        await until(pilot, lambda: titles(app) == ["Heat", "Ran", "Seven Samurai"])
        assert read_list_filters(settings.files, "anna") == ListFilters(minutes_from=150)
        await pilot.press("right")
        assert app.state.filters == ListFilters(minutes_from=150)
        await pilot.press("backspace")
        assert app.state.filters == ListFilters()


async def test_minutes_can_be_typed_on_it(app, facts, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_length(app, pilot, until)
        await pilot.press(*"98")
        assert app.state.filters == ListFilters(minutes_to=98)
        await pilot.press(*"-160", "enter")
        assert app.state.filters == ListFilters(minutes_from=98, minutes_to=160)
        await until(pilot, lambda: titles(app) == ["Das Boot", "Fargo", "Ran"])
        await pilot.press("left")
        assert app.state.filters == ListFilters()


async def test_a_length_that_leaves_nothing_is_named_and_can_be_dropped(app, facts, liked, until, settings):
    liked("Alien")
    save_list_filters(settings.files, "anna", ListFilters(minutes_from=500))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.tightest is not None)
        assert "“at least 500 min” rules out the most" in painted(films(app))
        await pilot.press("F")
        await until(pilot, lambda: len(films(app).rows) > 10)


async def test_without_facts_a_length_that_was_saved_says_why_nothing_is_left(app, liked, until, settings):
    liked("Alien")
    save_list_filters(settings.files, "anna", ListFilters(minutes_to=90))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.tightest is not None)
        assert "No films match: lengths are not known" in painted(films(app))
        assert "`movierec enrich` learns them" in painted(films(app))


async def test_without_facts_there_is_no_line_for_it(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("f")
        await until(pilot, lambda: len(panel(app).controls) > 6)
        assert "length" not in [control.name for control in panel(app).controls]
