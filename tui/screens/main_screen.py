"""The main screen: search, the list, one film close up. Here its keys are given their meaning."""

from __future__ import annotations

import os

from textual.events import DescendantBlur, DescendantFocus
from textual.widget import Widget
from textual.widgets import Input

from engine.movies import clean_text
from tui import actions
from tui.screens.films_dials import FilmsDials
from tui.state.film_links import is_local, links
from tui.theme import glyphs
from tui.widgets.film_list import FilmList


class MainScreen(FilmsDials):
    BINDINGS = actions.bindings(
        "list", "everywhere", without=("down", "up", "page_down", "page_up", "top", "bottom", "quit_now", "palette")
    )

    def on_film_list_moved(self, message: FilmList.Moved) -> None:
        self._touched = True
        self._moved_at = self._app.clock()
        if message.beyond and self.films.has_focus:
            self._box.focus()
        row = self.films.row
        if self.desk.let_go(row.movie.id if row else None):
            self._paint()

    def on_film_list_highlighted(self) -> None:
        self._paint_panel()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self._paint_keys()
        self._paint_panel()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        self._paint_keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._touched = True
        if self.desk.page.kind != "hits":
            self.desk.leave(self.films.chosen.movie.id if self.films.chosen else None)
        self.desk.search(event.value)
        self._paint_page()

    def action_search(self) -> None:
        self._touched = True
        self._box.focus()

    def action_to_hits(self) -> None:
        self.films.focus()
        if self.desk.page.kind == "hits":
            self.films.action_cursor(1)

    def action_like_hit(self) -> None:
        if self.desk.page.kind != "hits":
            self.films.focus()
            return
        self.action_mark("liked")
        self._box.action_select_all()

    def action_leave_search(self) -> None:
        if self._box.value:
            self._box.value = ""
        self.films.focus()

    def action_pane(self) -> None:
        mine = self.query_one("#my-films", FilmList)
        order: list[Widget] = [self._box, self.films]
        order += [self.filters] if self.has_class("-filtering") else []
        order += [mine] if mine.is_on_screen and mine.size.width else []
        at = next((i for i, widget in enumerate(order) if widget.has_focus), 0)
        order[(at + 1) % len(order)].focus()

    def action_open(self) -> None:
        if self.desk.page.kind == "hits" and self.listing is self.films:
            self.action_mark("liked")
        else:
            self.action_similar()

    def action_similar(self) -> None:
        row = self.listing.row
        if row is None:
            return
        if not row.active:
            self.say(f"{row.movie.title} is not in this data set")
            return
        if not self.desk.ranks:
            self.say("films like it can be shown when the set-up is done" if self.desk.titles else "a moment")
            return
        self.desk.leave(self.films.row.movie.id if self.films.row else None)
        self.desk.drill(row.movie)
        self._ask_similar()
        self._show_page()

    def action_back(self) -> None:
        if self.desk.back():
            self._ask_similar()
            self._show_page()

    def action_view(self, by: int) -> None:
        self.desk.turn(by)
        self._said = ("", "quiet")
        self._show_page()

    def action_mark(self, verb: str) -> None:
        row = self.listing.row
        if row is None:
            return
        if not row.active or not self.desk.catalogue:
            self.say(f"{row.movie.title} is not in this data set")
            return
        self._marked = row.movie.id
        if self.desk.page.kind == "pick":
            # The fifth film turns the page: not from under a finger that may press the same key again.
            self._moved_at = self._app.clock()
        self._app.marking.mark(verb, self.desk.catalogue, row.movie)

    def action_undo(self) -> None:
        self._app.marking.undo()

    def action_redo(self) -> None:
        self._app.marking.redo()

    def action_copy_link(self) -> None:
        row = self.listing.row
        if row is None:
            return
        found = links(row.movie)
        label = clean_text(row.movie.label)
        self._app.copy_to_clipboard(" ".join([label, *found[:1]]))
        self.say(f"copied: {' '.join([*found[:1], label])}", "good")

    def action_open_link(self) -> None:
        row = self.listing.row
        if row is None:
            return
        found = links(row.movie)
        if not found:
            self.say(f"the data set has no link for {row.movie.title}")
        elif is_local(os.environ):
            self._app.open_link(found[0])
            self.say(f"opening {found[0]}", "good")
        else:
            self.say(f"{found[0]} {glyphs.DOT} y copies it")

    def action_why(self) -> None:
        self.toggle_class("-no-panel")

    def action_apply(self) -> None:
        self._keep()
        if self.desk.apply_held():
            self._paint()

    def action_new_version(self) -> None:
        if self.newer is None:
            self.say(f"{self.version} is the newest version" if self.version else "there is no version yet")
            return
        self.say(f"opening {self.newer}{glyphs.ELLIPSIS}")
        self._app.ranking.open()

    def action_set_up(self) -> None:
        self._app.offer_set_up(asked=True)

    def action_stop_job(self) -> None:
        said, bad = self._app.stop_job()
        self.say(said, "bad" if bad else "quiet")

    def action_theme(self) -> None:
        self._app.next_theme()

    def action_help(self) -> None:
        self._app.show_help()
