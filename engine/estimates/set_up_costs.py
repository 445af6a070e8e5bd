"""What a set-up costs by the size of the data: seconds of each stage, memory and disk.

The formulas follow what each stage does; their constants are seconds on the reference machine, from the runs listed in
docs/internals.md. They are good to about a third; what people are told is rounded accordingly (`in_words`).
"""

from __future__ import annotations

import msgspec

from engine.datasets.known import KnownDataset
from engine.estimates.machine import REFERENCE_CORES, Machine
from engine.training_size import usual_batch, usual_steps

_DOWNLOAD = 2.5e6
"""Bytes per second: 20 Mbit/s."""
_PARALLEL = 0.7
"""Training on twice the cores is 2 ** _PARALLEL times as fast, up to `_MOST_CORES`."""
_MOST_CORES = 16
_GPU = 12.0
"""How many times as fast a GPU does the arithmetic as the reference machine's two cores. An assumption, on the
cautious side; the walks, reading and publishing stay on the CPU."""
_WALKS = 20_000.0
"""Films a second whose 100 walks are drawn by one thread of the torch sampler, and made neighborhoods: two thirds of
what tests/benchmarks/bench_samplers.py measures for the drawing alone (see docs/internals.md)."""
_CELL = 1.5e-7
"""Seconds of a training step per user of the batch and film."""
_IN_A_STEP = 16_000
"""About the most films that take part in a training step on a CPU (engine.model.sampled_catalogue)."""
_COMPARED = 8_000
"""The most films that the closed-form models compare with each other (engine.model's own limits)."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """The size of a data set. `download` counts the bytes to fetch, 0 if the data are here."""

    films: int
    users: int
    ratings: int
    download: int = 0

    @classmethod
    def of(cls, known: KnownDataset) -> Size:
        return cls(films=known.films, users=known.users, ratings=known.ratings, download=known.bytes)


def stage_seconds(size: Size, machine: Machine) -> dict[str, float]:
    """The seconds that each stage of a set-up will take on `machine`, in order; no download where there is none."""
    films, users, ratings = size.films, size.users, size.ratings
    compared = min(films, _COMPARED)
    steps, batch = usual_steps(users), usual_batch(users)
    # Films that outnumber the users get half as many walks, drawn half as often.
    sparse = users < films
    walk_seconds = 2 * films / _WALKS * (0.5 if sparse else 1)
    draws = -(-steps // (40 if sparse else 20))

    one_core = {
        "read": 1 + films / 40_000 + ratings / 2_000_000,
        "graph": 2 + ratings / 1e6,
        "train": draws * walk_seconds,
        "evaluate": 4 * walk_seconds + films * min(users / 20, 500) / 1e6,
        "publish": 4 + films / 1_500,
    }
    cubes = (compared / 1_000) ** 3 * min(users / max(films, 1), 1)
    arithmetic = {
        "graph": 1 + films / 1_000 + ratings * 4e-6 + users * 1e-4 + 0.3 * cubes,
        "train": steps * (0.02 + batch * films * _CELL),
        "evaluate": steps / 2 * 256 * films * _CELL * 0.6 + compared * 1.5e-3 + 0.25 * cubes,
    }
    cores = (min(machine.cores, _MOST_CORES) / REFERENCE_CORES) ** _PARALLEL * machine.speed
    faster = max(_GPU, cores) if machine.gpu else cores
    seconds = {"download": 1 + size.download / _DOWNLOAD} if size.download else {}
    for stage, alone in one_core.items():
        seconds[stage] = alone / machine.speed + arithmetic.get(stage, 0.0) / faster
    return seconds


def memory_needed(size: Size) -> int:
    """The bytes of memory that setting up takes: the libraries and the closed-form models, the ratings in their several
    forms, and a training step."""
    dense = 80_000 * min(size.films, _COMPARED)
    return int(9e8 + 250 * size.ratings + dense + 32 * usual_batch(size.users) * min(size.films, _IN_A_STEP))


def disk_needed(size: Size) -> int:
    """The bytes of disk that setting up takes: the archive, the version's files and their copies in the stores, twice,
    because an old version stays until the new one is there."""
    return int(1e8 + size.download + 2 * 8_000 * size.films)


def fits(size: Size, machine: Machine) -> bool:
    """Whether `machine` has the memory and the disk that setting up takes."""
    enough_memory = machine.memory is None or machine.memory >= memory_needed(size)
    return enough_memory and (machine.disk is None or machine.disk >= disk_needed(size))


def in_words(seconds: float) -> str:
    """ "about 4 minutes", "about 1½ hours": no more precise than an estimate can be."""
    minutes = rounded_minutes(seconds)
    if minutes < 60:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    hours, rest = divmod(minutes, 60)
    if hours == 1 and not rest:
        return "about an hour"
    return f"about {hours}{'½' if rest else ''} hours"


def rounded_minutes(seconds: float) -> int:
    """Minutes, at least 1: whole ones to 10, then in steps of 5, of 10 from half an hour, of 30 from an hour, of 60
    from three hours."""
    minutes = max(seconds / 60, 1.0)
    step = next((step for limit, step in ((10.5, 1), (27.5, 5), (55, 10), (165, 30)) if minutes < limit), 60)
    return max(round(minutes / step), 1) * step
