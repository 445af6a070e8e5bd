"""The opinions a profile can have of a film ("like", "dislike" or half stars) and their weights in the query."""

from __future__ import annotations

from typing import TypeAlias

from engine.errors import UsageError

Opinion: TypeAlias = str
"""`like`, `dislike`, or stars from `0.5` to `5`, written without a trailing `.0`."""

# Three stars are neutral.
_WEIGHTS: dict[Opinion, float] = {
    "like": 1.0,
    "dislike": -1.0,
    "5": 1.5,
    "4.5": 1.25,
    "4": 1.0,
    "3.5": 0.5,
    "3": 0.0,
    "2.5": -0.2,
    "2": -0.4,
    "1.5": -0.6,
    "1": -0.8,
    "0.5": -1.0,
}


def weight(opinion: Opinion) -> float:
    """The weight of an opinion's vector in the query, from -1 to 1.5."""
    return _WEIGHTS[opinion]


def parse_opinion(text: str | float) -> Opinion:
    """Parse an opinion ("like", "3.5", 4.0). Raises UsageError for anything else."""
    known = str(text).strip().lower()
    if known not in _WEIGHTS:
        try:
            known = f"{float(known):g}"
        except ValueError:
            known = ""
    if known not in _WEIGHTS:
        raise UsageError(f"'{text}' is not an opinion", "use like, dislike, or stars from 0.5 to 5 in halves")
    return known


def stars(opinion: Opinion | None) -> float | None:
    """The stars of an opinion, or None if it is not given in stars."""
    return None if opinion in (None, "like", "dislike") else float(opinion)
