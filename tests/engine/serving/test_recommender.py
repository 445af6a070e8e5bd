from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import open_recommender
from engine.artifact import try_exclusive_lock
from engine.errors import NotSetUp, UnknownMovie
from engine.movies import MovieFilter
from engine.popularity_dial import CHARTS
from engine.profiles.fold import Mark
from engine.query import DISLIKE
from engine.serving.recommender import Recommender
from engine.settings import Settings

BIASES = [0.75, 0.5, -0.5, 0.25, 1.0, 0.0, -2.0]
"""What popularity says of the toy films."""
FOR_ALIEN = [4.75, 3.5, 1.5, 0.25, 1.0, 0.0, -2.0]
"""What the vectors say of them for someone who likes Alien."""


def ids(recommendations) -> list[int]:
    return [r.movie.id for r in recommendations]


def test_without_marks_the_popular_films_come_first(recommender: Recommender, toy) -> None:
    answers = recommender.recommend()
    assert ids(answers) == [toy.GODFATHER, toy.ALIEN, toy.ALIENS, toy.HEAT, toy.RONIN, toy.SOLARIS, toy.QUIET]
    assert [r.score for r in answers][:2] == pytest.approx([1.0 / np.std(BIASES), 0.75 / np.std(BIASES)])
    assert all(r.base == pytest.approx(r.score) and r.why == () for r in answers)


def test_one_like_brings_films_like_it(recommender: Recommender, toy) -> None:
    answers = recommender.recommend([toy.ALIEN], k=3, popularity=CHARTS)
    assert [r.movie.title for r in answers] == ["Aliens", "Solaris", "The Godfather"]
    assert [r.score for r in answers] == pytest.approx(np.array([3.5, 1.5, 1.0]) / np.std(FOR_ALIEN))


def test_each_score_is_its_base_and_parts(recommender: Recommender, toy) -> None:
    answers = recommender.recommend([toy.ALIEN, toy.HEAT], opinions={toy.SOLARIS: -0.5}, popularity=CHARTS)
    assert len(answers) == 4
    for answer in answers:
        assert answer.score == pytest.approx(answer.base + sum(part.part for part in answer.why), abs=1e-4)
        assert {part.movie.id for part in answer.why} == {toy.ALIEN, toy.HEAT, toy.SOLARIS}
    aliens = next(r for r in answers if r.movie.id == toy.ALIENS)
    assert [p.movie.title for p in aliens.why] == ["Alien", "Heat", "Solaris"]
    assert [p.part / aliens.base for p in aliens.why] == pytest.approx([3.0 / 0.5, 0.0, DISLIKE * -0.75 / 0.5])


def test_a_dislike_pushes_away(recommender: Recommender, toy) -> None:
    answers = recommender.recommend(opinions={toy.GODFATHER: -1.0}, popularity=CHARTS)
    assert ids(answers) == [toy.ALIEN, toy.ALIENS, toy.HEAT, toy.RONIN, toy.SOLARIS, toy.QUIET]
    scores = {r.movie.id: r.score for r in answers}
    assert scores[toy.HEAT] / scores[toy.ALIEN] == pytest.approx((0.25 - 3.0 * DISLIKE) / 0.75)
    assert ids(answers)[:2] == [toy.ALIEN, toy.ALIENS]


def test_nothing_with_an_opinion_or_hidden_is_answered(recommender: Recommender, toy) -> None:
    answers = recommender.recommend([toy.ALIEN], opinions={toy.HEAT: 0.0}, hidden=[toy.GODFATHER])
    assert set(ids(answers)) == {toy.ALIENS, toy.SOLARIS, toy.RONIN, toy.QUIET}


def test_an_opinion_weighs_more_than_a_plain_like_of_the_same_film(recommender: Recommender, toy) -> None:
    (aliens, *_) = recommender.recommend([toy.ALIEN], opinions={toy.ALIEN: 1.5}, popularity=CHARTS)
    (part,) = aliens.why
    assert part.part / aliens.base == pytest.approx(1.5 * 3.0 / 0.5)


def test_filters_leave_as_many_as_match(recommender: Recommender, toy) -> None:
    assert ids(recommender.recommend([toy.ALIEN], movie_filter=MovieFilter(genres=("Crime",)))) == [
        toy.GODFATHER,
        toy.HEAT,
        toy.RONIN,
    ]
    assert ids(recommender.recommend(movie_filter=MovieFilter(year_to=1972))) == [toy.GODFATHER, toy.SOLARIS]
    assert ids(recommender.recommend(k=2, movie_filter=MovieFilter(without_genres=("Crime", "Drama")))) == [
        toy.ALIEN,
        toy.ALIENS,
    ]
    assert recommender.recommend(movie_filter=MovieFilter(genres=("Western",))) == []


def test_the_lower_the_dial_the_more_fame_is_held_against_a_film(recommender: Recommender, toy) -> None:
    def lead(dial: float) -> float:
        score = {r.movie.id: r.score for r in recommender.recommend([toy.ALIEN], popularity=dial)}
        return score[toy.ALIENS] - score[toy.SOLARIS]  # 800 and 90 watchers

    leads = [lead(dial) for dial in (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)]
    assert leads == sorted(leads) and leads[0] < 0.75 * leads[-1]
    assert lead(9.0) == lead(CHARTS)


def test_too_little_watched_films_come_last(recommender: Recommender, toy) -> None:
    for dial in (0.0, 1.0, 4.0):
        *_, last = recommender.recommend([toy.ALIEN], popularity=dial)
        assert last.movie.id == toy.QUIET


def test_while_no_like_is_known_hidden_gems_leave_out_what_half_of_all_watching_went_to(
    recommender: Recommender, toy
) -> None:
    gems = recommender.recommend(popularity=0.0)
    assert ids(gems) == [toy.ALIEN, toy.ALIENS, toy.HEAT, toy.RONIN, toy.SOLARIS, toy.QUIET]
    assert toy.GODFATHER in ids(recommender.recommend([toy.ALIEN], popularity=0.0))


def test_without_explanations_the_scores_are_the_same(recommender: Recommender, toy) -> None:
    plain = recommender.recommend([toy.ALIEN], explain=False)
    explained = recommender.recommend([toy.ALIEN])
    assert [(r.movie, r.score, r.base, r.bar) for r in plain] == [(r.movie, r.score, r.base, r.bar) for r in explained]
    assert all(r.why == () for r in plain)


def test_a_fit_is_a_place_among_the_films_that_could_be_listed(recommender: Recommender, toy) -> None:
    # Alien is liked and A Quiet Film too little watched; the others score 3.5, 1.5, 1, 0.25 and 0, on average 1.25.
    bars = {r.movie.id: r.bar for r in recommender.recommend([toy.ALIEN], popularity=CHARTS)}
    assert bars[toy.ALIENS] == pytest.approx(50)
    assert bars[toy.SOLARIS] == pytest.approx(100 * (1 - 2 ** -((1.5 - 1.25) / (3.5 - 1.25))), abs=1e-3)
    assert [bars[film] for film in (toy.GODFATHER, toy.HEAT, toy.RONIN, toy.QUIET)] == [0, 0, 0, 0]


def test_a_film_has_the_same_fit_in_every_list_for_the_same_marks(recommender: Recommender, toy) -> None:
    bars = {r.movie.id: r.bar for r in recommender.recommend([toy.ALIEN, toy.HEAT])}
    lists = (
        recommender.recommend([toy.ALIEN, toy.HEAT], 2),
        recommender.recommend([toy.ALIEN, toy.HEAT], hidden=[toy.ALIENS]),
        recommender.recommend([toy.ALIEN, toy.HEAT], movie_filter=MovieFilter(year_to=1975)),
        recommender.recommend([toy.ALIEN, toy.HEAT], diversity=1.0),
    )
    assert all(r.bar == bars[r.movie.id] for answers in lists for r in answers)
    assert sum(len(answers) for answers in lists) > 10


def test_similar_films_come_from_the_space_of_likeness(recommender: Recommender, toy) -> None:
    answers = recommender.similar(toy.ALIEN, k=3)
    assert ids(answers) == [toy.ALIENS, toy.SOLARIS, toy.HEAT]
    assert [round(r.score, 3) for r in answers] == [0.8, 0.6, 0.0]
    assert [round(r.bar) for r in answers] == [80, 60, 0]
    assert ids(recommender.similar(toy.ALIEN, movie_filter=MovieFilter(genres=("Action",)))) == [
        toy.ALIENS,
        toy.HEAT,
        toy.RONIN,
    ]


def test_an_unknown_id_is_named(recommender: Recommender) -> None:
    for ask in (
        lambda: recommender.recommend([999]),
        lambda: recommender.similar(999),
        lambda: recommender.movie(999),
    ):
        with pytest.raises(UnknownMovie, match="id:999"):
            ask()
    assert recommender.movies([999, 10])[0].title == "Alien"
    assert recommender.recommend(hidden=[999])


def test_asking_for_none_gives_none(recommender: Recommender, toy) -> None:
    assert recommender.recommend([toy.ALIEN], k=0) == []
    assert recommender.similar(toy.ALIEN, k=0) == []


def test_every_film_marked_leaves_an_empty_list(recommender: Recommender, toy) -> None:
    assert recommender.recommend([film.id for film in toy.films]) == []


def test_many_queries_at_once_answer_as_one_by_one(recommender: Recommender, toy) -> None:
    queries = [{toy.ALIEN: 1.0}, {}, {toy.HEAT: 1.0, toy.ALIEN: -1.0}]
    together = recommender.rank_many(queries, 3)
    for query, hits in zip(queries, together, strict=True):
        alone = recommender.recommend(opinions=query, k=3)
        assert [movie for movie, _ in hits] == ids(alone)
        assert [score for _, score in hits] == pytest.approx([r.score for r in alone])
    assert recommender.rank_many([], 3) == []


@pytest.mark.parametrize("popularity", [0.0, 0.5, CHARTS])
@pytest.mark.parametrize("diversity", [0.0, 0.7])
def test_many_queries_heed_the_dials_as_one_does(recommender: Recommender, toy, popularity, diversity) -> None:
    queries = [{toy.ALIEN: 1.0}, {}, {toy.HEAT: 1.0}]
    together = recommender.rank_many(queries, 3, popularity=popularity, diversity=diversity)
    for query, hits in zip(queries, together, strict=True):
        alone = recommender.recommend(opinions=query, k=3, popularity=popularity, diversity=diversity)
        assert [movie for movie, _ in hits] == ids(alone)


def test_a_vector_is_fetched_once(recommender: Recommender, vectors, toy) -> None:
    recommender.recommend([toy.ALIEN], k=2)
    vectors.calls.clear()
    recommender.recommend([toy.ALIEN], k=2)
    assert vectors.calls == ["search"]


def test_marks_become_opinions_and_hidden_films(recommender: Recommender, toy) -> None:
    marks = [
        Mark(catalogue="movielens", movie=toy.ALIEN, title="Alien", year=1979, opinion="5", at="3"),
        Mark(catalogue="movielens", movie=toy.HEAT, title="Heat", year=1995, hidden=True, seen=True, at="2"),
        Mark(catalogue="movielens", movie=999, title="Gone", year=1990, opinion="like", at="1"),
    ]
    assert [movie for _, movie in recommender.match(marks)] == [toy.ALIEN, toy.HEAT, None]
    taste = recommender.taste(marks)
    assert (taste.opinions, taste.hidden, taste.seen) == ({toy.ALIEN: 1.5}, {toy.HEAT}, {toy.HEAT})
    answers = recommender.recommend(opinions=taste.opinions, hidden=taste.hidden)
    assert ids(answers)[0] == toy.ALIENS and toy.HEAT not in ids(answers)


def test_the_version_says_what_it_is(recommender: Recommender) -> None:
    assert (recommender.version, recommender.catalogue, recommender.dataset.name) == ("v1", "movielens", "toy")
    assert len(recommender.titles) == 7


def test_an_open_version_is_held_until_it_is_closed(recommender: Recommender, settings: Settings) -> None:
    folder = settings.files.versions / "v1"
    with try_exclusive_lock(folder) as locked:
        assert not locked
    recommender.close()
    with try_exclusive_lock(folder) as locked:
        assert locked


def test_before_the_first_set_up_that_is_said(settings: Settings) -> None:
    settings.files.ensure()
    with pytest.raises(NotSetUp):
        Recommender.open(settings)


def test_the_engine_opens_it(settings: Settings, vectors, toy) -> None:
    toy.publish(settings)
    with open_recommender(settings) as recommender:
        assert ids(recommender.recommend([toy.ALIEN], k=1)) == [toy.ALIENS]


def loaded_by(code: str) -> set[str]:
    """The modules that a new process has loaded after `code`."""
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    return set(done.stdout.split())


def test_serving_never_loads_the_trainer_or_a_data_set() -> None:
    modules = loaded_by("import engine.serving.batch, engine.serving.recommender, engine.serving.explanations")
    assert not {"torch", "dgl", "pandas", "pymilvus", "sqlalchemy", "textual"} & modules
    assert not {name for name in modules if name.startswith(("engine.datasets", "engine.model", "engine.jobs", "tui"))}


def test_a_recommender_whose_stores_come_later_answers_without_their_clients(settings: Settings, toy) -> None:
    toy.publish(settings)
    modules = loaded_by(f"""
from pathlib import Path
from engine.serving.recommender import Recommender
from engine.serving.store_connections import Opening
from engine.settings import Settings
opened = Recommender.open(Settings(home=Path({str(settings.home)!r}), profile='anna'), Opening.LATER)
assert opened.recommend([{toy.ALIEN}], k=1)""")
    assert not {"torch", "dgl", "pandas", "pymilvus", "sqlalchemy", "textual"} & modules
