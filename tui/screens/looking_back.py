"""Opens the pages that look back on a person's marks, and tells them what the threads find out for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from textual.app import App

from engine.movies import Movie
from engine.profiles.diary import DiaryFilm
from engine.profiles.marks import Mark
from tui.state.backend import Backend
from tui.state.film_rows import Row
from tui.state.main_state import MainState
from tui.state.messages import DiaryRead, MarkRefused, PortraitPainted, VersionFailed
from tui.state.texts import with_remedy

if TYPE_CHECKING:
    from tui.screens.diary_screen import DiaryScreen
    from tui.screens.taste_screen import TasteScreen


class LookingBack:
    """A screen that was just pushed has no widgets yet: what concerns it is called in its own turn."""

    def __init__(self, app: App[Any], backend: Backend, state: MainState, wall: Callable[[], float]) -> None:
        self._app = app
        self._backend = backend
        self._state = state
        self._wall = wall
        self._taste: TasteScreen | None = None
        self._diary: DiaryScreen | None = None

    def is_on(self, screen: object) -> bool:
        """Whether `screen` is one of these pages."""
        return screen is not None and screen in (self._taste, self._diary)

    def show_taste(self) -> None:
        """Show what the person is like, as soon as that is found out."""
        from tui.screens.taste_screen import TasteScreen

        self._taste = TasteScreen(self._state)
        self._app.push_screen(self._taste, lambda _: self._taste_left())
        self._ask()

    def _taste_left(self) -> None:
        self._taste = None

    def show_diary(self) -> None:
        """Show the diary, as soon as it is read."""
        from tui.screens.diary_screen import DiaryScreen

        self._diary = DiaryScreen(self._state, self._row_of, self._today)
        self._app.push_screen(self._diary, lambda _: self._diary_left())
        self._ask()

    def _diary_left(self) -> None:
        self._diary = None

    def marks_changed(self, words: str = "") -> None:
        """Find out anew what the open page shows; `words` say what was undone or redone."""
        page = self._taste or self._diary
        if page is not None:
            self._ask()
            page.call_later(page.say, words, "good")

    def refused(self, message: MarkRefused) -> None:
        """Say on the open page why nothing was marked."""
        page = self._taste or self._diary
        if page is not None:
            style = "quiet" if message.calm else "bad"
            page.call_later(page.say, with_remedy(message.message, message.remedy), style)

    def version_opened(self) -> None:
        """Films can be ranked now, or are others: look again."""
        self._ask()

    def version_failed(self, message: VersionFailed) -> None:
        """Say on the open page why it cannot be shown."""
        if self._taste is not None:
            self._taste.call_later(self._taste.missing, with_remedy(message.message, message.remedy))

    def _ask(self) -> None:
        state = self._state
        if self._taste is not None:
            if state.engine.ranks and state.marked.marks:
                self._backend.paint_portrait(state.marked.marks, state.profile)
            else:
                self._taste.call_later(self._taste.missing)
        if self._diary is not None:
            self._backend.read_diary()

    def painted(self, message: PortraitPainted) -> None:
        """Show the portrait, if its page is still open and it is this person's."""
        if self._taste is not None and message.profile == self._state.profile:
            self._taste.call_later(self._taste.show, message.portrait)

    def read(self, message: DiaryRead) -> None:
        """Show the entries, if the diary is still open and they are this person's."""
        if self._diary is not None and message.profile == self._state.profile:
            self._diary.call_later(self._diary.show, message.entries)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._wall()).date()

    def _row_of(self, film: DiaryFilm) -> Row:
        """The row of the film in the present catalogue; of one that it lacks, with a mark."""
        state = self._state
        titles, movie = state.engine.titles, film.movie
        if film.catalogue != state.engine.catalogue:
            movie = next(
                (
                    id
                    for id, mark in state.marked.by_movie.items()
                    if (mark.catalogue, mark.movie) == (film.catalogue, film.movie)
                ),
                -1,
            )
        found = titles.movie(movie) if titles is not None and movie >= 0 else None
        mark = Mark(catalogue=film.catalogue, movie=film.movie, title=film.title, year=film.year, imdb=film.imdb)
        found = found or state.engine.film_of(mark)  # its mark may have moved since, or be gone
        if found is not None:
            return Row(movie=found)
        return Row(movie=Movie(id=film.movie, title=film.title, year=film.year), mark=mark)
