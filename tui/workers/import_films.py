"""The films that an import finds its rows in: those of the open version, or none if nothing is set up yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.exchange.film_finding import FilmFinder
from engine.exchange.importing import Import
from engine.exchange.questions import Answer
from engine.exchange.rows import Reading, Use
from engine.profiles.marks import Mark
from engine.serving.mark_matching import MarkMatcher
from engine.titles.index import TitleIndex
from tui.state.imports import Here


class ImportFilms:
    """What `here` names, as the engine needs it. What was found once is known."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.index = here.titles if isinstance(here.titles, TitleIndex) else None
        self.catalogue = here.catalogue if self.index is not None else ""
        self.finder = FilmFinder(self.index, self.catalogue)
        self._matcher = MarkMatcher(self.index, self.catalogue) if self.index is not None else None

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        """Each mark with the id of its film here."""
        return [(mark, None) for mark in marks] if self._matcher is None else self._matcher.match(marks)

    def wanted(self, readings: Sequence[Reading], use: Use | None, answers: Mapping[str, Answer]) -> Import:
        return Import(readings, self.finder, self.catalogue, self.match, use=use, answers=answers)
