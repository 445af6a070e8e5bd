"""What the screens ask the app for; each bubbles up from the screen where a person asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message


class SetUpRequested(Message):
    """To choose films to set up; `needed`: nothing is set up yet, so there is nothing to go back to."""

    def __init__(self, *, needed: bool = False) -> None:
        super().__init__()
        self.needed = needed


class DataSetChosen(Message):
    """To set up the films that these arguments of `movierec setup` mean. `name` is what people call them."""

    def __init__(self, arguments: Sequence[str], name: str) -> None:
        super().__init__()
        self.arguments = tuple(arguments)
        self.name = name


class StopJobRequested(Message):
    """To stop the job under way."""


class ProfilesRequested(Message):
    """To see whose marks there are."""


class ProfileChosen(Message):
    """To go on as another profile."""

    def __init__(self, profile: str) -> None:
        super().__init__()
        self.profile = profile


class LinkRequested(Message):
    """To open a page in the browser of this machine."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link


class ThemeRequested(Message):
    """To see other colours."""


class HelpRequested(Message):
    """To see what the keys do."""
