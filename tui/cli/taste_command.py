"""taste: says what a person is like, from their marks, beside everybody of the data set."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.movies import clean_text
from tui.cli.output import say, write, write_json
from tui.cli.profile_words import has_none
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

if TYPE_CHECKING:
    from engine.movies import Movie
    from engine.serving.portrait_records import GivenStars, TastePortrait, TasteShare

_WIDTH = 80


def taste(session: Session, as_json: Json = False) -> None:
    """Say what you are like: your decades, genres, makers and stars, beside everybody's.

    What you like is held against what everybody of the data set watches; where few films tell, nothing much is made of
    them. Directors and actors are there after `movierec enrich`. How sure lists are is what the version's own report
    has measured.

    \b
    Examples:
      movierec taste
      movierec taste --profile anna --json
    """
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        marks = log.marks(here.profile)
    with session.recommender(ranks=False) as opened:
        portrait = opened.portrait(marks)
    if as_json:
        write_json(taste_document(portrait, here.profile))
    elif not marks:
        say(has_none(here, "marks"))
    else:
        _write(portrait, plain=session.plain)


def taste_document(portrait: TastePortrait, profile: str) -> dict[str, Any]:
    """The JSON document of `taste`."""
    import msgspec

    document: dict[str, Any] = msgspec.to_builtins(portrait)
    stars = portrait.stars
    return {
        **document,
        "profile": profile,
        "stars": None if stars is None else _stars_document(stars, document["stars"]),
        "uncommon": [_film(movie) for movie in portrait.uncommon],
        "apart": [_film(movie) for movie in portrait.apart],
    }


def _stars_document(given: GivenStars, document: dict[str, Any]) -> dict[str, Any]:
    films = {"harshest": given.harshest, "kindest": given.kindest}
    return document | {
        name: [{**_film(one.movie), "stars": one.stars, "mean": one.movie.mean} for one in some]
        for name, some in films.items()
    }


def _film(movie: Movie) -> dict[str, Any]:
    return {
        "movie": movie.id,
        "title": clean_text(movie.title),
        "year": movie.year,
        "genres": list(movie.genres),
        "ratings": movie.n_ratings,
    }


def _write(portrait: TastePortrait, *, plain: bool) -> None:
    from tui.state import portrait_texts as texts

    _paragraphs([texts.counted(portrait), texts.left_out(portrait), texts.summary(portrait)])
    _shares("decade", portrait.decades, plain=plain)
    _shares("genre", portrait.genres, plain=plain)
    if portrait.stars is not None:
        _stars(portrait.stars, plain=plain)
    if portrait.makers is None:
        _paragraphs(["Who made these films, `movierec enrich` learns from IMDb's data sets."])
    elif portrait.makers:
        makers = [(maker.name, maker.role, maker.liked, maker.films) for maker in portrait.makers]
        _table(("maker", "", "liked", "of"), makers, right=("liked", "of"), plain=plain)
    for name, films in (("few others watched", portrait.uncommon), ("unlike your other likes", portrait.apart)):
        if films:
            rows = [(texts.title(movie), movie.n_ratings) for movie in films]
            _table((name, "ratings"), rows, right=("ratings",), plain=plain)
    _paragraphs(texts.sureness(portrait))
    if portrait.measured:
        measured = [
            (texts.told(one), texts.found(one), "" if one.most_watched is None else texts.percent(one.most_watched))
            for one in portrait.measured
        ]
        _table(("told", "found", "most watched"), measured, plain=plain)


def _shares(name: str, shares: Sequence[TasteShare], *, plain: bool) -> None:
    from tui.state import portrait_texts as texts

    if shares:
        rows = [
            (one.name, one.films, texts.percent(one.share), texts.percent(one.everybody), texts.times(one))
            for one in shares
        ]
        columns = (name, "liked", "you", "everybody", "times")
        _table(columns, rows, right=columns[1:], plain=plain)


def _stars(given: GivenStars, *, plain: bool) -> None:
    from tui.state import portrait_texts as texts

    _paragraphs(texts.stars_said(given))
    everybody = given.everybodys_shares or [None] * len(given.counts)
    rows = [
        ((place + 1) / 2, films, "" if share is None else texts.percent(share))
        for place, (films, share) in enumerate(zip(given.counts, everybody, strict=True))
    ]
    columns = ("stars", "films", "everybody")
    _table(columns, reversed(rows), right=columns, plain=plain)
    for name, some in (("harshest on", given.harshest), ("kindest on", given.kindest)):
        if some:
            _table((name, ""), [(texts.title(one.movie), texts.star_gap(one)) for one in some], plain=plain)


def _table(columns: Sequence[str], rows: Any, *, right: Sequence[str] = (), plain: bool) -> None:
    write_table(columns, rows, right=right, cut=(columns[0],), plain=plain)
    write("\n")


def _paragraphs(paragraphs: Sequence[str]) -> None:
    said = [textwrap.fill(clean_text(words), _WIDTH) for words in paragraphs if words]
    if said:
        write("\n".join(said) + "\n\n")
