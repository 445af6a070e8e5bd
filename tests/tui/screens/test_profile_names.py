"""A profile has a name once the person gave it one; the login name, its id in the log, is never shown as one."""

import msgspec
import pytest
from textual.widgets import OptionList

from engine.profiles.marks import MarkLog
from tests.toy_films import film
from tui.app import MovierecApp
from tui.screens.profile_screen import ProfileScreen
from tui.state.profile_names import ProfileNames


@pytest.fixture
def app(settings, engine, monkeypatch):
    """The app of somebody who is logged in as root, and never chose a profile; they like Stalker."""
    monkeypatch.setenv("LOGNAME", "root")
    with MarkLog(settings.files.marks) as log:
        log.change("root", "movielens", film("Stalker"), opinion="like")
    return MovierecApp(msgspec.structs.replace(settings, profile="root"), opener=lambda _: engine)


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def offered(app):
    chooser = app.screen.query_one(OptionList)
    return [str(chooser.get_option_at_index(i).prompt)[2:] for i in range(chooser.option_count)]


async def open_profiles(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("p")
    await until(pilot, lambda: isinstance(app.screen, ProfileScreen) and offered(app))


async def test_nobody_is_called_by_the_login_name(app, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await until(pilot, lambda: offered(app) == ["your first profile   1 film  current"])
        assert "root" not in painted(app)
        await pilot.press(*"bob", "enter")
        await until(pilot, lambda: app.state.profile == "bob" and app.state.ranked.ranked_once)
        assert "movierec   bob" in painted(app) and "switched to profile bob" in painted(app)
        await pilot.press("escape", "p")
        await until(pilot, lambda: isinstance(app.screen, ProfileScreen) and len(offered(app)) == 2)
        assert "root" not in painted(app)
        await pilot.press("up", "enter")
        await until(pilot, lambda: app.state.profile == "root" and app.state.ranked.ranked_once)
        assert "switched to your first profile" in painted(app) and "root" not in painted(app)


async def test_the_first_profile_can_be_named_and_keeps_its_marks(app, settings, engine, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await pilot.press(*"Anna B")
        assert offered(app) == ["call the current one Anna B", "new: Anna B"]
        await pilot.press("up", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1 and "movierec   Anna B · 1 marked" in painted(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ProfileScreen))
        await until(pilot, lambda: offered(app) == ["Anna B   1 film  current"])
    with MarkLog(settings.files.marks) as log:
        assert log.profiles() == ["root"]
    again = MovierecApp(msgspec.structs.replace(settings, profile="root"), opener=lambda _: engine)
    async with again.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: "movierec   Anna B · 1 marked" in painted(again))


async def test_a_name_that_cannot_be_saved_is_told(app, settings, until):
    (settings.files.root / "profile_names.json").mkdir()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await pilot.press(*"Anna", "up", "enter")
        await until(pilot, lambda: "cannot save the name" in painted(app))


def test_a_profile_that_was_chosen_is_called_by_its_id():
    names = ProfileNames(unnamed="root")
    assert (names.of("root"), names.of("film club")) == ("", "film club")
    assert names.naming("root", "Anna").of("root") == "Anna"
    assert names.can_be_named("root") and not names.can_be_named("film club")
