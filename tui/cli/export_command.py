"""export: writes what a person has marked, as other film services import it, or as a backup of movierec's own.

This module does the reading and writing; what the files hold is made in engine.exchange.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import ArtifactError, NotSetUp, StoreError, UsageError
from engine.file_faults import FileFault, file_fault
from tui.cli.output import say, write_json
from tui.cli.profile_words import has_none
from tui.cli.result_stream import lost
from tui.cli.session import Json, Session

if TYPE_CHECKING:
    from engine.exchange.exported_films import ExportedFilm
    from engine.exchange.file_parts import Export, Omission
    from engine.profiles.marks import Mark
    from engine.serving.recommender import Recommender


class Service(StrEnum):
    """What the marks are written for."""

    movierec = "movierec"
    letterboxd = "letterboxd"
    imdb = "imdb"
    trakt = "trakt"
    csv = "csv"


def export(
    session: Session,
    to: Annotated[
        Service, typer.Option("--to", help="What to write: a backup, a service's files, or a plain CSV.")
    ] = Service.movierec,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            readable=False,
            help="The file (movierec, csv) or the folder to write; - is stdout.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write your marks for another service, or as a backup.

    The backup (--to movierec) and the CSV go to stdout unless --out names a file. The backup has everything, and
    `movierec import` reads it. The services' files go to a folder, by default movierec-SERVICE-DATE here: ratings and
    seen films, and the watchlist in a file of its own. What a service's files cannot say is counted on stderr. With
    --to imdb they are in IMDb's format, which TMDB, Simkl, Criticker, MovieLens and others import.

    \b
    Examples:
      movierec export --out marks.json
      movierec export --to letterboxd
      movierec export --profile anna | movierec import --profile ben -
    """
    to_folder = to not in (Service.movierec, Service.csv)
    out = None if out is None or (str(out) == "-" and not to_folder) else _expanded(out)
    if to_folder and str(out) == "-":
        raise UsageError(f"the files for {to.value} need a folder", "give --out FOLDER, or leave it out")
    if to is Service.csv and out is None and as_json:
        raise UsageError("the CSV and the JSON summary cannot both go to stdout", "give --out FILE")
    films = _films(session, to)
    if to_folder:
        folder = out or Path(f"movierec-{to.value}-{date.today().isoformat()}")
        _write_folder(to, films, folder, session.settings.profile, as_json=as_json)
    elif out is None:
        _send(_document(to, films, session.settings.profile))
    else:
        _write_out(out, _document(to, films, session.settings.profile))
        say(f"wrote {out}: {_counted(len(films))}")
        if as_json:
            _write_summary([(out, len(films))], 0, session.settings.profile)


def _films(session: Session, to: Service) -> list[ExportedFilm]:
    """The profile's marks, newest first, with the ids and titles of the current data set if there is one. Only the
    backup has every mark of a film that was marked in several catalogues."""
    from engine.exchange.exported_films import newest_of_each
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        said = log.marks(here.profile)
    if not said:
        say(has_none(here, "marks"))
        return []
    try:
        with session.recommender(ranks=False) as opened:
            films = _exported(opened, said)
    except NotSetUp:
        films = _exported(None, said)
    except (ArtifactError, StoreError) as failure:
        say(f"note: {failure.message}; the marks are written as they were made")
        films = _exported(None, said)
    return films if to is Service.movierec else newest_of_each(films)


def _exported(opened: Recommender | None, said: Sequence[Mark]) -> list[ExportedFilm]:
    from engine.exchange.exported_films import exported_film

    if opened is None:
        return [exported_film(one, None) for one in said]
    matched = opened.match(said)
    known = {movie.id: movie for movie in opened.titles.movies({found for _, found in matched if found is not None})}
    return [exported_film(one, None if found is None else known.get(found)) for one, found in matched]


def _document(to: Service, films: Sequence[ExportedFilm], profile: str) -> bytes:
    if to is Service.csv:
        from engine.exchange.csv_writing import csv_document

        return csv_document(films)
    import msgspec

    from engine.exchange.backup_writing import backup_document

    named = profile.encode(errors="replace").decode()  # the command line may hold bytes that are not UTF-8
    return msgspec.json.encode(backup_document(named, films, exported=datetime.now(UTC))) + b"\n"


def _for_service(to: Service, films: Sequence[ExportedFilm]) -> Export:
    from engine.exchange.imdb_writing import imdb_export
    from engine.exchange.letterboxd_writing import letterboxd_export
    from engine.exchange.trakt_writing import trakt_export

    write = {Service.letterboxd: letterboxd_export, Service.imdb: imdb_export, Service.trakt: trakt_export}[to]
    return write(films)


def _write_folder(to: Service, films: Sequence[ExportedFilm], folder: Path, profile: str, *, as_json: bool) -> None:
    from engine.atomic import write_file

    export = _for_service(to, films)
    try:
        if export.files:
            folder.mkdir(parents=True, exist_ok=True)
        for file in export.files:
            write_file(folder / file.name, file.data)
        older = _older(to, export, folder) if export.files else []
    except OSError as cause:
        raise _fault(cause, folder) from cause
    _tell(export, folder, films=len(films))
    for old in older:
        say(f"note: {old} is from an earlier export; do not import it")
    if as_json:
        files = [(folder / file.name, file.films) for file in export.files]
        _write_summary(files, sum(one.films for one in export.left_out), profile)


def _tell(export: Export, folder: Path, *, films: int) -> None:
    """Say which files were written, where to import them in which order, and what they lack."""
    if export.files:
        say(f"wrote {folder}, to be imported in this order:")
    elif films:
        say("nothing was written: these files can say nothing of your marks")
    for number, file in enumerate(export.files, start=1):
        say(f"  {number}. {file.name}: {_counted(file.films)}, {file.where}")
    for one in export.left_out:
        say(f"left out: {_with_reason(one)}")
    for one in export.cut_short:
        say(f"written in part: {_with_reason(one)}")


def _with_reason(one: Omission) -> str:
    return f"{_counted(one.films)}: {one.why}"


def _older(to: Service, export: Export, folder: Path) -> list[Path]:
    """What former exports to this service left in the folder: parts or a watchlist that there are not any more."""
    written = {file.name for file in export.files}
    ours = re.compile(rf"{to.value}(-ratings)?(-watchlist)?(-\d+)?\.csv")
    return sorted(path for path in folder.iterdir() if ours.fullmatch(path.name) and path.name not in written)


def _write_out(path: Path, data: bytes) -> None:
    """Write a file atomically; a pipe or a device is written to as it is."""
    from engine.atomic import write_file

    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as stream:
                stream.write(data)
        else:
            write_file(Path(os.path.realpath(path)), data)  # a link stays one
    except OSError as cause:
        raise _fault(cause, path) from cause


def _send(data: bytes) -> None:
    """Write to stdout, in UTF-8 whatever the locale is. Raises ReaderGone or OutputLost."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as cause:
        raise lost(cause) from cause


def _fault(cause: OSError, path: Path) -> FileFault:
    fault = file_fault(cause, path, "cannot write")
    return FileFault(fault.message, fault.remedy.replace("--home", "--out"))


def _write_summary(files: Sequence[tuple[Path, int]], left_out: int, profile: str) -> None:
    written = [{"file": str(path), "films": films} for path, films in files]
    write_json({"files": written, "left_out": left_out, "profile": profile})


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as cause:
        raise UsageError(f"{path}: there is no such home folder", "give the whole path") from cause


def _counted(films: int) -> str:
    return f"{films:,} film{'' if films == 1 else 's'}"
