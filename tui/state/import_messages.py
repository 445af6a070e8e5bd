"""Messages from the import's thread to its screens, as those of tui.state.messages are."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from tui.state.imports import Asked, LargerOffer, Outcome, Plan


class ImportNews(Message):
    """What the import's thread has to say: each is for the screen of the import, or for the one that asks."""


class ImportPlanned(ImportNews):
    """What `text` names was read, and `plan` is what its import would do."""

    def __init__(self, text: str, plan: Plan) -> None:
        super().__init__()
        self.text = text
        self.plan = plan


class ImportFailed(ImportNews):
    """Nothing that `text` names can be read, or the import could not be done; `problem` says why, with its remedy."""

    def __init__(self, text: str, problem: str) -> None:
        super().__init__()
        self.text = text
        self.problem = problem


class ImportDone(ImportNews):
    """The import is on disk."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class LargerSetFound(ImportNews):
    """A data set that would hold films which the import kept, as the present one lacks them."""

    def __init__(self, offer: LargerOffer) -> None:
        super().__init__()
        self.offer = offer


class QuestionsRead(ImportNews):
    """The films of `profile` that wait to be asked about."""

    def __init__(self, profile: str, asked: Sequence[Asked]) -> None:
        super().__init__()
        self.profile = profile
        self.asked = tuple(asked)


class QuestionAnswered(ImportNews):
    """An answer was kept or taken back; or not, because of `problem`."""

    def __init__(self, identity: str, problem: str = "") -> None:
        super().__init__()
        self.identity = identity
        self.problem = problem
