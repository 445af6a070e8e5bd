from __future__ import annotations

import json
import queue
from collections.abc import Iterator

import pytest

from engine.serving.batch import recommend_batch, similar_batch
from engine.serving.explanations import Recommendation
from engine.serving.recommender import Recommender


def listed(recommendations: list[Recommendation]) -> list[dict[str, object]]:
    return [{"movie": r.movie.id, "score": pytest.approx(r.score, abs=1e-5)} for r in recommendations]


def test_answers_come_in_the_order_of_the_lines(recommender: Recommender, toy) -> None:
    lines = [
        json.dumps({"id": "a", "liked": [toy.ALIEN]}),
        json.dumps({"id": 2, "liked": [toy.HEAT], "disliked": [toy.GODFATHER]}),
        json.dumps({"id": None, "liked": []}),
        json.dumps({"liked": [toy.ALIEN, toy.ALIEN]}),
    ]
    answers = list(recommend_batch(recommender, lines, 2))
    assert answers[0] == {"id": "a", "items": listed(recommender.recommend([toy.ALIEN], k=2))}
    assert [item["movie"] for item in answers[0]["items"]] == [toy.ALIENS, toy.SOLARIS]
    assert [answer["id"] for answer in answers] == ["a", 2, None, None]
    assert [item["movie"] for item in answers[2]["items"]] == [toy.GODFATHER, toy.ALIEN]
    assert answers[3]["items"] == answers[0]["items"]
    expected = recommender.recommend(opinions={toy.HEAT: 1.0, toy.GODFATHER: -1.0}, k=2)
    assert answers[1]["items"] == listed(expected)


def test_unknown_ids_are_named_and_the_others_answered(recommender: Recommender, toy) -> None:
    line = json.dumps({"id": 1, "liked": [999, toy.ALIEN, -5], "disliked": [998]})
    (answer,) = recommend_batch(recommender, [line], 1)
    assert answer == {"id": 1, "items": listed(recommender.recommend([toy.ALIEN], k=1)), "unknown": [999, -5, 998]}


@pytest.mark.parametrize(("popularity", "diversity"), [(0.0, 0.0), (4.0, 0.0), (1.0, 0.7), (0.3, 0.9)])
def test_the_dials_turn_a_batch_as_they_turn_a_list(
    recommender: Recommender, toy, popularity: float, diversity: float
) -> None:
    line = json.dumps({"id": 1, "liked": [toy.ALIEN]})
    (answer,) = recommend_batch(recommender, [line], 4, popularity=popularity, diversity=diversity)
    alone = recommender.recommend([toy.ALIEN], k=4, popularity=popularity, diversity=diversity)
    assert answer["items"] == listed(alone)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "5",
        '{"id": 1, "liked": 7}',
        '{"id": 1, "liked": ["7"]}',
        '{"id": 1, "liked": [1.5]}',
        '{"id": 1, "liked": [10000000000000000000000]}',
        '{"id": 1, "liked": [10], "disliked": [10]}',
        "\ud800",
        "[" * 100_000,
    ],
    ids=lambda line: line[:24].encode("ascii", "replace").decode(),
)
def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(recommender: Recommender, toy, line: str) -> None:
    lines = ["\n", json.dumps({"id": "a", "liked": [toy.ALIEN]}) + "\n", line, json.dumps({"id": "b"})]
    first, bad, last = recommend_batch(recommender, lines, 1)
    assert (first["id"], last["id"]) == ("a", "b")
    assert bad["id"] is None and bad["error"].startswith("line 3: ")
    assert set(bad) == {"id", "error"}


def test_similar_films_in_batch(recommender: Recommender, toy) -> None:
    lines = ['{"id": 1, "movie": 10}', '{"id": 2, "movie": 999}', '{"id": 3}', '{"id": 4, "movie": 20}']
    one, two, three, four = similar_batch(recommender, lines, 2)
    assert [item["movie"] for item in one["items"]] == [toy.ALIENS, toy.SOLARIS]
    assert two == {"id": 2, "items": [], "unknown": [999]}
    assert three["error"].startswith("line 3: ")
    assert four["id"] == 4 and len(four["items"]) == 2


def test_a_pipe_that_waits_for_its_answer_gets_it(recommender: Recommender) -> None:
    sent: queue.Queue[str | None] = queue.Queue()

    def lines() -> Iterator[str]:
        while (line := sent.get(timeout=20)) is not None:
            yield line

    answers = recommend_batch(recommender, lines(), 1)
    for number in range(3):
        sent.put(json.dumps({"id": number, "liked": [10]}))
        assert next(answers)["id"] == number
    sent.put(None)
    assert next(answers, None) is None


def test_a_file_takes_few_calls_to_the_store(recommender: Recommender, vectors, toy) -> None:
    lines = [json.dumps({"id": n, "liked": [toy.ALIEN, toy.HEAT]}) for n in range(500)]
    assert [answer["id"] for answer in recommend_batch(recommender, lines, 1)] == list(range(500))
    assert vectors.calls.count("fetch") == 1


def test_lines_that_cannot_be_read_end_the_batch_with_the_cause(recommender: Recommender) -> None:
    def lines() -> Iterator[str]:
        yield '{"id": 1}'
        raise OSError("the disk went away")

    answers = recommend_batch(recommender, lines(), 1)
    assert next(answers)["id"] == 1
    with pytest.raises(OSError, match="went away"):
        next(answers)


def test_an_empty_batch_is_fine(recommender: Recommender) -> None:
    assert list(recommend_batch(recommender, [], 5)) == []
    assert list(recommend_batch(recommender, ["", "\n"], 5)) == []
