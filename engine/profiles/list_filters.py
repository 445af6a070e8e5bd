"""How a profile wants its lists: which films, how popular, how varied. Kept in home, one small file a profile.

What the dials do to a ranking is the recommender's business, how they are turned the app's. A file that cannot be
read counts as untouched dials: nobody's evening should fail on a filter.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import msgspec

from engine.errors import StoreError
from engine.movies import Where


class Dials(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The dials of one profile; the defaults let every film through in the order that was learned."""

    genres: tuple[str, ...] = ()
    """Only films of any of these."""
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    popular: float = 1.0
    """0 hidden gems, 1 as learned, more for the well known; see Recommender.recommend."""
    varied: float = 0.0
    """0 the best films, up to 1 the least alike."""
    hide_seen: bool = False

    @property
    def where(self) -> Where:
        """The films that may be answered, those seen aside."""
        return Where(
            genres=self.genres,
            without_genres=self.without_genres,
            year_from=self.year_from,
            year_to=self.year_to,
        )


def read_dials(home: Path, profile: str) -> Dials:
    """The dials that the profile left; untouched ones where there are none."""
    try:
        return msgspec.json.decode(_path(home, profile).read_bytes(), type=Dials)
    except (OSError, msgspec.DecodeError):
        return Dials()


def keep_dials(home: Path, profile: str, dials: Dials) -> None:
    """Keep the profile's dials, whole or not at all. Raises StoreError where they cannot be written."""
    path = _path(home, profile)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        if dials == Dials():
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished.write_bytes(msgspec.json.encode(dials))
        unfinished.replace(path)
    except OSError as cause:
        with suppress(OSError):
            unfinished.unlink()
        raise StoreError(
            f"the filters cannot be kept in {path.parent}: {cause.strerror}", "they last until you leave"
        ) from cause


def _path(home: Path, profile: str) -> Path:
    # The digest tells names apart that a file system takes for one (upper and lower case, too long).
    digest = hashlib.blake2b(profile.encode(errors="surrogatepass"), digest_size=6).hexdigest()
    readable = quote(profile, safe="", errors="replace")[:60]
    return home / "dials" / f"{readable}-{digest}.json"
