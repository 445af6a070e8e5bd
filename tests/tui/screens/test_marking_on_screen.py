import pytest

from engine.errors import StoreError
from engine.profiles.marks import MarkLog
from tui.widgets.film_list import FilmList
from tui.widgets.film_text import FilmText
from tui.widgets.lines import Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def titles(app):
    return [row.movie.title for row in films(app).rows]


def line(app, name):
    return app.screen.query_one(name, Line).words


def on_disk(settings):
    with MarkLog(settings.files.marks) as log:
        return {mark.title: mark for mark in log.marks("anna")}


async def rest_on_the_third(app, clock, pilot, until):
    """Leave the cursor at rest on the third film of the list. Returns its title."""
    await ready(app, pilot, until)
    await pilot.press("j", "j")
    clock.now += 5
    return titles(app)[2]


def painted(widget):
    """What the widget shows, line by line."""
    return ["".join(segment.text for segment in widget.render_line(y)) for y in range(widget.size.height)]


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("space", {"opinion": "like"}),
        ("minus", {"opinion": "dislike"}),
        ("5", {"opinion": "5"}),
        ("1", {"opinion": "1"}),
        ("x", {"hidden": True}),
        ("s", {"seen": True}),
        ("w", {"watchlist": True}),
    ],
)
async def test_each_key_writes_its_mark(app, settings, liked, until, key, expected):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        title = films(app).row.movie.title
        await pilot.press(key)
        await until(pilot, lambda: title in on_disk(settings))
        mark = on_disk(settings)[title]
        assert {name: getattr(mark, name) for name in expected} == expected


async def test_a_like_changes_the_list_and_leaves_it_when_the_cursor_does(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        before = titles(app)
        await pilot.press("space")
        await until(pilot, lambda: line(app, "#heading").startswith("FOR YOU   because of 2 films"))
        films = app.screen.query_one("#films", FilmList)
        await until(pilot, lambda: films.row is not None and films.row.kept)
        after = titles(app)
        assert after[0] == before[0] and before[0] not in [row.movie.title for row in app.state.ranked.rows]
        await pilot.press("j")
        await until(pilot, lambda: titles(app) == after[1:])
        assert films.row.movie.title == after[1] and films.cursor == 0
        assert "u undo: liked Solaris" in line(app, "#status")


async def test_undo_brings_the_film_back_and_redo_takes_it_again(app, settings, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        before = titles(app)
        await pilot.press("space")
        await until(pilot, lambda: app.state.ranked.kept is not None)
        await pilot.press("u")
        await until(pilot, lambda: titles(app) == before)
        assert set(on_disk(settings)) == {"Stalker"}
        await pilot.press("ctrl+r")
        await until(pilot, lambda: set(on_disk(settings)) == {"Stalker", "Solaris"})


async def test_the_same_key_again_is_for_the_same_film_though_the_list_has_changed(app, clock, settings, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        film = await rest_on_the_third(app, clock, pilot, until)
        await pilot.press("5")
        await until(pilot, lambda: app.state.ranked.kept is not None)
        await pilot.press("4")
        await until(pilot, lambda: on_disk(settings)[film].opinion == "4")
        clock.now += 5
        await pilot.press("4")
        await until(pilot, lambda: on_disk(settings)[film].opinion == "3.5")
        await pilot.press("0")
        await until(pilot, lambda: set(on_disk(settings)) == {"Stalker"})
        await until(pilot, lambda: film in [row.movie.title for row in app.state.ranked.rows])
        assert titles(app).count(film) == 1


async def test_a_kept_film_is_there_after_a_look_at_films_like_it(app, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        film = await rest_on_the_third(app, clock, pilot, until)
        await pilot.press("space")
        await until(pilot, lambda: app.state.ranked.kept is not None)
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "similar" and not app.state.page.waiting)
        await pilot.press("j", "escape")
        await until(pilot, lambda: app.state.page.kind == "for_you")
        films = app.screen.query_one("#films", FilmList)
        assert films.cursor == 2 and films.row.movie.title == film and films.row.kept


async def test_the_fifth_film_rated_is_still_under_the_cursor_for_the_second_key(app, clock, settings, liked, until):
    liked("Stalker", "Heat", "Alien", "Vertigo")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("V")
        await until(pilot, lambda: app.state.page.kind == "pick")
        clock.now += 5
        film = app.screen.query_one("#films", FilmList).row.movie.title
        await pilot.press("4")
        await until(pilot, lambda: film in on_disk(settings) and app.state.ranked.held is not None)
        await pilot.press("4")
        await until(pilot, lambda: on_disk(settings)[film].opinion == "3.5")


async def test_a_film_marked_elsewhere_is_not_kept(app, settings, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        first = titles(app)[0]
        movie = app.state.ranked.rows[0].movie
        with MarkLog(settings.files.marks) as log:
            log.change("anna", "movielens", movie, opinion="like")
        app.backend.look_for_marks()
        await until(pilot, lambda: first not in titles(app))


async def test_undo_reaches_into_an_earlier_session(app, settings, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("u")
        await until(pilot, lambda: set(on_disk(settings)) == {"Stalker"})
        await until(pilot, lambda: "undone: liked Heat" in line(app, "#status"))


async def test_a_star_key_again_takes_half_a_star_of_the_same_film(app, settings, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        clock.now += 5
        title = films(app).row.movie.title
        for expected, sign in (("4", "★4 "), ("3.5", "★3½"), ("4", "★4 ")):
            await pilot.press("4")
            await until(pilot, lambda expected=expected: on_disk(settings)[title].opinion == expected)
            await until(pilot, lambda sign=sign: sign in painted(films(app))[0])
        await pilot.press("0")
        await until(pilot, lambda: title not in on_disk(settings))
        await until(pilot, lambda: "★" not in painted(films(app))[0])
        assert films(app).row.movie.title == title


async def test_redo_reaches_into_an_earlier_session(app, settings, liked, until):
    liked("Stalker", "Heat")
    with MarkLog(settings.files.marks) as log:
        log.undo("anna")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: set(on_disk(settings)) == {"Stalker", "Heat"})
        assert "redone: liked Heat" in line(app, "#status")


async def test_the_cursor_stays_on_its_film_when_the_list_changes(app, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("j", "j", "j", "j")
        film = films(app).row.movie.title
        clock.now += 5
        liked("Heat", "Taxi Driver")
        app.backend.look_for_marks()
        await until(pilot, lambda: app.state.opinions == 3 and films(app).rows == app.state.ranked.rows)
        assert films(app).row.movie.title == film


async def test_an_order_is_held_under_moving_fingers_and_shown_on_r(app, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        before = titles(app)
        await pilot.press("j", "space")
        await until(pilot, lambda: app.state.ranked.held is not None)
        assert titles(app) == before
        assert "changes" in line(app, "#heading")
        assert any("♥" in row for row in painted(films(app)))
        await pilot.press("r")
        assert titles(app) != before


async def test_a_held_order_is_shown_after_a_rest(app, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        before = titles(app)
        await pilot.press("j", "space")
        await until(pilot, lambda: app.state.ranked.held is not None)
        clock.now += 5
        await until(pilot, lambda: titles(app) != before)


async def test_a_burst_of_marks_is_ranked_for_the_last_of_them(app, engine, clock, liked, until):
    import threading

    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        go = threading.Event()
        engine.wait = lambda: go.wait(10)
        ranked = len(engine.ranked)
        await pilot.press("space")
        await until(pilot, lambda: len(engine.ranked) == ranked + 1)
        await pilot.press("j", "space", "j", "space", "j", "space", "j", "space")
        await until(pilot, lambda: app.state.opinions == 6)
        clock.now += 5
        go.set()
        await until(pilot, lambda: len(app.state.ranked.rows) and len(engine.ranked[-1]) == 6)
        assert len(engine.ranked) <= ranked + 3


async def test_what_moved_is_shown(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("space")
        await until(pilot, lambda: "moved" in line(app, "#heading"))
        assert any("▲" in row or "▼" in row or "new" in row for row in painted(films(app)))


async def test_why_names_the_liked_films_and_shares_that_add_up(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        panel = app.screen.query_one("#film-text", FilmText)
        await until(pilot, lambda: "WHY" in "\n".join(painted(panel)))
        shown = [row for row in painted(panel) if "% " in row]
        assert any("you liked Stalker" in row for row in shown)
        assert sum(int(row.split("%")[0].split()[-1]) for row in shown) == 100


async def test_e_hides_and_shows_why(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        panel = app.screen.query_one("#panel")
        await pilot.press("e")
        await until(pilot, lambda: panel.size.height == 0 or not panel.display)
        await pilot.press("e")
        await until(pilot, lambda: panel.display and panel.size.height > 0)


async def test_the_views_show_what_was_marked(app, liked, until):
    liked("Stalker")
    liked("Heat", watchlist=True)
    liked("Alien", seen=True)
    liked("Jaws", hidden=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        seen = {}
        for _ in range(4):
            await pilot.press("v")
            await pilot.pause()
            seen[line(app, "#heading").split("  ")[0]] = titles(app)
        assert seen == {"MY FILMS": ["Stalker"], "WATCHLIST": ["Heat"], "SEEN": ["Alien"], "NOT INTERESTED": ["Jaws"]}
        await pilot.press("escape")
        assert line(app, "#heading").startswith("FOR YOU")


async def test_an_empty_view_says_how_to_fill_it(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("escape", "v", "v")
        await pilot.pause()
        assert any("Your watchlist is empty" in row for row in painted(films(app)))
        assert any("w in any list puts a film here" in row for row in painted(films(app)))


async def test_a_mark_of_a_film_that_this_data_set_lacks_is_listed_as_such(app, settings, until):
    from engine.movies import Movie

    with MarkLog(settings.files.marks) as log:
        log.change("anna", "other", Movie(id=9, title="Paddington", year=2014), opinion="like")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: app.state.marked.elsewhere)
        await pilot.press("escape", "v")
        await pilot.pause()
        assert titles(app) == ["Paddington"]
        await pilot.press("space")
        await until(pilot, lambda: "not in this data set" in line(app, "#status"))


async def test_more_like_this_drills_down_and_back_to_the_same_row(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("j", "j")
        film = films(app).row.movie
        await pilot.press("enter")
        await until(pilot, lambda: line(app, "#heading").startswith(f"MORE LIKE {film.label}") and titles(app))
        await pilot.press("j", "l")
        await until(pilot, lambda: len(app.state.navigation.trail) == 3 and titles(app))
        await pilot.press("backspace", "h")
        await pilot.pause()
        assert line(app, "#heading").startswith("FOR YOU")
        assert films(app).row.movie == film


async def test_a_disk_that_is_full_is_a_calm_line(app, liked, until, monkeypatch):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)

        def full(*_, **__):
            raise StoreError("the disk is full; the mark was not saved", "make room on it")

        monkeypatch.setattr(MarkLog, "change", full)
        before = titles(app)
        await pilot.press("space")
        await until(pilot, lambda: "the disk is full" in line(app, "#status"))
        assert "make room on it" in line(app, "#status")
        assert titles(app) == before


async def test_keys_that_were_remapped_in_the_config_work(settings, engine, liked, until):
    from tui.app import MovierecApp
    from tui.state.preferences import Preferences

    liked("Stalker")
    app = MovierecApp(settings, Preferences(keys={"like": "f"}), opener=lambda _: engine)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("f")
        await until(pilot, lambda: set(on_disk(settings)) == {"Stalker", "Solaris"})
        assert "f like" in line(app, "#keys")
