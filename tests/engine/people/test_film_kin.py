from engine.movies import Movie
from engine.people.film_facts import FilmFacts, Person
from engine.people.film_kin import NEAR, near_films

LEAN, HAWKS, BOGART = (Person(f"nm000000{n}", name) for n, name in enumerate(("Lean", "Hawks", "Bogart")))
NEW = Movie(id=100, title="New", genres=("Drama",))


def facts(movie, directors=(), cast=()):
    return FilmFacts(movie, f"tt{movie:07}", tuple(directors), tuple(cast))


def near(known, *some, writers=None):
    return near_films([NEW], known, {one.movie: one for one in some}, writers or {})[0]


def test_who_directed_weighs_most_and_those_who_merely_act_are_left_out():
    known = [Movie(id=n, title=str(n), n_ratings=n) for n in (1, 2, 3)]
    new = facts(100, [LEAN], [BOGART])
    assert near(known, new, facts(1, [LEAN]), facts(2, [HAWKS], [BOGART]), facts(3, [HAWKS])) == (1,)


def test_a_director_who_also_writes_counts_once():
    known = [Movie(id=n, title=str(n)) for n in (1, 2)]
    found = near(known, facts(100, [LEAN]), facts(1, [LEAN]), facts(2), writers={100: ["nm0000000"], 2: ["nm0000000"]})
    assert found == (1, 2)  # directed it; wrote it, half of that


def test_ties_are_broken_by_genres_then_by_watchers():
    known = [
        Movie(id=1, title="1", n_ratings=5),
        Movie(id=2, title="2", n_ratings=9),
        Movie(id=3, title="3", genres=("Drama",)),
    ]
    assert near(known, facts(100, [LEAN]), *(facts(n, [LEAN]) for n in (1, 2, 3))) == (3, 2, 1)


def test_only_the_leading_actors_count_and_no_more_films_than_fit():
    extras = [Person(f"nm100000{n}", "Lead") for n in range(3)]
    known = [Movie(id=n, title=str(n)) for n in range(1, 20)]
    films = [facts(n, cast=[BOGART]) for n in range(1, 20)]
    assert near(known, facts(100, cast=[*extras, BOGART]), *films) == ()
    assert near(known, facts(100, cast=[BOGART]), *films) == tuple(range(1, NEAR + 1))


def test_a_film_of_which_nothing_is_known_is_near_none():
    assert near([Movie(id=1, title="1")], facts(1, [LEAN])) == ()
