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
"""Arithmetic on twice the cores is 2 ** _PARALLEL times as fast, up to `_MOST_CORES`."""
_MOST_CORES = 16
_GPU = 30.0
"""How many times as fast a GPU does the arithmetic as the reference machine's two cores, on the cautious side: an H200
trains on 32 million ratings in half the time that follows (docs/scaling.md). Reading and publishing stay on the CPU."""
_WALKS = 20_000.0
"""Films a second whose 100 walks are drawn by one thread of the torch sampler, and made neighborhoods: two thirds of
what tests/benchmarks/bench_samplers.py measures for the drawing alone (see docs/internals.md)."""
_ALL_IN_A_STEP, _BATCH_FILMS = 12_000, 0.22
"""On a CPU so many films take part in a training step, and this share of the others: those of the batch's users
(engine.model.sampled_catalogue)."""
_ENCODED, _SCORED = 4.2e-5, 2.8e-8
"""Seconds of a training step per film, and per film and user of the batch."""
_COLD_USERS, _COLD_VISITS = 512, 51_200
"""The users of a step for films without ratings, and the most of all such steps (engine.model.cold_start_training)."""
_LANDMARKS = 2_500
"""The most films that t-SNE places on the map (engine.model.film_map)."""
_COMPARED, _PAIRED = 8_000, 12_000
"""The most films that the closed-form models, and the pairs of films, are computed for (engine.model's own limits)."""

_WAITING = 5e8
"""Bytes of a process that has no part of a training: the libraries."""


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
    return {stage: sum(parts.values()) for stage, parts in part_seconds(size, machine).items()}


def part_seconds(size: Size, machine: Machine) -> dict[str, dict[str, float]]:
    """The seconds that each part of each stage takes, in order."""
    films, users, ratings = size.films, size.users, size.ratings
    cores = (min(machine.cores, _MOST_CORES) / REFERENCE_CORES) ** _PARALLEL * machine.speed
    faster: float = max(_GPU, cores) if machine.gpu else cores

    def took(one_core: float, arithmetic: float = 0.0) -> float:
        return one_core / machine.speed + arithmetic / faster

    steps, batch, in_a_step = usual_steps(users), usual_batch(users), films_in_a_step(films, machine)
    cold_users = min(batch, _COLD_USERS)
    cold_steps = min(steps / 2, _COLD_VISITS / max(cold_users, 1))
    # Films that outnumber the users get half as many walks, drawn half as often.
    sparse = users < films
    draw = 2 * films / _WALKS * (0.5 if sparse else 1)
    draws = -(-steps // (40 if sparse else 20))
    # With fewer users than films, the closed forms go by way of the users.
    fewer = min(users / max(films, 1), 1)
    cubes, paired = (fewer * (min(films, most) / 1_000) ** 3 for most in (_COMPARED, _PAIRED))

    def outside(most: int) -> float:
        """The shared watchers of the films outside of the head are counted with all others."""
        return 1.5e-8 * max(films - most, 0) * films

    parts = {
        "read": {"read": took(1 + films / 40_000 + ratings / 1e6)},
        "graph": {
            "graph": took(0.5 + ratings * 8e-8),
            "embeddings": took(0, 0.2 + ratings * 4e-7 + films * 1.2e-4),
            "teacher": took(0, 0.5 + ratings * 1.9e-6 + 0.16 * cubes),
        },
        "train": {
            "walks": took(0, draws * draw),
            "steps": took(0, steps * (0.02 + in_a_step * (_ENCODED + batch * _SCORED))),
        },
        "evaluate": {
            "vectors": took(0, 4 * draw),
            "new films": took(0, cold_steps * (0.02 + in_a_step * (0.8 * _ENCODED + 0.5 * cold_users * _SCORED))),
            "similar films": took(0, 0.5 + min(films, _COMPARED) * 8e-4 + 0.07 * cubes + outside(_COMPARED)),
            "pairs": took(0, 0.2 + 0.05 * paired + outside(_PAIRED)),
            "map": took(0.5 + 1.5e-3 * min(films, _LANDMARKS, 500 + films // 3) + 4e-5 * films),
            "held-out users": took(0.5 + films * min(users / 20, 500) / 1e6),
        },
        "publish": {"publish": took(1.5 + films / 1_000)},
    }
    return {"download": {"download": 1 + size.download / _DOWNLOAD}, **parts} if size.download else parts


def films_in_a_step(films: int, machine: Machine) -> int:
    """About how many of a catalogue's `films` take part in a training step on `machine`."""
    return films if machine.gpu else int(min(films, _ALL_IN_A_STEP) + _BATCH_FILMS * max(films - _ALL_IN_A_STEP, 0))


def memory_needed(size: Size, machine: Machine = Machine(), processes: int = 1) -> int:
    """The bytes of memory that setting up takes: the libraries, the ratings in their several forms, and the teacher's
    models beside a training step, in so many processes, or later the models behind the pairs in one, on `machine`'s
    processor or beside its card."""
    compared = min(size.films, _COMPARED)
    models = 60_000 * compared + 140_000 * _solved(size, _COMPARED)
    # A card has the models and the steps in its own memory, and gets them by way of this one.
    step = 0 if machine.gpu else 32 * usual_batch(size.users) * films_in_a_step(size.films, machine)
    others = (processes - 1) * (_WAITING + _taught(size) + 4_000 * size.films + step / processes)
    # Three matrices in single precision, and almost four more while the third is computed, beside processes that wait
    # (those of torchrun; others have ended by then).
    pairs = (processes - 1) * _WAITING + (0 if machine.gpu else 27 * _solved(size, _PAIRED) ** 2)
    return int(9e8 + 150 * size.ratings + max(models + step + others, pairs))


def disk_needed(size: Size) -> int:
    """The bytes of disk that setting up takes: the archive, the checkpoint and the closed-form models that are kept
    until training ends, the version's files and their copies in the stores, twice, because an old version stays until
    the new one is there."""
    unfinished = 5_000 * size.films + _taught(size)
    return int(1e8 + size.download + unfinished + 2 * 10_000 * size.films)


def _taught(size: Size) -> int:
    """The bytes of the teacher's five models as they are kept: in half precision unless they are factored."""
    compared, solved = min(size.films, _COMPARED), _solved(size, _COMPARED)
    return compared * (20 * solved if solved < compared else 10 * compared)


def _solved(size: Size, most: int) -> int:
    """How many films, or users where those are few, the closed-form models of `most` films solve for."""
    return min(size.films, 2 * size.users, most)


def fits(size: Size, machine: Machine) -> bool:
    """Whether `machine` has the memory and the disk that setting up takes."""
    return not lacking(size, machine)


def lacking(size: Size, machine: Machine, processes: int = 1) -> str:
    """What `machine` has too little of, as "7.3 GB of memory, and 3.1 GB are free"; empty if it has enough."""
    wants = {
        "memory": (memory_needed(size, machine, processes), machine.memory),
        "disk": (disk_needed(size), machine.disk),
    }
    for what, (needed, there) in wants.items():
        if there is not None and there < needed:
            return f"{needed / 1e9:.1f} GB of {what}, and {there / 1e9:.1f} GB are free"
    return ""


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
