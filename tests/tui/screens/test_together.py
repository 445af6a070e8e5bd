"""Films for several people: choosing them, their list, and what leaves it."""

import pytest
from textual.widgets import OptionList

from engine.profiles.marks import MarkLog
from tests.toy_films import film
from tui.screens.profile_screen import ProfileScreen
from tui.screens.together_screen import TogetherScreen
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


@pytest.fixture
def likes(settings):
    def like(profile, *titles):
        with MarkLog(settings.files.marks) as log:
            for title in titles:
                log.change(profile, "movielens", film(title), opinion="like")

    return like


def words(app, name="#heading"):
    return app.screen_stack[0].query_one(name, Line).words


def painted(app):
    """What the screen shows, line by line."""
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def offered(app):
    chooser = app.screen.query_one(OptionList)
    return [str(chooser.get_option_at_index(at).prompt)[2:].rstrip() for at in range(chooser.option_count)]


def listed(app):
    return app.screen_stack[0].query_one("#films", FilmList).rows


async def open_chooser(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("escape", "T")
    await until(pilot, lambda: isinstance(app.screen, TogetherScreen))


async def open_list(app, pilot, until):
    await open_chooser(app, pilot, until)
    await until(pilot, lambda: len(offered(app)) > 1)
    await pilot.press("space", "enter")  # the cursor is on the first other profile
    await until(pilot, lambda: app.state.page.kind == "together" and not app.state.page.waiting)


async def test_two_profiles_are_chosen_and_get_a_list_that_says_how_it_suits_each(app, likes, until):
    likes("anna", "Alien", "Stalker")
    likes("bert", "Heat", "Pulp Fiction")
    likes("cleo", "Amélie")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_chooser(app, pilot, until)
        await until(
            pilot,
            lambda: offered(app) == ["✓ anna   2 films  current", "  bert   2 films", "  cleo   1 film"],
        )
        assert app.screen.query_one("#company-said", Line).words.strip() == "choose 1 more"
        await pilot.press("enter")
        assert isinstance(app.screen, TogetherScreen)  # one person is no company
        await pilot.press("space")
        assert offered(app)[1] == "✓ bert   2 films"
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "together" and not app.state.page.waiting)
        assert words(app).startswith("FOR anna, bert   nobody has seen these")
        titles = {row.movie.title for row in listed(app)}
        assert titles and {"Alien", "Stalker", "Heat", "Pulp Fiction"}.isdisjoint(titles)
        (first, *_) = listed(app)
        assert [person.profile for person in first.recommendation.people] == ["anna", "bert"]
        panel = painted(app)
        assert "FIT   and share of it" in panel and "anna liked " in panel and "bert" in panel
        await pilot.press("escape")
        assert app.state.page.kind == "for_you" and len(app.screen_stack) == 1


async def test_in_a_small_terminal_the_fits_and_shares_are_one_line(app, likes, until):
    likes("anna", "Alien")
    likes("bert", "Aliens")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(app, pilot, until)
        people = listed(app)[0].recommendation.people
        said = " · ".join(f"{p.profile} {round(p.fit)} ({round(100 * p.share)}%)" for p in people)
        assert said in painted(app)


async def test_marks_go_to_the_current_profile_and_what_is_seen_leaves(app, settings, likes, until):
    likes("anna", "Alien")
    likes("bert", "Aliens")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(app, pilot, until)
        movie = listed(app)[0].movie
        await pilot.press("s")
        await until(pilot, lambda: movie.id in app.state.marked.by_movie)
        await until(pilot, lambda: movie.id not in [row.movie.id for row in listed(app)])
    with MarkLog(settings.files.marks) as log:
        assert [mark.title for mark in log.marks("anna") if mark.seen] == [movie.title]
        assert not [mark for mark in log.marks("bert") if mark.seen]


async def test_filters_ask_for_the_list_again(app, likes, until):
    likes("anna", "Alien")
    likes("bert", "Aliens")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(app, pilot, until)
        app.screen._filtering.change(app.state.filters.__class__(genres=("Crime",)))
        await until(pilot, lambda: not app.state.page.waiting)
        assert all("Crime" in row.movie.genres for row in listed(app))
        assert "Crime" in words(app, "#active-filters")


async def test_one_profile_alone_is_told_how_to_add_another(app, likes, until):
    likes("anna", "Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_chooser(app, pilot, until)
        await until(pilot, lambda: "only one profile" in app.screen.query_one("#company-said", Line).words)
        await pilot.press("space", "space", "enter", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.state.page.kind != "together"


async def test_five_people_are_the_most(app, likes, until):
    for name in "abcdefg":
        likes(name, "Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_chooser(app, pilot, until)
        await until(pilot, lambda: len(offered(app)) == 8)
        for _ in range(6):
            await pilot.press("space", "j")
        assert sum(line.startswith("✓") for line in offered(app)) == 5
        assert "5 people at most" in app.screen.query_one("#company-said", Line).words
        await pilot.press("k", "k", "k", "k", "space")
        assert sum(line.startswith("✓") for line in offered(app)) == 4


async def test_hostile_names_are_shown_as_they_are(app, likes, until):
    likes("anna", "Alien")
    likes("[red]x[/] [@click=app.quit]y[/]", "Aliens")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_list(app, pilot, until)
        assert "[red]x[/]" in words(app)
        assert "[red]x[/]" in painted(app)


async def test_where_nothing_can_be_ranked_yet_the_list_waits(bare_app, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: len(bare_app.screen_stack) > 1)  # the set-up is in front
        bare_app._main.open_together(["anna", "bert"])
        assert bare_app.state.page.kind != "together"
        assert "still loading" in bare_app.state.notice.text


async def test_a_profile_is_switched_to_from_the_list_for_several(app, likes, until):
    likes("anna", "Alien")
    likes("bert", "Aliens")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_list(app, pilot, until)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ProfileScreen))
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.state.profile == "bert" and app.state.page.kind != "together")
