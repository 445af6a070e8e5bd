"""Where IMDb's data sets come from: a folder that a person gives, or IMDb itself.

IMDb publishes them every day at https://datasets.imdbws.com/, for personal and non-commercial use. Only title.basics is
needed; of the others, those that are there are read.
"""

from __future__ import annotations

import time
from pathlib import Path

from engine.datasets.fetching import RemoteFile, fetch_file
from engine.errors import DataError, DownloadError
from engine.people.imdb_tables import is_gzip
from engine.progress import Event, Progress

IMDB_URL = "https://datasets.imdbws.com"
TERMS = (
    "Information courtesy of IMDb (https://www.imdb.com). Used with permission. IMDb's data sets are for personal and"
    " non-commercial use (https://developer.imdb.com/non-commercial-datasets/)."
)
BASICS, RATINGS, CREW, PRINCIPALS, NAMES, AKAS = (
    "title.basics",
    "title.ratings",
    "title.crew",
    "title.principals",
    "name.basics",
    "title.akas",
)
FILES = {BASICS: 215e6, RATINGS: 8e6, CREW: 80e6, PRINCIPALS: 740e6, NAMES: 295e6, AKAS: 480e6}
"""Every file, in the order in which they are read, with about its size in bytes (2025)."""
_FRESH = 7 * 24 * 3600
"""Seconds for which a file of a run that failed is taken instead of fetched again."""


def given_files(folder: Path) -> dict[str, Path]:
    """The files in `folder`, by name, gzip or unpacked. Raises DataError if title.basics is not there."""
    found: dict[str, Path] = {}
    for name in FILES:
        for path in (folder / f"{name}.tsv.gz", folder / f"{name}.tsv"):
            if path.is_file():
                found.setdefault(name, path)
    if BASICS not in found:
        raise DataError(
            f"there is no {BASICS}.tsv.gz in {folder}", f"get the files from {IMDB_URL}/ into one folder, and name that"
        )
    return found


def fetched_files(cache: Path, progress: Progress, url: str = IMDB_URL) -> tuple[dict[str, Path], list[str]]:
    """The files, by name, fetched into `cache`, and a note on each that could not be had.

    Whole files of a run that failed less than a week ago are not fetched again. Raises DownloadError if title.basics
    cannot be had, or if the host does not answer at all.
    """
    found: dict[str, Path] = {}
    notes = []
    for name in FILES:
        remote = _remote(url, name)
        path = cache / remote.file_name
        if path.exists() and time.time() - path.stat().st_mtime > _FRESH:
            path.unlink()
        try:
            found[name] = fetch_file(remote, cache, is_gzip, progress=progress)
        except DownloadError as failure:
            if name == BASICS:
                raise
            notes.append(f"without {name}: {failure.message}")
            progress(Event(stage="download", unit="note", message=notes[-1]))
    return found, notes


def _remote(url: str, name: str) -> RemoteFile:
    give = f"get the files from {IMDB_URL}/ in a browser, and pass their folder with --from"
    return RemoteFile(
        url=f"{url.rstrip('/')}/{name}.tsv.gz",
        file_name=f"{name}.tsv.gz",
        title=f"{name}.tsv.gz",
        kind="gzip file",
        again=f"try again later, or {give}",
        unreachable=f"check the network, or {give}",
        certificate=f"check the clock and the network of this machine, or {give}",
        bytes=int(FILES[name]),
    )
