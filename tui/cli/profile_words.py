"""How the commands speak of a profile: one that nobody named, whose id is the login name, is "you"."""

from __future__ import annotations

from engine.settings import Settings, login_name
from tui.state.profile_names import ProfileNames
from tui.workers.name_files import read_names


def has_none(settings: Settings, what: str) -> str:
    """ "profile anna has no marks yet", "you have no marks yet"."""
    name = ProfileNames(read_names(settings.files), login_name()).of(settings.profile)
    return f"profile {name} has no {what} yet" if name else f"you have no {what} yet"
