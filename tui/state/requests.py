"""Requests from the screens to the app; each bubbles up from the screen where it was made.

A key that opens a screen makes no request but runs an action of the app (`app.show_help`), which opens the screen
before the next key is handled: a key pressed right behind it is meant for the new screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from engine.profiles.list_filters import ListFilters
from tui.state.film_rows import Row


class Request(Message):
    """What all requests are, so that a served app can tell them from other messages."""


class SetUpRequested(Request):
    """Nothing is set up yet: let the person choose a data set."""


class DataSetChosen(Request):
    """Set up a data set, given as arguments of `movierec setup`; `name` is its name for display."""

    def __init__(self, arguments: Sequence[str], name: str) -> None:
        super().__init__()
        self.arguments = tuple(arguments)
        self.name = name


class SourceGiven(Request):
    """Check files of one's own before they are set up; `text` is what was typed or dropped."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilesDropped(Request):
    """Import the files that `text` names, which were dropped on the terminal or whose paths were pasted."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class StopJobRequested(Request):
    """Stop the running job."""


class ProfileChosen(Request):
    """Switch to another profile."""

    def __init__(self, profile: str) -> None:
        super().__init__()
        self.profile = profile


class ProfileNamed(Request):
    """Call a profile `name` from now on."""

    def __init__(self, profile: str, name: str) -> None:
        super().__init__()
        self.profile = profile
        self.name = name


class PresetChosen(Request):
    """Use these filters, which are kept under `name`."""

    def __init__(self, name: str, filters: ListFilters) -> None:
        super().__init__()
        self.name = name
        self.filters = filters


class PresetKept(Request):
    """Keep these filters under `name`; None deletes what is kept there."""

    def __init__(self, name: str, filters: ListFilters | None) -> None:
        super().__init__()
        self.name = name
        self.filters = filters


class TogetherChosen(Request):
    """List films for several people, given by their profiles' ids."""

    def __init__(self, profiles: Sequence[str]) -> None:
        super().__init__()
        self.profiles = tuple(profiles)


class ProposalRequested(Request):
    """Propose a film for tonight, or another one."""


class ProposalMarked(Request):
    """Apply `verb` (tui.state.mark_verbs) to the film that was proposed."""

    def __init__(self, verb: str, row: Row) -> None:
        super().__init__()
        self.verb = verb
        self.row = row


class ProposalOpened(Request):
    """Go to the films like the one that was proposed."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class FilmMarked(Request):
    """Apply `verb` (tui.state.mark_verbs) to a film that is on another page than the main one."""

    def __init__(self, verb: str, row: Row) -> None:
        super().__init__()
        self.verb = verb
        self.row = row


class FilmOpened(Request):
    """Go to the films like one that was on another page than the main one."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class UndoRequested(Request):
    """Take back what was marked last."""


class RedoRequested(Request):
    """Do again what was taken back last."""


class LinkRequested(Request):
    """Open a page in the browser of this machine."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link


class ThemeRequested(Request):
    """Switch to the next color theme."""
