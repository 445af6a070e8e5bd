from engine.movies import Movie
from engine.serving.onboarding import films_to_pick_from


def film(number: int, watchers: int, year: int, *genres: str) -> Movie:
    return Movie(id=number, title=f"Film {number}", year=year, genres=genres, n_ratings=watchers)


COMEDIES = [film(n, 1000 - n, 1995, "Comedy") for n in range(1, 8)]


def test_the_most_watched_film_comes_first_and_then_something_else():
    western, horror = film(50, 700, 1968, "Western"), film(51, 650, 1979, "Horror")
    assert films_to_pick_from([*COMEDIES, western, horror], 3) == [COMEDIES[0], western, horror]


def test_a_film_that_nobody_knows_is_no_variety():
    assert films_to_pick_from([*COMEDIES, film(50, 1, 1968, "Western")], 3)[1] == COMEDIES[1]


def test_every_film_comes_once_and_there_may_be_fewer_than_asked_for():
    assert sorted(movie.id for movie in films_to_pick_from(COMEDIES, 50)) == [1, 2, 3, 4, 5, 6, 7]
    assert films_to_pick_from([], 5) == []


def test_films_without_genre_year_or_watchers_do_no_harm():
    assert len(films_to_pick_from([Movie(id=1, title="A"), Movie(id=2, title="B")], 2)) == 2
