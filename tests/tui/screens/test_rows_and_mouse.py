"""Rows use the width that is there; the footer and the films can be clicked."""

import pytest

from tui.widgets.film_list import FilmList
from tui.widgets.lines import KeyBar, Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def line(app, name):
    return app.screen.query_one(name, Line).words


def painted(widget):
    return ["".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height)]


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def click_on(pilot, app, words):
    """Click on the entry of the footer that reads `words`, on the first of its keys."""
    at = app.screen.query_one("#keys", KeyBar).words.index(words)
    await pilot.click("#keys", offset=(at, 0))


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_no_title_is_cut_where_its_row_has_empty_space(app, liked, until, size):
    liked("Stalker")
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: films(app).rows)
        for _ in range(len(films(app).rows)):
            row = next(row for row in painted(films(app)) if "▸" in row)
            title = films(app).row.movie.title
            assert title in row or f"…  {films(app).row.movie.year}" in row
            await pilot.press("j")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_genres_are_shown(app, liked, until, size):
    liked("Stalker")
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(app, pilot, until)
        row = next(row for row in painted(films(app)) if "Solaris" in row)
        assert "Drama" in row


async def test_a_click_on_the_footer_is_its_key(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await click_on(pilot, app, "space like")
        await until(pilot, lambda: app.state.opinions == 3)
        await click_on(pilot, app, "u undo")
        await until(pilot, lambda: app.state.opinions == 2)
        await click_on(pilot, app, "filters")  # its label
        await until(pilot, lambda: app.focused.id == "filters")
        await click_on(pilot, app, "l change")
        await until(pilot, lambda: app.state.filters.year_from == 1920)
        await click_on(pilot, app, "h l change")
        await until(pilot, lambda: app.state.filters.year_from is None)
        await click_on(pilot, app, "esc done")
        await until(pilot, lambda: app.focused.id == "films")
        await click_on(pilot, app, "1-5 stars")  # which of them?
        await pilot.pause()
        assert app.state.opinions == 2
        await click_on(pilot, app, "/ search")
        await until(pilot, lambda: app.focused.id == "search")


async def test_a_double_click_on_a_film_is_enter(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        title = films(app).rows[2].movie.title
        await pilot.click("#films", offset=(20, 2))
        assert films(app).row.movie.title == title and app.state.page.kind == "for_you"
        await pilot.click("#films", offset=(20, 2), times=2)
        await until(pilot, lambda: line(app, "#heading").startswith(f"MORE LIKE {title}"))
