"""The recommender on real stores, Milvus Lite and SQLite, filled by a real publish."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from engine import open_recommender
from engine.artifact import Artifact
from engine.jobs.publishing import Draft, publish
from engine.movies import MovieFilter
from engine.settings import Settings


def publish_toy(settings: Settings, toy, tmp_path: Path) -> str:
    made = Artifact(toy.write_version(tmp_path / "made", "v0"))
    names = [file.stem for file in made.folder.glob("*.npy")]
    draft = Draft(
        manifest=msgspec.structs.replace(made.manifest, version=""),
        movies=made.movies(),
        arrays={name: made.array(name) for name in names},
        tensors={"query": made.tensors("query"), "network": {}},
    )
    return publish(settings, draft)


@pytest.fixture
def published(settings: Settings, toy, tmp_path: Path) -> Settings:
    publish_toy(settings, toy, tmp_path)
    return settings


def test_marks_become_a_ranked_and_explained_list(published: Settings, toy) -> None:
    with open_recommender(published) as recommender:
        answers = recommender.recommend([toy.ALIEN], opinions={toy.HEAT: -0.2}, k=3)
        assert [r.movie.title for r in answers] == ["Aliens", "Solaris", "The Godfather"]
        for answer in answers:
            assert answer.score == pytest.approx(answer.base + sum(p.part for p in answer.why), abs=1e-4)
        assert [r.movie.title for r in recommender.similar(toy.ALIEN, k=2)] == ["Aliens", "Solaris"]
        crime = recommender.recommend([toy.ALIEN], movie_filter=MovieFilter(genres=("Crime",), year_from=1990))
        assert [r.movie.title for r in crime] == ["Heat", "Ronin"]
        vectors, catalog = recommender.health()
        assert (vectors.kind, vectors.state) == ("milvus-lite", "ok")
        assert (catalog.kind, catalog.state) == ("sqlite", "ok")


SECOND = """
import json, sys
from pathlib import Path
from engine import open_recommender
from engine.settings import Settings
with open_recommender(Settings(home=Path(sys.argv[1]), profile="anna")) as recommender:
    items = [[r.movie.id, r.score] for r in recommender.recommend([10])]
    print(json.dumps({"items": items, "state": recommender.health()[0].state}))
"""


def test_a_second_process_on_one_home_gives_the_same_answers(published: Settings, toy) -> None:
    with open_recommender(published) as recommender:
        first = [[r.movie.id, r.score] for r in recommender.recommend([toy.ALIEN])]
        command = [sys.executable, "-c", SECOND, str(published.home)]
        root = Path(__file__).parents[3]
        second = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=120)
        assert second.returncode == 0, second.stderr
        answer = json.loads(second.stdout)
        assert answer["state"] == "ok"
        assert [movie for movie, _ in answer["items"]] == [movie for movie, _ in first]
        assert [score for _, score in answer["items"]] == pytest.approx([score for _, score in first], abs=1e-5)
        assert second.stderr == ""


def test_publishing_disturbs_nobody_and_is_noticed(published: Settings, toy, tmp_path: Path) -> None:
    with open_recommender(published) as recommender:
        before = recommender.recommend([toy.ALIEN])
        assert publish_toy(published, toy, tmp_path) == "v2"
        assert recommender.newer_version() == "v2"
        assert recommender.recommend([toy.ALIEN]) == before
    with open_recommender(published) as recommender:
        assert (recommender.version, recommender.newer_version()) == ("v2", None)


def test_many_queries_at_once_answer_as_one_by_one(published: Settings, toy) -> None:
    with open_recommender(published) as recommender:
        queries = [{toy.ALIEN: 1.0}, {}, {toy.HEAT: 1.0, toy.ALIEN: -1.0}]
        for query, hits in zip(queries, recommender.rank_many(queries, 4), strict=True):
            alone = recommender.recommend(opinions=query, k=4)
            assert [movie for movie, _ in hits] == [r.movie.id for r in alone]
            assert [score for _, score in hits] == pytest.approx([r.score for r in alone], abs=1e-5)
