"""Requests from the screens to the app; each bubbles up from the screen where it was made."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message


class SetUpRequested(Message):
    """Let the person choose a data set; `needed`: nothing is set up yet, so there is nothing to go back to."""

    def __init__(self, *, needed: bool = False) -> None:
        super().__init__()
        self.needed = needed


class DataSetChosen(Message):
    """Set up a data set, given as arguments of `movierec setup`; `name` is its name for display."""

    def __init__(self, arguments: Sequence[str], name: str) -> None:
        super().__init__()
        self.arguments = tuple(arguments)
        self.name = name


class StopJobRequested(Message):
    """Stop the running job."""


class ProfilesRequested(Message):
    """Show the profiles."""


class ProfileChosen(Message):
    """Switch to another profile."""

    def __init__(self, profile: str) -> None:
        super().__init__()
        self.profile = profile


class LinkRequested(Message):
    """Open a page in the browser of this machine."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link


class ThemeRequested(Message):
    """Switch to the next color theme."""


class HelpRequested(Message):
    """Show what the keys do."""
