"""How good the time left of a set-up is: a whole set-up, followed as the app follows it.

    python tests/benchmarks/time_left.py --source ml-100k.zip --json time-left.json
    python tests/benchmarks/time_left.py --ratings watched.csv.gz --movies movies.dat

For each stage the seconds it was planned to take and took, and from its first fifth on, while `LEAST` seconds or more
were left of the whole, the seconds that were said to be left over those that were: at the fifth, and the farthest from
1. Prints Markdown.
"""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from given_data import parser_of

from engine.estimates.time_left import TimeLeft
from engine.job_log import JobEvent
from engine.jobs.data_source import DataSource
from engine.jobs.setup import run_setup
from engine.settings import load_settings

LEAST = 10.0
"""With less left, a ratio says little."""
TICK = 1.0
"""The app looks at the log more often than this, and the figure changes while no event comes."""
Heard = tuple[float, JobEvent]


class Row(NamedTuple):
    stage: str
    planned: float
    took: float
    at_the_fifth: float | None
    farthest: float | None


def listened(source: DataSource) -> list[Heard]:
    """A set-up's events with the seconds since it began."""
    heard: list[Heard] = []
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="movierec-bench-") as home:
        run_setup(
            load_settings(home=Path(home)),
            source,
            listener=lambda event: heard.append((time.perf_counter() - began, event)),
        )
    return heard


def rows_of(heard: Sequence[Heard]) -> list[Row]:
    """What was said during each stage beside what came."""
    whole, left = heard[-1][0], TimeLeft()
    starts: dict[str, float] = {}
    plan: dict[str, float] = {}
    said: list[tuple[float, float]] = []
    for (at, event), (following, _) in pairwise([*heard, (whole, heard[-1][1])]):
        plan.update({name: seconds for name, seconds in (event.plan or {}).items() if name not in starts})
        if not event.note and not event.final:
            starts.setdefault(event.stage, at)
        left.hear([event], at)
        while at < following:
            shown = left.seconds()
            if shown is not None:
                said.append((at, shown))
            at = min(at + TICK, following)
            left.hear([], at)
    ends = [*starts.values(), whole][1:]
    return [
        _row(stage, plan.get(stage, 0.0), start, end, whole, said)
        for (stage, start), end in zip(starts.items(), ends, strict=True)
    ]


def _row(
    stage: str, planned: float, start: float, end: float, whole: float, said: Sequence[tuple[float, float]]
) -> Row:
    fifth = start + (end - start) / 5
    ratios = [shown / (whole - at) for at, shown in said if fifth <= at < end and whole - at >= LEAST]
    farthest = max(ratios, key=lambda ratio: abs(math.log(max(ratio, 1e-3))), default=None)
    return Row(stage, planned, end - start, ratios[0] if ratios else None, farthest)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows = rows_of(listened(DataSource.of(source=given.source, ratings=given.ratings, movies=given.movies)))
    print("| stage | planned, s | took, s | left as said / true, at its fifth | farthest from 1 after it |")
    print("|---|---|---|---|---|")
    for row in rows:
        ratios = ("" if ratio is None else f"{ratio:.2f}" for ratio in (row.at_the_fifth, row.farthest))
        print(f"| {row.stage} | {row.planned:.1f} | {row.took:.1f} | {' | '.join(ratios)} |")
    if given.json:
        given.json.write_text(json.dumps([row._asdict() for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
