"""One film for tonight: its reason, another one, and what its keys do."""

import json

from textual.widgets import Static

from engine.profiles.marks import MarkLog
from tests.toy_films import film
from tui.screens.proposal_screen import ProposalScreen


def shown(app, name="#proposal-film"):
    return str(app.screen.query_one(name, Static).content)


def title(app):
    return app.screen.row.movie.title


async def propose(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("b")
    await until(pilot, lambda: isinstance(app.screen, ProposalScreen) and app.screen.row is not None)


async def test_one_film_is_proposed_with_its_reason_and_the_key_again_brings_another(app, settings, liked, until):
    liked("Alien", "Blade Runner")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await propose(app, pilot, until)
        first, proposed = title(app), []
        assert first in shown(app) and "because you liked " in shown(app) and "fit " in shown(app)
        for _ in range(4):
            before = title(app)
            proposed.append(before)
            await pilot.press("b")
            await until(pilot, lambda before=before: title(app) != before)
        assert len({*proposed, title(app)}) == 5
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
    kept = [entry["movie"] for entry in json.loads(settings.files.proposals("anna").read_bytes())]
    assert len(kept) == 5 and kept[0] == film(first).id


async def test_it_can_be_put_on_the_watchlist_or_said_to_be_seen(app, settings, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await propose(app, pilot, until)
        name = title(app)
        await pilot.press("w")
        await until(pilot, lambda: shown(app, "#proposal-mark") == "on the watchlist")
        await pilot.press("s")
        await until(pilot, lambda: shown(app, "#proposal-mark") == "seen · on the watchlist")
        await pilot.press("w")
        await until(pilot, lambda: shown(app, "#proposal-mark") == "seen")
    with MarkLog(settings.files.marks) as log:
        assert [(mark.title, mark.watchlist) for mark in log.marks("anna") if mark.seen] == [(name, False)]


async def test_enter_goes_to_the_films_like_it_and_back_again(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await propose(app, pilot, until)
        name = title(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "similar" and not app.state.page.waiting)
        assert app.state.page.movie.title == name and len(app.screen_stack) == 1
        await pilot.press("escape")
        assert app.state.page.kind == "pick" or app.state.page.kind == "for_you"


async def test_on_the_watchlist_it_is_picked_from_there(app, liked, until):
    liked("Alien")
    liked("Ran", watchlist=True)
    liked("Mirror", watchlist=True, seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "v")
        while app.state.page.kind != "watchlist":
            await pilot.press("v")
        await propose(app, pilot, until)
        assert title(app) == "Ran"
        assert app.screen.query_one("#proposal").border_title == "for tonight, from your watchlist"
        await pilot.press("b")
        await until(pilot, lambda: app.screen.row is None)
        assert shown(app) == "All of these films were proposed this evening already."
        await pilot.press("w", "s", "enter")  # there is no film to act on
        assert isinstance(app.screen, ProposalScreen)


async def test_an_empty_watchlist_says_so(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "v")
        while app.state.page.kind != "watchlist":
            await pilot.press("v")
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, ProposalScreen) and "Your watchlist" in shown(app))


async def test_from_a_list_for_several_people_it_is_one_for_all(app, settings, liked, until):
    liked("Alien")
    with MarkLog(settings.files.marks) as log:
        log.change("bert", "movielens", film("Aliens"), opinion="like")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        app._main.open_together(["anna", "bert"])
        await until(pilot, lambda: not app.state.page.waiting)
        await propose(app, pilot, until)
        assert app.screen.query_one("#proposal").border_title == "for tonight, for all of you"
        assert "anna " in shown(app) and "bert " in shown(app)


async def test_where_nothing_can_be_kept_a_film_is_proposed_all_the_same(app, settings, liked, until):
    liked("Alien")
    settings.files.proposals("anna").parent.write_text("a file")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await propose(app, pilot, until)
        assert title(app)


async def test_keys_typed_before_the_answer_act_on_the_film_that_is_shown_only(app, engine, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        marks = len(app.state.marked.marks)
        app.push_screen(ProposalScreen(app.state.key_map))
        await pilot.press("s", "enter", "w", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert len(app.state.marked.marks) == marks and app.state.page.kind != "similar"


async def test_its_length_is_shown_where_it_is_known(app, facts, engine, liked, until):
    liked("Alien")
    known = [movie for movie in engine.all if (one := facts.facts(movie.id)) is not None and one.runtime]
    wanted = next(movie for movie in known if movie.title != "Alien")
    liked(wanted.title, watchlist=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("v")
        while app.state.page.kind != "watchlist":
            await pilot.press("v")
        await propose(app, pilot, until)
        assert title(app) == wanted.title and f"{facts.facts(wanted.id).runtime} min" in shown(app)
