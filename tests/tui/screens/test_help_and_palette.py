"""The help tells the keys of the screen that it was opened on; the palette names each command once, with its key."""

from textual.command import CommandPalette

from tui import actions
from tui.app import MovierecApp
from tui.screens.help_screen import HelpScreen
from tui.screens.set_up_screen import SetUpScreen
from tui.state.preferences import Preferences


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def offered(app):
    return [str(option.hit.prompt).splitlines()[0] for option in app.screen.query("CommandList").first().options]


async def test_the_help_of_the_set_up_lists_the_set_ups_keys(bare_app, until):
    async with bare_app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(bare_app.screen, SetUpScreen) and bare_app.focused is not None)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(bare_app.screen, HelpScreen))
        await until(pilot, lambda: "Set up this data set" in painted(bare_app))
        text = painted(bare_app)
        for words in ("Stop the job (press twice)", "Quit; the job keeps running", "Down and up", "Back; the job"):
            assert words in text
        assert "Add to watchlist" not in text and "Filter by genre" not in text


async def test_the_help_of_the_films_lists_theirs(app, until):
    async with app.run_test(size=(120, 60), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "Add to watchlist" in painted(app))
        assert "Set up this data set" not in painted(app)


async def test_the_palette_shows_keys_and_no_command_twice(settings, engine, liked, until):
    liked("Stalker")
    app = MovierecApp(settings, Preferences(keys={"like": "ctrl+l"}), opener=lambda _: engine)
    async with app.run_test(size=(120, 60), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette) and offered(app))
        names = offered(app)
        assert len(names) == len(set(names)) == len(actions.commands())
        assert {"like   ^l", "more like this   enter", "4 stars   4", "next view   v", "undo   u"} <= set(names)
        await pilot.press(*"more like")
        await until(pilot, lambda: offered(app) and offered(app)[0].startswith("more like this"))
        assert len(offered(app)) == 1 and offered(app)[0] == "more like this   enter"
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "similar")


def test_no_command_has_the_name_or_the_deed_of_another():
    for part in ("name", "does", "id"):
        told = [getattr(action, part) for action in actions.commands()]
        assert len(told) == len(set(told)), part
