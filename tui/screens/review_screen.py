"""The review screen: the films that an import could not tell, one by one, each with those that may be meant.

An answer counts at once; what is left when the screen is closed waits.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.movies import Movie, clean_text
from engine.profiles.marks import Mark
from tui import actions
from tui.screens.leaving import leave
from tui.state import import_texts
from tui.state.import_messages import ImportNews, QuestionAnswered
from tui.state.imports import Imports
from tui.state.main_state import MainState
from tui.state.review import Review
from tui.theme import breakpoints, glyphs
from tui.widgets.cell_text import cut, fit, join_fitting
from tui.widgets.choice_list import ChoiceList
from tui.widgets.lines import KeyBar, Line
from tui.widgets.paragraphs import Paragraphs

_SHORTEST, _YEAR, _GENRES, _WATCHERS, _SIGN, _OWN = 16, 6, 36, 22, 2, 6
"""The cells of a candidate's title at least, of its year, of its genres at most, of how many people rated it, of the
cursor, and of the marks that it has."""


class CandidateList(ChoiceList):
    BINDINGS = actions.bindings("choice")


class ReviewScreen(Screen[None]):
    BINDINGS = actions.bindings("review")
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, imports: Imports, state: MainState, review: Review) -> None:
        super().__init__()
        self._imports = imports
        self._state = state
        self._review = review

    def compose(self) -> ComposeResult:
        yield Static("movierec needs at least 60 x 16 cells", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header", keep_right=True)
            with Container(id="review"):
                yield Line(id="review-title")
                yield Paragraphs(id="review-film")
                yield CandidateList(id="candidates")
            yield Line(id="status")
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self._paint()

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._offer)

    def take(self, news: ImportNews) -> None:
        """Ask again what could not be kept; the other news are for the import screen."""
        if isinstance(news, QuestionAnswered) and news.problem:
            self._review.ask_again(news.identity)
            self._paint()
            self.query_one("#status", Line).write([(f"{glyphs.WARNING} {clean_text(news.problem)}", "warn")])

    def _paint(self) -> None:
        review, asked = self._review, self._review.current
        place = review.place if asked is not None else ""
        self.query_one("#header", Line).write([("movierec", "accent"), ("   import", "quiet")], [(place, "strong")])
        title = self.query_one("#review-title", Line)
        film = self.query_one("#review-film", Paragraphs)
        candidates = self.query_one("#candidates", CandidateList)
        candidates.display = asked is not None
        if asked is None:
            title.write([("All are answered", "strong")])
            film.write([[(import_texts.reviewed(review.taken, review.left_out), "good")]])
            self.set_focus(None)
        else:
            title.write([("Which film is meant?", "strong")])
            film.write([import_texts.asked_film(asked), import_texts.asked_from(asked)])
            self._offer()
            candidates.highlighted = 0
            candidates.focus()
        self.query_one("#status", Line).write([])
        left_out = set() if review.given else {"review_undo"}
        left_out |= {"review_none", "review_next", "review_leave"} if asked is None else set()
        called = {"review_take": "back"} if asked is None else {}
        self.query_one("#keys", KeyBar).offer(
            actions.footer("review", without=left_out, called=called), self._state.key_map
        )

    def _offer(self) -> None:
        """Show the candidates of this question at this width, with the cursor where it was."""
        asked = self._review.current
        if asked is None:
            return
        candidates = self.query_one("#candidates", CandidateList)
        place = candidates.highlighted
        width = (candidates.scrollable_content_region.width or self.size.width - 8) - _SIGN
        longest = max(cell_len(clean_text(movie.title)) for movie in asked.candidates)
        marks = [self._state.marked.by_movie.get(movie.id) for movie in asked.candidates]
        own = _OWN if any(marks) else 0
        name = min(max(longest, _SHORTEST), max(width - own - _YEAR - _WATCHERS - 2, _SHORTEST))
        candidates.offer(
            Option(_marks(mark, own) + _candidate(movie, name, width - own), id=str(movie.id))
            for movie, mark in zip(asked.candidates, marks, strict=True)
        )
        candidates.highlighted = min(place or 0, len(asked.candidates) - 1)

    # What a person does

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._accept(event.option_index)

    def action_take(self) -> None:
        if self._review.current is None:
            leave(self)
        else:
            self._accept(self.query_one("#candidates", CandidateList).highlighted)

    def _accept(self, place: int | None) -> None:
        asked = self._review.current
        if asked is not None and place is not None and place < len(asked.candidates):
            self._imports.accept(asked.identity, asked.candidates[place])
            self._review.answer(film=True)
            self._paint()

    def action_none(self) -> None:
        asked = self._review.current
        if asked is not None:
            self._imports.turn_down(asked.identity)
            self._review.answer(film=False)
            self._paint()

    def action_next(self) -> None:
        if self._review.current is not None:
            self.query_one("#candidates", CandidateList).action_cursor_down()

    def action_take_back(self) -> None:
        asked = self._review.take_back()
        if asked is not None:
            self._imports.take_back(asked.identity)
            self._paint()

    def action_leave(self) -> None:
        leave(self)

    async def action_help(self) -> None:
        await self.run_action("app.show_help")


def _marks(mark: Mark | None, width: int) -> Text:
    """The glyphs of the person's marks on a film, in `width` cells."""
    return Text(fit(f"{glyphs.opinion(mark)}{glyphs.flags(mark)}", width), no_wrap=True)


def _candidate(movie: Movie, name: int, width: int) -> Text:
    """The title in `name` cells, year, genres as far as they fit, and how many people rated the film."""
    watchers = f"{movie.n_ratings:,} people rated it" if movie.n_ratings != 1 else "1 person rated it"
    genres = min(max(width - name - _YEAR - _WATCHERS - 4, 0), _GENRES)
    text = Text(no_wrap=True)
    text.append(f"{fit(movie.title, name)}  ", "bold")
    text.append(fit(str(movie.year or ""), _YEAR))
    if genres > 8:
        text.append(fit(join_fitting(movie.genres, genres), genres + 2))
    return text.append(cut(watchers, _WATCHERS))
