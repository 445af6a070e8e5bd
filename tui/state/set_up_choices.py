"""What the set-up screen offers: four plain choices at first, every known data set later, and the words for each."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.datasets.known import KnownDataset, known_datasets
from engine.estimates.first_choices import RECENT, USUAL, first_choices, seconds_for
from engine.estimates.machine import Machine
from engine.estimates.set_up_costs import Size, in_words, lacking

OWN = "own"
WELCOME = (
    "movierec finds films you will like: mark the ones you love, and it learns from thousands of people's ratings what"
    " to show you next. It all stays on this machine."
)
_KINDS = {"quick": "Quick", "usual": "Usual", "recent": "Recent"}
_REMARKS = {
    "quick": "The smallest set, for a first look.",
    "usual": "Well-known films with many ratings each.",
    "recent": "The newest films",
}


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list: `id` names the data set, `minutes` is empty while the machine is not measured."""

    id: str
    title: str
    what: str
    minutes: str
    about: str
    arguments: tuple[str, ...] = ()
    name: str = ""
    """The data set's name for display."""


def first_offers(machine: Machine | None) -> list[Offer]:
    """Quick, usual, recent, and files of one's own."""
    offers = []
    for choice in first_choices(machine):
        known = choice.known
        remark = _REMARKS[choice.kind]
        if choice.kind == "recent":
            remark += _why_small(known, machine)
        offers.append(
            Offer(
                id=choice.kind,
                title=_KINDS[choice.kind],
                what=f"films to {known.newest_year}",
                minutes=in_words(choice.seconds) if choice.seconds is not None else "",
                about=f"{remark} {_facts(known, machine)}",
                # The usual set may be replaced by one that can be reached; `setup` alone stands for it.
                arguments=() if known.name == USUAL else ("--dataset", known.name),
                name=_name(known),
            )
        )
    return [*offers, _own("My own films")]


def all_offers(machine: Machine | None) -> list[Offer]:
    """Every known data set, and files of one's own."""
    offers = []
    for known in known_datasets():
        remark = known.title.partition(":")[2].partition(",")[2].strip().capitalize()
        too_little = lacking(Size.of(known), machine) if machine is not None else ""
        if too_little:
            remark = f"Too large for this machine: it takes about {too_little}"
        offers.append(
            Offer(
                id=known.name,
                title=_name(known),
                what=f"{known.films:>6,} films to {known.newest_year}",
                minutes=in_words(seconds_for(known, machine)) if machine is not None else "",
                about=f"{remark}. {_facts(known, machine)}" if remark else _facts(known, machine),
                arguments=("--dataset", known.name),
                name=_name(known),
            )
        )
    return [*offers, _own("Your own files")]


def place_of_usual(offers: Sequence[Offer]) -> int:
    """The place of the usual data set: what the cursor starts on."""
    return next((place for place, offer in enumerate(offers) if offer.id in ("usual", USUAL)), 0)


def _own(title: str) -> Offer:
    return Offer(
        id=OWN,
        title=title,
        what="files you have",
        minutes="",
        about="Any MovieLens folder or zip, or a file of ratings with a file of films. Nothing is downloaded.",
    )


def _why_small(known: KnownDataset, machine: Machine | None) -> str:
    if known.name == RECENT:
        return ", from the largest set."
    if machine is None:
        return "."
    return ", from a small set with rougher lists: MovieLens 32M, to 2023, would take this machine too long."


def _facts(known: KnownDataset, machine: Machine | None) -> str:
    size = f"{max(known.bytes / 1e6, 1):.0f} MB to download"
    card = ", computed on your GPU" if machine is not None and machine.gpu else ""
    return f"{_name(known)}: {known.films:,} films, {known.ratings:,} ratings by {known.users:,} people, {size}{card}."


def _name(known: KnownDataset) -> str:
    return known.title.partition(":")[0]
