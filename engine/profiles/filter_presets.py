"""A profile's named filters: saved beside its filters, one small file per profile, and a few that every set has.

A file that cannot be read counts as none: a broken preset must not stop the app.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from engine.atomic import write_file
from engine.errors import StoreError
from engine.home import HomeFiles
from engine.movies import clean_text
from engine.popularity_dial import CHARTS, GEMS
from engine.profiles.list_filters import ListFilters

LONGEST = 40
"""Characters of a name."""
BUILT_IN: Mapping[str, ListFilters] = {
    "Hidden gems": ListFilters(popularity=GEMS),
    "The charts": ListFilters(popularity=CHARTS),
    "Something else": ListFilters(diversity=0.88),
}
"""Those that make sense for every data set; an own preset of the same name takes the place of one."""


def cleaned(name: str) -> str:
    """A name as it is kept: in one line, without what could drive a terminal, and not too long."""
    return " ".join(clean_text(name).split())[:LONGEST].strip()


def read_presets(home: HomeFiles, profile: str) -> dict[str, ListFilters]:
    """The profile's own presets, by name, in the order in which they were saved."""
    try:
        return msgspec.json.decode(home.filter_presets(profile).read_bytes(), type=dict[str, ListFilters])
    except (OSError, msgspec.DecodeError):
        return {}


def all_presets(home: HomeFiles, profile: str) -> dict[str, ListFilters]:
    """The profile's own presets, then the built-in ones."""
    own = read_presets(home, profile)
    taken = {name.casefold() for name in own}
    return own | {name: filters for name, filters in BUILT_IN.items() if name.casefold() not in taken}


def save_preset(home: HomeFiles, profile: str, name: str, filters: ListFilters | None) -> None:
    """Save `filters` under a name, in place of what had it; None deletes it. Raises StoreError if it cannot be
    written."""
    name = cleaned(name)
    presets = {
        other: kept for other, kept in read_presets(home, profile).items() if other.casefold() != name.casefold()
    }
    if filters is not None and name:
        presets[name] = filters
    path = home.filter_presets(profile)
    try:
        if not presets:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(path, msgspec.json.encode(presets))
    except OSError as cause:
        raise StoreError(
            f"the preset cannot be saved in {path.parent}: {cause.strerror}", "free some space or check its permissions"
        ) from cause
