"""search, similar, recommend: the commands that answer from the current version. They never load torch."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from engine.errors import UnknownMovie, UsageError
from engine.movies import Where
from tui.cli.context import OPTIONS, recommender, settings
from tui.cli.output import item, print_json, print_table, say

if TYPE_CHECKING:
    from engine.serving.explaining import Recommendation

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Top = Annotated[int, typer.Option("--top", min=1, help="How many films.")]
Genres = Annotated[list[str] | None, typer.Option("--genre", help="Only films of this genre; any of several.")]
Years = Annotated[str | None, typer.Option("--year", help="1980, 1980-, -1999 or 1980-1999.")]
Batch = Annotated[Path | None, typer.Option("--batch", help="JSON lines in, JSON lines out; - is stdin.")]

_YEARS = re.compile(r"(?:(\d{4})|(\d{4})?-(\d{4})?)\Z")


def search(text: list[str], top: Top = 20, as_json: Json = False) -> None:
    """Find films by title; typos, accents, articles and word order are forgiven.

    Examples: movierec search matrix · movierec search godfather --top 5 --json
    """
    OPTIONS.json = as_json
    query = " ".join(text)
    with recommender() as opened:
        found = opened.titles.search_scored(query, top)
        if as_json:
            print_json({"query": query, "items": [item(movie, score) for movie, score in found]})
        elif found:
            columns = ("id", "film", "year", "genres", "watched by")
            rows = [(m.id, m.title, m.year, ", ".join(m.genres), m.watchers) for m, _ in found]
            print_table(columns, rows, right=("id", "year", "watched by"))
        else:
            raise UnknownMovie(query, opened.titles.closest(query, 5))


def similar(
    movie: Annotated[str | None, typer.Argument(help="An id or a title.")] = None,
    top: Top = 20,
    genre: Genres = None,
    year: Years = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Films like one film.

    Examples: movierec similar "The Godfather" · movierec similar id:858 --top 5 · movierec similar --batch in.jsonl
    """
    OPTIONS.json = as_json
    if batch is not None:
        from engine.serving.batch import similar_batch

        with recommender() as opened, _lines(batch) as lines:
            _stream(similar_batch(opened, lines, top))
        return
    if movie is None:
        raise UsageError("similar to which film?", 'give a title or an id, as in `movierec similar "Alien"`')
    where = _where(genre, year)
    with recommender() as opened:
        chosen = opened.resolve(movie)
        answer = opened.similar(chosen.id, top, where=where)
        if as_json:
            items = [item(one.movie, one.score) for one in answer]
            print_json({"version": opened.version, "movie": item(chosen, 1.0), "items": items})
            return
        say(f"like {chosen.label}:")
        rows = [
            (place, one.movie.title, one.movie.year, ", ".join(one.movie.genres)) for place, one in _numbered(answer)
        ]
        print_table(("", "film", "year", "genres"), rows, right=("", "year"))


def recommend(
    movies: Annotated[list[str] | None, typer.Argument(help="Ids or titles; none: your marks.")] = None,
    top: Top = 20,
    genre: Genres = None,
    year: Years = None,
    batch: Batch = None,
    profile: Annotated[str | None, typer.Option("--profile", help="Whose marks.")] = None,
    as_json: Json = False,
) -> None:
    """Ranked films for what you like, and why.

    Examples: movierec recommend "Toy Story" "Alien" --top 10 · movierec recommend --genre Comedy --year 1980-1989
    """
    OPTIONS.json = as_json
    if batch is not None:
        from engine.serving.batch import recommend_batch

        with recommender() as opened, _lines(batch) as lines:
            _stream(recommend_batch(opened, lines, top))
        return
    where = _where(genre, year)
    with recommender() as opened:
        if movies:
            answer = opened.recommend([opened.resolve(text).id for text in movies], top, where=where)
        else:
            from engine.profiles.marks import MarkLog

            here = settings(profile)
            with MarkLog(here.marks_path) as log:
                taste = opened.taste(log.marks(here.profile))
            answer = opened.recommend(opinions=taste.opinions, hidden=taste.hidden, k=top, where=where)
        if as_json:
            print_json({"version": opened.version, "items": [_explained(one) for one in answer]})
            return
        rows = [
            (place, f"{one.bar:.0f}", one.movie.title, one.movie.year, ", ".join(one.movie.genres), _reason(one))
            for place, one in _numbered(answer)
        ]
        print_table(("", "fit", "film", "year", "genres", "why"), rows, right=("", "fit", "year"))


def _explained(one: Recommendation) -> dict[str, Any]:
    why = [{"movie": part.movie.id, "title": part.movie.title, "part": part.part} for part in one.why]
    return {**item(one.movie, one.score), "base": one.base, "why": why}


def _reason(one: Recommendation) -> str:
    from engine.serving.explaining import shares

    words = [f"{share.movie.title if share.movie else 'popular'} {share.percent} %" for share in shares(one)[:3]]
    return ", ".join(words)


def _where(genres: list[str] | None, year: str | None) -> Where:
    if year is None:
        return Where(genres=tuple(genres or ()))
    match = _YEARS.match(year.strip())
    if match is None or year.strip() == "-":
        raise UsageError(f"'{year}' is no year", "write 1980, 1980-, -1999 or 1980-1999")
    one, first, last = match.groups()
    years = [None if part is None else int(part) for part in (one or first, one or last)]
    return Where(genres=tuple(genres or ()), year_from=years[0], year_to=years[1])


@contextmanager
def _lines(batch: Path) -> Iterator[TextIO]:
    if str(batch) == "-":
        yield sys.stdin
        return
    try:
        stream = batch.open(encoding="utf-8", errors="surrogateescape")
    except OSError as cause:
        raise UsageError(
            f"cannot read {batch}: {cause.strerror}", "give a file of JSON lines, or - for stdin"
        ) from cause
    with stream:
        yield stream


def _stream(answers: Iterable[dict[str, Any]]) -> None:
    failed = False
    for answer in answers:
        print_json(answer)
        sys.stdout.flush()
        failed = failed or "error" in answer
    if failed:
        raise typer.Exit(1)


def _numbered(answer: list[Recommendation]) -> Iterable[tuple[int, Recommendation]]:
    return enumerate(answer, start=1)
