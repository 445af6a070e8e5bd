"""What the screens ask of marks, ranking and jobs.

Nothing here waits, but for the few reads of small files before the first paint: what is found out comes as a message
(tui.state.messages). tui.workers.local_backend is the one that works; tests give others.
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
        """Whether anybody ever marked anything here."""
        ...

    def saved_filters(self, profile: str) -> ListFilters: ...

    def last_list(self, profile: str, version: str | None = None) -> LastList | None:
        """The list that the profile saw last (of `version`, if given)."""
        ...

    # Marks, in the order in which they are asked for

    def mark(self, verb: str, catalogue: str, movie: Movie) -> None:
        """Do to the film's mark what the key `verb` means (tui.state.mark_verbs). Told: MarkSaved or MarkRefused."""
        ...

    def undo(self) -> None: ...

    def redo(self) -> None: ...

    def save_filters(self, filters: ListFilters) -> None: ...

    def change_profile(self, profile: str) -> None:
        """Marks and filters from now on are of `profile`. Told: MarksRead."""
        ...

    def list_profiles(self) -> None:
        """Told: ProfilesRead."""
        ...

    # Ranking: of several requests of one kind that wait, the newest counts

    def open_version(self) -> None:
        """Open the version that is current now. Told: VersionOpened, or VersionFailed."""
        ...

    def open_titles(self) -> None:
        """Open the titles that a first set-up writes before it trains. Told: TitlesOpened, where there are any."""
        ...

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str) -> None:
        """Rank for these marks and filters. Told: RankReady."""
        ...

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the films like `movie` that `filters` let through. Told: SimilarReady."""
        ...

    def list_genres(self) -> None:
        """Find out what there is to filter by. Told: GenresReady."""
        ...
