"""The choice of a profile: the existing ones, filtered while typing, and a new one with the name typed.

The typed name can also be given to the current profile, if its id is the login name, which nobody chose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.widgets.option_list import Option

from tui.screens.name_chooser import NAME, NameChooser
from tui.state.phrases import count
from tui.state.profile_names import ProfileNames
from tui.state.requests import ProfileChosen, ProfileNamed
from tui.widgets.cell_text import cut

_NAMING = "@"
"""What the id of the option begins with that names the current profile; those of profiles begin with "="."""


class ProfileScreen(NameChooser):
    """Requests the chosen profile, or its name, and closes."""

    HEADING = "profiles"
    PLACEHOLDER = "type a name, existing or new"

    def __init__(self, current: str, key_map: Mapping[str, str], names: ProfileNames = ProfileNames()) -> None:
        super().__init__(key_map)
        self._current = current
        self._names = names
        self._profiles: tuple[tuple[str, int], ...] = ()

    def show(self, profiles: Sequence[tuple[str, int]]) -> None:
        """Show these profiles, each with the number of films it has marked."""
        self._profiles = tuple(profiles)
        self.fill()

    def options(self, typed: str) -> tuple[Sequence[Option], int | None]:
        known = {self._current: 0, **dict(self._profiles)}
        called = {profile: self._names.of(profile) for profile in known}
        ids = sorted(known, key=lambda id: (not _starts(called[id], typed), called[id].casefold()))
        fitting = [id for id in ids if typed.casefold() in called[id].casefold()]
        options = [Option(self._described(id, known[id]), id=f"={id}") for id in fitting]
        if typed and typed not in {*known, *called.values()}:
            if self._names.can_be_named(self._current):
                options.append(Option(Text(f"call the current one {typed}"), id=f"{_NAMING}{typed}"))
            options.append(Option(Text(f"new: {typed}"), id=f"={typed}"))
        wanted = typed or called[self._current]
        likely = next((at for at, id in enumerate(fitting) if _starts(called[id], wanted)), None)
        same = (at for at, id in enumerate(fitting) if (called[id] == typed if typed else id == self._current))
        exact = next(same, likely)
        return options, exact if exact is not None else len(options) - 1 if options else None

    def chosen(self, id: str) -> None:
        if id.startswith(_NAMING):
            self.app.post_message(ProfileNamed(self._current, id.removeprefix(_NAMING)))
        else:
            self.app.post_message(ProfileChosen(id.removeprefix("=")))

    def _described(self, profile: str, marked: int) -> Text:
        here = "  current" if profile == self._current else ""
        name = self._names.of(profile) or "your first profile"
        return Text(f"{cut(name, NAME)}   {count(marked, 'film')}{here}", no_wrap=True)


def _starts(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed.casefold())
