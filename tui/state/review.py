"""The review of the films that an import could not tell: which question is asked now, and the answers so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui.state.imports import Asked


@dataclass
class Review:
    asked: Sequence[Asked]
    given: list[bool] = field(default_factory=list)
    """Whether each of the first questions was answered with a film, or with none."""

    @property
    def current(self) -> Asked | None:
        """The question that is asked now, None if all are answered."""
        return self.asked[len(self.given)] if len(self.given) < len(self.asked) else None

    @property
    def place(self) -> str:
        """ "3 of 12"."""
        return f"{min(len(self.given) + 1, len(self.asked)):,} of {len(self.asked):,}"

    @property
    def taken(self) -> int:
        return sum(self.given)

    @property
    def left_out(self) -> int:
        return len(self.given) - self.taken

    def answer(self, *, film: bool) -> None:
        """Go on to the next question; this one was answered with a `film`, or with none."""
        self.given.append(film)

    def take_back(self) -> Asked | None:
        """Go back to the question that was answered last. Returns it, None if there is none."""
        if not self.given:
            return None
        self.given.pop()
        return self.current

    def ask_again(self, identity: str) -> None:
        """Go back to that question: its answer could not be kept."""
        place = next((at for at, one in enumerate(self.asked) if one.identity == identity), len(self.given))
        del self.given[place:]
