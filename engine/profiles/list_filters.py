"""A profile's list settings: which films, how popular, how varied. Saved under home, one small file per profile.

The recommender applies them, and the app lets users change them. A file that cannot be read counts as the defaults: a
broken filter must not stop the app.
"""

from __future__ import annotations

import msgspec

from engine.atomic import write_file
from engine.errors import StoreError
from engine.home import HomeFiles
from engine.movies import MovieFilter


class ListFilters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The list settings of one profile; the defaults leave out films that were seen, and keep the learned order."""

    genres: tuple[str, ...] = ()
    """Only films with at least one of these genres; empty: all films."""
    every_genre: bool = False
    """Whether a film must have all of `genres`."""
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    people: tuple[str, ...] = ()
    """Only films that one of these people directed or acts in, by name; empty: all films."""
    minutes_from: int | None = None
    minutes_to: int | None = None
    popularity: float = msgspec.field(default=1.0, name="popular")
    """0 hidden gems, 1 as learned, above 1 favors well-known films; see Recommender.recommend."""
    diversity: float = msgspec.field(default=0.0, name="varied")
    """0 the best films; up to 1, the least similar to each other."""
    hide_seen: bool = True
    """Whether films marked as seen are left out; a file that does not say so leaves them out."""

    @property
    def movie_filter(self) -> MovieFilter:
        """The equivalent MovieFilter; `hide_seen` is not part of it, nor are `people` and minutes: which films are so
        only the recommender knows (Recommender.films_by, Recommender.films_lasting)."""
        return MovieFilter(
            genres=self.genres,
            every_genre=self.every_genre and len(self.genres) > 1,
            without_genres=self.without_genres,
            year_from=self.year_from,
            year_to=self.year_to,
        )


def read_list_filters(home: HomeFiles, profile: str) -> ListFilters:
    """The profile's saved settings, or the defaults if there are none."""
    try:
        return msgspec.json.decode(home.list_filters(profile).read_bytes(), type=ListFilters)
    except (OSError, msgspec.DecodeError):
        return ListFilters()


def save_list_filters(home: HomeFiles, profile: str, dials: ListFilters) -> None:
    """Save the profile's settings atomically. Raises StoreError if they cannot be written."""
    path = home.list_filters(profile)
    try:
        if dials == ListFilters():
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(path, msgspec.json.encode(dials))
    except OSError as cause:
        raise StoreError(
            f"the filters cannot be saved in {path.parent}: {cause.strerror}", "they apply until you quit"
        ) from cause
