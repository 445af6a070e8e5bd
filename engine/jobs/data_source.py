"""Where a version's data came from: enough to read them again and to notice that they have changed.

Reading goes through engine.datasets; no copy of the data is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from engine.datasets.known import find_known
from engine.errors import UsageError
from engine.progress import Progress, silent

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset


class DataSource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A data set by name, a folder or zip, two files, or (with nothing given) the default data set."""

    dataset: str | None = None
    source: str | None = None
    ratings: str | None = None
    movies: str | None = None
    catalogue: str | None = None
    packaged: bool = False
    """MovieLens 100K from the package index."""

    @classmethod
    def of(
        cls,
        *,
        dataset: str | None = None,
        source: Path | None = None,
        ratings: Path | None = None,
        movies: Path | None = None,
        catalogue: str | None = None,
    ) -> Self:
        """The source that the command-line options describe. Raises UsageError if they cannot be combined."""
        if (ratings is None) != (movies is None):
            lacking = "--movies" if movies is None else "--ratings"
            raise UsageError("--ratings and --movies go together", f"give {lacking} as well")
        given = [
            option
            for option, value in (("--dataset", dataset), ("--source", source), ("--ratings", ratings))
            if value is not None
        ]
        if len(given) > 1:
            raise UsageError(f"{' and '.join(given)} cannot be combined", "give only one of them")
        if catalogue is not None and not (source or ratings):
            raise UsageError("--catalogue applies only to your own files", "give --source or --ratings with it")
        return cls(
            dataset=None if dataset is None else find_known(dataset).name,
            source=_absolute(source),
            ratings=_absolute(ratings),
            movies=_absolute(movies),
            catalogue=catalogue,
        )

    @property
    def is_default(self) -> bool:
        return self == DataSource()

    def read(self, cache: Path, progress: Progress = silent, *, insecure: bool = False) -> Dataset:
        """Read the data set. Raises DataError or DownloadError."""
        from engine.datasets import sources

        if self.ratings is not None and self.movies is not None:
            return sources.read_files(
                Path(self.ratings), Path(self.movies), catalogue=self.catalogue, progress=progress
            )
        if self.source is not None:
            return sources.read_source(Path(self.source), catalogue=self.catalogue, progress=progress)
        if self.packaged:
            return sources.fetch_packaged(cache, progress)
        if self.dataset is not None:
            return sources.fetch(self.dataset, cache, insecure=insecure, progress=progress)
        return sources.fetch_default(cache, progress, insecure=insecure)

    def as_read(self, dataset: Dataset) -> DataSource:
        """The source that yields `dataset` again: the default is replaced by the data set that it resolved to."""
        if not self.is_default:
            return self
        return DataSource(packaged=True) if dataset.name == "ml-100k" else DataSource(dataset=dataset.name)

    def fingerprint(self) -> str:
        """A digest that changes with the files' sizes or times; constant for a data set fetched by name."""
        digest = hashlib.sha256(msgspec.json.encode(self))
        for given in (self.source, self.ratings, self.movies):
            if given is not None:
                for file in _listed(Path(given)):
                    try:
                        status = file.stat()
                    except OSError:
                        continue
                    digest.update(f"{file.name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode(errors="replace"))
        return digest.hexdigest()

    @classmethod
    def of_parameters(cls, parameters: Mapping[str, Any]) -> DataSource | None:
        """The source stored in a version's parameters, None if there is none."""
        try:
            return msgspec.convert(parameters["origin"], cls)
        except (KeyError, msgspec.ValidationError):
            return None


def _listed(root: Path) -> list[Path]:
    """The entries of a folder, else the file itself. What cannot be read counts as empty: reading it says why."""
    try:
        return sorted(root.iterdir())
    except NotADirectoryError:
        return [root]
    except OSError:
        return []


def _absolute(path: Path | None) -> str | None:
    if path is None:
        return None
    text = str(path.expanduser().resolve())
    try:
        text.encode()
    except UnicodeEncodeError as cause:
        raise UsageError(f"the name {text!a} is not UTF-8", "rename it, or link to it under another name") from cause
    return text
