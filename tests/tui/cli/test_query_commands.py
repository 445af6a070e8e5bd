"""The search, similar and recommend commands, as text and as JSON."""

from __future__ import annotations

import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.serving.explanations import Recommendation
from engine.serving.recommender import Recommender
from tui.cli.shapes.film_shapes import RecommendedList, SearchResult, SimilarList


def test_search_answers_in_the_shape_of_the_contract(cli: Any) -> None:
    done = cli("search", "alien", "--json")
    found = msgspec.convert(done.json, SearchResult)
    assert (done.code, found.query) == (0, "alien")
    assert [item.title for item in found.items] == ["Alien", "Aliens"]


def test_search_takes_several_words_filters_and_a_number(cli: Any) -> None:
    assert cli("search", "the", "godfathr", "--json").json["items"][0]["movie"] == 50
    assert [i["movie"] for i in cli("search", "solaris", "--year", "2000-", "--json").json["items"]] == [31]
    assert [i["movie"] for i in cli("search", "alien", "--genre", "action", "--json").json["items"]] == [20]
    assert [i["movie"] for i in cli("search", "alien", "--top", 1, "--json").json["items"]] == [10]


def test_a_search_that_finds_nothing_is_no_failure(cli: Any) -> None:
    assert cli("search", "zqxvw", "--json").json == {"query": "zqxvw", "items": [], "nearest": []}
    done = cli("search", "zqxvw")
    assert (done.code, done.out) == (0, "")
    assert "nothing is called 'zqxvw'" in done.err


def test_a_guess_is_never_among_the_hits(cli: Any) -> None:
    found = cli("search", "alien resurrection", "--json")
    assert (found.code, found.json["items"]) == (0, [])
    assert set(found.json["nearest"][0]) == {"movie", "title", "year", "genres", "score", "new"}
    assert {one["movie"] for one in found.json["nearest"]} >= {10, 20}
    said = cli("search", "alien resurrection")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("nothing is called 'alien resurrection'; nearest: Aliens (1986) [id:20]")


def test_an_address_is_answered_in_one_line_if_nothing_can_be_found_by_it(cli: Any) -> None:
    done = cli("search", "https://boxd.it/2a9q", "--json")
    assert (done.code, done.json["items"], done.json["nearest"]) == (0, [], [])
    assert done.err.count("\n") == 1
    assert "a boxd.it link names no film" in done.err
    marked = cli("mark", "https://boxd.it/2a9q", "--like")
    assert (marked.code, marked.err.splitlines()[0]) == (
        1,
        "movierec: a boxd.it link names no film; paste the letterboxd.com address",
    )


def test_filters_that_leave_no_hit_are_named(cli: Any) -> None:
    assert "'alien' is there, but not with these filters" in cli("search", "alien", "--year", "1950").err


def test_similar_answers_in_the_shape_of_the_contract(cli: Any) -> None:
    alike = msgspec.convert(cli("similar", "Alien", "--top", 3, "--json").json, SimilarList)
    assert (alike.version, alike.movie.movie, alike.movie.score) == ("v1", 10, 1.0)
    assert [item.movie for item in alike.items] == [20, 30, 31]
    assert alike.items[0].score == pytest.approx(0.9848, abs=1e-4)


def test_recommend_explains_each_score_to_the_last_part(cli: Any) -> None:
    ranked = msgspec.convert(cli("recommend", "Alien", "id:40", "--popular", "4", "--json").json, RecommendedList)
    # <2 * space + 1.5 * crime, v> + bias: The Godfather 3 + 1, Aliens 3 + 0.5, Solaris 2 - 0.5, Ronin 1.5, ...
    assert [item.movie for item in ranked.items] == [50, 20, 30, 60, 31, 80, 70]
    assert ranked.items[0].score / ranked.items[1].score == pytest.approx(4.0 / 3.5, abs=1e-3)
    for item in ranked.items:
        assert item.score == pytest.approx(item.base + sum(part.part for part in item.why), abs=1e-4)
        assert {part.title for part in item.why} == {"Alien", "Heat"}


@pytest.fixture
def two_tastes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list is for two tastes in turn, named by Alien and by Heat."""
    recommend = Recommender.recommend

    def shared(self: Recommender, *given: Any, **named: Any) -> list[Recommendation]:
        likes = [self.movies([10]), self.movies([40])]
        return [
            msgspec.structs.replace(one, taste=place % 2, taste_films=tuple(likes[place % 2]))
            for place, one in enumerate(recommend(self, *given, **named))
        ]

    monkeypatch.setattr(Recommender, "recommend", shared)


def test_recommend_says_which_taste_a_film_is_for(cli: Any, two_tastes: None) -> None:
    items = cli("recommend", "Alien", "Heat", "--top", 3, "--json").json["items"]
    assert [item["taste"] for item in items] == [0, 1, 0]
    done = cli("recommend", "Alien", "Heat", "--top", 3)
    assert done.out.splitlines()[0].split() == ["fit", "taste", "film", "year", "genres", "why"]
    assert [line.split()[2] for line in done.out.splitlines()[1:]] == ["A", "B", "A"]
    assert done.err.splitlines() == ["taste A: like Alien", "taste B: like Heat"]
    assert "taste: B\n" in cli("recommend", "Alien", "Heat", "--top", 3, "--plain").out


def test_recommend_speaks_of_tastes_only_if_there_are_several(cli: Any) -> None:
    assert {item["taste"] for item in cli("recommend", "Alien", "--json").json["items"]} == {0}
    done = cli("recommend", "Alien")
    assert "taste" not in done.out.splitlines()[0]
    assert done.err == ""


def test_recommend_takes_films_by_id_and_the_same_film_once(cli: Any) -> None:
    by_title = cli("recommend", "Alien", "Heat", "--json").json
    assert cli("recommend", "id:10", "Heat (1995)", "title:heat", "--json").json == by_title


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--genre", "crime"], [50, 60]),
        (["--genre", "Crime", "--genre", "Comedy"], [50, 60, 80]),
        (["--year", "1972"], [50, 30]),
        (["--year", "1995-"], [60, 31]),
        (["--year", "-1979"], [50, 30, 80]),
        (["--year", "1980-1989"], [20]),
        (["--genre", "Drama", "--year", "2002", "--top", "5"], [31]),
        (["--genre", "crime", "--not-genre", "DRAMA"], [60]),
    ],
)
def test_filters_by_genre_and_year(cli: Any, filters: list[str], expected: list[int]) -> None:
    answer = cli("recommend", "Alien", "Heat", "--json", *filters).json
    assert [item["movie"] for item in answer["items"]] == expected


@pytest.mark.parametrize(
    "wrong",
    [
        ["recommend", "--genre", "Nonsense"],
        ["recommend", "--not-genre", "Nonsense"],
        ["recommend", "--varied", "2"],
        ["recommend", "--popular", "-1"],
        ["recommend", "--batch", "-", "--varied", "0.5"],
        ["recommend", "--year", "79"],
        ["recommend", "--year", "-"],
        ["recommend", "--year", "1990-1980"],
        ["recommend", "--top", "0"],
        ["recommend", "--batch", "-", "Alien"],
        ["recommend", "--seen", "maybe"],
        ["recommend", "--seen", "hide", "Alien"],
        ["recommend", "--batch", "-", "--seen", "show"],
        ["similar", "--batch", "-", "--year", "1980"],
        ["similar"],
        ["recommend", "--batch", "/nowhere/batch.jsonl"],
    ],
)
def test_senseless_questions_are_wrong_usage(cli: Any, wrong: list[str]) -> None:
    done = cli(*wrong)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("movierec: ")
    assert len(done.err.splitlines()) == 2, "one line and a remedy"


def test_popularity_and_variety_can_be_turned(cli: Any) -> None:
    usual = cli("recommend", "Alien", "Heat", "--json").json["items"]
    charts, gems = (
        [item["title"] for item in cli("recommend", "Alien", "Heat", "--popular", dial, "--json").json["items"]]
        for dial in ("4", "0")
    )
    assert charts.index("The Godfather") < gems.index("The Godfather")  # the most watched one
    varied = cli("recommend", "Alien", "Heat", "--varied", "0.8", "--json").json["items"]
    assert varied != usual and sorted(i["movie"] for i in varied) == sorted(i["movie"] for i in usual)


def test_an_unknown_genre_names_those_there_are(cli: Any) -> None:
    assert "Action, Comedy, Crime, Drama, Horror, Sci-Fi" in cli("recommend", "--genre", "Western").err


def test_without_films_the_marks_of_the_profile_count(cli: Any) -> None:
    cli("mark", "Alien", "--like", "--profile", "ann")
    cli("mark", "id:20", "--not-interested", "--profile", "ann")
    answer = cli("recommend", "--profile", "ann", "--json").json
    assert answer["items"][0]["movie"] == 30 and 20 not in {item["movie"] for item in answer["items"]}
    assert {part["movie"] for item in answer["items"] for part in item["why"]} == {10}


def test_seen_films_are_left_out_unless_asked_for(cli: Any) -> None:
    cli("mark", "Alien", "--like", "--profile", "cinephile")
    cli("mark", "id:50", "--seen", "--profile", "cinephile")

    def listed(*options: str) -> set[int]:
        return {item["movie"] for item in cli("recommend", "--profile", "cinephile", "--json", *options).json["items"]}

    assert 50 not in listed() and listed() == listed("--seen", "hide")
    assert listed("--seen", "show") == listed() | {50}
    assert 50 in {i["movie"] for i in cli("recommend", "Alien", "--profile", "cinephile", "--json").json["items"]}


def test_where_only_seen_films_are_left_it_says_so(cli: Any) -> None:
    for film in ("id:50", "id:60"):
        cli("mark", film, "--seen", "--profile", "expert")
    done = cli("recommend", "--profile", "expert", "--genre", "Crime", "--not-genre", "Action", "--json")
    assert (done.code, done.json["items"]) == (0, [])
    assert "--seen show lists those too" in done.err


def test_films_that_one_is_not_interested_in_are_in_no_list_of_similar_ones(cli: Any, monkeypatch: Any) -> None:
    cli("mark", "Aliens", "--not-interested", "--profile", "bored")
    found = cli("similar", "Alien", "--top", 3, "--profile", "bored", "--json").json
    assert [item["movie"] for item in found["items"]][:2] == [30, 31]
    monkeypatch.setattr("sys.stdin", io.StringIO('{"movie": 10}\n'))
    batch = cli("similar", "--batch", "-", "--top", 1, "--profile", "bored")
    assert json.loads(batch.out)["items"][0]["movie"] == 20
    monkeypatch.setattr("sys.stdin", io.StringIO('{"liked": [10]}\n'))
    batch = cli("recommend", "--batch", "-", "--top", 1, "--profile", "bored")
    assert json.loads(batch.out)["items"][0]["movie"] == 20
    assert cli("recommend", "Alien", "--top", 1, "--profile", "bored", "--json").json["items"][0]["movie"] == 20
    assert cli("similar", "Aliens", "--top", 1, "--profile", "bored", "--json").json["items"][0]["movie"] == 10


def test_without_likes_the_popular_films_are_given_and_it_says_so(cli: Any) -> None:
    done = cli("recommend", "--profile", "nobody", "--json")
    assert [item["movie"] for item in done.json["items"]][:3] == [50, 10, 20]
    assert "profile nobody has no likes yet" in done.err


def test_a_title_of_several_films_lists_them_and_is_wrong_usage(cli: Any) -> None:
    done = cli("similar", "solaris")
    assert done.code == 2
    assert "Solaris (1972) [id:30], Solaris (2002) [id:31]" in done.err
    assert cli("similar", "Solaris (2002)").code == 0


def test_digits_that_are_an_id_and_a_title_are_ambiguous(cli: Any) -> None:
    assert cli("similar", "10").code == 2
    assert cli("similar", "id:10", "--json").json["movie"]["title"] == "Alien"
    assert cli("similar", "title:10", "--json").json["movie"]["movie"] == 80


def test_an_unknown_title_fails_with_the_closest_ones(cli: Any) -> None:
    done = cli("recommend", "Alein", "--json")
    assert done.code == 1
    assert done.json["error"]["message"] == "no film is called 'Alein'"
    assert "Alien (1979) [id:10]" in done.json["error"]["remedy"]
    assert "no film is called 'Alein'" in done.err


def test_tables_are_plain_where_there_is_no_terminal(cli: Any) -> None:
    done = cli("recommend", "Alien", "--top", "2")
    lines = done.out.splitlines()
    assert lines[0].split() == ["fit", "film", "year", "genres", "why"]
    assert lines[1].split()[:4] == ["1", "50", "Aliens", "1986"]
    assert len(lines) == 3
    assert "\x1b" not in done.out
    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize("question", [["similar", "id:70"], ["search", "rec"], ["recommend", "Alien"]])
def test_a_hostile_title_is_shown_harmlessly(cli: Any, question: list[str]) -> None:
    for done in (cli(*question), cli(*question, "--json")):
        assert done.code == 0
        shown = done.out + done.err
        assert "[bold]REC[/] [@click=app.quit]x[/]" in shown
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_a_batch_answers_in_order_and_goes_on_after_a_bad_line(cli: Any, tmp_path: Path) -> None:
    lines = [
        b'{"id": "a", "liked": [10]}',
        b"",
        b'{"id": 2, "liked": [10, 999], "disliked": [40]}',
        b'{"id": 3, "liked": "x"}',
        b'{"liked": [10], "id": "\xff"}',
        b'{"id": null, "liked": []}',
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(b"\n".join(lines))
    done = cli("recommend", "--batch", batch, "--top", 2)
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    assert [answer["id"] for answer in answers] == ["a", 2, None, None, None]
    assert [item["movie"] for item in answers[0]["items"]] == [20, 30]
    alone = cli("recommend", "id:10", "--top", 2, "--json").json["items"]
    assert [item["score"] for item in answers[0]["items"]] == pytest.approx([item["score"] for item in alone])
    assert answers[1]["unknown"] == [999]
    assert answers[2]["error"].startswith("line 4: ")
    assert answers[3]["error"].startswith("line 5: ")
    assert [item["movie"] for item in answers[4]["items"]] == [50, 10]


def test_after_a_bad_line_a_batch_still_says_that_a_store_is_down(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEREC_MILVUS_URI", "http://127.0.0.1:1")
    monkeypatch.setenv("MOVIEREC_STORE_TIMEOUT", "1")
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "liked": [10]}\nbad\n'))
    done = cli("recommend", "--batch", "-", "--top", "1")
    assert done.code == 1
    assert "note: " in done.err and "1 bad line" in done.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("way", ["file", "pipe", "stdin"])
def test_a_byte_order_mark_above_a_batch_is_no_bad_line(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, way: str
) -> None:
    content = '{"id": "é", "movie": 10}\r\n'.encode(encoding)
    batch = tmp_path / "batch"
    if way == "file":
        batch.write_bytes(content)
    elif way == "pipe":
        os.mkfifo(batch)
        threading.Thread(target=batch.write_bytes, args=(content,), daemon=True).start()
    else:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
    done = cli("similar", "--batch", "-" if way == "stdin" else batch, "--top", "1")
    assert done.code == 0
    assert json.loads(done.out) == {"id": "é", "items": [{"movie": 20, "score": pytest.approx(1, abs=1)}]}


def test_a_batch_without_a_bad_line_is_no_failure(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "movie": 10}\n{"id": 2, "movie": 5}\n'))
    done = cli("similar", "--batch", "-", "--top", "1")
    assert done.code == 0
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert (first["id"], first["items"][0]["movie"]) == (1, 20)
    assert second == {"id": 2, "items": [], "unknown": [5]}
