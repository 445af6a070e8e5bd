"""Learning from IMDb who made a catalogue's films: fetch or find its files, read what concerns the films, write that.

Everything is read in streams; the result is some 40 MB for 87,000 films. What was fetched is removed again: the facts
are kept, not IMDb's files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.artifact import DatasetInfo
from engine.errors import DataError
from engine.home import HomeFiles
from engine.movies import FIRST_ADDED_ID, Movie
from engine.people.facts_files import About, write_facts
from engine.people.film_kin import near_films
from engine.people.imdb_candidates import MOST, NewFilms, Wanted, find_new_films
from engine.people.imdb_reading import read_facts
from engine.people.imdb_sources import FILES, IMDB_URL, fetched_files, given_files
from engine.progress import Event, Portion, Progress


@dataclass(frozen=True)
class Enriched:
    """What was learned: how many of the films were found by title and year, notes on what was missing, and the new
    films that may join, each with the ids of the films it is most like (engine.people.film_kin)."""

    about: About
    by_title: int
    notes: tuple[str, ...] = ()
    new: tuple[tuple[Movie, tuple[int, ...]], ...] = ()


def enrich(
    home: HomeFiles,
    dataset: DatasetInfo,
    movies: Sequence[Movie],
    progress: Progress,
    *,
    folder: Path | None = None,
    url: str = IMDB_URL,
    wanted: Wanted | None = None,
) -> Enriched:
    """Write the facts of `movies`, the films of `dataset`, from the files in `folder`, or else from `url`; those of new
    films too, if some are `wanted`.

    Earlier facts stay as they are if this fails. Raises DownloadError, DataError, FileFault.
    """
    cache = home.cache / "imdb"
    notes: list[str] = []
    if folder is not None:
        paths = given_files(folder)
        notes = [f"without {name}: it is not in {folder}" for name in FILES if name not in paths]
    else:
        paths, notes = fetched_files(cache, progress, url)
    reading = _Reading(progress, paths)
    try:
        found = NewFilms(()) if wanted is None else find_new_films(paths, movies, wanted, reading.begin)
        everyone = [*movies, *found.movies]
        read = read_facts(paths, everyone, reading.begin)
    except DataError:
        if folder is None and reading.name in paths:
            paths[reading.name].unlink(missing_ok=True)  # the next run fetches it anew
        raise
    if not read.facts:
        raise DataError(
            f"none of the {len(everyone):,} films is in {paths[next(iter(paths))].name}",
            "check that these are IMDb's files",
        )
    about = write_facts(
        home.facts(dataset.catalogue),
        About(
            catalogue=dataset.catalogue,
            dataset=dataset.name,
            films=len(everyone),
            matched=len(read.facts),
            people=0,
            files=tuple(paths),
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        ),
        read.facts.values(),
        {movie.id: movie.n_ratings for movie in everyone},
    )
    if folder is None:
        for path in paths.values():
            path.unlink(missing_ok=True)
    if read.skipped:
        lines = "line" if read.skipped == 1 else "lines"
        notes.append(f"{read.skipped:,} {lines} on these films cannot be read, and were passed over")
    if found.left_out:
        notes.append(f"{found.left_out:,} more films have the votes, but no more than {MOST:,} can join")
    rated = [movie for movie in movies if movie.id < FIRST_ADDED_ID]
    near = near_films(found.movies, rated, read.facts, read.writers)
    return Enriched(about, read.by_title, tuple(notes), tuple(zip(found.movies, near, strict=True)))


class _Reading:
    """Tells how much of all files was read, by their usual sizes; `name` is the file being read."""

    def __init__(self, progress: Progress, paths: dict[str, Path]) -> None:
        self._progress = progress
        self._sizes = {name: path.stat().st_size for name, path in paths.items()}
        self._total = max(sum(self._sizes.values()), 1)
        self._before = 0
        self._begun: set[str] = set()
        self.name = ""

    def begin(self, name: str) -> Portion:
        if self.name and self.name not in self._begun:
            self._before += self._sizes[self.name]
            self._begun.add(self.name)
        self.name = name

        def tell(portion: float) -> None:
            done = self._before + (0 if name in self._begun else int(portion * self._sizes[name]))
            self._progress(Event(stage="read", done=done, total=self._total, unit="bytes", message=name))

        return tell
