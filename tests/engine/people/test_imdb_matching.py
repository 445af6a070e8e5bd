"""Films without an IMDb id are found by title and year, with the rules by which other services' films are."""

from engine.movies import Movie
from engine.people.imdb_matching import TitleMatcher, by_imdb_id


def matched(movies, titles, votes=None):
    matcher = TitleMatcher(movies)
    for imdb, kind, *names, year in titles:
        matcher.consider(imdb, kind, names, year)
    return matcher.matches(votes or {})


HEAT = Movie(id=6, title="Heat", year=1995)


def test_ids_are_compared_as_numbers_and_one_may_stand_twice():
    films = [Movie(id=1, title="a", imdb="0113277"), Movie(id=2, title="b", imdb="tt0113277"), Movie(id=3, title="c")]
    assert by_imdb_id(films) == {"tt0113277": [1, 2]}


def test_title_and_year_make_a_film():
    assert matched([HEAT], [("tt1", "movie", "Heat", 1995), ("tt2", "movie", "Heat", 1986)]) == {"tt1": 6}


def test_a_year_beside_counts_only_where_no_other_film_has_the_title():
    assert matched([HEAT], [("tt1", "movie", "Heat", 1996)]) == {"tt1": 6}
    assert matched([HEAT], [("tt1", "movie", "Heat", 1996), ("tt2", "movie", "Heat", 1994)]) == {}
    assert matched([HEAT], [("tt1", "movie", "Heat", 1997)]) == {}


def test_of_several_the_one_with_the_most_votes_is_meant_and_none_without_votes():
    both = [("tt1", "movie", "Heat", 1995), ("tt2", "movie", "Heat", 1995)]
    assert matched([HEAT], both, {"tt1": 10, "tt2": 500}) == {"tt2": 6}
    assert matched([HEAT], both, {"tt1": 10, "tt2": 10}) == {}
    assert matched([HEAT], both) == {}


def test_without_votes_a_film_goes_before_a_short_of_the_same_title():
    assert matched([HEAT], [("tt1", "short", "Heat", 1995), ("tt2", "movie", "Heat", 1995)]) == {"tt2": 6}


def test_an_episode_is_no_film():
    assert matched([HEAT], [("tt1", "tvEpisode", "Heat", 1995)]) == {}


def test_original_titles_articles_and_numbers_are_seen_through():
    films = [
        Movie(id=1, title="Seven Samurai", year=1954, alternatives=("Shichinin no samurai",)),
        Movie(id=2, title="The Boat", year=1981),
        Movie(id=3, title="Rocky 2", year=1979),
    ]
    titles = [
        ("tt1", "movie", "Shichinin no samurai", "Shichinin no samurai", 1954),
        ("tt2", "movie", "Boat", 1981),
        ("tt3", "movie", "Rocky II", 1979),
    ]
    assert matched(films, titles) == {"tt1": 1, "tt2": 2, "tt3": 3}


def test_a_title_is_one_film_at_most_the_most_watched():
    films = [Movie(id=1, title="Heat", year=1995, n_ratings=3), Movie(id=2, title="Heat", year=1995, n_ratings=9)]
    assert matched(films, [("tt1", "movie", "Heat", 1995)]) == {"tt1": 2}


def test_a_film_without_a_year_is_left_alone():
    assert matched([Movie(id=1, title="Heat")], [("tt1", "movie", "Heat", 1995)]) == {}


def test_spellings_that_the_rules_see_through_are_seen_through_whatever_the_longest_word():
    films = [
        Movie(id=1, title="Doctor No", year=1962),
        Movie(id=2, title="Seven", year=1995),
        Movie(id=3, title="The Karate Kid, Part III", year=1989),
        Movie(id=4, title="Misérables, Les", year=1995),
        Movie(id=5, title="M", year=1931),
    ]
    titles = [
        ("tt1", "movie", "Dr. No", 1962),
        ("tt2", "movie", "7", 1995),
        ("tt3", "movie", "The Karate Kid 3", 1989),
        ("tt4", "movie", "Les misérables", 1995),
        ("tt5", "movie", "M", 1931),
    ]
    assert matched(films, titles) == {"tt1": 1, "tt2": 2, "tt3": 3, "tt4": 4, "tt5": 5}
