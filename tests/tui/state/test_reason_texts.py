"""Why a film is there, in words."""

import pytest
from msgspec.structs import replace

from engine.movies import FIRST_NEW_ID, Movie
from engine.serving.explanations import Part, PersonFit, Reason, Recommendation, SharedDirector
from tui.state.reason_texts import because, fit, fits, fits_and_shares, same_director, why, why_similar

STALKER = Movie(id=1, title="Stalker", n_ratings=320)
RARE = Movie(id=2, title="Come and See", n_ratings=12)
SOLARIS = Movie(id=3, title="Solaris")


def solaris(reason: Reason | None = None, *, everybody: float | None = 0.06, bar: float = 96.4, parts=(1.0, 1.0, 1.0)):
    movies = (STALKER, RARE, Movie(id=4, title="Mirror"))
    why = tuple(Part(movie=movie, part=part) for movie, part in zip(movies, parts, strict=False))
    return Recommendation(
        movie=SOLARIS, score=sum(parts), base=0.0, why=why, bar=bar, everybody=everybody, reason=reason
    )


def test_a_fit_is_said_with_its_scale():
    assert fit(solaris()) == "fit 96 of 100"


def test_how_many_watched_both_is_said_beside_how_many_of_all_did():
    found = solaris(Reason(movie=STALKER, together=0.41))
    assert why(found) == "of 100 who watched Stalker, 41 watched this; of all people, 6"
    assert why(found, "short") == "41 of 100 who watched Stalker (all: 6)"
    assert why(found, "column") == "Stalker: 41 of 100 (all: 6)"
    assert why(found, "short", "Stal…") == "41 of 100 who watched Stal… (all: 6)"


def test_few_people_are_counted_as_they_are():
    found = solaris(Reason(movie=RARE, together=0.415))
    assert why(found) == "of the 12 who watched Come and See, 5 watched this; of all people, 6 of 100"
    assert why(found, "short") == "5 of 12 who watched Come and See (all: 6 of 100)"


def test_a_film_that_hardly_anybody_watched_was_not_watched_by_nobody():
    assert why(solaris(Reason(movie=STALKER, together=0.1), everybody=0.002)).endswith("; of all people, under 1")


def test_rare_traits_are_named_with_the_film_that_shares_them():
    assert why(solaris(Reason(movie=STALKER, common=("Horror", "Sci-Fi", "1970s")))) == (
        "Horror and Sci-Fi of the 1970s, like Stalker"
    )


def test_without_a_reason_the_list_as_a_whole_is_it_unless_one_film_is():
    assert why(solaris()) == "fits your list as a whole"
    assert why(solaris(parts=(1.0,))) == ""


def test_what_popularity_did_is_not_put_down_to_a_film():
    reason = Reason(movie=STALKER, together=0.41)
    popular = Recommendation(
        movie=SOLARIS, score=3.0, base=2.0, why=(Part(movie=STALKER, part=1.0),), bar=80, everybody=0.06, reason=reason
    )
    assert why(popular) == "mostly because it is popular"
    assert why(Recommendation(movie=SOLARIS, score=1.0, base=1.0, bar=80)) == "popular with viewers in general"


@pytest.mark.parametrize("reason", [None, Reason(movie=STALKER, together=0.41)])
def test_a_film_that_does_not_fit_is_not_explained_away(reason):
    assert why(solaris(reason, bar=0.0)) == "no better for you than the usual film"


def test_a_similar_film_is_compared_with_the_one_that_was_asked_about():
    reason = Reason(movie=STALKER, together=0.41, common=("Sci-Fi", "1970s"))
    assert why_similar(solaris(reason, bar=87.4)) == (
        "87% similar to Stalker; 41 of 100 who watched that watched this (all: 6); both Sci-Fi of the 1970s"
    )
    assert why_similar(solaris(Reason(movie=STALKER), bar=87.4)) == "87% similar to Stalker"
    assert why_similar(solaris(bar=87.4)) == "87% similar"


def test_a_proposal_names_the_likes_that_speak_most_for_it():
    heat, ronin = Movie(id=1, title="Heat", n_ratings=100), Movie(id=2, title="Ronin", n_ratings=100)
    parts = [Part(movie=heat, part=2.0), Part(movie=ronin, part=1.0)]
    alone = Recommendation(movie=Movie(id=3, title="Thief"), score=3.0, base=0.0, why=tuple(parts), bar=90.0)
    assert because(alone) == "because you liked Heat and Ronin"
    both = replace(
        alone,
        why=tuple(replace(part, profile=name) for part, name in zip(parts, ("anna", "bert"), strict=True)),
        people=(PersonFit(profile="anna", fit=92.4, share=0.6), PersonFit(profile="bert", fit=61.6, share=0.4)),
    )
    assert because(both) == "because anna liked Heat and bert liked Ronin"
    assert fits(both) == "anna 92 · bert 62" and fits_and_shares(both) == "anna 92 (60%) · bert 62 (40%)"


def test_a_proposal_without_likes_is_popular():
    found = Recommendation(movie=Movie(id=3, title="Thief"), score=1.0, base=1.0, bar=50.0)
    assert because(found) == "popular with viewers in general"


def test_in_a_list_for_several_the_director_is_of_a_film_that_one_of_them_likes():
    ran = Movie(id=1, title="Ran")
    found = Recommendation(
        movie=Movie(id=3, title="Kagemusha"),
        score=1.0,
        base=0.0,
        why=(Part(movie=ran, part=1.0, profile="bert"),),
        director=SharedDirector(name="Akira Kurosawa", movie=ran),
    )
    assert same_director(found) == "by the director of Ran, which bert likes"


def test_of_a_new_film_it_is_said_that_nobody_rated_it():
    movie = Movie(id=FIRST_NEW_ID + 1, title="Dune: Part Two")
    new = replace(solaris(), movie=movie, everybody=None)
    assert why(new) == "nobody rated it here yet; its makers and genres fit your list"
    assert why(replace(new, why=())) == "nobody rated it here yet"
    by_director = replace(new, director=SharedDirector(name="Denis Villeneuve", movie=STALKER))
    assert (why(by_director), same_director(by_director)) == ("", "by the director of Stalker, which you like")
    assert why(replace(new, reason=Reason(movie=STALKER, common=("Sci-Fi",)))) == "Sci-Fi, like Stalker"
    assert why(replace(new, bar=0.0)) == "no better for you than the usual film"
