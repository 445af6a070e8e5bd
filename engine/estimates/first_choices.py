"""The choices of a first set-up: a quick, a usual and a recent data set, each with its time on this machine."""

from __future__ import annotations

import msgspec

from engine.datasets.known import KnownDataset, find_known
from engine.estimates.machine import Machine
from engine.estimates.set_up_costs import Size, fits, stage_seconds

QUICK, USUAL, RECENT, RECENT_SMALL = "ml-100k", "ml-1m", "ml-32m", "ml-latest-small"
RECENT_WITHIN = 90 * 60
"""Seconds within which the machine must be able to set up RECENT, or else RECENT_SMALL is offered."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A data set offered as the `kind` quick, usual or recent. `seconds` is None before the machine is measured."""

    kind: str
    known: KnownDataset
    seconds: float | None = None


def seconds_for(known: KnownDataset, machine: Machine) -> float:
    """How long it takes to download and set up `known`."""
    return sum(stage_seconds(Size.of(known), machine).values())


def first_choices(machine: Machine | None) -> tuple[Choice, ...]:
    """The choices, in the order in which they are shown; without times while `machine` is unknown.

    The recent set is the small one unless the machine is known to be up to the large one.
    """
    sets = {"quick": QUICK, "usual": USUAL, "recent": recent_set(machine)}
    choices = []
    for kind, name in sets.items():
        known = find_known(name)
        seconds = None if machine is None else seconds_for(known, machine)
        choices.append(Choice(kind=kind, known=known, seconds=seconds))
    return tuple(choices)


def recent_set(machine: Machine | None) -> str:
    """The name of the data set with the newest films that `machine` sets up in reasonable time."""
    large = find_known(RECENT)
    able = machine is not None and fits(Size.of(large), machine) and seconds_for(large, machine) < RECENT_WITHIN
    return RECENT if able else RECENT_SMALL
