"""Answers while a store is down, held by another process, or back again."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from engine.errors import ArtifactError, StoreError
from engine.serving import version_loader
from engine.serving.recommender import Recommender
from engine.serving.store_connections import Opening
from engine.settings import Settings
from engine.stores import opening
from engine.stores.interfaces import StoreInUse


def ids(recommendations) -> list[int]:
    return [r.movie.id for r in recommendations]


def states(recommender: Recommender) -> dict[str, str]:
    return {store.name: store.state for store in recommender.health()}


def test_both_stores_in_order_say_so(recommender: Recommender) -> None:
    vectors, catalog = recommender.health()
    assert (vectors.name, vectors.kind, vectors.where, vectors.state) == ("vectors", "toy", "here", "ok")
    assert (catalog.name, catalog.kind, catalog.state, catalog.detail) == ("catalog", "sqlite", "ok", "")


def test_a_vector_store_that_dies_is_stood_in_for_with_the_same_answers(recommender: Recommender, vectors, toy) -> None:
    before = recommender.recommend([toy.ALIEN])
    vectors.failing = True
    assert recommender.recommend([toy.ALIEN]) == before
    assert ids(recommender.similar(toy.ALIEN, k=2)) == [toy.ALIENS, toy.SOLARIS]
    assert states(recommender) == {"vectors": "degraded", "catalog": "ok"}
    assert "Milvus does not answer" in recommender.health()[0].detail


def test_a_store_known_to_be_down_is_not_asked_on_each_call(recommender: Recommender, vectors, toy) -> None:
    vectors.failing = True
    recommender.recommend([toy.ALIEN])
    asked = len(vectors.calls)
    for _ in range(5):
        recommender.recommend([toy.ALIEN])
    assert len(vectors.calls) == asked


def test_a_vector_store_that_cannot_be_opened_is_stood_in_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, toy
) -> None:
    def refuse(*args):
        raise StoreError("Milvus at http://nowhere does not answer")

    toy.publish(settings)
    monkeypatch.setattr(opening, "open_vectors", refuse)
    with Recommender.open(settings) as recommender:
        assert ids(recommender.recommend([toy.ALIEN], k=1)) == [toy.ALIENS]
        assert states(recommender) == {"vectors": "degraded", "catalog": "ok"}


def test_a_vector_store_held_by_another_process_is_as_usual(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, toy
) -> None:
    def busy(*args):
        raise StoreInUse("another movierec has it open")

    toy.publish(settings)
    monkeypatch.setattr(opening, "open_vectors", busy)
    with Recommender.open(settings) as recommender:
        assert ids(recommender.recommend([toy.ALIEN], k=1)) == [toy.ALIENS]
        vectors = recommender.health()[0]
        assert (vectors.state, vectors.kind) == ("ok", "milvus-lite")
        assert "another movierec" in vectors.detail


def test_a_catalog_that_dies_is_stood_in_for_by_the_versions_files(
    recommender: Recommender, monkeypatch: pytest.MonkeyPatch, toy
) -> None:
    assert recommender.newer_version() is None
    catalog = recommender._catalog._primary

    def fail(*args):
        raise StoreError("MySQL does not answer")

    monkeypatch.setattr(catalog, "movies", fail)
    assert [r.movie.title for r in recommender.recommend([toy.ALIEN], k=2)] == ["Aliens", "Solaris"]
    assert states(recommender) == {"vectors": "ok", "catalog": "degraded"}
    assert recommender.newer_version() is None


def test_while_the_catalog_is_down_the_newest_whole_version_serves(
    settings: Settings, vectors, monkeypatch: pytest.MonkeyPatch, toy
) -> None:
    def refuse(settings):
        raise StoreError("MySQL does not answer")

    settings.files.ensure()
    for version in ("v2", "v9", "v10", "v11"):
        toy.write_version(settings.home, version)
    (settings.files.versions / "v11" / "manifest.json").unlink()
    (settings.files.versions / "v12").mkdir()
    monkeypatch.setattr(opening, "open_catalog", refuse)
    with Recommender.open(settings) as recommender:
        assert recommender.version == "v10"
        assert [r.movie.title for r in recommender.recommend([toy.ALIEN], k=1)] == ["Aliens"]
        assert states(recommender) == {"vectors": "ok", "catalog": "degraded"}


def test_while_the_catalog_is_down_and_nothing_is_at_hand_that_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(settings):
        raise StoreError("MySQL does not answer")

    monkeypatch.setattr(opening, "open_catalog", refuse)
    with pytest.raises(StoreError, match="MySQL"):
        Recommender.open(settings)


def test_a_newer_version_is_noticed(recommender: Recommender, settings: Settings, toy) -> None:
    assert recommender.newer_version() is None
    toy.publish(settings)
    assert recommender.newer_version() == "v2"
    assert recommender.version == "v1"


def test_a_version_of_another_home_is_restored_from_the_catalog(settings: Settings, vectors, toy) -> None:
    version = toy.publish(settings)
    folder = settings.files.versions / version
    catalog = opening.open_catalog(settings)
    small = {f.name: f.read_bytes() for f in folder.iterdir() if f.is_file() and f.stem not in ("vectors", "likeness")}
    catalog.put_files(version, small)
    catalog.close()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    with Recommender.open(settings) as recommender:
        answers = recommender.recommend([toy.ALIEN], k=2)
        assert [r.movie.title for r in answers] == ["Aliens", "Solaris"]
        assert answers[0].bar == pytest.approx(50)
        vectors.failing = True
        with pytest.raises(StoreError, match="Milvus does not answer"):
            recommender.recommend([toy.HEAT])
        assert states(recommender)["vectors"] == "down"


def test_a_version_whose_files_are_gone_is_said(settings: Settings, vectors, toy) -> None:
    version = toy.publish(settings)
    (settings.files.versions / version / "manifest.json").unlink()
    with pytest.raises(ArtifactError, match="v1"):
        Recommender.open(settings)


def test_a_version_collected_meanwhile_is_followed_by_the_next(settings: Settings, toy) -> None:
    toy.publish(settings)
    answers = iter(["v0"])  # the version that was current a moment ago

    class Moving:
        def current(self) -> str:
            return next(answers, "v1")

        def files(self, version: str) -> dict[str, bytes]:
            return {}

    artifact, held = version_loader.open_current(settings, lambda action: action(Moving()))
    with held:
        assert artifact.version == "v1"


@pytest.mark.parametrize("uri", ["http://[bad", "nonsense", "http://host:port"])
def test_a_malformed_address_of_milvus_is_told_while_the_files_answer(settings: Settings, toy, eventually, uri) -> None:
    toy.publish(settings)
    wrong = msgspec.structs.replace(settings, milvus_uri=uri)
    with Recommender.open(wrong, Opening.LATER) as recommender:
        recommender.open_stores_soon()
        eventually(lambda: recommender.health()[0].state == "degraded")
        assert "MOVIEREC_MILVUS_URI is not the address of a Milvus server" in recommender.health()[0].detail
        assert ids(recommender.recommend([toy.ALIEN], k=1)) == [toy.ALIENS]


def test_vectors_that_the_store_lost_are_not_passed_over(recommender: Recommender, vectors, toy) -> None:
    recommender.recommend(k=1)
    kept = toy.films[1:]
    vectors.create("v1", "taste", kept, np.asarray(toy.vectors[1:]))
    assert ids(recommender.recommend([toy.ALIEN], k=1)) == [toy.ALIENS]  # from the version's files
    assert states(recommender)["vectors"] == "degraded"
    assert "lacks 1 vector(s) of v1, first id 10" in recommender.health()[0].detail


def test_a_vector_store_opened_later_answers_from_the_files_until_it_is_open(
    settings: Settings, vectors, toy, eventually
) -> None:
    version = toy.publish(settings)
    (settings.files.version(version) / "milvus.db").mkdir()
    with Recommender.open(settings, Opening.LATER) as recommender:
        before = recommender.recommend([toy.ALIEN])
        assert not vectors.calls
        assert states(recommender) == {"vectors": "ok", "catalog": "ok"}
        recommender.open_stores_soon()
        recommender.open_stores_soon()
        eventually(lambda: recommender.health()[0].kind == "toy")
        assert recommender.recommend([toy.ALIEN]) == before
        assert vectors.calls.count("search") == 3  # the probe's two and the list's


def test_a_vector_store_opened_later_that_refuses_leaves_the_files(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, toy, eventually
) -> None:
    def refuse(*args):
        raise StoreError("Milvus does not answer")

    toy.publish(settings)
    monkeypatch.setattr(opening, "open_vectors", refuse)
    with Recommender.open(settings, Opening.LATER) as recommender:
        recommender.open_stores_soon()
        eventually(lambda: states(recommender)["vectors"] == "degraded")
        assert ids(recommender.recommend([toy.ALIEN], k=1)) == [toy.ALIENS]
