"""When, and by what, each field of a profile's marks was last set: what an import may change, and what it may not.

A field that was set and taken back again counts as decided too; what was undone does not.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from msgspec import UNSET

from engine.profiles.fold import Key, ProfileState, changed, origin_of


class Decision(NamedTuple):
    """The last word on one field. `at`: when it was given, None if an import did not say; `origin`: the service it was
    imported from, empty if it was given in movierec; `action`: the id of the action."""

    at: str | None
    origin: str
    action: str
    done: str
    """When it was made here: the time of the event."""
    value: object


Decisions: TypeAlias = dict[Key, dict[str, Decision]]
"""By mark and field."""


def decisions_of(state: ProfileState, *, without: str = "") -> Decisions:
    """The decisions on all marks of a profile, of those that are empty now too; as if the action `without` had not been
    done."""
    found: Decisions = {}
    for action in state.in_time():
        if action == without:
            continue
        origin = origin_of(action)
        for event in state.actions[action]:
            at: str | None = event.at
            if origin:
                at = None if event.new.at is UNSET else event.new.at
            for name, value in changed(event.new).items():
                found.setdefault(event.key, {})[name] = Decision(at, origin, action, event.at, value)
    return found
