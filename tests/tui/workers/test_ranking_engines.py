"""What the app relies on in an engine; the toy engine of its tests and the real one must both pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from engine.errors import UnknownMovie
from engine.movies import Movie, MovieFilter
from engine.profiles.fold import Mark
from engine.serving.explanations import Recommendation
from engine.serving.mark_matching import Taste
from engine.serving.store_health import StoreHealth
from engine.settings import Settings
from tests.toy_films import FILMS, film
from tests.toy_version import publish_toy_films
from tests.tui.toy_engine import ToyEngine
from tui.workers.ranking_engine import RankingEngine
from tui.workers.ranking_worker import open_engine


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real") / "home"
    publish_toy_films(Settings(home=home, profile="anna"))
    return home


@pytest.fixture(params=["toy", "real"])
def engine(request: pytest.FixtureRequest, home: Path) -> Iterator[RankingEngine]:
    opened: RankingEngine = ToyEngine()
    if request.param == "real":
        opened = open_engine(Settings(home=home, profile="anna"))
    yield opened
    opened.close()


GODFATHER, ALIEN, STALKER = film("The Godfather").id, film("Alien").id, film("Stalker").id


def ids(found: Sequence[Recommendation]) -> list[int]:
    return [one.movie.id for one in found]


def test_it_says_what_it_is(engine: RankingEngine) -> None:
    assert engine.version.startswith("v")
    assert (engine.dataset.catalogue, engine.dataset.movies) == ("movielens", len(FILMS))


def test_a_portrait_is_of_the_marks_that_its_films_have(engine: RankingEngine) -> None:
    liked = Mark(catalogue="movielens", movie=ALIEN, title="Alien", year=1979, opinion="like", at="2026")
    absent = Mark(catalogue="title", movie=5, title="Not a Film", year=1901, opinion="like", at="2026")
    found = engine.portrait([liked, absent])
    assert (found.version, found.marked, found.liked, found.absent) == (engine.version, 1, 1, 1)
    assert {one.name: one.films for one in found.decades if one.films} == {"1970s": 1}
    assert {one.name for one in found.genres if one.films} == {"Horror", "Sci-Fi"}
    assert engine.portrait([]).marked == 0


def test_its_titles_answer_from_memory(engine: RankingEngine) -> None:
    titles = engine.titles
    assert len(titles) == len(FILMS) and titles.newest_year == 2006
    assert titles.find("stalk").movies[0] == titles.movie(STALKER) == film("Stalker")
    assert titles.find("zzzzqq").hits == () and len(titles.find("zzzzqq").nearest) <= 5
    assert [movie.id for movie in titles.popular(3)] == [movie.id for movie in FILMS[:3]]
    assert titles.movie(9999) is None
    assert titles.well_known(1.0) == frozenset() and GODFATHER in titles.well_known(0.0)


def test_marks_are_matched_to_its_films(engine: RankingEngine) -> None:
    own = Mark(catalogue="movielens", movie=STALKER, title="Stalker", year=1979, opinion="like")
    other = Mark(catalogue="elsewhere", movie=7, title="Stalker", year=1979, opinion="like")
    unknown = Mark(catalogue="elsewhere", movie=8, title="No Such Film", year=1979, opinion="like")
    assert engine.match([own, other, unknown]) == [(own, STALKER), (other, STALKER), (unknown, None)]


def test_a_list_is_of_k_films_best_first_without_those_that_were_marked(engine: RankingEngine) -> None:
    found = engine.recommend(k=10, opinions={STALKER: 1.0, ALIEN: -1.0}, hidden=[GODFATHER])
    assert len(found) == len(set(ids(found))) == 10
    assert not {STALKER, ALIEN, GODFATHER} & set(ids(found))
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    bars = [one.bar for one in found]
    assert bars == sorted(bars, reverse=True) and 50 <= bars[0] < 100
    assert found == engine.recommend(k=10, opinions={STALKER: 1.0, ALIEN: -1.0}, hidden=[GODFATHER])
    assert ids(engine.recommend([STALKER], 5)) == ids(engine.recommend(k=5, opinions={STALKER: 1.0}))
    assert engine.recommend([STALKER], 0) == []


def test_a_score_is_the_base_and_its_parts(engine: RankingEngine) -> None:
    for one in engine.recommend(k=5, opinions={STALKER: 1.0, ALIEN: -1.0}):
        assert one.score == pytest.approx(one.base + sum(part.part for part in one.why), abs=1e-4)
        assert {part.movie.id: part.weight for part in one.why} == {STALKER: 1.0, ALIEN: -1.0}
        assert [part.part for part in one.why] == sorted((part.part for part in one.why), reverse=True)


def test_a_like_draws_films_of_its_kind_and_a_dislike_pushes_them_away(engine: RankingEngine) -> None:
    solaris = film("Solaris").id
    plain = ids(engine.recommend(k=60)).index(solaris)
    assert ids(engine.recommend(k=60, opinions={STALKER: 1.0})).index(solaris) < plain
    assert ids(engine.recommend(k=60, opinions={STALKER: -1.0})).index(solaris) > plain


def test_without_opinions_the_most_watched_come_first_and_nothing_speaks_for_them(engine: RankingEngine) -> None:
    found = engine.recommend(k=5)
    assert ids(found) == [movie.id for movie in FILMS[:5]]
    assert all(one.why == () for one in found)


def test_filters_are_obeyed_and_may_leave_nothing(engine: RankingEngine) -> None:
    old_drama = MovieFilter(year_to=1960, genres=("Drama",), exclude=frozenset({ALIEN}))
    found = engine.recommend(k=60, opinions={STALKER: 1.0}, movie_filter=old_drama)
    assert found and all(old_drama.admits(one.movie) for one in found)
    unfiltered = {one.movie.id: one.bar for one in engine.recommend(k=60, opinions={STALKER: 1.0})}
    assert all(one.bar == pytest.approx(unfiltered[one.movie.id]) for one in found)
    assert engine.recommend(k=5, movie_filter=MovieFilter(year_from=2020)) == []


def test_hidden_gems_are_without_what_everybody_knows(engine: RankingEngine) -> None:
    found = engine.recommend(k=60, popularity=0.0)
    assert set(ids(found)) == {movie.id for movie in FILMS} - engine.titles.well_known(0.0)


def test_a_varied_list_is_of_as_many_films(engine: RankingEngine) -> None:
    found = engine.recommend(k=10, opinions={STALKER: 1.0}, diversity=0.7)
    assert len(set(ids(found))) == 10


def test_a_list_may_be_of_given_films_only(engine: RankingEngine) -> None:
    whole = ids(engine.recommend(k=60, opinions={STALKER: 1.0}))
    only = MovieFilter(only=frozenset({GODFATHER, ALIEN, STALKER, 9999}))
    found = engine.recommend(k=60, opinions={STALKER: 1.0}, movie_filter=only)
    assert ids(found) == [movie for movie in whole if movie in (GODFATHER, ALIEN)]
    assert engine.recommend(k=5, movie_filter=MovieFilter(only=frozenset())) == []


def test_a_list_for_two_people_suits_both_and_has_nothing_that_either_knows(engine: RankingEngine) -> None:
    people = {"anna": taste(STALKER), "bert": taste(ALIEN, seen=(GODFATHER,))}
    found = engine.together(people, 10)
    assert 0 < len(found) <= 10 and not {STALKER, ALIEN, GODFATHER} & set(ids(found))
    bars = [one.bar for one in found]
    assert bars == sorted(bars, reverse=True)
    for one in found:
        assert [person.profile for person in one.people] == ["anna", "bert"]
        assert all(0 < person.fit <= 100 for person in one.people)
        assert sum(person.share for person in one.people) == pytest.approx(1)
        assert one.score == pytest.approx(one.base + sum(part.part for part in one.why), abs=1e-4)
    late = MovieFilter(year_from=1990)
    assert all(late.admits(one.movie) for one in engine.together(people, movie_filter=late))


def taste(*likes: int, seen: tuple[int, ...] = ()) -> Taste:
    return Taste(opinions=dict.fromkeys(likes, 1.0), hidden=frozenset(), seen=frozenset(seen), watchlist=frozenset())


def test_films_like_one_are_others_and_pass_the_filter(engine: RankingEngine) -> None:
    found = engine.similar(STALKER, 5)
    assert len(found) == 5 and STALKER not in ids(found) and film("Solaris").id in ids(found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True) and all(0 <= one.bar <= 100 for one in found)
    late = MovieFilter(year_from=1990)
    assert all(late.admits(one.movie) for one in engine.similar(STALKER, 5, movie_filter=late))


def test_an_id_that_it_lacks_is_refused(engine: RankingEngine) -> None:
    asks: list[Callable[[], object]] = [
        lambda: engine.similar(9999),
        lambda: engine.recommend([9999]),
    ]
    for ask in asks:
        with pytest.raises(UnknownMovie):
            ask()


def test_stores_and_versions_are_told(engine: RankingEngine) -> None:
    assert engine.newer_version() is None and engine.recall_gain("v99") is None
    engine.open_stores_soon()
    health = engine.health()
    assert [one.name for one in health] == ["vectors", "catalog"]
    assert all(isinstance(one, StoreHealth) and one.state == "ok" for one in health)


def test_films_are_what_the_titles_say(engine: RankingEngine) -> None:
    found: list[Movie] = [one.movie for one in engine.recommend(k=60)]
    assert found == [engine.titles.movie(movie.id) for movie in found]


def test_its_map_has_a_place_for_each_film(engine: RankingEngine) -> None:
    drawn = engine.film_map()
    assert drawn is not None
    assert sorted(drawn.ids.tolist()) == sorted(movie.id for movie in FILMS)
    assert drawn.places.shape == (len(FILMS), 2) and len(drawn.watchers) == len(drawn.columns) == len(FILMS)
