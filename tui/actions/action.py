"""One thing that a person can do with a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal[
    "everywhere",
    "list",
    "search",
    "filters",
    "profiles",
    "setup",
    "job",
    "choice",
    "import",
    "review",
    "help",
    "help_text",
    "together",
    "map",
    "map_find",
    "tonight",
]


@dataclass(frozen=True)
class Action:
    """One thing a person can do. `footer` is its rank in the footer of its scope; 0 keeps it out."""

    id: str
    keys: str
    does: str
    label: str
    help: str
    group: str
    scope: Scope = "list"
    footer: int = 0
    shown: str = ""
    """How the keys are written, if not simply as the first one, unless they are remapped."""
    together: tuple[str, ...] = ()
    """The ids of the actions whose keys are written together, such as up and down: one entry stands for all of them."""
    command: str = ""
    """The name in the command palette, if not the label."""

    @property
    def name(self) -> str:
        return self.command or self.label
