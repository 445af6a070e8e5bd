"""The option --preset: named filters, as saved in the app."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.errors import UsageError
from engine.movies import clean_text
from engine.profiles.list_filters import ListFilters
from engine.settings import Settings

PresetName = Annotated[
    str | None,
    typer.Option("--preset", metavar="NAME", help="Named filters, built in or saved in the app."),
]


def read_preset(settings: Settings, name: str) -> ListFilters:
    """The filters that the profile has under that name; case does not matter. Raises UsageError."""
    from engine.profiles.filter_presets import all_presets

    presets = all_presets(settings.files, settings.profile)
    for known, filters in presets.items():
        if known.casefold() == name.strip().casefold():
            return filters
    raise UsageError(f"there are no filters called '{clean_text(name)}'", f"there are {', '.join(presets)}")


def refuse_beside_preset(*given: bool) -> None:
    """Raises UsageError if --preset is given beside another option that says which films are meant."""
    if any(given):
        raise UsageError(
            "--preset stands for all filters",
            "leave out --wish, --genre, --all-genres, --not-genre, --year, --length, --person and --seen",
        )
