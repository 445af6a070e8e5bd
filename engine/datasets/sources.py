"""Loading a Dataset from a folder, an archive, two files, GroupLens or a package index.

Parsing and downloading are done by other modules; this one combines them, chooses the fallback, and adds notes on the
license terms and on any substitution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np

from engine.datasets import package_index
from engine.datasets.data_files import DataFile, single_file
from engine.datasets.dataset import Dataset, assemble
from engine.datasets.downloading import OR_QUICK, download
from engine.datasets.file_layouts import Layout, catalogue_of, find_layout, links_beside
from engine.datasets.known import KnownDataset, find_known
from engine.datasets.movie_files import MovieLayout, MovieRow, read_movies
from engine.datasets.rating_blocks import Ratings
from engine.datasets.rating_files import read_ratings
from engine.datasets.source_files import list_files
from engine.errors import DownloadError
from engine.movies import clean_text
from engine.progress import Event, Progress, silent

_DEFAULT, _FALLBACK = "ml-1m", "ml-100k"


def read_source(path: Path, *, catalogue: str | None = None, progress: Progress = silent) -> Dataset:
    """The data set in a folder, a zip or a tar, in any MovieLens layout or as RecBole's atomic files.

    Raises DataError.
    """
    path = path.expanduser()
    return _read(find_layout(path, list_files(path)), str(path.absolute()), catalogue, progress)


def read_files(ratings: Path, movies: Path, *, catalogue: str | None = None, progress: Progress = silent) -> Dataset:
    """The data set of a ratings file and a file of films, each packed or not. Raises DataError.

    IMDb and TMDB ids are taken from a links.csv next to the file of films, if there is one.
    """
    ratings, movies = ratings.expanduser(), movies.expanduser()
    rated = single_file(ratings)
    layout = Layout(clean_text(rated.stem), rated, single_file(movies), links_beside(movies))
    return _read(layout, f"{ratings.absolute()} with {movies.absolute()}", catalogue, progress)


def fetch(
    name: str, cache: Path, *, insecure: bool = False, progress: Progress = silent, base_url: str | None = None
) -> Dataset:
    """A known set from GroupLens, or from another URL that serves its archives (`base_url`).

    If GroupLens does not answer, MovieLens 100K comes from the package index instead, and a note says so.
    `insecure` accepts an invalid TLS certificate, only for sets with a pinned digest.
    Raises DownloadError, DataError, UsageError.
    """
    known = find_known(name)
    try:
        path, notes = download(known, cache, insecure=insecure, progress=progress, base_url=base_url)
    except DownloadError as cause:
        if known.name != _FALLBACK or base_url is not None:
            raise
        return _packaged_instead(cache, progress, cause)
    dataset = read_source(path, catalogue=known.catalogue, progress=progress)
    return _named(dataset, known, known.url, notes)


def fetch_packaged(cache: Path, progress: Progress = silent) -> Dataset:
    """MovieLens 100K from RecBole's wheel, through pip. Raises DownloadError, DataError."""
    known = find_known(_FALLBACK)
    wheel = package_index.fetch_wheel(cache, progress)
    inside = PurePosixPath(package_index.INSIDE)
    files = {path: file for path, file in list_files(wheel).items() if path.parent == inside}
    dataset = _read(find_layout(wheel, files), str(wheel), known.catalogue, progress)
    return _named(dataset, known, package_index.SOURCE)


def _packaged_instead(cache: Path, progress: Progress, grouplens: DownloadError) -> Dataset:
    """The same films and ratings from the package index. Raises `grouplens` if they are not available there either."""
    said = f"taken from the package index: {grouplens.message}"
    _say(progress, said)
    try:
        dataset = fetch_packaged(cache, progress)
    except DownloadError as cause:
        raise grouplens from cause
    return replace(dataset, notes=(said, *dataset.notes))


def fetch_default(
    cache: Path, progress: Progress = silent, *, insecure: bool = False, base_url: str | None = None
) -> Dataset:
    """MovieLens 1M from GroupLens or, if that fails, MovieLens 100K from the package index, with a note saying so.

    Raises DownloadError if neither can be reached; its remedy explains how to use local data.
    """
    try:
        return fetch(_DEFAULT, cache, insecure=insecure, progress=progress, base_url=base_url)
    except DownloadError as cause:
        grouplens = cause
    known = find_known(_FALLBACK)
    said = (
        f"MovieLens 100K, films to {known.newest_year}, from the package index instead of MovieLens 1M:"
        f" {grouplens.message}. For newer films: {grouplens.remedy.removesuffix(OR_QUICK)}"
    )
    _say(progress, said)
    try:
        dataset = fetch_packaged(cache, progress)
    except DownloadError as cause:
        raise DownloadError(
            f"no data set can be downloaded: {grouplens.message}; {cause.message}",
            "use a local one: `movierec setup --source FOLDER-OR-ZIP`, or `--ratings FILE --movies FILE`",
        ) from cause
    return replace(dataset, notes=(said, *dataset.notes))


def _say(progress: Progress, note: str) -> None:
    """Say at once what is done instead of what was asked; the data set's notes say it again, in the same words."""
    progress(Event(stage="download", unit="note", message=note))


def _read(layout: Layout, source: str, catalogue: str | None, progress: Progress) -> Dataset:
    # The films first: without their ids no rating can be judged.
    progress(Event(stage="read", total=layout.ratings.size, unit="bytes", message=layout.movies.name))
    movies, kind, skipped = read_movies(layout.movies, layout.links)
    known = np.array(sorted(movie.movie for movie in movies), np.int64)
    named = catalogue_of(kind, layout.movies, catalogue)
    ratings, skipped_ratings = read_ratings(layout.ratings, known, layout.movies.name, progress)
    return assemble(
        name=layout.name,
        source=source,
        catalogue=named,
        movies=movies,
        ratings=ratings,
        skipped=skipped + skipped_ratings,
        notes=(
            *(_foreign(kind, movies, layout.movies) if catalogue is None else ()),
            *(f"another data set was not read: {other}" for other in layout.others[:3]),
            *_constant(ratings),
        ),
    )


def _foreign(kind: MovieLayout, movies: Sequence[MovieRow], file: DataFile) -> tuple[str, ...]:
    """A warning if a file in a MovieLens layout has other films: marks are matched by id and catalogue."""
    first = next((movie for movie in movies if movie.movie == 1), None)
    if (
        kind in (MovieLayout.DAT, MovieLayout.CSV, MovieLayout.ITEM)
        and first is not None
        and first.title != "Toy Story"
    ):
        return (
            f"{file.name} looks like MovieLens, but film 1 is {first.title}: if the ids are your own, pass --catalogue"
            " NAME to keep their marks separate",
        )
    return ()


def _constant(ratings: Ratings) -> tuple[str, ...]:
    """A warning if every rating is 1: it may stand for "watched" rather than for one star."""
    if not bool((ratings.rating == 1).all()):
        return ()
    return ("every rating is 1 star: if it only means watched, leave the rating column out",)


def _named(dataset: Dataset, known: KnownDataset, source: str, notes: Sequence[str] = ()) -> Dataset:
    return replace(
        dataset, name=known.name, source=source, notes=(*notes, *dataset.notes, " ".join(known.licence.split()))
    )
