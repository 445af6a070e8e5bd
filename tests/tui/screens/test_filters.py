"""The filters: each one changes the list at once, is shown above it, and is back at the next start."""

import threading

import pytest

from engine.movies import MovieFilter
from engine.profiles.list_filters import ListFilters, read_list_filters, save_list_filters
from tests.toy_films import FILMS
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.lines import Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def titles(app):
    return [row.movie.title for row in films(app).rows]


def line(app, name):
    return app.screen.query_one(name, Line).words


def painted(widget):
    return "\n".join("".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height))


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def open_filters(app, pilot, until, *presses):
    await ready(app, pilot, until)
    await pilot.press("f")
    await until(pilot, lambda: len(panel(app).controls) > 6)
    await pilot.press(*presses)


def panel(app):
    return app.screen.query_one("#filters", FilterPanel)


def of_the_1990s(app):
    return all_of(app, lambda movie: movie.year // 10 == 199)


def all_of(app, test):
    return bool(films(app).rows) and all(test(row.movie) for row in films(app).rows)


DOWN_TO = {"decade": 0, "from": 1, "to": 2, "popularity": 3, "variety": 4, "seen": 5, "Action": 6, "Drama": 12}


def to(name):
    return ["j"] * DOWN_TO[name]


async def test_only_a_genre_and_never_a_genre(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_filters(app, pilot, until, *to("Drama"), "l")
        await until(pilot, lambda: all_of(app, lambda movie: "Drama" in movie.genres))
        assert line(app, "#active-filters") == "filters   Drama  F clears"
        assert "+ Drama" in painted(panel(app)) and "only" in painted(panel(app))
        await pilot.press("h", "left")
        await until(pilot, lambda: all_of(app, lambda movie: "Drama" not in movie.genres))
        assert "no Drama" in line(app, "#active-filters") and "never" in painted(panel(app))


async def test_years_by_decade_and_typed(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, "h", "h")
        await until(pilot, lambda: all_of(app, lambda movie: 1990 <= movie.year <= 1999))
        assert "1990s" in line(app, "#active-filters")
        await pilot.press("j", "1", "9", "9")
        await until(pilot, lambda: "199_" in painted(panel(app)))
        await pilot.press("5")
        await until(pilot, lambda: all_of(app, lambda movie: 1995 <= movie.year <= 1999))
        assert "1995–1999" in line(app, "#active-filters")
        await pilot.press("enter")  # it finishes the year and does not change it
        assert "1995–1999" in line(app, "#active-filters")
        await pilot.press("backspace")
        await until(pilot, lambda: any(row.movie.year < 1990 for row in films(app).rows))


async def test_popularity_scales_and_the_score_follows(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, *to("popularity"), "h", "h")
        await until(pilot, lambda: all(row.recommendation.base == 0 for row in films(app).rows))
        assert "hidden gems" in line(app, "#active-filters")
        await pilot.press("space", "space", "space", "space")
        await until(pilot, lambda: films(app).rows[0].recommendation.base > 0.4)
        assert "the charts" in line(app, "#active-filters")


async def test_variety_reaches_the_engine(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, *to("variety"), "l", "l")
        await until(pilot, lambda: engine.diversity == 0.78)
        assert line(app, "#active-filters").startswith("filters   varied: not in order of fit")


async def test_seen_films_are_left_out_until_a_shows_them(app, settings, liked, until):
    liked("Stalker")
    liked("Solaris", seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        assert "Solaris" not in titles(app)
        assert "1 seen left out" in line(app, "#heading")
        assert not app.screen.query_one("#active-filters").display
        await pilot.press("a")
        await until(pilot, lambda: "Solaris" in titles(app))
        assert line(app, "#active-filters") == "filters   seen films shown  F clears"
        assert "a leaves them out" in line(app, "#status")
        await until(pilot, lambda: read_list_filters(settings.files, "anna") == ListFilters(hide_seen=False))
        await pilot.press("a")
        await until(pilot, lambda: "Solaris" not in titles(app))
        assert "a shows them" in line(app, "#status")


async def test_the_panel_shows_seen_films_too(app, liked, until):
    liked("Stalker")
    liked("Solaris", seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, *to("seen"))
        assert "hidden" in painted(panel(app))
        await pilot.press("h")
        await until(pilot, lambda: "Solaris" in titles(app))
        await pilot.press("a")  # the key works here too, and the panel follows
        await until(pilot, lambda: "Solaris" not in titles(app) and "hidden" in painted(panel(app)))


async def test_similar_films_leave_out_what_was_seen_until_a_shows_it(app, liked, until):
    liked("Stalker")
    liked("Solaris", seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("v", "enter")
        await until(pilot, lambda: line(app, "#heading").startswith("MORE LIKE Stalker") and titles(app))
        assert "Solaris" not in titles(app)
        await pilot.press("a")
        await until(pilot, lambda: "Solaris" in titles(app))
        assert line(app, "#active-filters") == "filters   seen films shown  F clears"


async def test_a_newcomer_who_shows_seen_films_keeps_the_films_to_pick_from(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("escape", "a")
        await until(pilot, lambda: not app.state.filters.hide_seen)
        assert app.state.page.kind == "pick"


async def test_where_only_seen_films_are_left_it_says_so_and_d_shows_them(app, settings, liked, until):
    liked("Stalker")
    liked(*{movie.title for movie in FILMS}, seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        assert "“hide seen” rules out the most" in painted(films(app))
        await pilot.press("escape", "d")
        await until(pilot, lambda: films(app).rows and not app.state.filters.hide_seen)


async def test_the_list_is_another_one_so_nothing_is_shown_as_moved_or_held(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("j", "j", "f", "h", "h")
        await until(
            pilot, lambda: "1990s" in line(app, "#active-filters") and all_of(app, lambda m: m.year // 10 == 199)
        )
        assert app.state.ranked.held is None
        assert not any(row.change for row in films(app).rows)
        assert films(app).cursor == 0


async def test_they_are_kept_for_the_profile_and_in_force_from_the_start(app, settings, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, *to("Action"), "h")
        await until(pilot, lambda: read_list_filters(settings.files, "anna").without_genres == ("Action",))
    again = MovierecApp(settings, opener=lambda _: engine)
    async with again.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(again, pilot, until)
        assert all_of(again, lambda movie: "Action" not in movie.genres)
        assert "no Action" in line(again, "#active-filters")


async def test_F_clears_all_and_the_chips_leave(app, settings, liked, until):
    liked("Stalker")
    save_list_filters(settings.files, "anna", ListFilters(genres=("War",), popularity=0.0))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        assert line(app, "#active-filters").startswith("filters   War · hidden gems")
        await pilot.press("escape", "F")
        await until(pilot, lambda: len(films(app).rows) == 50)
        assert not app.screen.query_one("#active-filters").display
        assert read_list_filters(settings.files, "anna") == ListFilters()
        await pilot.press("F")
        await until(pilot, lambda: "no filter is set" in line(app, "#status"))


async def test_where_nothing_is_left_the_filter_that_cuts_most_is_named_and_d_drops_it(app, settings, liked, until):
    liked("Stalker")
    save_list_filters(settings.files, "anna", ListFilters(genres=("War",), without_genres=("Comedy",), year_from=1990))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await until(pilot, lambda: "No films match" in painted(films(app)))
        # War without Comedy: four films, all older; from 1990 without Comedy: fifteen.
        assert "“War” rules out the most" in painted(films(app))
        assert "without it there are 15 films: d drops it" in painted(films(app))
        await pilot.press("escape", "d")
        await until(pilot, lambda: len(films(app).rows) == 15)
        assert "War" not in line(app, "#active-filters")
        await pilot.press("d")
        await until(pilot, lambda: "F clears them" in line(app, "#status"))


async def test_similar_films_obey_the_filters_and_are_asked_for_again(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_filters(app, pilot, until, "h", "h", "escape", "enter")
        await until(pilot, lambda: line(app, "#heading").startswith("MORE LIKE") and films(app).rows)
        assert all_of(app, lambda movie: movie.year // 10 == 199)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.state.navigation.trail) == 3 and films(app).rows)
        await pilot.press("F")
        await until(pilot, lambda: any(row.movie.year < 1990 for row in films(app).rows))
        await pilot.press("escape")
        await until(pilot, lambda: any(row.movie.year < 1990 for row in films(app).rows))
        assert len(app.state.navigation.trail) == 2


async def test_a_filter_stepped_twice_while_films_like_one_are_looked_for_shows_those_of_the_second(
    app, engine, liked, until, monkeypatch
):
    liked("Stalker")
    asked, go, similar = [], threading.Event(), engine.similar

    def slow(movie_id, k=20, *, movie_filter=MovieFilter()):
        asked.append(movie_filter)
        go.wait(20)
        return similar(movie_id, k, movie_filter=movie_filter)

    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: line(app, "#heading").startswith("MORE LIKE") and films(app).rows)
        monkeypatch.setattr(engine, "similar", slow)
        await open_filters(app, pilot, until, "h")
        await until(pilot, lambda: len(asked) == 1)
        await pilot.press("h")
        go.set()
        await until(pilot, lambda: len(asked) == 2 and not app.state.page.waiting)
        assert of_the_1990s(app)


async def test_no_film_is_marked_while_the_filters_have_the_focus(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, "x", "s", "w", "minus", "5", "0", "y", "v", "u")
        await pilot.pause()
        assert [mark.title for mark in app.state.marked.marks] == ["Stalker"]
        assert line(app, "#heading").startswith("FOR YOU")
        await pilot.press("tab", "tab", "w")
        await until(pilot, lambda: any(mark.watchlist for mark in app.state.marked.marks))


async def test_f_and_esc_close_them_and_the_footer_tells_their_keys(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until)
        assert "change" in line(app, "#keys") and "like" not in line(app, "#keys")
        await pilot.press("f")
        await until(pilot, lambda: not panel(app).display and films(app).has_focus)
        await pilot.press("f", "escape")
        await until(pilot, lambda: not panel(app).display and films(app).has_focus)
        assert "like" in line(app, "#keys")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_every_line_can_be_reached_and_seen_at_every_size(app, liked, until, size):
    liked("Stalker")
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_filters(app, pilot, until)
        for _ in range(30):
            assert "▸" in painted(panel(app))
            await pilot.press("down")
        await pilot.press("G")
        assert "▸  War" in painted(panel(app))
        assert films(app).size.height >= 3


async def test_a_click_turns_a_line(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_filters(app, pilot, until)
        at = next(y for y, row in enumerate(painted(panel(app)).splitlines()) if "seen" in row)
        await pilot.click("#filters", offset=(4, at))
        await until(pilot, lambda: not app.state.filters.hide_seen)


async def test_the_palette_opens_the_filters(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press(*"filter by genre")
        await until(pilot, lambda: app.screen.query("OptionList").first().option_count)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 1 and panel(app).has_focus)


async def test_a_filter_turned_before_the_films_are_open_counts(settings, engine, liked, until):
    import threading

    liked("Stalker")
    go = threading.Event()
    app = MovierecApp(settings, opener=lambda _: (go.wait(10), engine)[1])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.marked.marks)
        await pilot.press("escape", "f", *to("seen"), "h")
        go.set()
        await ready(app, pilot, until)
        assert not app.state.filters.hide_seen
        await until(pilot, lambda: "Drama" in painted(panel(app)))


async def test_a_disk_that_refuses_the_filters_is_told(app, settings, liked, until):
    liked("Stalker")
    (settings.home / "dials").write_text("in the way")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, "l")
        await until(pilot, lambda: "filters cannot be saved" in line(app, "#status"))
        assert "1920s" in line(app, "#active-filters")


async def test_of_two_genres_all_or_any_can_be_asked_for(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_filters(app, pilot, until, *to("Action"), "l", *["j"] * 6, "l")
        await until(pilot, lambda: app.state.filters.genres == ("Action", "Drama"))
        assert panel(app).control.name == "Drama"  # a line has come above it
        await until(pilot, lambda: "Action or Drama" in line(app, "#active-filters"))
        await pilot.press(*["k"] * 7)
        assert "genres" in painted(panel(app)) and panel(app).control.name == "genres"
        await pilot.press("l")
        await until(pilot, lambda: "Action and Drama" in line(app, "#active-filters"))
        await until(pilot, lambda: all_of(app, lambda movie: {"Action", "Drama"} <= set(movie.genres)))
        assert "all of them" in painted(panel(app))
