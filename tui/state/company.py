"""The people that a list is for: profiles with the names that they are shown under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tui.state.profile_names import ProfileNames

FEWEST, MOST = 2, 5
"""How many people a list can be for, as in engine.serving.together, which loads numpy."""

Source = Literal["list", "watchlist", "together"]
"""What a film for tonight is picked from."""


class Person(NamedTuple):
    id: str
    name: str


def company_of(profiles: Sequence[str], names: ProfileNames) -> tuple[Person, ...]:
    """The people with those profile ids, under names that differ from each other."""
    people: list[Person] = []
    for profile in profiles:
        name = names.of(profile) or "you"
        taken = any(name == other.name for other in people)
        people.append(Person(profile, f"{name} ({profile})" if taken else name))
    return tuple(people)
