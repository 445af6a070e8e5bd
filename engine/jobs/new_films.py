"""`movierec enrich --new-films`: new films of IMDb's data sets join the current version, all in one new version."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import NotSetUp
from engine.jobs.added_films import cold_films_of, declined_in, new_films_in, publish_with
from engine.jobs.job_running import Job, Listener, run_job
from engine.jobs.versions import artifact_of, current_manifest
from engine.movies import Movie
from engine.settings import Settings

Placed = tuple[Movie, tuple[int, ...]]
"""A film, and the ids of the films that it is most like, the closest first."""


def declined_films(settings: Settings) -> frozenset[int]:
    """The ids of the new films that were removed by hand: they do not join again."""
    manifest = current_manifest(settings)
    return frozenset() if manifest is None else declined_in(manifest.parameters)


def genres_of_dataset(settings: Settings) -> tuple[str, ...]:
    """The genres that the network knows. Raises NotSetUp."""
    manifest = current_manifest(settings)
    if manifest is None:
        raise NotSetUp
    return tuple(manifest.parameters["vocabulary"]["genres"])


def run_join(settings: Settings, films: Sequence[Placed], *, listener: Listener = lambda event: None) -> str | None:
    """Publish the current version with these new films, and return the new one; None if it has them all already.

    Raises NotSetUp, and whatever publishing raises; the current version then serves on.
    """

    def work(job: Job) -> tuple[str | None, str | None]:
        from engine.model.cold_start import ColdStartFilm

        manifest = current_manifest(settings)
        if manifest is None:
            raise NotSetUp
        artifact = artifact_of(settings, manifest.version)
        there = set(artifact.array("ids").tolist())
        joining = [ColdStartFilm(movie=movie, near=near) for movie, near in films if movie.id not in there]
        if not joining:
            return None, manifest.version
        version = publish_with(settings, job, artifact, [*cold_films_of(artifact), *joining])
        return version, version

    return run_job(settings, "add", work, listener=listener)


def run_leave(settings: Settings, *, listener: Listener = lambda event: None) -> tuple[int, str | None]:
    """Remove all new films; how many there were, and the new version, None if there was none. Those that were removed
    by hand may then join again. Raises NotSetUp, and whatever publishing raises."""

    def work(job: Job) -> tuple[tuple[int, str | None], str | None]:
        manifest = current_manifest(settings)
        if manifest is None:
            raise NotSetUp
        count = new_films_in(manifest)
        if not count:
            return (0, None), manifest.version
        artifact = artifact_of(settings, manifest.version)
        kept = [cold_film for cold_film in cold_films_of(artifact) if not cold_film.movie.is_new]
        version = publish_with(settings, job, artifact, kept, declined=())
        return (count, version), version

    return run_job(settings, "remove", work, listener=listener)
