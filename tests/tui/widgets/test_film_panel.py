"""The details of one film: its figures, its ratings as a histogram, its links, and an honest why."""

from engine.movies import Movie
from engine.titles.index import TitleIndex
from tui.widgets.film_text import FilmText


def painted(app):
    panel = app.screen.query_one("#film-text", FilmText)
    return ["".join(segment.text for segment in panel.render_line(y)).rstrip() for y in range(panel.size.height)]


async def test_year_genres_figures_histogram_and_links(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await until(pilot, lambda: "Solaris" in painted(app)[0])
        shown = "\n".join(painted(app))
        assert "1972 · Drama, Mystery, Sci-Fi" in shown
        assert "4.0 of 5 · 96 ratings" in shown
        assert "½  1     2     3     4     5" in shown
        assert "imdb.com/title/tt0100026" in shown and "themoviedb.org/movie/526" in shown


async def test_where_popularity_did_most_of_the_work_it_says_so(app, engine, liked, until):
    liked("Nosferatu")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        # The Godfather shares nothing with Nosferatu: only its popularity speaks for it.
        place = next(i for i, row in enumerate(app.state.ranked.rows) if row.movie.title == "The Godfather")
        await pilot.press(*["j"] * place)
        await until(pilot, lambda: "The Godfather" in painted(app)[0])
        shown = "\n".join(painted(app))
        assert ["popularity", "100%"] in [row.split()[:2] for row in painted(app)]
        assert "mostly because it is popular" in shown


async def test_a_film_of_which_little_is_known_leaves_no_gaps(app, engine, until):
    engine.all = (Movie(id=1, title="Lost Reel"),)
    engine.titles = TitleIndex.of(engine.all)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        await until(pilot, lambda: painted(app) and "Lost Reel" in painted(app)[0])
        await until(pilot, lambda: "space like" in painted(app)[2])
        assert [row for row in painted(app) if row] == [
            "Lost Reel",
            "space like   1-5 stars   - dislike   s seen",
            "w watchlist   x not for me",
            "imdb.com/find/?q=Lost+Reel",
            "letterboxd.com/search/Lost%20Reel",
            "y copy   O open",
        ]


async def test_a_film_that_nothing_was_ranked_for_has_no_why(app, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.page.kind == "pick" and painted(app)[0])
        shown = "\n".join(painted(app))
        assert "WHY" not in shown
        assert shown.count("Drama") <= 1  # its genres are shown once
