"""How a profile wants its lists: which films, how popular, how varied. Kept in home, one small file a profile.

What the dials do to a ranking is the recommender's business, how they are turned the app's. A file that cannot be
read counts as untouched dials: nobody's evening should fail on a filter.
"""

from __future__ import annotations

import msgspec

from engine.atomic import write_file
from engine.errors import StoreError
from engine.home import HomeFiles
from engine.movies import MovieFilter


class ListFilters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The dials of one profile; the defaults let every film through in the order that was learned."""

    genres: tuple[str, ...] = ()
    """Only films of any of these."""
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    popularity: float = msgspec.field(default=1.0, name="popular")
    """0 hidden gems, 1 as learned, more for the well known; see Recommender.recommend."""
    diversity: float = msgspec.field(default=0.0, name="varied")
    """0 the best films, up to 1 the least alike."""
    hide_seen: bool = False

    @property
    def movie_filter(self) -> MovieFilter:
        """The films that may be answered, those seen aside."""
        return MovieFilter(
            genres=self.genres,
            without_genres=self.without_genres,
            year_from=self.year_from,
            year_to=self.year_to,
        )


def read_list_filters(home: HomeFiles, profile: str) -> ListFilters:
    """The dials that the profile left; untouched ones where there are none."""
    try:
        return msgspec.json.decode(home.list_filters(profile).read_bytes(), type=ListFilters)
    except (OSError, msgspec.DecodeError):
        return ListFilters()


def save_list_filters(home: HomeFiles, profile: str, dials: ListFilters) -> None:
    """Keep the profile's dials, whole or not at all. Raises StoreError where they cannot be written."""
    path = home.list_filters(profile)
    try:
        if dials == ListFilters():
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(path, msgspec.json.encode(dials))
    except OSError as cause:
        raise StoreError(
            f"the filters cannot be kept in {path.parent}: {cause.strerror}", "they last until you leave"
        ) from cause
