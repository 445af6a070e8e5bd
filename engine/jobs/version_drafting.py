"""From the result of training to the draft that is published: the manifest, the added films and the title index."""

from __future__ import annotations

import time
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import msgspec

from engine.artifact import DatasetInfo, Manifest
from engine.jobs.added_films import kept_added_films, kept_declined, with_added
from engine.jobs.data_source import DataSource
from engine.jobs.publishing import Draft
from engine.jobs.training_workspace import Choices
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset
    from engine.model.training import Trained

_LIBRARIES = ("movierec", "torch", "dgl", "numpy", "scipy", "pandas", "pymilvus", "milvus-lite", "SQLAlchemy")


def draft_version(
    settings: Settings,
    dataset: Dataset,
    data_source: DataSource,
    choices: Choices,
    trained: Trained,
    report: dict[str, Any],
) -> tuple[Draft, DatasetInfo]:
    """A version ready to be published, and the description of its data (added films not counted)."""
    from engine.model.cold_start import with_cold_start_films
    from engine.titles.index_building import build_title_index

    info = DatasetInfo(
        name=dataset.name,
        source=dataset.source,
        catalogue=dataset.catalogue,
        digest=dataset.digest,
        movies=len(trained.movies),
        users=len(trained.split.data.users),
        interactions=int(trained.split.data.matrix.nnz),
        newest_year=max((movie.year for movie in trained.movies if movie.year is not None), default=None),
    )
    manifest = Manifest(
        version="",
        trained=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        dataset=info,
        seed=trained.seed,
        parameters={
            **trained.parameters,
            "choices": msgspec.to_builtins(choices),
            "origin": msgspec.to_builtins(data_source),
            "fingerprint": data_source.fingerprint(),
            "notes": list(dataset.notes),
            "skipped": dataset.skipped.count,
        },
        report=report,
        libraries=_libraries(),
        files={},
    )
    added = kept_added_films(settings, info, trained.movies)
    movies, arrays = with_cold_start_films(trained.movies, trained.arrays, trained.tensors, manifest.parameters, added)
    draft = Draft(
        manifest=with_added(manifest, movies, added, kept_declined(settings, info)),
        movies=movies,
        arrays={**arrays, **build_title_index(movies)},
        tensors=trained.tensors,
    )
    return draft, info


def _libraries() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
