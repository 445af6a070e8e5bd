"""The page of one film: its link is copied, opened in the browser of this machine, or shown."""

from __future__ import annotations

import os

from textual.screen import Screen

from engine.movies import Movie, clean_text
from tui.state import requests
from tui.state.film_links import is_local, links
from tui.state.film_rows import Row
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.theme import glyphs


class Linking:
    def __init__(self, screen: Screen[None], controller: MainController, state: MainState) -> None:
        self._screen = screen
        self._state = state
        self._controller = controller

    def copy(self, row: Row | None) -> None:
        """Copy title and link of the film in that row."""
        if (movie := self._film(row)) is None:
            return
        found = links(movie)[:1]
        label = clean_text(movie.label)
        self._screen.app.copy_to_clipboard(" ".join([label, *found]))
        self._controller.say(f"copied: {' '.join([*found, label])}", "good")

    def open(self, row: Row | None) -> None:
        """Open the link, or show it if the browser is on another machine."""
        if (movie := self._film(row)) is None:
            return
        link = links(movie)[0]
        if is_local(os.environ) and not self._state.served:
            self._screen.post_message(requests.LinkRequested(link))
            self._controller.say(f"opening {link}", "good")
        else:
            self._controller.say(link, hint=f" {glyphs.DOT} {{copy}} copies it", about="page")

    def _film(self, row: Row | None) -> Movie | None:
        """The film of that row; of one that is no film, say so."""
        if row is not None and row.wished is not None:
            self._controller.refuse(row)
            return None
        return row.movie if row is not None else None
