"""Which known data set would hold films that the present one lacks, and what setting it up takes here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.datasets.known import KnownDataset, known_datasets
from engine.estimates.first_choices import seconds_for
from engine.estimates.machine import Machine
from engine.estimates.set_up_costs import Size, fits


class LargerSet(msgspec.Struct, frozen=True, kw_only=True):
    """A data set with up to `films` of the films that are lacking, and the seconds that it takes to set it up."""

    known: KnownDataset
    films: int
    seconds: float


def larger_set(years: Sequence[int | None], films_here: int, machine: Machine) -> LargerSet | None:
    """The set with more films than the `films_here` of the present one that can hold most of the films of these years,
    those that came out by its newest year; of several, the largest that the machine is up to. None if no set would.

    How many of them it really has is known only once it is set up: a film of its years may still not be in it.
    """
    offers = [
        LargerSet(
            known=known,
            films=sum(year is not None and year <= known.newest_year for year in years),
            seconds=seconds_for(known, machine),
        )
        for known in known_datasets()
        if known.films > films_here and fits(Size.of(known), machine)
    ]
    best = max(offers, key=lambda offer: (offer.films, offer.known.films), default=None)
    return best if best is not None and best.films else None
