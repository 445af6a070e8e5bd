"""The films that were proposed to a profile for tonight, so that none is proposed twice in one evening.

One small file under home for each profile. A file that cannot be read counts as empty; a proposal is forgotten after
twelve hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from engine.atomic import write_file
from engine.errors import StoreError
from engine.home import HomeFiles

EVENING = timedelta(hours=12)
"""For how long a film that was proposed is not proposed again."""


class _Proposal(msgspec.Struct, frozen=True):
    catalogue: str
    movie: int
    at: datetime


def proposed(home: HomeFiles, profile: str, catalogue: str, now: datetime) -> frozenset[int]:
    """The ids of the films of `catalogue` that were proposed to the profile this evening; `now` has a time zone."""
    return frozenset(one.movie for one in _recent(home, profile, now) if one.catalogue == catalogue)


def add_proposal(home: HomeFiles, profile: str, catalogue: str, movie: int, now: datetime) -> None:
    """Remember that a film was proposed. Raises StoreError if that cannot be written."""
    path = home.proposals(profile)
    said = [*_recent(home, profile, now), _Proposal(catalogue, movie, now)]
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(path, msgspec.json.encode(said))
    except OSError as cause:
        raise StoreError(
            f"what was proposed cannot be kept in {path.parent}: {cause.strerror}", "it may be proposed again"
        ) from cause


def _recent(home: HomeFiles, profile: str, now: datetime) -> list[_Proposal]:
    """The proposals of this evening; those from what is now the future count as well, until the clock is further."""
    try:
        said = msgspec.json.decode(home.proposals(profile).read_bytes(), type=list[_Proposal])
        return [one for one in said if abs(now - one.at) < EVENING]
    except (OSError, msgspec.DecodeError, TypeError):  # TypeError: a time without a zone, which nobody here writes
        return []
