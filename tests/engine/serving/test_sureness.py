"""How sure a version is: read from its report, and nothing where the report does not say."""

import pytest
from msgspec.structs import replace

from engine.serving.sureness import expected, measurements, people_measured
from tests.toy_films import DATASET as TOY

DATASET = replace(TOY, users=100, interactions=5000)
"""50 films for each user."""


def row(model, likes, value, metric="recall@20"):
    return {"model": model, "metric": metric, "likes": likes, "value": value, "low": value - 0.1, "high": value + 0.1}


REPORT = {
    "users": 61,
    "rows": [
        row("movierec", "80%", 0.5),
        row("popularity", "80%", 0.2),
        row("movierec", "5", 0.4),
        row("movierec", "5", 0.9, metric="ndcg@20"),
        row("movierec", "1", 0.3),
        row("popularity", "1", 0.25),
    ],
}


def test_measurements_come_by_the_number_of_films_told():
    found = measurements(REPORT, DATASET)
    assert [(one.told, one.found, one.most_watched) for one in found] == [
        ("1", 0.3, 0.25),
        ("5", 0.4, None),
        ("80%", 0.5, 0.2),
    ]
    assert [one.about for one in found] == [1, 5, pytest.approx(40)]
    assert (found[0].low, found[0].high, found[0].listed) == (pytest.approx(0.2), pytest.approx(0.4), 20)
    assert people_measured(REPORT) == 61


@pytest.mark.parametrize(("likes", "told"), [(0, None), (1, "1"), (4, "1"), (5, "5"), (39, "5"), (40, "80%")])
def test_what_to_expect_is_what_was_measured_with_no_more_films(likes, told):
    found = expected(measurements(REPORT, DATASET), likes)
    assert (found.told if found else None) == told


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"protocol": "", "rows": []},
        {"rows": None},
        {"rows": ["x", {"model": "movierec"}]},
        {"rows": [{**row("movierec", "5", 0.4), "value": None}]},
        {"rows": [row("movierec", "all but last", 0.4)]},
    ],
)
def test_a_report_that_does_not_say_is_no_measurement(report):
    assert measurements(report, DATASET) == () and people_measured(report) == 0
    assert expected((), 10) is None
