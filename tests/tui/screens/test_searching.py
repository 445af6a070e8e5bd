from textual.events import Paste

from tui.screens.main_screen import MainScreen
from tui.widgets.film_list import FilmList
from tui.widgets.lines import KeyBar, Line


def titles(app):
    return [row.movie.title for row in app.screen.query_one("#films", FilmList).rows]


def line(app, name):
    return app.screen.query_one(name, Line).words


def opinions(app):
    return {row.title: row.opinion for row in app.state.marked.marks}


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_a_newcomer_starts_in_the_search(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: app.focused is not None and app.focused.id == "search")
        assert isinstance(app.screen, MainScreen)
        assert line(app, "#heading").startswith("POPULAR")
        assert titles(app)[0] == "The Godfather"


async def test_every_letter_narrows_the_hits(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"matri")
        assert titles(app)[0] == "The Matrix"
        assert line(app, "#heading").startswith("SEARCH")
        await pilot.press(*["backspace"] * 5)
        assert line(app, "#heading").startswith("POPULAR")


async def test_enter_likes_the_first_hit_and_the_next_title_can_be_typed_at_once(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien", "enter")
        await until(pilot, lambda: opinions(app) == {"Alien": "like"})
        assert app.focused.id == "search"
        await pilot.press(*"heat", "enter")
        await until(pilot, lambda: opinions(app) == {"Heat": "like", "Alien": "like"})


async def test_the_key_that_leads_to_the_search_is_not_typed_there(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: app.focused is not None and app.focused.id == "search")
        await pilot.press("slash", *"matri")
        assert app.focused.value == "matri"
        await pilot.press("home", "delete", "slash")
        assert app.focused.value == "/atri"


async def test_back_from_a_search_a_cursor_that_nobody_moved_is_at_the_top_of_the_new_list(app, liked, until):
    liked("M")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"alien", "enter")
        await until(pilot, lambda: opinions(app) == {"M": "like", "Alien": "like"})
        await pilot.press("escape")
        await until(pilot, lambda: line(app, "#heading").startswith("FOR YOU"))
        assert app.screen.query_one("#films", FilmList).cursor == 0


async def test_enter_twice_does_not_take_a_like_back(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien", "enter", "enter")
        await until(pilot, lambda: "already liked" in line(app, "#status"))
        assert opinions(app) == {"Alien": "like"}


async def test_down_goes_to_the_hits_where_all_keys_work(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien", "down", "4")
        await until(pilot, lambda: opinions(app) == {"Aliens": "4"})
        await pilot.press("up", "up")
        assert app.focused.id == "search"


async def test_in_the_hits_space_likes_and_enter_is_more_like_this_and_the_footer_says_so(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien")
        await until(pilot, lambda: "enter like it" in line(app, "#keys"))
        await pilot.press("down")
        await until(pilot, lambda: "space like" in line(app, "#keys"))
        assert "enter similar" in line(app, "#keys") and "like it" not in line(app, "#keys")
        await pilot.press("space")
        await until(pilot, lambda: opinions(app) == {"Aliens": "like"})
        await pilot.press("enter")
        await until(pilot, lambda: line(app, "#heading").startswith("MORE LIKE Aliens") and titles(app))
        await pilot.press("escape")
        await until(pilot, lambda: line(app, "#heading").startswith("SEARCH"))
        assert opinions(app) == {"Aliens": "like"}


async def test_a_miss_shows_the_closest_titles_and_how_far_the_films_reach(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"qqqqzzzz")
        assert line(app, "#heading").startswith("nothing called “qqqqzzzz”")
        assert "films up to 2006" in line(app, "#heading")


async def test_a_guess_is_liked_only_once_the_cursor_was_moved_onto_it(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        films = app.screen.query_one("#films", FilmList)
        await pilot.press(*"toy story 4")
        assert line(app, "#heading").startswith("nothing called “toy story 4”; nearest:")
        assert (titles(app)[0], films.row) == ("Toy Story", None)
        assert "like it" not in app.screen.query_one("#keys", KeyBar).words
        await pilot.press("enter")
        assert "goes to the nearest titles" in line(app, "#status")
        await pilot.press("tab", "enter", "space", "4")
        await pilot.pause()
        assert {"space like", "enter similar"}.isdisjoint(line(app, "#keys").split("   "))
        assert opinions(app) == {}
        await pilot.press("down")
        assert films.row is not None and films.row.movie.title == "Toy Story"
        assert {"space like", "enter similar"} <= set(line(app, "#keys").split("   "))
        await pilot.press("space")
        await until(pilot, lambda: opinions(app) == {"Toy Story": "like"})


async def test_an_address_that_names_no_film_here_is_said(app, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"tt9999999")
        assert "this data set has no film tt9999999" in line(app, "#heading")
        assert titles(app) == []


async def test_escape_leaves_the_search_and_never_the_app(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien", "escape")
        await pilot.pause()
        assert line(app, "#heading").startswith("POPULAR")
        await pilot.press("escape", "escape", "escape")
        assert app.is_running
        assert app.focused.id == "films"


async def test_letters_are_letters_while_searching(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"qsuw")
        assert app.is_running
        assert app.screen.query_one("#search").value == "qsuw"


async def test_typing_before_the_titles_are_open_is_answered_when_they_are(app, engine, until):
    import threading

    go = threading.Event()
    opener = app.backend.ranking._opener
    app.backend.ranking._opener = lambda settings: (go.wait(10), opener(settings))[1]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.focused is not None and app.focused.id == "search")
        await pilot.press(*"heat")
        assert "loading titles" in line(app, "#heading")
        go.set()
        await until(pilot, lambda: titles(app)[:1] == ["Heat"])


async def test_the_footer_tells_the_keys_of_where_one_is(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: app.focused.id == "search")
        assert "to the list" in app.screen.query_one("#keys", KeyBar).words
        assert "like it" not in app.screen.query_one("#keys", KeyBar).words  # enter would go to the list
        await pilot.press("a")
        await until(pilot, lambda: "enter like it" in app.screen.query_one("#keys", KeyBar).words)
        await pilot.press("escape")
        await pilot.pause()
        assert "/ search" in app.screen.query_one("#keys", KeyBar).words
        assert "q quit" in app.screen.query_one("#keys", KeyBar).words


async def paste(app, pilot, text):
    app.running_driver.send_message(Paste(text))
    await pilot.pause()


async def test_several_pasted_titles_are_searched_one_after_another_and_none_is_liked_unseen(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await paste(app, pilot, "Alien\r\n\n  Heat\nStalker\n")
        await until(pilot, lambda: titles(app)[:1] == ["Alien"])
        assert opinions(app) == {}
        assert "3 titles pasted: enter likes the hit and goes on, ^n goes on without" in line(app, "#status")
        assert line(app, "#heading").endswith("2 more pasted ^n next")
        await pilot.press("enter")
        await until(pilot, lambda: titles(app)[:1] == ["Heat"])
        await pilot.press("ctrl+n")
        await until(pilot, lambda: titles(app)[:1] == ["Stalker"])
        await pilot.press("enter")
        await until(pilot, lambda: opinions(app) == {"Alien": "like", "Stalker": "like"})
        await pilot.press("ctrl+n")  # there is no other
        assert app.focused.value == "Stalker"


async def test_a_title_pasted_into_the_list_is_searched_for_and_its_letters_are_no_commands(app, liked, until):
    liked("M")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await paste(app, pilot, "heat")
        await until(pilot, lambda: app.focused.id == "search" and titles(app)[:1] == ["Heat"])
        await pilot.press("escape")
        await until(pilot, lambda: app.focused.id == "films")
        assert opinions(app) == {"M": "like"} and app.state.pasted == ()


async def test_the_box_takes_no_more_than_any_title_has(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("a")
        await paste(app, pilot, "b" * 1000)
        assert app.focused.value == "a" + "b" * 199


async def test_a_line_feed_is_enter_too(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press(*"alien", "ctrl+j")
        await until(pilot, lambda: opinions(app) == {"Alien": "like"})
