"""A list for several tastes: every row says for which one it is, and the details name it."""

import pytest

from tui.theme import themes
from tui.widgets.film_list import FilmList
from tui.widgets.film_text import FilmText

TASTES = (("Heat", "Taxi Driver"), ("Princess Mononoke",))


def rows_of(app):
    films = app.screen.query_one("#films", FilmList)
    return ["".join(segment.text for segment in films.render_line(y)).rstrip() for y in range(4)]


def panel_of(app):
    panel = app.screen.query_one("#film-text", FilmText)
    lines = ["".join(segment.text for segment in panel.render_line(y)) for y in range(panel.size.height)]
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_each_row_has_the_letter_of_its_taste(app, engine, liked, until, size):
    liked("Heat", "Taxi Driver", "Princess Mononoke")
    engine.tastes = TASTES
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await until(pilot, lambda: rows_of(app)[0].strip())
        assert [row[6] for row in rows_of(app)] == ["A", "B", "A", "B"]


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_details_name_the_taste_by_its_films(app, engine, liked, until, size):
    liked("Heat", "Taxi Driver", "Princess Mononoke")
    engine.tastes = TASTES
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await until(pilot, lambda: "taste A: like Heat and Taxi Driver" in panel_of(app))
        await pilot.press("j")
        await until(pilot, lambda: "taste B: like Princess Mononoke" in panel_of(app))


async def test_one_taste_is_not_spoken_of(app, liked, until):
    liked("Heat", "Taxi Driver", "Princess Mononoke")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await until(pilot, lambda: rows_of(app)[0].strip())
        assert rows_of(app)[0].split()[2].isdigit(), "the fit stands where a taste's letter would"
        assert "taste" not in panel_of(app)


async def test_tastes_differ_in_color_and_not_only_in_color(app, engine, liked, until):
    liked("Heat", "Taxi Driver", "Princess Mononoke")
    engine.tastes = TASTES
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await until(pilot, lambda: rows_of(app)[0].strip())
        for theme in themes.THEMES:
            app.theme = theme.name
            await pilot.pause()
            films = app.screen.query_one("#films", FilmList)
            signs = {}
            for y in (1, 2, 3):
                for segment in films.render_line(y):
                    if segment.text in ("A ", "B "):
                        signs[segment.text] = segment.style.color
            assert len(set(signs.values())) == 2, (theme.name, signs)
