"""What a portrait says in words."""

import pytest

from engine.movies import Movie
from engine.serving.portrait_records import GivenStars, LovedMaker, Measurement, StarredFilm, TastePortrait, TasteShare
from tui.state import portrait_texts as texts


def share(name, films, times, part=0.2):
    return TasteShare(name=name, films=films, share=part, everybody=0.1, times=times)


def portrait(**fields):
    return TastePortrait(**{"version": "v1", "marked": 30, "liked": 20, "absent": 0, **fields})


def measured(told, about, found, most_watched=0.2):
    return Measurement(
        told=told, about=about, found=found, low=found - 0.1, high=found + 0.1, most_watched=most_watched, listed=20
    )


def test_the_summary_names_what_stands_out():
    found = portrait(
        decades=(share("1970s", 9, 2.1),),
        genres=(share("War", 5, 1.6), share("Drama", 9, 1.9), share("Horror", 1, 0.4)),
        stars=GivenStars(counts=(0,) * 10, compared=9, mean=3.2, everybody=3.6),
    )
    assert texts.summary(found) == (
        "You are drawn to Drama and War, and to films of the 1970s more than others are; to Horror less. "
        "You give .4 stars less than everybody."
    )


def test_a_usual_taste_is_said_to_be_one_and_few_films_to_say_little():
    usual = (share("War", 5, 1.0),)
    assert texts.summary(portrait(genres=usual)) == "You like much the same as everybody."
    few = texts.summary(portrait(liked=4, genres=usual))
    assert few == "4 liked films say little yet: each new one can change this."
    assert texts.summary(portrait(liked=0)) == ""
    less = portrait(genres=(share("Horror", 1, 0.4),))
    assert texts.summary(less) == "You are drawn to Horror less than others are."


def test_what_counts_for_nothing_is_counted():
    assert texts.counted(portrait(marked=1, liked=1)) == "1 liked of 1 marked film"
    assert texts.left_out(portrait(absent=2)) == "2 marked films are not in this data set."
    assert texts.left_out(portrait(absent=1)) == "1 marked film is not in this data set."
    assert texts.left_out(portrait()) == ""
    assert texts.left_out(portrait(unrated=1)) == "1 liked film has no ratings here: decades and genres leave it out."


def test_whoever_likes_nothing_that_can_be_compared_is_not_said_to_be_usual():
    assert texts.summary(portrait(unrated=20)) == texts.summary(portrait(decades=(share("1970s", 0, 0.9),))) == ""


@pytest.mark.parametrize(("times", "said"), [(2.44, "2.4×"), (12.3, "12×"), (0.4, ".4×"), (0.96, "1.0×")])
def test_times(times, said):
    assert texts.times(share("A", 1, times)) == said


def test_contrast_names_more_and_less():
    assert texts.contrast([share("War", 9, 2.0), share("Horror", 0, 0.5)]) == "more War (2.0×); less Horror (.5×)"
    assert texts.contrast([share("War", 9, 1.0)]) == ""


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (3.1, "You give .4 stars less than everybody: 3.10 on average, everybody 3.50 to the same films."),
        (4.5, "You give 1.0 star more than everybody: 4.50 on average, everybody 3.50 to the same films."),
        (3.52, "You give about what everybody gives: 3.52 on average, everybody 3.50 to the same films."),
    ],
)
def test_stars_beside_everybodys(mean, said):
    given = GivenStars(counts=(0,) * 9 + (9,), compared=9, mean=mean, everybody=3.5)
    assert texts.stars_said(given) == [said]


def test_a_data_set_without_ratings_says_so():
    (said,) = texts.stars_said(GivenStars(counts=(0,) * 9 + (3,)))
    assert said == "You gave 3 films stars. This data set has no ratings to hold them against."


def test_sureness_says_what_was_measured_with_as_many_films():
    five = measured("5", 5, 0.46)
    found = portrait(liked=12, measured=(measured("1", 1, 0.3), five), expected=five, people=61)
    (expects, how) = texts.sureness(found)
    assert expects == (
        "With 12 likes, of 20 films that movierec lists, up to about 9 would be ones you'd watch "
        "(measured on people who told it 5 films)."
    )
    assert how.startswith("Measured on 61 people whom this version did not learn from")
    assert texts.found(five) == "46% (36-56)" and texts.told(five) == "5 films"


def test_sureness_after_most_of_the_films_is_a_share_of_what_can_be_found():
    most = measured("80%", 132.4, 0.43)
    (expects, _) = texts.sureness(portrait(liked=400, measured=(most,), expected=most, people=0))
    assert expects.startswith("With 400 likes, 43% of what a list of 20 can hold would be ones you'd watch")
    assert texts.told(most) == "80% of theirs (about 132)"


def test_nothing_measured_is_no_number():
    (said,) = texts.sureness(portrait())
    assert said == "This version's report does not say how good its lists are for so many likes."
    assert texts.sureness(portrait(liked=2, measured=(measured("5", 5, 0.3),)))[0].startswith("For 2 likes nothing was")
    (how,) = texts.sureness(portrait(liked=0, measured=(measured("1", 1, 0.3),)))
    assert "With" not in how


def test_small_words():
    assert [texts.percent(x) for x in (0, 0.001, 0.5)] == ["0%", "<1%", "50%"]
    assert [texts.star_name(place) for place in (0, 1, 8, 9)] == ["★½", "★1", "★4½", "★5"]
    assert texts.made(LovedMaker(name="A", role="actor", liked=3, films=1200)) == "3 of 1,200"
    heat = Movie(id=1, title="Heat\x1b[31m", year=1995, n_ratings=1, mean=4.06)
    assert texts.title(heat) == "Heat [31m (1995)" and texts.watched_by(heat) == "1 rating"
    assert texts.star_gap(StarredFilm(movie=heat, stars=2.5)) == "you 2.5, everybody 4.1"
