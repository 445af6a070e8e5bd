"""The interface through which the app and its screens use marks, ranking and jobs.

Nothing here waits for a store or for a job: results arrive as messages (tui.state.messages). Only a few small files are
read at once. tui.workers.local_backend is the real implementation; tests provide others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.movies import Movie
from engine.profiles.fold import Key
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from tui.state.company import Person, Source
from tui.state.film_rows import Wished
from tui.state.found_posters import Room
from tui.state.imports import Imports
from tui.state.ranked_list import PAGE, LastList


class Backend(Protocol):
    # Small files, read at once

    def is_set_up(self) -> bool:
        """Whether there may be a version at all; the check creates nothing and needs no engine."""
        ...

    def has_marks(self) -> bool:
        """Whether any profile has ever marked anything in this home."""
        ...

    def saved_filters(self, profile: str) -> ListFilters: ...

    def presets(self, profile: str) -> tuple[Mapping[str, ListFilters], frozenset[str]]:
        """The named filters of a profile and the built-in ones, and which of these names are its own."""
        ...

    def last_list(self, profile: str, version: str | None = None) -> LastList | None:
        """The list that the profile saw last (of `version`, if given)."""
        ...

    def profile_names(self) -> Mapping[str, str]:
        """The names that people gave to profiles, by id."""
        ...

    # Marks: requests are handled in order

    def look_for_marks(self) -> None:
        """Read marks that other processes have made meanwhile. Posts MarksRead, if there are any."""
        ...

    def mark(self, verb: str, catalogue: str, movie: Movie, elsewhere: Key | None = None) -> None:
        """Apply the key `verb` (tui.state.mark_verbs) to the film's mark, which may be kept in another catalogue, under
        the key `elsewhere`: then it moves to this one. Posts MarkSaved or MarkRefused."""
        ...

    def undo(self) -> None: ...

    def redo(self) -> None: ...

    def save_filters(self, filters: ListFilters) -> None: ...

    def save_preset(self, name: str, filters: ListFilters | None) -> None:
        """Save named filters of the profile; None deletes them."""
        ...

    def change_profile(self, profile: str) -> None:
        """Use the marks and filters of `profile` from now on. Posts MarksRead."""
        ...

    def name_profile(self, profile: str, name: str) -> None:
        """Save the name of a profile."""
        ...

    def list_profiles(self) -> None:
        """List the profiles, each with its number of marked films. Posts ProfilesRead."""
        ...

    def read_diary(self) -> None:
        """Read what the profile marked when. Posts DiaryRead."""
        ...

    # Ranking: of several waiting requests of one kind, only the newest is handled

    def open_version(self) -> None:
        """Open the version that is current now. Posts VersionOpened or VersionFailed."""
        ...

    def open_titles(self) -> None:
        """Open the titles that a first set-up writes before it trains. Posts TitlesOpened, if there are any."""
        ...

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str, *, k: int = PAGE) -> None:
        """Rank for these marks and filters; `k` films at most. Posts RankReady."""
        ...

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the films like `movie` that pass `filters`. Posts SimilarReady."""
        ...

    def find_together(self, people: Sequence[Person], filters: ListFilters, filters_revision: int) -> None:
        """Find films for these people that pass `filters`. Posts TogetherReady."""
        ...

    def propose(
        self, source: Source, people: Sequence[Person], marks: Sequence[Mark], filters: ListFilters, profile: str
    ) -> None:
        """Pick a film for tonight from `source`: the list for these marks and filters, the watchlist, or the list for
        `people`; not one that was proposed to `profile` earlier this evening. Posts FilmProposed."""
        ...

    def find_near(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the few films most like `movie` that pass `filters`, for its details. Posts NearReady."""
        ...

    def find_wished(self, wished: Wished, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the films that pass `filters`, those of the wish included: the best for these marks, or those most like
        the film that the wish names. Posts WishedReady."""
        ...

    def paint_portrait(self, marks: Sequence[Mark], profile: str) -> None:
        """Find out what `profile`, with these marks, is like. Posts PortraitPainted."""
        ...

    def list_genres(self) -> None:
        """Find out what there is to filter by. Posts GenresReady."""
        ...

    def read_map(self) -> None:
        """Read the map of the version's films. Posts MapRead."""
        ...

    # Posters: of several films that are waited for, only the newest is looked up

    @property
    def has_posters(self) -> bool:
        """Whether there is anywhere to find posters."""
        ...

    @property
    def poster_credit(self) -> str:
        """What has to be said of where posters come from, if anything."""
        ...

    def find_poster(self, catalogue: str, movie: Movie, room: Room) -> None:
        """Find the film's poster, for so many columns and rows of cells. Posts PosterReady."""
        ...

    # Imports

    @property
    def imports(self) -> Imports:
        """Marks from other services."""
        ...

    # Jobs: processes of their own, which outlive the app

    def set_up(self, arguments: Sequence[str]) -> None:
        """Start a set-up, with these arguments of `movierec setup`, and follow it. Posts JobUpdated.

        Raises MovierecError if it cannot start.
        """
        ...

    def measure_machine(self) -> None:
        """Find out how fast this machine is. Posts MachineMeasured."""
        ...

    def check_source(self, text: str) -> None:
        """Find out whether `text` names files that can be set up. Posts SourceChecked."""
        ...

    def interrupt_job(self) -> bool:
        """Ask the followed job to stop cleanly. Returns whether it was running.

        Raises MovierecError if it runs on another machine.
        """
        ...
