"""Every state of the app shows something useful: none is blank, none is a traceback."""

import threading

import pytest

from engine.errors import StoreError
from engine.serving.store_health import StoreHealth
from tests.tui.toy_engine import ToyEngine
from tui.app import MovierecApp
from tui.state.preferences import Preferences
from tui.theme import themes
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def line(app, name):
    return app.screen.query_one(name, Line).words


def painted(widget):
    return "\n".join("".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height))


async def test_opening_says_so(settings, engine, until):
    go = threading.Event()
    app = MovierecApp(settings, opener=lambda _: (go.wait(10), engine)[1])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "Loading films" in painted(films(app)))
        go.set()
        await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_few_likes_ask_for_more_and_five_do_not(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert "3 more to make it yours" in line(app, "#heading")
        liked("Alien", "Jaws", "M")
        app.backend.look_for_marks()
        await until(pilot, lambda: line(app, "#heading").startswith("FOR YOU   because of 5 films"))
        assert "make it yours" not in line(app, "#heading")


async def test_a_version_that_cannot_be_opened_is_told_with_its_remedy(settings, until):
    def broken(_):
        raise StoreError("mysql did not answer within 10 s", "start it, or unset MOVIEREC_DATABASE_URL")

    app = MovierecApp(settings, opener=broken)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "mysql did not answer" in painted(films(app)))
        assert "unset MOVIEREC_DATABASE_URL" in painted(films(app))
        assert "! mysql did not answer" in line(app, "#status")


async def test_a_list_that_fails_leaves_the_old_one_and_says_so(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        before = [row.movie.id for row in films(app).rows]
        engine.fails = StoreError("Milvus did not answer", "try again")
        await pilot.press("space")
        await until(pilot, lambda: "Milvus did not answer" in line(app, "#status"))
        assert [row.movie.id for row in films(app).rows] == before
        engine.fails = None
        await pilot.press("j", "space")
        await until(pilot, lambda: "Milvus" not in line(app, "#status"))


async def test_a_degraded_store_is_a_calm_line(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        engine.states[0] = StoreHealth(
            name="vectors", kind="milvus", where="there", state="degraded", detail="the version's files answer instead"
        )
        await pilot.press("w")
        await until(pilot, lambda: "! vectors degraded: the version's files answer instead" in line(app, "#status"))


async def test_a_newer_version_is_offered_and_n_switches(settings, engine, starter, liked, until):
    liked("Stalker")
    engines = iter([engine, ToyEngine(version="v4")])
    app = MovierecApp(settings, opener=lambda _: next(engines), starter=starter)
    app.backend.ranking._thread._idle_after = 0.02
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        engine.current = "v4"
        await until(pilot, lambda: "v4 is ready, n to switch" in line(app, "#status"))
        await pilot.press("n")
        await until(pilot, lambda: "v4 · MovieLens 1M, films to 2006" in line(app, "#header"))


async def test_an_error_of_our_own_in_a_thread_is_one_line(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        engine.fails = ZeroDivisionError("oh")
        await pilot.press("space")
        await until(pilot, lambda: "something went wrong: ZeroDivisionError" in line(app, "#status"))


@pytest.mark.parametrize(("size", "shown"), [((59, 24), False), ((80, 15), False), ((60, 16), True), ((80, 24), True)])
async def test_a_terminal_that_is_too_small_gets_a_notice(app, until, size, shown):
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert app.screen.query_one("#notice").display is not shown
        assert app.screen.query_one("#content").display is shown


async def test_resizing_changes_the_layout_live(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        for width, height in ((120, 40), (200, 60), (40, 10), (80, 24), (160, 50), (60, 16)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.screen.query_one("#my-films").is_on_screen == (width >= 160)
            panel = app.screen.query_one("#panel")
            if width >= 60:
                assert (panel.region.x > 0 and panel.size.height > 10) == (width >= 110)


async def test_tab_goes_round_the_panes(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        visited = []
        for _ in range(3):
            await pilot.press("tab")
            visited.append(app.focused.id)
        assert visited == ["my-films", "search", "films"]


async def test_marks_can_be_changed_in_the_pane_of_my_films(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("tab", "space")
        await until(pilot, lambda: [mark.title for mark in app.state.marked.marks] == ["Stalker"])


async def test_every_theme_can_be_chosen(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        seen = set()
        for _ in themes.THEMES:
            await pilot.press("t")
            await pilot.pause()
            seen.add(app.theme)
        assert seen == {theme.name for theme in themes.THEMES}


async def test_help_tells_every_group_and_closes(app, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert app.screen.id != "_default" and len(app.screen_stack) == 2
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_remapped_keys_are_named_wherever_a_key_is_named(settings, engine, liked, until):
    liked("Stalker")
    keys = {"search": "ctrl+f", "clear_filters": "C", "quit": "ctrl+x", "help_close": "H", "profile_close": "f2"}
    app = MovierecApp(settings, Preferences(keys={**keys, "up": "ctrl+y"}), opener=lambda _: engine)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert str(app.screen.query_one("#search-sign").render()) == "^f"
        assert "^x quits" in str(app.screen.query_one("#notice").render())
        assert line(app, "#active-filters").endswith("C clears")
        await pilot.press("question_mark")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert app.screen.query_one("#help").border_subtitle == "j k scroll, H closes"
        assert "j ^y" in "".join(s.text for strip in app.screen._compositor.render_strips() for s in strip)
        await pilot.press("H")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("p")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert app.screen.query_one("#profiles").border_subtitle == "enter selects, f2 cancels"
        await pilot.press("f2")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_the_palette_runs_an_action(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press(*"watchlist")
        await until(pilot, lambda: app.screen.query("OptionList").first().option_count)
        await pilot.press("enter")
        await until(pilot, lambda: any(mark.watchlist for mark in app.state.marked.marks))


def test_the_theme_fits_the_terminal():
    assert themes.fitting({"COLORTERM": "truecolor"}) is themes.DARK
    assert themes.fitting({"COLORTERM": "truecolor", "COLORFGBG": "0;15"}) is themes.LIGHT
    assert themes.fitting({"TERM": "xterm-256color"}) is themes.TERMINAL
    assert themes.fitting({"COLORTERM": "truecolor", "NO_COLOR": "1"}) is themes.TERMINAL
