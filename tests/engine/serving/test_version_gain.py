from typing import Any

import pytest

from engine.artifact import DatasetInfo, Manifest
from engine.serving.version_gain import recall_gain


def version(recall: float | None, *, digest: str = "same", protocol: str = "held out") -> Manifest:
    rows: list[dict[str, Any]] = [{"model": "popularity", "metric": "recall@20", "likes": "5", "value": 0.4}]
    if recall is not None:
        rows.append({"model": "movierec", "metric": "recall@20", "likes": "5", "value": recall})
    info = DatasetInfo(name="x", source="x", catalogue="x", digest=digest, movies=1, users=1, interactions=1)
    return Manifest(
        version="v1",
        trained="",
        dataset=info,
        seed=0,
        parameters={},
        report={"protocol": protocol, "rows": rows},
        libraries={},
        files={},
    )


def test_it_is_the_recall_from_five_likes_in_percent_of_the_older_one() -> None:
    assert recall_gain(version(0.5), version(0.51)) == pytest.approx(2)
    assert recall_gain(version(0.5), version(0.45)) == pytest.approx(-10)


def test_other_data_or_another_way_of_measuring_cannot_be_compared() -> None:
    assert recall_gain(version(0.5), version(0.6, digest="other")) is None
    assert recall_gain(version(0.5), version(0.6, protocol="other")) is None


def test_a_version_that_was_not_measured_cannot_be_compared() -> None:
    assert recall_gain(version(0.5), version(None)) is None
    assert recall_gain(version(None), version(0.5)) is None
    assert recall_gain(version(0.0), version(0.5)) is None
