"""What the lines of the map say."""

from __future__ import annotations

from engine.movies import Movie
from engine.profiles.marks import Mark
from tui.state.map_texts import about_film, in_a_line

FILM = Movie(id=1, title="Heat", year=1995, genres=("Action", "Crime"), n_ratings=1_234)


def said(*about: object) -> str:
    return "".join(text for text, _ in in_a_line(about_film(*about), 200))


def test_a_film_is_named_with_what_is_known_of_it() -> None:
    assert said(FILM, None, None) == "Heat (1995) · Action, Crime · 1,234 people watched it"
    assert said(FILM, None, 0) == "Heat (1995) · number 1 in your list · Action, Crime · 1,234 people watched it"


def test_what_the_person_said_comes_first() -> None:
    mark = Mark(catalogue="movielens", movie=1, title="Heat", opinion="4.5", seen=True)
    assert said(FILM, mark, None).startswith("Heat (1995) · ★4½, seen · ")
    low = Mark(catalogue="movielens", movie=1, title="Heat", opinion="1.5", watchlist=True)
    assert said(FILM, low, None).startswith("Heat (1995) · ★1½, on the watchlist · ")


def test_a_film_that_nobody_here_could_watch_is_not_called_unwatched() -> None:
    new = Movie(id=2_000_000_123, title="New", year=2025, imdb="tt0000123")
    assert "watched" not in said(new, None, None) and "unrated" in said(new, None, None)


def test_in_a_narrow_line_the_title_stands_first_and_other_facts_whole_or_not_at_all() -> None:
    film = Movie(id=1, title="Dr. Strangelove or: How I Learned to Stop Worrying", year=1964, n_ratings=3)
    title = "Dr. Strangelove or: How I Learned to Stop Worrying (1964)"
    for width, said in ((60, title), (len(title) + 21, title), (len(title) + 22, f"{title} · 3 people watched it")):
        assert "".join(text for text, _ in in_a_line(about_film(film, None, None), width)) == said
