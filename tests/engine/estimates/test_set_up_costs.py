"""Estimates: by size and machine, in words no more precise than they are."""

import msgspec
import pytest

from engine.datasets.known import find_known, known_datasets
from engine.estimates.first_choices import first_choices, recent_set, seconds_for
from engine.estimates.machine import Machine
from engine.estimates.set_up_costs import Size, fits, in_words, stage_seconds

REFERENCE = Machine()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "about a minute"),
        (80, "about a minute"),
        (130, "about 2 minutes"),
        (11 * 60, "about 10 minutes"),
        (17 * 60, "about 15 minutes"),
        (38 * 60, "about 40 minutes"),
        (58 * 60, "about an hour"),
        (95 * 60, "about 1½ hours"),
        (125 * 60, "about 2 hours"),
        (290 * 60, "about 5 hours"),
    ],
)
def test_words_round_as_estimates_should(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_a_set_that_is_here_has_no_download() -> None:
    size = Size(films=1682, users=943, ratings=100_000)
    assert list(stage_seconds(size, REFERENCE)) == ["read", "graph", "train", "evaluate", "publish"]
    with_download = Size(films=1682, users=943, ratings=100_000, download=5_000_000)
    assert next(iter(stage_seconds(with_download, REFERENCE))) == "download"


def test_the_reference_machine_takes_what_was_measured_on_it() -> None:
    # docs/internals.md's table, times 1.16: the speed of the cores it was measured on.
    measured = {"ml-100k": 19, "ml-latest-small": 81, "ml-1m": 100}
    for name, seconds in measured.items():
        here = msgspec.structs.replace(Size.of(find_known(name)), download=0)
        assert sum(stage_seconds(here, REFERENCE).values()) == pytest.approx(seconds, rel=0.3)


def test_a_faster_machine_never_takes_longer() -> None:
    for known in known_datasets():
        slow, fast, gpu = (
            seconds_for(known, machine)
            for machine in (Machine(speed=0.5), Machine(cores=8, speed=1.5), Machine(cores=8, speed=1.5, gpu=True))
        )
        assert slow > fast > gpu > 0


def test_every_size_has_an_estimate() -> None:
    for size in (Size(films=0, users=0, ratings=0), Size(films=1, users=1, ratings=1)):
        assert all(seconds >= 0 for seconds in stage_seconds(size, REFERENCE).values())


def test_a_machine_without_the_memory_or_the_disk_is_not_offered_the_large_set() -> None:
    able = Machine(cores=16, gpu=True)
    assert recent_set(able) == "ml-32m"
    assert recent_set(Machine(cores=16, gpu=True, memory=5 * 10**9)) == "ml-latest-small"
    assert recent_set(Machine(cores=16, gpu=True, disk=10**9)) == "ml-latest-small"
    assert not fits(Size.of(find_known("ml-32m")), Machine(memory=5 * 10**9))
    assert fits(Size.of(find_known("ml-1m")), Machine(memory=4 * 10**9, disk=10**9))


def test_a_machine_that_would_need_more_than_90_minutes_is_offered_the_small_set() -> None:
    slow = Machine(speed=0.3)
    assert seconds_for(find_known("ml-32m"), slow) > 90 * 60
    assert recent_set(slow) == "ml-latest-small"
    assert recent_set(REFERENCE) == "ml-32m"
    assert recent_set(None) == "ml-latest-small"


def test_before_the_machine_is_measured_the_choices_have_no_times() -> None:
    assert [(choice.kind, choice.known.name, choice.seconds) for choice in first_choices(None)] == [
        ("quick", "ml-100k", None),
        ("usual", "ml-1m", None),
        ("recent", "ml-latest-small", None),
    ]
