from engine.movies import Movie
from tui.state.film_rows import ORDERS, Row, in_order
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line

ROWS = tuple(
    Row(movie=Movie(id=i, title=title, year=year, mean=mean, n_ratings=watchers))
    for i, (title, year, mean, watchers) in enumerate(
        [
            ("The Thing", 1982, 4.0, 9),
            ("alien", 1979, 4.5, 30),
            ("A Quiet Film", None, None, 0),
            ("Heat", 1995, 4.0, 20),
        ]
    )
)


def titles(app):
    return [row.movie.title for row in app.screen.query_one("#films", FilmList).rows]


def heading(app):
    return app.screen.query_one("#heading", Line).words


def test_each_order():
    orders = {order: [row.movie.title for row in in_order(ROWS, order)] for order in ORDERS}
    assert orders == {
        "match": ["The Thing", "alien", "A Quiet Film", "Heat"],
        "year": ["Heat", "The Thing", "alien", "A Quiet Film"],
        "rating": ["alien", "The Thing", "Heat", "A Quiet Film"],
        "watchers": ["alien", "Heat", "The Thing", "A Quiet Film"],
        "title": ["alien", "Heat", "A Quiet Film", "The Thing"],
    }


async def test_o_goes_through_the_orders_and_the_title_line_says_which(app, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        by_match = titles(app)
        told = []
        for _ in range(4):
            await pilot.press("o")
            await pilot.pause()
            told.append(heading(app).split("   ")[1])
        assert told == ["newest first", "best rated first", "most watched first", "from A to Z"]
        assert titles(app)[0] == "2001: A Space Odyssey"
        await pilot.press("v")
        await pilot.pause()
        assert titles(app) == ["Heat", "Stalker"] and "from A to Z" in heading(app)
        await pilot.press("escape", "o")
        await pilot.pause()
        assert titles(app) == by_match and "first" not in heading(app)


async def test_a_new_ranking_comes_sorted_and_the_cursor_keeps_its_place(app, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("o", "j", "j", "j")
        clock.now += 5
        gone = titles(app)[3]
        await pilot.press("space")
        await until(pilot, lambda: app.state.ranked.kept is not None)
        rows = app.screen.query_one("#films", FilmList)
        assert rows.cursor == 3 and rows.row.movie.title == gone
        await pilot.press("j")
        await until(pilot, lambda: gone not in titles(app))
        years = [row.movie.year for row in rows.rows]
        assert years == sorted(years, reverse=True)
        assert rows.cursor == 3


async def test_hits_are_never_sorted(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("slash", *"alien", "down")
        before = titles(app)
        await pilot.press("o")
        await pilot.pause()
        assert titles(app) == before
        assert "sorted by relevance" in app.screen.query_one("#status", Line).words
