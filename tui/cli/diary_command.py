"""diary: lists what a person has marked when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.movies import clean_text
from tui.cli.output import say, write_json
from tui.cli.profile_words import has_none
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

if TYPE_CHECKING:
    from engine.profiles.diary import DiaryEntry, DiaryFilm


def diary(
    session: Session,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="The newest N entries only.")] = None,
    as_json: Json = False,
) -> None:
    """List what you marked when, newest first, by the days of this machine.

    What you undid is left out. A film that was imported with its date stands on that day, and the import with all its
    films on the day on which you made it.

    \b
    Examples:
      movierec diary --limit 20
      movierec diary --json
    """
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        entries = log.diary(here.profile)[:limit]
    if as_json:
        write_json(diary_document(here.profile, entries))
    elif not entries:
        say(has_none(here, "marks"))
    else:
        _write(entries, plain=session.plain)


def diary_document(profile: str, entries: Sequence[DiaryEntry]) -> dict[str, Any]:
    """The JSON document of `diary`."""
    return {
        "profile": profile,
        "entries": [
            {
                "kind": entry.kind,
                "day": entry.day.isoformat(),
                "at": entry.at.isoformat() if entry.at is not None else None,
                "from": entry.origin or None,
                "films": [_film(film) for film in entry.films],
            }
            for entry in entries
        ],
    }


def _film(film: DiaryFilm) -> dict[str, Any]:
    from engine.profiles.fold import changed

    return {
        "catalogue": film.catalogue,
        "movie": film.movie,
        "title": clean_text(film.title),
        "year": film.year,
        **changed(film.new),
    }


def _write(entries: Sequence[DiaryEntry], *, plain: bool) -> None:
    from tui.state.diary_lines import import_words, what_changed

    rows: list[tuple[object, ...]] = []
    for entry in entries:
        time = f"{entry.at:%H:%M}" if entry.at is not None else ""
        if entry.kind == "import":
            rows.append((entry.day, time, import_words(entry), None, "", ""))
        else:
            film = entry.films[0]
            said = ", ".join(words for words, _ in what_changed(film))
            rows.append((entry.day, time, film.title, film.year, said, entry.origin))
    columns = ("day", "time", "film", "year", "marked", "from")
    write_table(columns, rows, right=("year",), cut=("film",), plain=plain)
