"""There is one cursor, where keys act; it comes back to where it was; and what moved is news until the next key."""

import pytest
from msgspec.structs import replace

from tests.toy_films import FILMS
from tests.tui.toy_engine import ToyEngine
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def line(app, name):
    return app.screen.query_one(name, Line).words


def painted(widget):
    return "\n".join("".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height))


def films(app, name="#films"):
    return app.screen.query_one(name, FilmList)


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


@pytest.mark.parametrize("theme", ["movierec-dark", "movierec-light", "movierec-terminal"])
async def test_only_the_list_that_keys_act_on_has_the_cursor(app, liked, until, theme):
    liked("Stalker", "Heat")
    app.theme = theme
    async with app.run_test(size=(200, 60), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: films(app, "#my-films").rows and films(app, "#near").rows)

        def cursors():
            return {name for name in ("#films", "#my-films", "#near") if "▸" in painted(films(app, name))}

        def strong():
            found = set()
            for name in ("#films", "#my-films", "#near"):
                widget = films(app, name)
                style = next(iter(widget.render_line(0))).style
                found |= {name} if style.bgcolor == widget.plain("cursor").bgcolor and style.bold else set()
            return found

        assert cursors() == {"#films"}
        assert theme == "movierec-terminal" or strong() == {"#films"}
        await pilot.press("tab")
        await until(pilot, lambda: cursors() == {"#my-films"})
        assert theme == "movierec-terminal" or strong() == {"#my-films"}
        await until(pilot, lambda: films(app, "#near").rows)  # those like another film now
        await pilot.press("tab")
        await until(pilot, lambda: cursors() == {"#near"})
        assert theme == "movierec-terminal" or strong() == {"#near"}
        await pilot.press("tab")  # in the search, enter is for the list
        await until(pilot, lambda: cursors() == {"#films"})
        await pilot.press("escape", "f")
        await until(pilot, lambda: cursors() == set())


@pytest.mark.parametrize("where", ["search", "films", "my-films", "filters"])
async def test_the_focus_comes_back_after_the_terminal_was_too_small(app, liked, until, where):
    liked("Stalker", "Heat")
    keys = {"search": ["slash"], "films": [], "my-films": ["tab"], "filters": ["f"]}[where]
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*keys)
        await until(pilot, lambda: app.focused is not None and app.focused.id == where)
        await pilot.resize_terminal(40, 10)
        await until(pilot, lambda: app.screen.query_one("#notice").display)
        await pilot.press("space", "x")
        await pilot.resize_terminal(160, 45)
        await until(pilot, lambda: app.focused is not None and app.focused.id == where)
        await pilot.pause()
        assert {mark.title: mark.opinion for mark in app.state.marked.marks} == {"Stalker": "like", "Heat": "like"}


async def test_what_moved_is_shown_until_the_next_key(app, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("space")
        await until(pilot, lambda: "moved" in line(app, "#heading"))
        await pilot.press("e")
        await until(pilot, lambda: "moved" not in line(app, "#heading"))
        assert not any(row.change for row in films(app).rows)
        clock.now += 5
        await pilot.press("j", "w", "space")  # the answer to this key brings new ones
        clock.now += 5
        await until(pilot, lambda: "moved" in line(app, "#heading"))


async def test_sorting_by_rating_says_that_there_are_no_ratings(settings, liked, until):
    liked("Stalker")
    engine = ToyEngine([replace(movie, mean=None, histogram=()) for movie in FILMS])
    app = MovierecApp(settings, opener=lambda _: engine)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("o", "o")
        assert line(app, "#heading").startswith("FOR YOU   there are no ratings to sort by")
        assert "this data set has no ratings to sort by" in line(app, "#status")
        await pilot.press("o")
        assert "most watched first" in line(app, "#heading")
