"""A backend that only records the calls made to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.exchange.rows import Use
from engine.movies import Movie
from engine.profiles.fold import Key
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from tui.state.backend import Backend
from tui.state.company import Person, Source
from tui.state.film_rows import Wished
from tui.state.found_posters import Room
from tui.state.imports import Here
from tui.state.ranked_list import PAGE, LastList


class RecordingImports:
    """Implements tui.state.imports.Imports; it adds its calls to `calls`."""

    def __init__(self, calls: list[tuple[Any, ...]]) -> None:
        self.calls = calls

    def read(self, text: str, here: Here) -> None:
        self.calls.append(("read", text, here.profile, here.catalogue))

    def plan(self, text: str, use: Use) -> None:
        self.calls.append(("plan", text, use))

    def carry_out(self) -> None:
        self.calls.append(("carry_out",))

    def look_for_questions(self, here: Here) -> None:
        self.calls.append(("look_for_questions", here.profile))

    def accept(self, identity: str, movie: Movie) -> None:
        self.calls.append(("accept", identity, movie.label))

    def turn_down(self, identity: str) -> None:
        self.calls.append(("turn_down", identity))

    def take_back(self, identity: str) -> None:
        self.calls.append(("take_back", identity))


class RecordingBackend:
    """Implements tui.state.backend.Backend. `calls` lists the calls, each a name and its arguments."""

    def __init__(
        self,
        *,
        last: LastList | None = None,
        filters: ListFilters = ListFilters(),
        marks: bool = True,
        job: bool = False,
    ) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.imports = RecordingImports(self.calls)
        self._last = last
        self._filters = filters
        self._marks = marks
        self._job = job

    def is_set_up(self) -> bool:
        return True

    def has_marks(self) -> bool:
        return self._marks

    def saved_filters(self, profile: str) -> ListFilters:
        return self._filters

    def presets(self, profile: str) -> tuple[Mapping[str, ListFilters], frozenset[str]]:
        return {}, frozenset()

    def last_list(self, profile: str, version: str | None = None) -> LastList | None:
        return self._last

    def profile_names(self) -> Mapping[str, str]:
        return {}

    def look_for_marks(self) -> None:
        self.calls.append(("look_for_marks",))

    def mark(self, verb: str, catalogue: str, movie: Movie, elsewhere: Key | None = None) -> None:
        self.calls.append(("mark", verb, catalogue, movie.title, *([elsewhere] if elsewhere else [])))

    def undo(self) -> None:
        self.calls.append(("undo",))

    def redo(self) -> None:
        self.calls.append(("redo",))

    def save_filters(self, filters: ListFilters) -> None:
        self.calls.append(("save_filters", filters))

    def save_preset(self, name: str, filters: ListFilters | None) -> None:
        self.calls.append(("save_preset", name, filters))

    def change_profile(self, profile: str) -> None:
        self.calls.append(("change_profile", profile))

    def name_profile(self, profile: str, name: str) -> None:
        self.calls.append(("name_profile", profile, name))

    def list_profiles(self) -> None:
        self.calls.append(("list_profiles",))

    def read_diary(self) -> None:
        self.calls.append(("read_diary",))

    def open_version(self) -> None:
        self.calls.append(("open_version",))

    def open_titles(self) -> None:
        self.calls.append(("open_titles",))

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str, *, k: int = PAGE) -> None:
        more = () if k == PAGE else (k,)
        self.calls.append(("rank", revision, [mark.title for mark in marks], filters, profile, *more))

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.calls.append(("find_similar", movie.title, filters, filters_revision))

    def find_together(self, people: Sequence[Person], filters: ListFilters, filters_revision: int) -> None:
        self.calls.append(("find_together", tuple(people), filters, filters_revision))

    def propose(
        self, source: Source, people: Sequence[Person], marks: Sequence[Mark], filters: ListFilters, profile: str
    ) -> None:
        self.calls.append(("propose", source, tuple(people), filters, profile))

    def find_near(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.calls.append(("find_near", movie.title, filters, filters_revision))

    def find_wished(self, wished: Wished, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.calls.append(("find_wished", wished, filters, filters_revision))

    def paint_portrait(self, marks: Sequence[Mark], profile: str) -> None:
        self.calls.append(("paint_portrait", [mark.title for mark in marks], profile))

    @property
    def has_posters(self) -> bool:
        return False

    @property
    def poster_credit(self) -> str:
        return ""

    def find_poster(self, catalogue: str, movie: Movie, room: Room) -> None:
        self.calls.append(("find_poster", catalogue, movie.title, room))

    def list_genres(self) -> None:
        self.calls.append(("list_genres",))

    def read_map(self) -> None:
        self.calls.append(("read_map",))

    def measure_machine(self) -> None:
        self.calls.append(("measure_machine",))

    def check_source(self, text: str) -> None:
        self.calls.append(("check_source", text))

    def set_up(self, arguments: Sequence[str]) -> None:
        self.calls.append(("set_up", *arguments))

    def interrupt_job(self) -> bool:
        self.calls.append(("interrupt_job",))
        return self._job


_implements_the_protocol: type[Backend] = RecordingBackend
