"""A backend that only records the calls made to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from tui.state.backend import Backend
from tui.state.ranked_list import LastList


class NotedBackend:
    """Implements tui.state.backend.Backend. `asked` lists the calls, each a name and its arguments."""

    def __init__(self, *, last: LastList | None = None, filters: ListFilters = ListFilters(), marks: bool = True):
        self.asked: list[tuple[Any, ...]] = []
        self._last = last
        self._filters = filters
        self._marks = marks

    def has_marks(self) -> bool:
        return self._marks

    def saved_filters(self, profile: str) -> ListFilters:
        return self._filters

    def last_list(self, profile: str, version: str | None = None) -> LastList | None:
        return self._last

    def mark(self, verb: str, catalogue: str, movie: Movie) -> None:
        self.asked.append(("mark", verb, catalogue, movie.title))

    def undo(self) -> None:
        self.asked.append(("undo",))

    def redo(self) -> None:
        self.asked.append(("redo",))

    def save_filters(self, filters: ListFilters) -> None:
        self.asked.append(("save_filters", filters))

    def change_profile(self, profile: str) -> None:
        self.asked.append(("change_profile", profile))

    def list_profiles(self) -> None:
        self.asked.append(("list_profiles",))

    def open_version(self) -> None:
        self.asked.append(("open_version",))

    def open_titles(self) -> None:
        self.asked.append(("open_titles",))

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str) -> None:
        self.asked.append(("rank", revision, [mark.title for mark in marks], filters, profile))

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        self.asked.append(("find_similar", movie.title, filters, filters_revision))

    def list_genres(self) -> None:
        self.asked.append(("list_genres",))


_meets_the_protocol: type[Backend] = NotedBackend
