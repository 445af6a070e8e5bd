"""search, similar, recommend: the commands that answer from the current version. They never load torch."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from engine.errors import UsageError
from engine.movies import Movie, MovieFilter, clean_text
from tui.cli.context import Json, recommender, settings
from tui.cli.output import item, say, write_json
from tui.cli.tables import write_table

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation
    from engine.serving.recommender import Recommender

Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many films.")]
Genres = Annotated[
    list[str] | None,
    typer.Option("--genre", metavar="G", help="Only films of this genre; repeat it for any of several."),
]
NotGenres = Annotated[
    list[str] | None, typer.Option("--not-genre", metavar="G", help="No film of this genre; repeat it for more.")
]
Popular = Annotated[
    float,
    typer.Option("--popular", metavar="X", min=0.0, max=10.0, help="0 hidden gems, 1 as learned, more: well known."),
]
Varied = Annotated[
    float, typer.Option("--varied", metavar="X", min=0.0, max=1.0, help="0 the best films, up to 1 the least alike.")
]
Years = Annotated[str | None, typer.Option("--year", metavar="YEARS", help="1980, 1980-, -1999 or 1980-1999.")]
Batch = Annotated[
    Path | None, typer.Option("--batch", metavar="FILE", help="JSON lines in, JSON lines out; - is stdin.")
]

_YEARS = re.compile(r"(?:(\d{4})|(\d{4})?-(\d{4})?)\Z")
_SEARCHED = 500
"""Films looked at for a search with filters."""


def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="A part of the title.")],
    top: Top = 20,
    genre: Genres = None,
    not_genre: NotGenres = None,
    year: Years = None,
    as_json: Json = False,
) -> None:
    """Find films by title, typos forgiven.

    Accents, articles and the order of words do not matter either.

    \b
    Examples:
      movierec search matrix
      movierec search godfather --top 5 --json
    """
    query = " ".join(text).encode(errors="replace").decode()
    years = _years(year)
    with recommender(ranks=False) as opened:
        where = _where(opened, genre, not_genre, years)
        looked = top if where == MovieFilter() else max(_SEARCHED, top)
        found = [(m, score) for m, score in opened.titles.search_scored(query, looked) if where.admits(m)][:top]
        if as_json:
            write_json({"query": query, "items": [item(movie, score) for movie, score in found]})
        elif found:
            columns = ("id", "film", "year", "genres", "watched by")
            rows = [(m.id, m.title, m.year, ", ".join(m.genres), f"{m.n_ratings:,}") for m, _ in found]
            write_table(columns, rows, right=("id", "year", "watched by"), cut=("film", "genres"))
        else:
            near = ", ".join(f"{m.label} [id:{m.id}]" for m in opened.titles.closest(query, 5) if where.admits(m))
            say(f"no film comes near '{query}'" + (f"; the closest are {near}" if near else ""))


def similar(
    movie: Annotated[str | None, typer.Argument(metavar="MOVIE", help="An id or a title.")] = None,
    top: Top = 20,
    genre: Genres = None,
    not_genre: NotGenres = None,
    year: Years = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Films like one film.

    With --batch each line is {"id": any, "movie": id}.

    \b
    Examples:
      movierec similar "The Godfather"
      movierec similar id:858 --top 5 --year 1970-1979
      movierec similar --batch films.jsonl > similar.jsonl
    """
    if batch is not None:
        from engine.serving.batch import similar_batch

        _batch_alone(movie is not None, genre, not_genre, year)
        with recommender() as opened, _lines(batch) as lines:
            failed = _stream(similar_batch(opened, lines, top))
        _end_batch(failed)
        return
    if movie is None:
        raise UsageError("similar to which film?", 'give a title or an id, as in `movierec similar "Alien"`')
    years = _years(year)
    with recommender() as opened:
        chosen = opened.resolve(movie)
        answer = opened.similar(chosen.id, top, movie_filter=_where(opened, genre, not_genre, years))
        if as_json:
            items = [item(one.movie, one.score) for one in answer]
            write_json({"version": opened.version, "movie": item(chosen, 1.0), "items": items})
            return
        say(f"like {chosen.label}:")
        rows = [(place, f.title, f.year, ", ".join(f.genres)) for place, f in _numbered(answer)]
        write_table(("", "film", "year", "genres"), rows, right=("", "year"), cut=("film", "genres"))


def recommend(
    movies: Annotated[
        list[str] | None, typer.Argument(metavar="MOVIE", help="Liked films, ids or titles; none: your marks.")
    ] = None,
    top: Top = 20,
    genre: Genres = None,
    not_genre: NotGenres = None,
    year: Years = None,
    popular: Popular = 1.0,
    varied: Varied = 0.0,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Ranked films for what you like, and why.

    With --batch each line is {"id": any, "liked": [movie ids], "disliked": [movie ids]}.

    \b
    Examples:
      movierec recommend
      movierec recommend "Toy Story" "Alien (1979)" --top 10
      movierec recommend --genre Comedy --genre Romance --year 1980-1989
      movierec recommend --not-genre Horror --popular 0 --varied 0.7
      movierec recommend --batch people.jsonl > lists.jsonl
    """
    if batch is not None:
        from engine.serving.batch import recommend_batch

        _batch_alone(bool(movies), genre, not_genre, year, popular != 1.0, varied != 0.0)
        with recommender() as opened, _lines(batch) as lines:
            failed = _stream(recommend_batch(opened, lines, top))
        _end_batch(failed)
        return
    years = _years(year)
    with recommender() as opened:
        where = _where(opened, genre, not_genre, years)
        if movies:
            liked = list(dict.fromkeys(opened.resolve(text).id for text in movies))
            answer = opened.recommend(liked, top, movie_filter=where, popularity=popular, diversity=varied)
        else:
            answer = _for_marks(opened, top, where, popular, varied)
        if as_json:
            write_json({"version": opened.version, "items": [_explained(one) for one in answer]})
            return
        rows = [
            (place, f"{one.bar:.0f}", one.movie.title, one.movie.year, ", ".join(one.movie.genres), _reason(one))
            for place, one in enumerate(answer, start=1)
        ]
        write_table(
            ("", "fit", "film", "year", "genres", "why"), rows, right=("", "fit", "year"), cut=("genres", "why")
        )


def _for_marks(
    opened: Recommender, top: int, where: MovieFilter, popular: float, varied: float
) -> list[Recommendation]:
    from engine.profiles.marks import MarkLog

    here = settings()
    with MarkLog(here.files.marks) as log:
        taste = opened.taste(log.marks(here.profile))
    if not any(weight > 0 for weight in taste.opinions.values()):
        say(f"{here.profile} has liked nothing yet: these are popular films. Like some with `movierec mark`.")
    return opened.recommend(
        opinions=taste.opinions, hidden=taste.hidden, k=top, movie_filter=where, popularity=popular, diversity=varied
    )


def _explained(one: Recommendation) -> dict[str, Any]:
    why = [{"movie": p.movie.id, "title": clean_text(p.movie.title), "part": p.part} for p in one.why]
    return {**item(one.movie, one.score), "base": one.base, "why": why}


def _reason(one: Recommendation) -> str:
    from engine.serving.explanations import shares

    words = [f"{share.movie.title if share.movie else 'popular'} {share.percent} %" for share in shares(one)[:3]]
    return ", ".join(words)


def _years(year: str | None) -> tuple[int | None, int | None]:
    """The first and the last year that `year` means. Raises UsageError."""
    if year is None:
        return None, None
    match = _YEARS.match(year.strip())
    if match is None or year.strip() == "-":
        raise UsageError(f"'{year}' is no year", "write 1980, 1980-, -1999 or 1980-1999")
    one, first, last = match.groups()
    start, end = (None if part is None else int(part) for part in (one or first, one or last))
    if start is not None and end is not None and start > end:
        raise UsageError(f"no year is in {year}", f"write --year {end}-{start}")
    return start, end


def _where(
    opened: Recommender,
    genre: Sequence[str] | None,
    not_genre: Sequence[str] | None,
    years: tuple[int | None, int | None],
) -> MovieFilter:
    """The filter, with genres as the data set writes them, case aside. Raises UsageError for an unknown one."""
    films = opened.titles.popular(len(opened.titles)) if genre or not_genre else ()
    known = {name.casefold(): name for film in films for name in film.genres}
    unknown = [name for name in (*(genre or ()), *(not_genre or ())) if name.casefold() not in known]
    if unknown:
        raise UsageError(f"'{unknown[0]}' is no genre here", f"there are {', '.join(sorted(known.values()))}")
    wanted, unwanted = (
        tuple(dict.fromkeys(known[name.casefold()] for name in names or ())) for names in (genre, not_genre)
    )
    return MovieFilter(genres=wanted, without_genres=unwanted, year_from=years[0], year_to=years[1])


def _batch_alone(*given: object) -> None:
    if any(given):
        raise UsageError("--batch goes with --top only", "leave MOVIE and the filters out")


@contextmanager
def _lines(batch: Path) -> Iterator[TextIO]:
    """The lines of a file or of stdin; a byte that is not UTF-8 makes its line a bad one, not the whole."""
    if str(batch) == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        yield sys.stdin
        return
    try:
        stream = batch.open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as cause:
        raise UsageError(
            f"cannot read {batch}: {cause.strerror}", "give a file of JSON lines, or - for stdin"
        ) from cause
    with stream:
        yield stream


def _stream(answers: Iterable[dict[str, Any]]) -> int:
    """Write the answers as they come; how many are of bad lines."""
    failed = 0
    for answer in answers:
        write_json(answer)
        failed += "error" in answer
    return failed


def _end_batch(failed: int) -> None:
    if failed:
        say(f"movierec: {failed:,} bad {'line' if failed == 1 else 'lines'}; each is answered with what is wrong")
        raise typer.Exit(1)


def _numbered(answer: Sequence[Recommendation]) -> Iterator[tuple[int, Movie]]:
    return ((place, one.movie) for place, one in enumerate(answer, start=1))
