"""The main screen: search, the list, one film close up. Here its keys are given their meaning."""

from __future__ import annotations

from textual.events import DescendantBlur, DescendantFocus
from textual.widgets import Input

from tui import glyphs, keys
from tui.screens.films_answers import FilmsAnswers
from tui.widgets.film_list import FilmList


class MainScreen(FilmsAnswers):
    BINDINGS = keys.bindings(
        "list", "everywhere", without=("down", "up", "page_down", "page_up", "top", "bottom", "quit_now", "palette")
    )

    def on_film_list_moved(self, message: FilmList.Moved) -> None:
        self._touched = True
        self._moved_at = self._app.clock()
        if message.beyond and self.films.has_focus:
            self._box.focus()

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
        order = [self._box, self.films] + ([mine] if mine.is_on_screen and mine.size.width else [])
        at = next((i for i, widget in enumerate(order) if widget.has_focus), 0)
        order[(at + 1) % len(order)].focus()

    def action_open(self) -> None:
        if self.desk.page.kind == "hits" and self.listing is self.films:
            self.action_mark("liked")
        else:
            self.action_similar()

    def action_similar(self) -> None:
        row = self.listing.row
        if row is None or self.desk.titles is None:
            return
        if not row.active:
            self.say(f"{row.movie.title} is not in this data set")
            return
        self.desk.leave(self.films.row.movie.id if self.films.row else None)
        self.desk.drill(row.movie)
        self._app.ranking.similar(row.movie)
        self._show_page()

    def action_back(self) -> None:
        if self.desk.back():
            self._show_page()

    def action_view(self, by: int) -> None:
        self.desk.turn(by)
        self._show_page()

    def _show_page(self) -> None:
        self.desk.apply_held()
        page = self.desk.page
        with self.prevent(Input.Changed):
            self._box.value = page.text
        self.films.focus()
        self._paint_page()

    def _paint_page(self) -> None:
        """The page in front, with the cursor where it was left, else at the top."""
        rows, page = self.desk.rows(), self.desk.page
        self._paint(on=page.on if page.on is not None else rows[0].movie.id if rows else None)

    def action_mark(self, verb: str) -> None:
        row = self.listing.row
        if row is None:
            return
        if not row.active or self.desk.titles is None:
            self.say(f"{row.movie.title} is not in this data set")
            return
        self._app.marking.mark(verb, self.desk.catalogue, row.movie)

    def action_undo(self) -> None:
        self._app.marking.undo()

    def action_redo(self) -> None:
        self._app.marking.redo()

    def action_why(self) -> None:
        self.toggle_class("-no-panel")

    def action_apply(self) -> None:
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
