"""What the profiles are called. A person's first profile has their login name as its id, which nobody chose: it has no
name until they give it one. Every other profile was called by its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class ProfileNames:
    """`given` are the names that people gave, by id; `unnamed` is the id that nobody chose."""

    given: Mapping[str, str] = field(default_factory=dict)
    unnamed: str = ""

    def of(self, profile: str) -> str:
        """The name of that profile; empty if it has none."""
        return self.given.get(profile) or ("" if profile == self.unnamed else profile)

    def can_be_named(self, profile: str) -> bool:
        """Whether its id is none of the person's words."""
        return profile == self.unnamed

    def naming(self, profile: str, name: str) -> ProfileNames:
        """These names, and `name` for that profile."""
        return replace(self, given={**self.given, profile: name})
