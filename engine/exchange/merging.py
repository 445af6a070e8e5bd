"""What the rows of all files say of one film together: one opinion, seen, on the watchlist, each with its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from engine.exchange.rows import Row
from engine.profiles.opinions import Opinion, stars


class Said(NamedTuple):
    """A row, the service that wrote it, and what kind of file it is in."""

    row: Row
    service: str
    kind: str


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What an import wants of one film. Times are as in Row: a day, a UTC time, or None."""

    opinion: Opinion | None = None
    opinion_at: str | None = None
    seen: bool = False
    seen_at: str | None = None
    watchlist: bool = False
    watchlist_at: str | None = None
    hidden: bool = False
    hidden_at: str | None = None
    literal: bool = False
    """Whether it is taken as it is: else a film that was seen or rated does not come on the watchlist."""


def merged(said: Sequence[Said], *, literal: bool = False) -> Wish:
    """One wish from all that is said of a film.

    Stars count before a like. A service's own list of ratings counts before the stars in its diary, which are those
    given then; of several, the newest. A film was last seen on the latest day.
    """
    literal = literal or all(one.service == "movierec" for one in said)
    opinion, opinion_at = _opinion(said)
    seen = [row for row, _, _ in said if row.seen]
    listed = [row for row, _, _ in said if row.watchlist]
    hidden = [row for row, _, _ in said if row.hidden]
    hides = bool(hidden) and opinion is None
    return Wish(
        opinion=opinion,
        opinion_at=opinion_at,
        seen=bool(seen),
        seen_at=_latest([row.seen_at or row.at for row in seen]),
        watchlist=bool(listed) and (literal or not (seen or opinion)),
        watchlist_at=_latest([row.at for row in listed]),
        hidden=hides,
        hidden_at=_latest([row.at for row in hidden]) if hides else None,
        literal=literal,
    )


def _opinion(said: Sequence[Said]) -> tuple[Opinion | None, str | None]:
    rated = [one for one in said if one.row.opinion is not None]
    given = [one for one in rated if stars(one.row.opinion) is not None] or rated
    own = {one.service for one in given if one.kind == "ratings"}
    counted = [one for one in given if one.service not in own or one.kind == "ratings"]
    if not counted:
        return None, None
    newest = max(enumerate(counted), key=lambda pair: (pair[1].row.at or "", pair[0]))[1]
    # MovieLens' ratings have no days; its log has them.
    same = [one.row.at for one in given if (one.service, one.row.opinion) == (newest.service, newest.row.opinion)]
    return newest.row.opinion, newest.row.at or _latest(same)


def _latest(times: Sequence[str | None]) -> str | None:
    return max((time for time in times if time), default=None)
