"""The recommender on real stores, Milvus Lite and SQLite, filled by a real publish."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine import open_recommender
from engine.artifact import Artifact, try_exclusive_lock
from engine.jobs.publishing import Draft, publish
from engine.movies import MovieFilter
from engine.serving.batch import recommend_batch, similar_batch
from engine.serving.recommender import Recommender
from engine.serving.store_connections import Opening
from engine.settings import Settings
from tests.toy_films import film
from tests.toy_version import publish_toy_films


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


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Recommender, Recommender]]:
    """The same version of a few dozen films, answered from its files and from Milvus Lite."""
    home = Settings(home=tmp_path_factory.mktemp("both") / "home", profile="anna")
    publish_toy_films(home)
    with Recommender.open(home, Opening.SERVERS_ONLY) as files, Recommender.open(home) as stores:
        yield files, stores


STALKER, ALIEN, GODFATHER = (film(title).id for title in ("Stalker", "Alien", "The Godfather"))
FILTERS = [
    MovieFilter(),
    MovieFilter(genres=("Drama", "Sci-Fi")),
    MovieFilter(without_genres=("Drama",), year_from=1970),
    MovieFilter(genres=("No Such Genre",)),
    MovieFilter(year_from=1960, year_to=1979, exclude=frozenset({STALKER, 999_999})),
]


@pytest.mark.parametrize("movie_filter", FILTERS)
@pytest.mark.parametrize("dials", [{}, {"popularity": 0.0}, {"popularity": 2.0, "diversity": 0.7}])
def test_the_files_answer_as_milvus_does(
    both: tuple[Recommender, Recommender], movie_filter: MovieFilter, dials: dict[str, float]
) -> None:
    files, stores = (
        one.recommend(opinions={STALKER: 1.0, ALIEN: -1.0}, hidden=[GODFATHER], movie_filter=movie_filter, **dials)
        for one in both
    )
    assert [one.movie for one in files] == [one.movie for one in stores]
    for from_file, from_store in zip(files, stores, strict=True):
        for name in ("score", "base", "bar", "usual_base"):
            assert getattr(from_file, name) == pytest.approx(getattr(from_store, name), abs=1e-4)
        assert [part.movie for part in from_file.why] == [part.movie for part in from_store.why]
        assert [p.part for p in from_file.why] == pytest.approx([p.part for p in from_store.why], abs=1e-4)


@pytest.mark.parametrize("movie_filter", FILTERS)
def test_the_files_find_the_films_that_milvus_finds_similar(
    both: tuple[Recommender, Recommender], movie_filter: MovieFilter
) -> None:
    files, stores = (one.similar(STALKER, 10, movie_filter=movie_filter) for one in both)
    assert [one.movie for one in files] == [one.movie for one in stores]
    assert [one.score for one in files] == pytest.approx([one.score for one in stores], abs=1e-4)


def test_the_files_answer_a_batch_as_milvus_does(both: tuple[Recommender, Recommender]) -> None:
    people = [f'{{"id": {n}, "liked": [{STALKER}], "disliked": [{ALIEN}, 999999]}}' for n in range(3)] + ["{"]
    films = [f'{{"id": "a", "movie": {GODFATHER}}}', '{"movie": 999999}']
    for batch, lines in ((recommend_batch, people), (similar_batch, films)):
        files, stores = (list(batch(one, lines, 5)) for one in both)
        assert [{**line, "items": 0} for line in files] == [{**line, "items": 0} for line in stores]
        for from_file, from_store in zip(files, stores, strict=True):
            found, wanted = from_file.get("items", []), from_store.get("items", [])
            assert [one["movie"] for one in found] == [one["movie"] for one in wanted]
            assert [one["score"] for one in found] == pytest.approx([one["score"] for one in wanted], abs=1e-4)


def test_the_health_of_stores_that_are_not_opened_is_seen_from_outside(published: Settings) -> None:
    with Recommender.open(published, Opening.SERVERS_ONLY) as recommender:
        vectors, catalog = recommender.health()
        assert (vectors.kind, vectors.state, catalog.kind, catalog.state) == ("milvus-lite", "ok", "sqlite", "ok")
        shutil.rmtree(published.files.version("v1") / "milvus.db")
        vectors, _ = recommender.health()
        assert vectors.state == "degraded" and "was not published to Milvus Lite" in vectors.detail


def test_only_servers_are_opened_for_one_question(published: Settings) -> None:
    on_server = msgspec.structs.replace(published, milvus_uri="http://127.0.0.1:9", store_timeout=1)
    with Recommender.open(on_server, Opening.SERVERS_ONLY) as recommender:
        assert recommender.recommend(k=1)  # from the files, because the server was asked and does not answer
        vectors, catalog = recommender.health()
    assert (vectors.kind, vectors.state, catalog.state) == ("milvus", "degraded", "ok")


def test_a_version_that_answers_one_question_is_not_collected(published: Settings) -> None:
    folder = published.files.version("v1")
    with Recommender.open(published, Opening.SERVERS_ONLY), try_exclusive_lock(folder) as free:
        assert not free
    with try_exclusive_lock(folder) as free:
        assert free


def test_many_queries_at_once_answer_as_one_by_one(published: Settings, toy) -> None:
    with open_recommender(published) as recommender:
        queries = [{toy.ALIEN: 1.0}, {}, {toy.HEAT: 1.0, toy.ALIEN: -1.0}]
        for query, hits in zip(queries, recommender.rank_many(queries, 4), strict=True):
            alone = recommender.recommend(opinions=query, k=4)
            assert [movie for movie, _ in hits] == [r.movie.id for r in alone]
            assert [score for _, score in hits] == pytest.approx([r.score for r in alone], abs=1e-5)
