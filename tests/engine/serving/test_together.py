"""Lists for several people over the toy films, whose scores are the sum of the likes' axes (space, crime) and fame."""

from __future__ import annotations

import pytest

from engine.movies import MovieFilter
from engine.popularity_dial import CHARTS
from engine.profiles.fold import Mark
from engine.serving.mark_matching import Taste
from engine.serving.recommender import Recommender
from engine.serving.version_vectors import VersionVectors


def taste(
    *likes: int, hidden: tuple[int, ...] = (), seen: tuple[int, ...] = (), dislikes: tuple[int, ...] = ()
) -> Taste:
    opinions = {**dict.fromkeys(likes, 1.0), **dict.fromkeys(dislikes, -1.0)}
    return Taste(opinions=opinions, hidden=frozenset(hidden), seen=frozenset(seen), watchlist=frozenset())


def titles(found) -> list[str]:
    return [one.movie.title for one in found]


def test_a_film_that_one_person_finds_no_better_than_usual_is_not_taken(recommender: Recommender, toy) -> None:
    alone = recommender.recommend([toy.ALIEN], popularity=CHARTS)
    assert titles(alone)[0] == "Aliens"
    people = {"anna": taste(toy.ALIEN), "bert": taste(toy.HEAT)}
    found = recommender.together(people, popularity=CHARTS)
    assert "Aliens" not in titles(found)  # on the crime axis, where bert's likes are, it is nothing
    assert all(fit.fit > 0 for one in found for fit in one.people)


def test_what_both_like_comes_first_and_is_out_of_what_they_know(recommender: Recommender, toy) -> None:
    people = {"anna": taste(toy.ALIEN), "bert": taste(toy.SOLARIS)}
    found = recommender.together(people, popularity=CHARTS)
    assert titles(found)[0] == "Aliens"
    assert {"Alien", "Solaris"}.isdisjoint(titles(found))


def test_nobody_has_seen_rated_or_hidden_a_film_that_is_proposed(recommender: Recommender, toy) -> None:
    people = {"anna": taste(toy.ALIEN, seen=(toy.HEAT,)), "bert": taste(toy.SOLARIS, hidden=(toy.ALIENS,))}
    found = recommender.together(people, k=9, popularity=CHARTS)
    assert {toy.ALIEN, toy.ALIENS, toy.HEAT, toy.SOLARIS}.isdisjoint(one.movie.id for one in found)


def test_each_fit_is_the_one_of_that_persons_own_list(recommender: Recommender, toy) -> None:
    people = {"anna": taste(toy.ALIEN), "bert": taste(toy.SOLARIS)}
    (first, *_) = recommender.together(people, k=1, popularity=CHARTS)
    own = {}
    for name, likes in (("anna", toy.ALIEN), ("bert", toy.SOLARIS)):
        own[name] = next(
            one.bar for one in recommender.recommend([likes], popularity=CHARTS) if one.movie.id == first.movie.id
        )
    assert {one.profile: one.fit for one in first.people} == pytest.approx(own)
    assert sum(one.share for one in first.people) == pytest.approx(1)
    assert first.people[0].share == pytest.approx(own["anna"] / sum(own.values()))


def test_the_score_is_its_base_and_parts_and_each_part_is_somebodys(recommender: Recommender, toy) -> None:
    people = {"anna": taste(toy.ALIEN, dislikes=(toy.RONIN,)), "bert": taste(toy.SOLARIS)}
    found = recommender.together(people)
    assert found
    for one in found:
        assert one.score == pytest.approx(one.base + sum(part.part for part in one.why), abs=1e-4)
        assert {(part.profile, part.movie.id) for part in one.why} == {
            ("anna", toy.ALIEN),
            ("anna", toy.RONIN),
            ("bert", toy.SOLARIS),
        }


def test_the_order_does_not_depend_on_who_is_named_first(recommender: Recommender, toy) -> None:
    anna, bert = taste(toy.ALIEN), taste(toy.SOLARIS)
    one, other = (recommender.together(people) for people in ({"a": anna, "b": bert}, {"b": bert, "a": anna}))
    assert titles(one) == titles(other) and [f.bar for f in one] == pytest.approx([f.bar for f in other])


def test_without_any_like_the_list_is_what_most_people_watch(recommender: Recommender) -> None:
    found = recommender.together({"anna": taste(), "bert": taste()})
    popular = titles(recommender.recommend())
    assert titles(found) == popular[: len(found)] and found
    assert all(one.why == () and one.reason is None for one in found)
    assert all([person.share for person in one.people] == [0.5, 0.5] for one in found)


def test_filters_and_the_number_apply(recommender: Recommender, toy) -> None:
    people = {"anna": taste(toy.ALIEN), "bert": taste()}
    assert titles(recommender.together(people, movie_filter=MovieFilter(genres=("Action",), year_to=1990))) == [
        "Aliens"
    ]
    assert recommender.together(people, movie_filter=MovieFilter(genres=("Western",))) == []
    assert len(recommender.together(people, k=1)) == 1
    assert recommender.together(people, k=0) == []
    varied = recommender.together(people, diversity=1.0)
    assert sorted(titles(varied)) == sorted(titles(recommender.together(people)))


def test_marks_of_the_command_line_make_a_taste(recommender: Recommender, toy) -> None:
    mark = Mark(
        catalogue="movielens", movie=toy.ALIEN, title="Alien", year=1979, opinion="like", at="2026-01-01T00:00:00Z"
    )
    found = recommender.together({"anna": recommender.taste([mark]), "bert": taste(toy.SOLARIS)})
    assert titles(found)[0] == "Aliens"


def test_where_the_vectors_are_only_in_the_store_the_list_is_the_same(
    recommender: Recommender, toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {"anna": taste(toy.ALIEN), "bert": taste(toy.SOLARIS)}
    whole = recommender.together(people)
    monkeypatch.setattr(VersionVectors, "products", lambda self, queries: None)
    assert recommender.together(people) == whole and whole
    nothing = MovieFilter(genres=("Western",))
    assert recommender.together(people, movie_filter=nothing) == []
