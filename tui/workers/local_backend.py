"""The app's backend: the threads for marks, ranking and jobs, working on the home of the settings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace
from textual.message import Message

from engine.movies import Movie
from engine.profiles.filter_presets import all_presets, read_presets
from engine.profiles.fold import Key
from engine.profiles.list_filters import ListFilters, read_list_filters
from engine.profiles.marks import Mark
from engine.settings import Settings
from tui.state.company import Person, Source
from tui.state.film_rows import Wished
from tui.state.found_posters import Room
from tui.state.ranked_list import PAGE, LastList
from tui.workers.import_worker import ImportWorker
from tui.workers.job_follower import JobFollower, Start, start_process
from tui.workers.list_cache import read_list
from tui.workers.mark_writer import MarkWriter
from tui.workers.name_files import read_names
from tui.workers.poster_worker import PosterWorker
from tui.workers.ranking_engine import RankingEngine
from tui.workers.ranking_worker import RankingWorker, open_engine
from tui.workers.set_up_preparation import Measure, SetUpPreparation, measure_here


class LocalBackend:
    """Implements tui.state.backend.Backend. Its threads report through `tell`."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        opener: Callable[[Settings], RankingEngine] = open_engine,
        starter: Start = start_process,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        measure: Measure = measure_here,
        news_every: float = 3.0,
    ) -> None:
        self._settings = settings
        self.marks = MarkWriter(settings.files, settings.profile, tell, failed)
        self.ranking = RankingWorker(settings, tell, failed, opener=opener, clock=clock, news_every=news_every)
        self.jobs = JobFollower(settings, tell, failed, starter=starter, wall=wall)
        self.posters = PosterWorker(settings, tell, failed)
        self.imports = ImportWorker(settings.files, tell, failed, measure)
        self._preparation = SetUpPreparation(settings.home, tell, failed, measure)

    def start(self) -> None:
        """Start the threads. Before this, nothing heavy is loaded and nothing is reported."""
        self.marks.start()
        self.ranking.start()
        self.jobs.start()

    def close(self, marks_timeout: float, stores_timeout: float) -> None:
        """Stop. A thread that hangs is abandoned; `marks.unsaved` says which changes are not on disk then."""
        self.jobs.close()
        self.marks.close(marks_timeout)
        self.imports.close(marks_timeout)
        self.ranking.close(stores_timeout)
        self.posters.close()

    def is_set_up(self) -> bool:
        return bool(self._settings.database_url) or self._settings.files.catalog.exists()

    def has_marks(self) -> bool:
        return self._settings.files.marks.exists()

    def saved_filters(self, profile: str) -> ListFilters:
        return read_list_filters(self._settings.files, profile)

    def presets(self, profile: str) -> tuple[Mapping[str, ListFilters], frozenset[str]]:
        files = self._settings.files
        return all_presets(files, profile), frozenset(read_presets(files, profile))

    def last_list(self, profile: str, version: str | None = None) -> LastList | None:
        return read_list(replace(self._settings, profile=profile), version)

    def profile_names(self) -> Mapping[str, str]:
        return read_names(self._settings.files)

    def look_for_marks(self) -> None:
        self.marks.look()

    def mark(self, verb: str, catalogue: str, movie: Movie, elsewhere: Key | None = None) -> None:
        self.marks.mark(verb, catalogue, movie, elsewhere)

    def undo(self) -> None:
        self.marks.undo()

    def redo(self) -> None:
        self.marks.redo()

    def save_filters(self, filters: ListFilters) -> None:
        self.marks.save_filters(filters)

    def save_preset(self, name: str, filters: ListFilters | None) -> None:
        self.marks.save_preset(name, filters)

    def change_profile(self, profile: str) -> None:
        self.marks.change_profile(profile)

    def name_profile(self, profile: str, name: str) -> None:
        self.marks.name_profile(profile, name)

    def list_profiles(self) -> None:
        self.marks.list_profiles()

    def read_diary(self) -> None:
        self.marks.read_diary()

    def open_version(self) -> None:
        self.ranking.open_version()

    def open_titles(self) -> None:
        self.ranking.open_titles()

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str, *, k: int = PAGE) -> None:
        self.ranking.rank(revision, marks, filters, profile, k=k)

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.ranking.find_similar(movie, marks, filters, filters_revision)

    def find_together(self, people: Sequence[Person], filters: ListFilters, filters_revision: int) -> None:
        self.ranking.find_together(people, filters, filters_revision)

    def propose(
        self, source: Source, people: Sequence[Person], marks: Sequence[Mark], filters: ListFilters, profile: str
    ) -> None:
        self.ranking.propose(source, people, marks, filters, profile)

    def find_near(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.ranking.find_near(movie, marks, filters, filters_revision)

    def find_wished(self, wished: Wished, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.ranking.find_wished(wished, marks, filters, filters_revision)

    def paint_portrait(self, marks: Sequence[Mark], profile: str) -> None:
        self.ranking.paint_portrait(marks, profile)

    def list_genres(self) -> None:
        self.ranking.list_genres()

    @property
    def has_posters(self) -> bool:
        return self.posters.wanted

    @property
    def poster_credit(self) -> str:
        return self.posters.credit

    def find_poster(self, catalogue: str, movie: Movie, room: Room) -> None:
        self.posters.find(catalogue, movie, room)

    def read_map(self) -> None:
        self.ranking.read_map()

    def set_up(self, arguments: Sequence[str]) -> None:
        self.jobs.set_up(arguments)

    def measure_machine(self) -> None:
        self._preparation.measure_machine()

    def check_source(self, text: str) -> None:
        self._preparation.check_source(text)

    def interrupt_job(self) -> bool:
        return self.jobs.interrupt()
