"""Named filters: chosen, saved, replaced and deleted."""

from textual.widgets import OptionList

from engine.profiles.filter_presets import read_presets, save_preset
from engine.profiles.list_filters import ListFilters, read_list_filters, save_list_filters
from tui.screens.preset_screen import PresetScreen
from tui.widgets.lines import Line

OLD = ListFilters(genres=("Drama",), year_to=1979)


def offered(app):
    return [str(option.prompt)[2:] for option in app.screen.query_one(OptionList).options]


async def opened(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("escape", "P")
    await until(pilot, lambda: isinstance(app.screen, PresetScreen) and app.screen.query(OptionList))


async def test_one_is_chosen_and_kept_as_the_persons_filters(app, settings, liked, until):
    liked("Stalker")
    save_preset(settings.files, "anna", "old dramas", OLD)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot, until)
        assert offered(app) == [
            "old dramas   to 1979 · Drama",
            "Hidden gems   hidden gems",
            "The charts   the charts",
            "Something else   wild",
        ]
        await pilot.press(*"old", "enter")
        await until(pilot, lambda: app.state.filters == OLD)
        assert app.screen.query_one("#status", Line).words.startswith("filters: old dramas")
        await until(pilot, lambda: read_list_filters(settings.files, "anna") == OLD)


async def test_the_current_filters_are_saved_under_a_name_and_deleted(app, settings, liked, until):
    liked("Stalker")
    save_list_filters(settings.files, "anna", OLD)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot, until)
        await pilot.press(*"mine")
        assert offered(app) == ["save the current filters as mine"]
        await pilot.press("enter")
        await until(pilot, lambda: read_presets(settings.files, "anna") == {"mine": OLD})
        assert app.screen.query_one("#status", Line).words.startswith("saved as mine")
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, PresetScreen) and app.screen.query(OptionList))
        await pilot.press(*"Mine")
        assert offered(app)[1:] == ["save the current filters as Mine, in its place", "delete mine"]
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: read_presets(settings.files, "anna") == {})


async def test_without_filters_there_is_nothing_to_save(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot, until)
        await pilot.press(*"mine")
        assert offered(app) == []
        await pilot.press("enter", "escape")
        assert app.state.filters == ListFilters()


async def test_they_are_at_hand_among_the_filters_too(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "f", "P")
        await until(pilot, lambda: isinstance(app.screen, PresetScreen) and app.screen.query(OptionList))
        await pilot.press(*"hidden", "enter")
        await until(pilot, lambda: app.state.filters == ListFilters(popularity=0.0))
