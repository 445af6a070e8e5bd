"""The interface through which the screens use marks and ranking.

Nothing here blocks, except a few reads of small files before the first paint: results arrive as messages
(tui.state.messages). tui.workers.local_backend is the real implementation; tests provide others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from tui.state.ranked_list import LastList


class Backend(Protocol):
    # Small files, read at once

    def has_marks(self) -> bool:
        """Whether any profile has ever marked anything in this home."""
        ...

    def saved_filters(self, profile: str) -> ListFilters: ...

    def last_list(self, profile: str, version: str | None = None) -> LastList | None:
        """The list that the profile saw last (of `version`, if given)."""
        ...

    # Marks: requests are handled in order

    def mark(self, verb: str, catalogue: str, movie: Movie) -> None:
        """Apply the key `verb` (tui.state.mark_verbs) to the film's mark. Posts MarkSaved or MarkRefused."""
        ...

    def undo(self) -> None: ...

    def redo(self) -> None: ...

    def save_filters(self, filters: ListFilters) -> None: ...

    def change_profile(self, profile: str) -> None:
        """Use the marks and filters of `profile` from now on. Posts MarksRead."""
        ...

    def list_profiles(self) -> None:
        """List the profiles, each with its number of marked films. Posts ProfilesRead."""
        ...

    # Ranking: of several waiting requests of one kind, only the newest is handled

    def open_version(self) -> None:
        """Open the version that is current now. Posts VersionOpened or VersionFailed."""
        ...

    def open_titles(self) -> None:
        """Open the titles that a first set-up writes before it trains. Posts TitlesOpened, if there are any."""
        ...

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str) -> None:
        """Rank for these marks and filters. Posts RankReady."""
        ...

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the films like `movie` that pass `filters`. Posts SimilarReady."""
        ...

    def list_genres(self) -> None:
        """Find out what there is to filter by. Posts GenresReady."""
        ...
