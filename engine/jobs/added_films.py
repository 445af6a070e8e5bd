"""`movierec add` and `movierec remove`: add films that the data set lacks, and remove them, without retraining.

Each publishes a new version: the current films and vectors with a changed list of added films. The list is stored with
the version, so the next training places the same films, under the same ids, with its own network.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.artifact import Artifact, DatasetInfo, Manifest
from engine.errors import ArtifactError, NotSetUp, UsageError
from engine.jobs.job_running import Job, Listener, run_job
from engine.jobs.versions import artifact_of, current_manifest, list_versions
from engine.movies import FIRST_ADDED_ID, Movie
from engine.settings import Settings
from engine.titles.film_matching import canonical
from engine.titles.index_building import imdb_number
from engine.titles.normalization import without_article

if TYPE_CHECKING:
    from engine.model.cold_start import ColdStartFilm


def run_add(
    settings: Settings,
    movie: Movie,
    near: Sequence[int],
    *,
    job_id: str | None = None,
    listener: Listener = lambda event: None,
) -> tuple[str, Movie]:
    """Place `movie` (its id is assigned here) near the films `near`, publish, and return (version, the added film).

    Raises NotSetUp, and UsageError for a film that already exists or a genre that the version does not have.
    """

    def work(job: Job) -> tuple[tuple[str, Movie], str | None]:
        from engine.model.cold_start import ColdStartFilm

        manifest = _current(settings)
        genres = _known_genres(movie, manifest)
        artifact = artifact_of(settings, manifest.version)
        films = artifact.movies()
        same = next((film for film in films if (film.title, film.year) == (movie.title, movie.year)), None)
        if same is not None:
            raise UsageError(f"{same.label} already exists: id {same.id}", "use another title or year")
        added = msgspec.structs.replace(movie, id=_next_id(settings), genres=genres)
        cold_films = [*cold_films_of(artifact), ColdStartFilm(movie=added, near=tuple(near))]
        version = publish_with(settings, job, artifact, cold_films)
        return (version, added), version

    return run_job(settings, "add", work, job_id=job_id, listener=listener)


def run_remove(
    settings: Settings, movie: Movie, *, job_id: str | None = None, listener: Listener = lambda event: None
) -> str:
    """Remove an added film and return the new version; a new film is then declined, so that it does not join again.
    Raises UsageError for a film of the data set."""

    def work(job: Job) -> tuple[str, str | None]:
        manifest = _current(settings)
        artifact = artifact_of(settings, manifest.version)
        cold_films = cold_films_of(artifact)
        kept = [cold_film for cold_film in cold_films if cold_film.movie.id != movie.id]
        if len(kept) == len(cold_films):
            raise UsageError(
                f"{movie.label} is not an added film: it belongs to {manifest.dataset.name}",
                f'hide it with `movierec mark "{movie.title}" --not-interested`',
            )
        declined = declined_in(manifest.parameters) | ({movie.id} if movie.is_new else set())
        version = publish_with(settings, job, artifact, kept, declined)
        return version, version

    return run_job(settings, "remove", work, job_id=job_id, listener=listener)


def added_films_of(parameters: Mapping[str, Any]) -> list[ColdStartFilm]:
    """The films that were added by hand to the version with these `parameters`."""
    from engine.model.cold_start import ColdStartFilm

    return msgspec.convert(parameters.get("added", []), list[ColdStartFilm])


def cold_films_of(artifact: Artifact) -> list[ColdStartFilm]:
    """All films of a version that it was not trained on: those added by hand, and the new ones, which its own arrays
    describe (thousands of them would make a manifest of megabytes). Raises ArtifactError."""
    from engine.model.cold_start import given_near

    added = added_films_of(artifact.manifest.parameters)
    if not new_films_in(artifact.manifest):
        return added
    new = {movie.id: movie for movie in artifact.movies() if movie.is_new}
    return [*added, *given_near(new, artifact.array("ids"), artifact.array("neighbors"))]


def new_films_in(manifest: Manifest) -> int:
    """How many new films the version has."""
    return int(manifest.parameters.get("new_films", 0))


def declined_in(parameters: Mapping[str, Any]) -> frozenset[int]:
    """The ids of the new films that were removed by hand."""
    return frozenset(parameters.get("declined", ()))


def kept_added_films(settings: Settings, info: DatasetInfo, movies: Sequence[Movie]) -> list[ColdStartFilm]:
    """The current version's added films that a new version should keep: those that `movies` does not contain yet, by
    their IMDb id or by title and year, where a new film's title is IMDb's and may be spelled another way.

    None are kept in another catalogue, where ids mean other films.
    """
    manifest = current_manifest(settings)
    if manifest is None or manifest.dataset.catalogue != info.catalogue:
        return []
    try:
        cold_films = cold_films_of(artifact_of(settings, manifest.version))
    except ArtifactError:  # IMDb's films can join again
        cold_films = added_films_of(manifest.parameters)
    there = {(movie.title, movie.year) for movie in movies}
    numbers = {number for movie in movies if (number := imdb_number(movie.imdb))}
    named = {(key, movie.year) for movie in movies for key in _keys(movie)} if new_films_in(manifest) else set()
    return [
        one
        for one in cold_films
        if (one.movie.title, one.movie.year) not in there
        and imdb_number(one.movie.imdb) not in numbers
        and not (one.movie.is_new and named & {(key, one.movie.year) for key in _keys(one.movie)})
    ]


def kept_declined(settings: Settings, info: DatasetInfo) -> frozenset[int]:
    """The ids of the new films that were removed by hand, which a new version of the same catalogue keeps."""
    manifest = current_manifest(settings)
    if manifest is None or manifest.dataset.catalogue != info.catalogue:
        return frozenset()
    return declined_in(manifest.parameters)


def _keys(movie: Movie) -> set[str]:
    """The film's titles in one spelling."""
    return {without_article(canonical(title)) for title in (movie.title, *movie.alternatives)}


def _current(settings: Settings) -> Manifest:
    manifest = current_manifest(settings)
    if manifest is None:
        raise NotSetUp
    return manifest


def _known_genres(movie: Movie, manifest: Manifest) -> tuple[str, ...]:
    """The movie's genres in the data set's spelling; case is ignored."""
    known = {genre.casefold(): genre for genre in manifest.parameters["vocabulary"]["genres"]}
    for genre in movie.genres:
        if genre.casefold() not in known:
            raise UsageError(f"'{genre}' is not a genre in this data set", f"use one of {', '.join(known.values())}")
    return tuple(dict.fromkeys(known[genre.casefold()] for genre in movie.genres))


def _next_id(settings: Settings) -> int:
    """An id that no added film of any listed version has had."""
    used = [int(version.manifest.parameters.get("next_added", FIRST_ADDED_ID)) for version in list_versions(settings)]
    return max(used, default=FIRST_ADDED_ID)


def publish_with(
    settings: Settings,
    job: Job,
    artifact: Artifact,
    cold_films: Sequence[ColdStartFilm],
    declined: Collection[int] | None = None,
) -> str:
    """Publish the version of `artifact` with exactly `cold_films` beside the films it was trained on; the new version.
    `declined` replaces the ids of the new films that were removed by hand."""
    from engine.jobs.publishing import Draft, publish
    from engine.model.cold_start import MAP, NEWER_ROWS, ROWS, with_cold_start_films
    from engine.titles.index_building import build_title_index

    manifest = artifact.manifest
    tensors = {name: artifact.tensors(name) for name in ("query", "network")}
    names = (*ROWS, *(name for name in (*NEWER_ROWS, MAP) if artifact.has(name)))
    movies, arrays = with_cold_start_films(
        artifact.movies(), {name: artifact.array(name) for name in names}, tensors, manifest.parameters, cold_films
    )
    draft = Draft(
        manifest=with_added(manifest, movies, cold_films, declined),
        movies=movies,
        arrays={**arrays, **build_title_index(movies)},
        tensors=tensors,
    )
    return publish(settings, draft, job.progress)


def with_added(
    manifest: Manifest,
    movies: Sequence[Movie],
    cold_films: Sequence[ColdStartFilm],
    declined: Collection[int] | None = None,
) -> Manifest:
    """`manifest` adapted to a version of `movies`, which include the added films `cold_films`. `declined` is as for
    `publish_with`."""
    added = [cold_film for cold_film in cold_films if not cold_film.movie.is_new]
    last = max((cold_film.movie.id + 1 for cold_film in added), default=FIRST_ADDED_ID)
    parameters = {
        **manifest.parameters,
        "added": msgspec.to_builtins(added),
        "new_films": len(cold_films) - len(added),
        "declined": sorted(declined_in(manifest.parameters) if declined is None else declined),
        "next_added": max(last, int(manifest.parameters.get("next_added", FIRST_ADDED_ID))),
    }
    info = msgspec.structs.replace(
        manifest.dataset,
        movies=len(movies),
        newest_year=max((one.year for one in movies if one.year and one.id < FIRST_ADDED_ID), default=None),
    )
    return msgspec.structs.replace(manifest, version="", parameters=parameters, dataset=info)
