"""What the ranking thread finds for an evening: a list for several people, and one film for tonight.

The marks of other profiles are read from the log; they may have been made in another process.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from engine.errors import StoreError
from engine.movies import MovieFilter
from engine.popularity_dial import BALANCED
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark, MarkLog
from engine.profiles.proposals import add_proposal, proposed
from engine.settings import Settings
from tui.state.company import Person, Source
from tui.state.messages import FilmProposed
from tui.workers.facts_filter import asked_of_films
from tui.workers.ranking_engine import RankingEngine

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation

_log = logging.getLogger("movierec.app")


def films_together(
    engine: RankingEngine, settings: Settings, people: Sequence[Person], filters: ListFilters, k: int
) -> list[Recommendation]:
    """The `k` best films for these people, under the names that they are shown under. Raises MovierecError."""
    from engine.serving.mark_matching import taste_of

    with MarkLog(settings.files.marks) as log:
        tastes = {person.name: taste_of(engine.match(log.marks(person.id))) for person in people}
    asked = asked_of_films(engine, filters)
    return engine.together(tastes, k, movie_filter=asked, popularity=filters.popularity, diversity=filters.diversity)


def film_for_tonight(
    engine: RankingEngine,
    settings: Settings,
    source: Source,
    people: Sequence[Person],
    marks: Sequence[Mark],
    filters: ListFilters,
    random: Random,
) -> FilmProposed:
    """A film that was not proposed to the profile of `settings` this evening, from the list for its `marks`, from its
    watchlist, or from the list for `people`. Raises MovierecError."""
    from engine.serving.mark_matching import taste_of
    from engine.serving.tonight import propose, wanted

    now, catalogue = datetime.now(UTC), engine.dataset.catalogue
    earlier = proposed(settings.files, settings.profile, catalogue, now)
    if source == "together":
        found = films_together(engine, settings, people, filters, wanted(earlier))
    else:
        taste = taste_of(engine.match(marks))
        if source == "watchlist":
            films, popularity, diversity = MovieFilter(only=taste.watchlist), BALANCED, 0.0
        else:
            asked = asked_of_films(engine, filters)
            films, popularity, diversity = asked, filters.popularity, filters.diversity
        found = engine.recommend(
            k=wanted(earlier),
            opinions=taste.opinions,
            hidden=taste.hidden | taste.seen,
            movie_filter=films,
            popularity=popularity,
            diversity=diversity,
        )
    chosen = propose(found, earlier, random)
    if chosen is not None:
        try:
            add_proposal(settings.files, settings.profile, catalogue, chosen.movie.id, now)
        except StoreError as failure:  # it may then be proposed again, which harms nobody
            _log.warning("%s", failure.message)
    return FilmProposed(chosen, source, earlier=bool(found))
