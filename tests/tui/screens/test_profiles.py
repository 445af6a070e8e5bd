import threading

from textual.widgets import OptionList

from engine.profiles.list_filters import ListFilters, save_list_filters
from engine.profiles.marks import MarkLog
from tui.screens.profile_screen import ProfileScreen
from tui.state.messages import ProfilesRead
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def line(app, name):
    return app.screen_stack[0].query_one(name, Line).words


def offered(app):
    chooser = app.screen.query_one(OptionList)
    return [str(chooser.get_option_at_index(i).prompt)[2:] for i in range(chooser.option_count)]


def highlighted(app):
    chooser = app.screen.query_one(OptionList)
    signed = [option for option in chooser.options if str(option.prompt).startswith("▸ ")]
    assert signed == [chooser.get_option_at_index(chooser.highlighted)]  # visible without color too
    return str(signed[0].prompt)[2:]


def of_bob(settings, film):
    with MarkLog(settings.files.marks) as log:
        log.change("bob", "movielens", film("Alien"), opinion="like")
        log.change("bob", "movielens", film("The Thing"), opinion="like")


async def open_profiles(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("escape", "p")
    await until(pilot, lambda: isinstance(app.screen, ProfileScreen))


async def test_profiles_that_are_read_before_their_screen_is_built_are_listed(app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)

        def at_once():
            app.push_screen(ProfileScreen("anna", app.state.key_map))
            app.on_profiles_read(ProfilesRead([("bob", 2)]))

        app.call_later(at_once)
        await until(pilot, lambda: app.screen.query(OptionList))
        await until(pilot, lambda: offered(app) == ["anna   0 films  current", "bob   2 films"])


async def test_the_profiles_are_listed_and_another_is_switched_to(app, settings, engine, liked, until):
    liked("Stalker")
    of_bob(settings, lambda title: next(movie for movie in engine.all if movie.title == title))
    save_list_filters(settings.files, "bob", ListFilters(without_genres=("Comedy",)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await until(pilot, lambda: offered(app) == ["anna   1 film  current", "bob   2 films"])
        assert highlighted(app).startswith("anna")
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1 and app.state.ranked.ranked_once)
        assert line(app, "#header").startswith("movierec   bob · 2 marked")
        assert "no Comedy" in line(app, "#active-filters")
        films = app.screen.query_one("#films", FilmList)
        assert {"Alien", "The Thing"}.isdisjoint(row.movie.title for row in films.rows)
        assert len(engine.ranked[-1]) == 2
        assert "u undo: liked The Thing" in line(app, "#status")
        await pilot.press("w")
        await until(pilot, lambda: any(mark.watchlist for mark in app.state.marked.marks))
    with MarkLog(settings.files.marks) as log:
        assert [mark.title for mark in log.marks("anna")] == ["Stalker"]
        assert len(log.marks("bob")) == 3


async def test_a_new_one_is_made_by_typing_its_name(app, settings, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await pilot.press(*"film club")
        await until(pilot, lambda: offered(app) == ["new: film club"])
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 1 and app.state.ranked.ranked_once)
        assert line(app, "#header").startswith("movierec   film club")
        assert line(app, "#heading").startswith("POPULAR")
        await pilot.press("space")
        await until(pilot, lambda: app.state.opinions == 1)
    with MarkLog(settings.files.marks) as log:
        assert log.profiles() == ["anna", "film club"]


async def test_the_start_of_a_name_finds_it_and_esc_leaves_all_as_it_was(app, settings, engine, liked, until):
    liked("Stalker")
    of_bob(settings, lambda title: next(movie for movie in engine.all if movie.title == title))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await until(pilot, lambda: len(offered(app)) == 2)
        await pilot.press("b", "o")
        await until(pilot, lambda: offered(app) == ["bob   2 films", "new: bo"])
        assert highlighted(app).startswith("bob")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.state.profile == "anna" and line(app, "#header").startswith("movierec   anna · 1 marked")


async def test_a_list_that_is_still_being_ranked_for_the_other_one_is_dropped(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        go = threading.Event()
        engine.wait = lambda: go.wait(10)
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        before = len(engine.ranked)
        await pilot.press("space")
        await until(pilot, lambda: len(engine.ranked) > before)
        await pilot.press("p", *"zoe", "enter")
        await until(pilot, lambda: app.state.profile == "zoe")
        go.set()
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert engine.ranked[-1] == {} and not app.state.marked.by_movie


async def test_a_hostile_name_is_shown_harmlessly(app, settings, engine, liked, until):
    liked("Stalker")
    with MarkLog(settings.files.marks) as log:
        log.change("[/] [@click=app.quit]x[/]", "movielens", engine.all[0], opinion="like")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_profiles(app, pilot, until)
        await until(pilot, lambda: any("[@click=app.quit]" in name for name in offered(app)))
        await pilot.press("up", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1 and app.state.ranked.ranked_once)
        assert "[/] [@click" in line(app, "#header")
