"""A recommendation as commands print it: as JSON, and its reason as a cell of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.movies import Movie, clean_text
from tui.cli.output import item, say

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation

WIDE, FULL = 110, 140
"""The widths in cells from which a table has room for the genres, and for reasons as whole sentences."""
_WHY = 26, 40
"""The least and the most cells of a reason in a narrower table."""


def explained(one: Recommendation) -> dict[str, Any]:
    """The film with the terms of its score, as JSON documents have it; in a list for several people, also whose each
    term is, and what the film is to each of them."""
    why = [
        {
            "movie": p.movie.id,
            "title": clean_text(p.movie.title),
            "part": p.part,
            "together": p.together,
            **({"profile": p.profile} if p.profile else {}),
        }
        for p in one.why
    ]
    document = {**item(one.movie, one.score), "base": one.base, "everybody": one.everybody, "why": why}
    document["taste"] = one.taste
    if one.people:
        document["fits"] = {person.profile: person.fit for person in one.people}
        document["shares"] = {person.profile: person.share for person in one.people}
    return document


def tell_of_unrated(found: Sequence[Recommendation]) -> None:
    """Say it where a list is made of new films beyond their share."""
    from tui.state.new_film_texts import beyond_share

    if new := beyond_share(found):
        say(f"{new} of these {len(found)} films are unrated here, placed by makers and genres: few others are left")


def named(movie: Movie) -> str:
    """The title, and that nobody rated it, of a new film."""
    from tui.state.new_film_texts import UNRATED

    return f"{movie.title} ({UNRATED})" if movie.is_new else movie.title


def reason_cell(one: Recommendation, width: int | None, taken: int = 0) -> str:
    """Why the film is there, in full unless the table has to fit into `width` cells, of which columns beside the usual
    ones have `taken` some; the largest shares where no single reason can be told."""
    from engine.serving.explanations import shares
    from tui.state.reason_texts import same_director, why
    from tui.widgets.cell_text import cut
    from tui.widgets.reason_cells import why_within

    room = None if width is None or width - taken >= FULL else min(max(width // 2 - 2, _WHY[0]), _WHY[1])
    if room is not None and width is not None:
        room = max(min(room, width - taken - _WHY[1]), _WHY[0])
    said = "; ".join(filter(None, (why(one), same_director(one)))) if room is None else why_within(one, room, "column")
    if said:
        return said
    words = [f"{share.movie.title if share.movie else 'popularity'} {share.percent}%" for share in shares(one)[:3]]
    return ", ".join(words) if room is None else cut(", ".join(words), room)
