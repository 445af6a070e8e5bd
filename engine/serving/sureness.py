"""How good a version's lists are for a person with so many likes: what its own report has measured, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.artifact import DatasetInfo
from engine.serving.portrait_records import Measurement

_OURS, _PLAIN = "movierec", "popularity"
_LISTED = 20
_METRIC = f"recall@{_LISTED}"


def measurements(report: Mapping[str, Any], dataset: DatasetInfo) -> tuple[Measurement, ...]:
    """The measurements of a version's `report` by the number of films that were told, fewest first; a share of
    somebody's films is taken for that share of the mean number. What cannot be read is left out."""
    ours, plain = _rows(report, _OURS), _rows(report, _PLAIN)
    mean = dataset.interactions / max(dataset.users, 1)
    found = []
    for told, row in ours.items():
        about = _number_of(told, mean)
        if about is not None:
            other = plain.get(told)
            found.append(
                Measurement(
                    told=told,
                    about=about,
                    found=row["value"],
                    low=row["low"],
                    high=row["high"],
                    most_watched=other["value"] if other is not None else None,
                    listed=_LISTED,
                )
            )
    return tuple(sorted(found, key=lambda one: one.about))


def people_measured(report: Mapping[str, Any]) -> int:
    """How many people's lists were measured; 0 where the report does not say."""
    users = report.get("users")
    return users if isinstance(users, int) else 0


def expected(measured: Sequence[Measurement], likes: int) -> Measurement | None:
    """The measurement with the most films told that are not more than `likes`; None if there is none."""
    return next((one for one in reversed(measured) if one.about <= likes), None)


def _rows(report: Mapping[str, Any], model: str) -> dict[str, Mapping[str, Any]]:
    """The rows of one model, by how many films were told."""
    rows = report.get("rows")
    if not isinstance(rows, Iterable):
        return {}
    return {
        str(row["likes"]): row
        for row in rows
        if isinstance(row, Mapping)
        and row.get("model") == model
        and row.get("metric") == _METRIC
        and "likes" in row
        and all(isinstance(row.get(name), int | float) for name in ("value", "low", "high"))
    }


def _number_of(told: str, mean: float) -> float | None:
    try:
        return float(told[:-1]) / 100 * mean if told.endswith("%") else float(told)
    except ValueError:
        return None
