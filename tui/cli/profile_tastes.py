"""The profiles that a command is given, and the tastes that their marks add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.movies import clean_text
from tui.cli.output import say
from tui.cli.session import Session

if TYPE_CHECKING:
    from engine.serving.mark_matching import Taste
    from engine.serving.recommender import Recommender


def tastes_of(session: Session, opened: Recommender, profiles: Sequence[str]) -> dict[str, Taste]:
    """The taste of each of `profiles` (ids, or names given in the app), in their order; says on stderr who has no
    likes yet. Raises UsageError if there are too few or too many of them, or one that has never marked a film."""
    from engine.profiles.marks import MarkLog
    from engine.serving.together import FEWEST, MOST
    from tui.state.phrases import listed
    from tui.workers.name_files import read_names

    names, here = list(dict.fromkeys(profiles)), session.settings
    if not FEWEST <= len(names) <= MOST:
        given = "one profile" if len(names) == 1 else f"{len(names)} different profiles"
        raise UsageError(
            f"a list together is for {FEWEST} to {MOST} people, not {given}", "movierec together anna bert"
        )
    with MarkLog(here.files.marks) as log:
        known = {*log.profiles(), here.profile}
        ids = {**{name: id for id, name in read_names(here.files).items()}, **{id: id for id in known}}
        unknown = [name for name in names if name not in ids]
        if unknown:
            raise UsageError(f"there is no profile '{clean_text(unknown[0])}'", f"known are {listed(sorted(ids))}")
        tastes = {name: opened.taste(log.marks(ids[name])) for name in names}
    without = [name for name, taste in tastes.items() if not any(weight > 0 for weight in taste.opinions.values())]
    if without:
        verb = "has" if len(without) == 1 else "have"
        say(f"{listed(without)} {verb} no likes yet: what most people watch counts for them")
    return tastes
