"""One film for tonight, with its reason; the key that opened the screen proposes another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Static

from engine.movies import clean_text
from engine.profiles.marks import Mark
from tui import actions
from tui.screens.leaving import leave
from tui.state.fact_texts import length
from tui.state.film_rows import Row
from tui.state.messages import FilmProposed
from tui.state.reason_texts import because, fit, fits
from tui.state.requests import ProposalMarked, ProposalOpened, ProposalRequested
from tui.theme import glyphs

if TYPE_CHECKING:
    from engine.people.film_facts import FilmFacts

_FROM = {
    "list": "for tonight",
    "watchlist": "for tonight, from your watchlist",
    "together": "for tonight, for all of you",
}
_NOTHING = {
    "list": "Nothing is left to propose; fewer filters leave more.",
    "watchlist": "Your watchlist has no film that you have not seen.",
    "together": "No film is left that suits all of you; fewer filters leave more.",
}
_KEYS = (
    "{tonight_another} another, {tonight_similar} similar, {tonight_watchlist} watchlist, {tonight_seen} seen, "
    "{tonight_close} closes"
)


class ProposalScreen(ModalScreen[None]):
    """Shows the film that the app is told of; requests another, marks it, or goes to the films like it."""

    BINDINGS = actions.bindings("tonight")

    def __init__(self, key_map: Mapping[str, str]) -> None:
        super().__init__()
        self._key_map = key_map
        self._row: Row | None = None

    def compose(self) -> ComposeResult:
        with Container(id="proposal") as frame:
            frame.border_title = "for tonight"
            frame.border_subtitle = actions.with_keys(_KEYS, self._key_map)
            yield Static(Text(f"Looking for a film{glyphs.ELLIPSIS}"), id="proposal-film", markup=False)
            yield Static("", id="proposal-mark", markup=False)

    def show(self, proposed: FilmProposed, mark: Mark | None, facts: FilmFacts | None = None) -> None:
        """Show this film, how it is marked, and how long it is if that is known."""
        found = proposed.found
        self._row = Row(movie=found.movie, recommendation=found) if found is not None else None
        self.query_one("#proposal", Container).border_title = _FROM[proposed.source]
        text = Text()
        if found is None:
            earlier = "All of these films were proposed this evening already."
            text.append(earlier if proposed.earlier else _NOTHING[proposed.source])
        else:
            text.append(clean_text(found.movie.label), "bold")
            about = [*([kinds] if (kinds := ", ".join(found.movie.genres)) else []), *(length(facts) if facts else [])]
            about.append(fits(found) if found.people else fit(found))
            text.append("\n" + clean_text(f" {glyphs.DOT} ".join(about)))
            text.append(f"\n\n{clean_text(because(found))}")
        self.query_one("#proposal-film", Static).update(text)
        self.show_mark(mark)

    def show_mark(self, mark: Mark | None) -> None:
        """Show how the film is marked now."""
        said = (
            [] if mark is None else [w for w, so in (("seen", mark.seen), ("on the watchlist", mark.watchlist)) if so]
        )
        self.query_one("#proposal-mark", Static).update(Text(f" {glyphs.DOT} ".join(said)))

    @property
    def row(self) -> Row | None:
        """The film that is proposed."""
        return self._row

    def action_another(self) -> None:
        if self.is_active:
            self.app.post_message(ProposalRequested())

    def action_mark(self, verb: str) -> None:
        if self._row is not None and self.is_active:
            self.app.post_message(ProposalMarked(verb, self._row))

    def action_similar(self) -> None:
        if self._row is not None and leave(self):
            self.app.post_message(ProposalOpened(self._row))

    def action_close(self) -> None:
        leave(self)
