"""import: takes the marks that a person exported from other film services.

Every row of every file is accounted for, and the whole import is one action, undone in one step.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import DataError, MovierecError, NotSetUp, UsageError
from tui.cli.output import say, tell_error, write_json
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

if TYPE_CHECKING:
    from engine.exchange.importing import FileOutcome, Import
    from engine.exchange.recognition import Refused
    from engine.exchange.rows import Reading
    from engine.serving.recommender import Recommender

_SHOWN = 10
"""Unreadable rows that are named."""


class Use(StrEnum):
    """What a list is for."""

    watchlist = "watchlist"
    ratings = "ratings"
    seen = "seen"


def import_(
    session: Session,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|FOLDER|ZIP...", help="What you exported; - is stdin."),
    ] = None,
    use: Annotated[Use | None, typer.Option("--as", help="What a list is for: to watch, ratings, or seen.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be taken.")] = False,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="ID", help="Undo the import with this id; `last` is the last one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take your ratings, watchlist and seen films from other services.

    Letterboxd, IMDb, Trakt, MovieLens.org, TMDB, Simkl, Criticker, Netflix, Kodi, Jellyfin, Kinopoisk, Douban, lists of
    ids or links, and movierec's own export: as the file, the zip or the folder that the service gave you. What is in
    it decides, not its name. A later mark of your own is never overwritten, and importing again changes nothing.

    \b
    Examples:
      movierec import letterboxd-anna-2026-01-31.zip
      movierec import ratings.csv watchlist.csv --dry-run
      movierec import top250.csv --as watchlist
      movierec import --undo last
    """
    if undo is not None:
        if files or dry_run or use:
            raise UsageError("--undo takes no files", "give the id that the import printed, or last")
        _undo(session, undo, as_json=as_json)
        return
    if not files or not all(files):
        raise UsageError("no file was given", "give the file, zip or folder that you exported")
    readings, refused = _read(files)
    _tell(refused)
    if not readings:
        if as_json:
            documents = [_refused_document(one) for one in refused]
            write_json({"files": documents} if dry_run else {"files": documents, "undo": None})
        raise typer.Exit(1)
    try:
        with session.recommender(ranks=False) as opened:
            _import(session, readings, refused, opened, use, dry_run=dry_run, as_json=as_json)
    except NotSetUp:
        _import(session, readings, refused, None, use, dry_run=dry_run, as_json=as_json)
    if refused:
        raise typer.Exit(1)


def _read(files: Sequence[str]) -> tuple[list[Reading], list[Refused]]:
    from engine.exchange.import_run import read_named
    from engine.exchange.parts import parts_of
    from engine.exchange.recognition import Refused, read_parts

    readings: list[Reading] = []
    refused: list[Refused] = []
    for name in files:
        try:
            if name == "-":
                found, failed = read_parts(parts_of(sys.stdin.buffer.read(), "stdin", PurePosixPath("stdin")))
            else:
                found, failed = read_named([_path(name)])
        except MovierecError as failure:
            found, failed = [], [Refused("stdin" if name == "-" else name, failure)]
        readings += found
        refused += failed
    return readings, refused


def _path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as cause:
        raise DataError(f"{name} is in the home of a user who is not here", "check the path") from cause


def _import(
    session: Session,
    readings: list[Reading],
    refused: list[Refused],
    opened: Recommender | None,
    use: Use | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from engine.exchange.film_finding import FilmFinder
    from engine.exchange.import_run import carry_out, look_ahead
    from engine.exchange.importing import Import
    from engine.exchange.questions import read_questions
    from engine.profiles.marks import MarkLog

    here = session.settings
    catalogue = "" if opened is None else opened.catalogue
    wanted = Import(
        readings,
        FilmFinder(None if opened is None else opened.titles, catalogue),
        catalogue,
        (lambda marks: [(mark, None) for mark in marks]) if opened is None else opened.match,
        use=None if use is None else use.value,
        answers=read_questions(here.files, here.profile).answers,
    )
    action = None
    with MarkLog(here.files.marks) as log:
        if dry_run:
            look_ahead(wanted, log, here.profile)
        else:
            action = carry_out(wanted, log, here.files, here.profile)
    if as_json:
        documents = [_document(file) for file in wanted.files] + [_refused_document(one) for one in refused]
        write_json({"files": documents} if dry_run else {"files": documents, "undo": action})
        return
    _show(session, wanted, opened, action, dry_run=dry_run)


def _document(file: FileOutcome) -> dict[str, Any]:
    return {
        "file": file.reading.file,
        "service": file.reading.service,
        "kind": file.reading.kind,
        "counts": file.counts,
        "rows": [
            {
                "line": one.row.line,
                "title": one.row.title,
                "year": one.row.year,
                "state": one.state,
                "movie": one.movie,
                "by": one.by,
                **({"reason": one.why} if one.why else {}),
            }
            for one in file.rows
        ],
    }


def _refused_document(refused: Refused) -> dict[str, Any]:
    failure = refused.failure
    return {
        "file": refused.file,
        "service": None,
        "kind": None,
        "counts": {},
        "rows": [],
        "error": {"message": failure.message, "remedy": failure.remedy},
    }


def _tell(refused: Sequence[Refused]) -> None:
    for one in refused:
        tell_error(one.failure.message, one.failure.remedy, as_json=False)


def _show(session: Session, wanted: Import, opened: Recommender | None, action: str | None, *, dry_run: bool) -> None:
    from engine.exchange.import_words import file_name, outcome_lines, state_words
    from engine.exchange.recognition import SERVICES

    counted: Counter[str] = Counter()
    rows = []
    for file in wanted.files:
        counted.update(file.counts)
        words = ", ".join(f"{count:,} {state_words(state)}" for state, count in file.counts.items())
        rows.append((file_name(file.reading.file), f"{SERVICES[file.reading.service]} {file.reading.kind}", words))
    write_table(("file", "what", "rows"), rows, fold=("rows",), plain=session.plain)
    for line in outcome_lines(wanted, dry_run=dry_run, shown=_SHOWN):
        say(line)
    if action is not None:
        say("undo it with `movierec import --undo last`, or u in the app")
    absent = wanted.absent_films()
    if absent:
        say(_larger(session, list(absent.values()), len(absent), opened))


def _larger(session: Session, years: list[int | None], absent: int, opened: Recommender | None) -> str:
    """What is not in the data set, and what would have it."""
    from engine.estimates.larger_sets import larger_set
    from engine.estimates.machine import measure_machine
    from engine.estimates.set_up_costs import in_words

    films = f"{absent:,} film{'' if absent == 1 else 's'}"
    if opened is None:
        return f"nothing is set up yet: {films} wait{'s' if absent == 1 else ''} for it (`movierec setup`)"
    kept = f"{films} not in this data set {'is' if absent == 1 else 'are'} kept"
    larger = larger_set(years, len(opened.titles), measure_machine(session.settings.home))
    if larger is None:
        return f"{kept}, for a data set that has {'it' if absent == 1 else 'them'}"
    return (
        f"{kept}; {larger.known.name} (films to {larger.known.newest_year}) would hold up to {larger.films:,} of them:"
        f" `movierec setup --dataset {larger.known.name}`, {in_words(larger.seconds)} here"
    )


def _undo(session: Session, action: str, *, as_json: bool) -> None:
    from engine.profiles.fold import origin_of
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        found = log.last_import(here.profile) if action == "last" else action
        undone = log.undo_action(here.profile, found) if found is not None and origin_of(found) else None
    if undone is None:
        raise UsageError(f"there is no import {action} to undo", "`last` is the last one")
    if as_json:
        write_json({"profile": here.profile, "undone": found})
    else:
        say(f"undone: {undone.words} (profile {here.profile})")
