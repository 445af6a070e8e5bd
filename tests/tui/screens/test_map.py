"""The map: the person's films on it, its cursor, its keys, and what it says where there is none."""

import threading

import numpy as np
import pytest

from engine.errors import ArtifactError
from engine.profiles.marks import MarkLog
from tests.toy_films import FILMS, film
from tui.screens.map_screen import MapScreen
from tui.widgets.lines import KeyBar, Line
from tui.widgets.map_canvas import MapCanvas
from tui.widgets.map_side import MapSide


def text(app):
    """What is painted of the map, the cursor included."""
    canvas = app.screen.query_one(MapCanvas)
    return "\n".join(canvas.render_line(y).text for y in range(canvas.size.height))


def line(app, name):
    return app.screen.query_one(name, Line).words


def title(app):
    return app.screen.movie.title


async def open_map(app, pilot, until):
    await until(pilot, lambda: app.state.engine.ranks and app.state.marked.read)
    if app.state.focus == "search":
        await pilot.press("escape")
    await pilot.press("M")
    await until(pilot, lambda: isinstance(app.screen, MapScreen) and app.screen.map is not None)
    await until(pilot, lambda: app.screen.query_one(MapCanvas).picture is not None)


async def test_likes_the_list_and_other_marks_have_their_own_signs(app, liked, until):
    liked("Alien", "Heat")
    liked("Ran", opinion="4.5")
    liked("Amélie", opinion="dislike")
    liked("Metropolis", watchlist=True)
    liked("Nosferatu", seen=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await open_map(app, pilot, until)
        shown = text(app)
        assert shown.count("♥") >= 1 and "★" in shown and "✗" in shown and "+" in shown and "✓" in shown
        assert "◆" in shown and "◇" in shown
        assert line(app, "#map-legend").startswith("♥ liked")
        signs = {int(app.screen.map.films.ids[row]): sign.glyph for row, sign in app.screen.map.signs.items()}
        assert [signs[film(name).id] for name in ("Alien", "Heat", "Ran", "Amélie")] == ["♥", "♥", "★", "✗"]


async def test_the_cursor_begins_on_the_film_of_the_list_and_is_named(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once and app.state.highlighted is not None)
        on = app.state.highlighted.movie
        await open_map(app, pilot, until)
        assert title(app) == on.title
        assert line(app, "#map-film").startswith(on.label)
        assert f" {on.title[:10]}" in text(app)


async def test_arrows_and_letters_move_to_the_next_film_in_that_direction(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_map(app, pilot, until)
        shown = app.screen.map
        shown.whole()
        for keys, axis, sign in (
            (("l", "right"), "x", 1),
            (("h", "left"), "x", -1),
            (("j", "down"), "y", 1),
            (("k", "up"), "y", -1),
        ):
            for key in keys:
                shown.jump(
                    shown.films.rows([film("The Matrix").id])[0]
                    if sign < 0
                    else shown.films.rows([film("Psycho").id])[0]
                )
                before = shown.cells.place(shown.cursor)
                await pilot.press(key)
                after = shown.cells.place(shown.cursor)
                at = 0 if axis == "x" else 1
                assert sign * (after[at] - before[at]) > 0 or key in ("k", "up", "j", "down"), key


async def test_every_film_of_the_edge_stays_within_reach(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_map(app, pilot, until)
        for key in "hjklHJKL":
            await pilot.press(*[key] * 30)
            assert app.screen.map.place is not None
        await pilot.press(*["plus"] * 20, *"hjklHJKL" * 3)
        assert app.screen.map.place is not None
        await pilot.press(*["minus"] * 30)
        assert app.screen.map.window.zoom == 1


async def test_zooming_in_shows_fewer_films_and_their_titles(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_map(app, pilot, until)
        at = title(app)
        assert line(app, "#header").startswith(f"movierec   map · {len(FILMS)} films")
        await pilot.press("plus", "plus")
        assert title(app) == at
        assert len(app.screen.map.cells.films) < len(FILMS)
        assert f" of {len(FILMS)} films · zoom 2.6" in line(app, "#header")
        await pilot.press("0")
        assert len(app.screen.map.cells.films) == len(FILMS)


async def test_a_mark_is_kept_and_seen_at_once(app, settings, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await open_map(app, pilot, until)
        name = title(app)
        await pilot.press("space")
        await until(pilot, lambda: "♥ liked" in line(app, "#map-film"))
        await pilot.press("4")
        await until(pilot, lambda: "★4" in line(app, "#map-film"))
        await pilot.press("u")
        await until(pilot, lambda: "♥ liked" in line(app, "#map-film"))
        await pilot.press("d")
        await until(pilot, lambda: "disliked" in line(app, "#map-film"))
        await pilot.press("backspace", "s", "w")
        await until(pilot, lambda: "seen, on the watchlist" in line(app, "#map-film"))
    with MarkLog(settings.files.marks) as log:
        mark = next(mark for mark in log.marks("anna") if mark.title == name)
    assert mark.opinion is None and mark.seen and mark.watchlist


async def test_enter_goes_to_the_films_like_it_and_the_map_is_as_it_was_left(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await open_map(app, pilot, until)
        await pilot.press("plus", "l")
        name, window = title(app), app.screen.map.window
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "similar" and not app.state.page.waiting)
        assert app.state.page.movie.title == name and len(app.screen_stack) == 1
        await pilot.press("M")
        await until(pilot, lambda: isinstance(app.screen, MapScreen) and app.screen.map is not None)
        assert app.screen.map.window.zoom == window.zoom
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_n_goes_through_the_likes_and_brackets_through_the_list(app, liked, until):
    names = ("Alien", "Heat", "Casablanca")
    liked(*names)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await open_map(app, pilot, until)
        went = []
        for _ in names:
            await pilot.press("n")
            went.append(title(app))
        assert sorted(went) == sorted(names)
        await pilot.press("N")
        assert title(app) == went[-2]
        await pilot.press("right_square_bracket")
        first = app.state.rows()[0].movie.title
        assert title(app) == first
        await pilot.press("right_square_bracket")
        assert title(app) == app.state.rows()[1].movie.title
        await pilot.press("left_square_bracket")
        assert title(app) == first


async def test_without_marks_it_says_how_to_begin(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_map(app, pilot, until)
        assert line(app, "#map-legend").startswith("space likes the film under the cursor")
        await pilot.press("n")
        assert line(app, "#map-legend") == "no film that you like is on the map yet"
        await pilot.press("right_square_bracket")
        assert line(app, "#map-legend") == "there is no list yet"
        await pilot.press("l")
        assert line(app, "#map-legend").startswith("space likes")


async def test_a_version_without_a_map_says_what_draws_one(app, engine, liked, until):
    engine.has_map = False
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("M")
        await until(pilot, lambda: isinstance(app.screen, MapScreen))
        missing = app.screen.query_one("#map-missing")
        await until(pilot, lambda: "the next training draws it: movierec train" in str(missing.content))
        await pilot.press("l", "space", "plus", "enter", "n", "slash")
        assert isinstance(app.screen, MapScreen)
        assert "move" not in app.screen.query_one(KeyBar).words and "back" in app.screen.query_one(KeyBar).words
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_map_asked_for_before_the_films_are_there_comes_with_them(app, engine, liked, until):
    liked("Alien")
    go = threading.Event()
    opener = app._local.ranking._opener

    def late(settings):
        go.wait(60)
        return opener(settings)

    app._local.ranking._opener = late
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.marked.read)
        await pilot.press("escape", "M")
        await until(pilot, lambda: isinstance(app.screen, MapScreen))
        assert "Reading the map" in str(app.screen.query_one("#map-missing").content)
        await pilot.press("l", "space")
        go.set()
        await until(pilot, lambda: app.screen.map is not None)
        assert "♥" in text(app)


async def test_a_map_that_cannot_be_read_says_so(app, engine, liked, until):
    liked("Alien")

    def damaged():
        raise ArtifactError("version v3: its map is damaged", "train again")

    engine.film_map = damaged
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("M")
        await until(pilot, lambda: isinstance(app.screen, MapScreen))
        missing = app.screen.query_one("#map-missing")
        await until(pilot, lambda: "The map cannot be read" in str(missing.content))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1 and app.state.ranked.rows)


async def test_what_cannot_be_marked_is_said_on_the_map(app, settings, liked, until, monkeypatch):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await open_map(app, pilot, until)
        await pilot.press("backspace")
        await until(pilot, lambda: "has no marks to clear" in line(app, "#map-legend"))
        await pilot.press("l")
        assert line(app, "#map-legend").startswith("♥ liked")


async def test_a_title_is_found_while_it_is_typed(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_map(app, pilot, until)
        before = title(app)
        await pilot.press("slash", *"solar")
        assert title(app) == "Solaris"
        await pilot.press("escape")
        assert title(app) == before
        await pilot.press("slash", *"alien")
        one = title(app)
        await pilot.press("down")
        assert {one, title(app)} == {"Alien", "Aliens"}
        other = title(app)
        await pilot.press("enter", "l", "h")
        await pilot.press("slash", *"zzzz", "escape")
        await pilot.press("slash", *other.lower(), "enter")
        assert title(app) == other and isinstance(app.screen, MapScreen)


async def test_a_click_moves_the_cursor_and_the_wheel_zooms(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_map(app, pilot, until)
        shown = app.screen.map
        row = shown.films.rows([film("Nosferatu").id])[0]
        column, line_number = shown.cells.place(row)
        await pilot.click(MapCanvas, offset=(column, line_number))
        assert shown.cells.place(shown.cursor) == (column, line_number)
        app.screen.query_one(MapCanvas).post_message(MapCanvas.Turned(1))
        await until(pilot, lambda: shown.window.zoom > 1)


async def test_wide_terminals_list_the_films_around_the_most_watched_first(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_map(app, pilot, until)
        await until(pilot, lambda: "around it" in app.screen.query_one(MapSide).words)
        side = app.screen.query_one(MapSide)
        shown = app.screen.map
        assert side.words.startswith(app.screen.movie.label)
        rows = shown.near(side.room)
        watchers = [int(shown.films.watchers[row]) for row in rows]
        assert watchers == sorted(watchers, reverse=True) and shown.cursor not in rows
        first = side.words.split("around it\n")[1].split("\n")[0]
        assert app.state.engine.titles.movie(int(shown.films.ids[rows[0]])).title[:20] in first


async def test_a_tiny_terminal_marks_nothing(app, settings, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_map(app, pilot, until)
        await pilot.resize_terminal(50, 12)
        await pilot.press("space", "2", "l")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
    with MarkLog(settings.files.marks) as log:
        assert log.marks("anna") == []


async def test_the_help_is_about_the_map(app, liked, until):
    liked("Alien")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_map(app, pilot, until)
        await pilot.press("question_mark")
        await until(pilot, lambda: app.screen.query("#help-text"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MapScreen))


@pytest.mark.parametrize(
    "hostile", ["[red]x[/]", "\x1b[31mred", "a\u202eb", "🎬🎬🎬", "東京物語のとても長い題名をここに書く", "'\"; drop"]
)
async def test_any_title_can_be_on_it(app, engine, liked, until, hostile):
    import msgspec

    from engine.titles.index import TitleIndex

    movies = [msgspec.structs.replace(movie, title=hostile) for movie in engine.all]
    engine.all, engine.titles = tuple(movies), TitleIndex.of(movies)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_map(app, pilot, until)
        for key in (*"hjkl", "plus", "plus", "l"):
            await pilot.press(key)
            canvas = app.screen.query_one(MapCanvas)
            assert all(canvas.render_line(y).cell_length == canvas.size.width for y in range(canvas.size.height))
            assert "\x1b" not in text(app) and "\u202e" not in text(app)


async def test_five_thousand_marks_are_on_a_large_map(app, until):
    from engine.film_columns import FilmColumns
    from engine.profiles.marks import Mark
    from engine.serving.version_map import VersionMap
    from tui.state.map_films import MapFilms
    from tui.state.map_state import MapState

    films = 20_000
    random = np.random.default_rng(0)
    columns = FilmColumns.of([FILMS[row % len(FILMS)] for row in range(films)])
    drawn = VersionMap(
        np.arange(films), random.uniform(-1, 1, (films, 2)).astype(np.float32), np.arange(films), columns
    )
    state = MapState(MapFilms(drawn))
    state.resize(150, 50)
    mark = Mark(catalogue="movielens", movie=0, title="x", opinion="like", at="")
    assert state.take({row * 3: mark for row in range(5_000)}, list(range(1, 3_000, 3)))
    assert len(state.marks) == 5_000 and len(state.listed) == 50
    assert len(state.signed()) > 1_000
    state.step(1, 0)
    assert state.place is not None
