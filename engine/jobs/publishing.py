"""Publishing a version: files, collections, rows, verify, flip, collect garbage, in that order.

One row of the catalog says which version is current, and the flip changes it in one transaction. If publishing fails
or is killed before the flip, the old version keeps serving, and the next publish cleans up. Each id is reserved by a
row of its own, so two homes on the same servers never build the same version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.artifact import FORMAT, Artifact, Manifest, write_artifact
from engine.errors import ArtifactError, StoreError
from engine.film_columns import FilmColumns
from engine.jobs.garbage import collect_garbage, finish_removals, remove_version
from engine.jobs.reservation import Reservation, reserved
from engine.jobs.stored_precision import stored_arrays, stored_tensors
from engine.movies import Movie, MovieFilter
from engine.progress import Portion, Progress, Stage, silent
from engine.settings import Settings
from engine.stores.interfaces import Catalog, VectorStore
from engine.stores.memory import ARRAYS, MemoryVectors
from engine.stores.opening import create_catalog, create_lite, open_server_vectors

__all__ = ["PUBLICATION", "Draft", "collect_garbage", "publish", "remove_version"]

PUBLICATION = Stage(
    "publish",
    {
        "titles": 7,
        "files": 4,
        "taste vectors": 36,
        "likeness vectors": 44,
        "films": 3,
        "copies": 1,
        "verification": 3,
        "flip": 1,
        "garbage": 1,
    },
)
"""Whoever drafts the version reports the first part. The shares are about the seconds of two cores at 87,000 films with
Milvus Lite."""
Say: TypeAlias = Callable[[str, str], Portion]
"""Reports that a part of PUBLICATION begins, with a message."""


@dataclass(frozen=True)
class Draft:
    """A trained version without an id: `publish` fills in `manifest.version` and `manifest.files`."""

    manifest: Manifest
    movies: list[Movie]
    arrays: Mapping[str, NDArray[Any]]
    tensors: Mapping[str, Mapping[str, NDArray[Any]]]


def publish(settings: Settings, draft: Draft, progress: Progress = silent) -> str:
    """Publish `draft`, make it current, and return its id.

    Raises StoreError or ArtifactError on failure; the draft's remains are then removed and the old version serves.
    """
    _check(draft)
    settings.files.ensure()
    say = partial(PUBLICATION.part, progress)
    with (
        closing(create_catalog(settings)) as catalog,
        closing(open_server_vectors(settings)) if settings.milvus_uri else nullcontext() as server,
    ):
        collect_garbage(settings, catalog)
        bearing_names = set(server.versions()) if server is not None else set()

        def is_free(version: str) -> bool:
            """False if another catalog's version has this name here or on this Milvus: it must not be touched."""
            return version not in bearing_names and not settings.files.versions_named(version)

        with reserved(settings, catalog, is_free) as held:
            try:
                artifact = _store(settings, draft, held, catalog, server, say)
                say("flip", f"making {held.version} current")
                held.check()
                catalog.activate(held.version, msgspec.to_builtins(artifact.manifest))
            except BaseException:
                _undo(settings, catalog, held.version)
                raise
        say("garbage", "cleaning up")
        with suppress(StoreError):  # the version is published; the next publish removes what this one could not
            collect_garbage(settings, catalog)
        PUBLICATION.end(progress)
        return held.version


def _store(
    settings: Settings,
    draft: Draft,
    held: Reservation,
    catalog: Catalog,
    server: VectorStore | None,
    say: Say,
) -> Artifact:
    """Write the draft to all stores under its id and verify that they hold it."""
    version, folder = held.version, settings.files.version(held.version)
    say("files", f"writing {version}")
    manifest = msgspec.structs.replace(draft.manifest, version=version, format=FORMAT)
    arrays = stored_arrays({**draft.arrays, **FilmColumns.of(draft.movies).arrays()})
    artifact = write_artifact(folder, manifest, draft.movies, arrays, stored_tensors(draft.tensors), owner=held.owner)
    # Milvus Lite is closed before the flip, so that an app that switches to the version can open its database.
    with nullcontext(server) if server is not None else closing(create_lite(settings, folder)) as vectors:
        for space, name in ARRAYS.items():
            held.check()
            what = "the vectors" if space == "taste" else "the vectors for similar films"
            told = say(f"{space} vectors", f"loading {what}")
            vectors.create(version, space, draft.movies, np.asarray(arrays[name], np.float32), told)
        held.check()
        say("films", "loading the films")
        catalog.put_movies(version, draft.movies)
        held.check()
        say("copies", "copying the files to the database" if settings.database_url else "keeping the files local")
        if settings.database_url:
            for file in _files(folder):
                catalog.put_files(version, {file.name: file.read_bytes()})
        held.check()
        say("verification", "verifying the stores")
        _verify(artifact, draft.movies, vectors, catalog)
    return artifact


def _undo(settings: Settings, catalog: Catalog, version: str) -> None:
    """Remove a failed build; if that fails too, the next publish removes it."""
    with suppress(StoreError):
        # The flip may have succeeded, with only its response lost.
        if [row.state for row in catalog.versions() if row.version == version] == ["reserved"]:
            catalog.remove(version)
            finish_removals(settings, catalog)


def _check(draft: Draft) -> None:
    """Raise ArtifactError for a draft that could never be served."""
    ids = [movie.id for movie in draft.movies]
    if not ids or len(set(ids)) != len(ids) or not np.array_equal(draft.arrays["ids"], ids):
        raise ArtifactError("the new version's films do not match its vectors", "train again")
    for name in ARRAYS.values():
        matrix = draft.arrays[name]
        if matrix.shape[:1] != (len(ids),) or not np.isfinite(matrix).all():
            raise ArtifactError(
                f"the new version's {name} array has the wrong shape or non-finite values",
                "train again with another --seed",
            )


def _verify(artifact: Artifact, movies: list[Movie], vectors: VectorStore, catalog: Catalog) -> None:
    """Raise StoreError unless the stores hold everything and answer known queries as the version's files do."""
    version, films = artifact.version, len(movies)
    counts = {"films": catalog.count(version)} | {f"{space} vectors": vectors.count(version, space) for space in ARRAYS}
    for what, count in counts.items():
        if count != films:
            raise StoreError(f"{version} has {count} of {films} {what} after loading", "run the same command again")
    some = movies[:: max(1, films // 50)]
    if catalog.movies(version, [movie.id for movie in some]) != some:
        raise StoreError(f"{version}: the catalog returns other films than were stored", "run the same command again")
    known = MemoryVectors(artifact.folder)
    genre = next((movie.genres[:1] for movie in movies if movie.genres), ())
    for space, name in ARRAYS.items():
        matrix = np.asarray(artifact.array(name), np.float32)
        query = matrix[int(np.argmax(np.linalg.norm(matrix, axis=1)))]
        for movie_filter in (MovieFilter(), MovieFilter(genres=genre, exclude=frozenset({movies[0].id}))):
            found = [score for _, score in vectors.search(version, space, query, 5, movie_filter)]
            expected = [score for _, score in known.search(version, space, query, 5, movie_filter)]
            if len(found) != len(expected) or not np.allclose(found, expected, rtol=1e-3, atol=1e-3):
                raise StoreError(
                    f"{version}: the vector store returns wrong search results", "run the same command again"
                )


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")]
