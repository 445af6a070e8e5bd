"""From a data set to a version that is current: train, then publish. Shared by set-up and training."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import msgspec

from engine.artifact import DatasetInfo, Manifest
from engine.errors import TrainingError
from engine.jobs.data_source import Origin
from engine.jobs.job_running import Job
from engine.jobs.publish_gate import check_version
from engine.jobs.training_workspace import Choices, Unfinished, Workbench
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset
    from engine.datasets.skipped_rows import SkippedRows
    from engine.model.options import TrainingOptions
    from engine.model.training import Trained

_LIBRARIES = ("movierec", "torch", "dgl", "numpy", "scipy", "pandas", "pymilvus", "milvus-lite", "SQLAlchemy")


def read_dataset(settings: Settings, job: Job, origin: Origin, *, insecure: bool = False) -> Dataset:
    """The data of `origin`; what a person must know of them is said. Raises DataError, DownloadError."""
    dataset = origin.read(settings.cache, job.progress, insecure=insecure)
    for note in dataset.notes:
        job.say(note)
    skipped = dataset.skipped
    if skipped.count:
        rows = "1 row" if skipped.count == 1 else f"{skipped.count:,} rows"
        job.say(f"{rows} could not be read and {'is' if skipped.count == 1 else 'are'} left out: {_some(skipped)}")
    return dataset


def build_version(
    settings: Settings, job: Job, dataset: Dataset, origin: Origin, choices: Choices, *, force: bool = False
) -> tuple[str, DatasetInfo]:
    """Train on `dataset`, check, publish, and return the version that is current now.

    A training of the same data and choices that was interrupted is gone on with (it ends with the same numbers).
    With `force` it is begun anew, and published whatever the check finds; one that was refused is published without
    being trained again. Raises TrainingInterrupted, TrainingError (of the check too), StoreError or ArtifactError;
    the version that was current stays so then.
    """
    from engine.jobs.added_films import kept_newcomers, with_added
    from engine.jobs.publishing import Draft, publish
    from engine.model.newcomers import with_newcomers
    from engine.titles.index_building import build_title_index

    bench = Workbench(settings)
    here = Unfinished(origin=origin, digest=dataset.digest, choices=choices)
    before = bench.unfinished()
    resume = before is not None and before.digest == here.digest and before.choices.same_numbers(choices)
    resume = resume and before is not None and (before.refused or not force) and bench.checkpoint.exists()
    bench.begin(here, anew=not resume)
    job.go_on = "movierec train --resume"
    if resume:
        refused = before is not None and before.refused
        job.say("taking up the training that was " + ("refused" if refused else "interrupted"))
    trained = _train(job, dataset, choices, bench, resume=resume)
    try:
        check = check_version(settings, job, dataset, trained, force=force)
    except TrainingError:
        bench.begin(msgspec.structs.replace(here, refused=True), anew=False)
        job.go_on = ""
        raise
    info = DatasetInfo(
        name=dataset.name,
        source=dataset.source,
        catalogue=dataset.catalogue,
        digest=dataset.digest,
        movies=len(trained.movies),
        users=trained.users,
        interactions=trained.interactions,
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
            "origin": msgspec.to_builtins(origin),
            "fingerprint": origin.fingerprint(),
            "notes": list(dataset.notes),
            "skipped": dataset.skipped.count,
        },
        report={**trained.report, "check": check},
        libraries=_libraries(),
        files={},
    )
    newcomers = kept_newcomers(settings, info, trained.movies)
    movies, arrays = with_newcomers(trained.movies, trained.arrays, trained.tensors, manifest.parameters, newcomers)
    draft = Draft(
        manifest=with_added(manifest, movies, newcomers),
        movies=movies,
        arrays={**arrays, **build_title_index(movies)},
        tensors=trained.tensors,
    )
    published = publish(settings, draft, job.progress)
    bench.clear()
    job.go_on = ""
    return published, info


def options_of(choices: Choices) -> TrainingOptions:
    """What the trainer is told for a person's choices."""
    from engine.model.options import TrainingOptions

    return replace(TrainingOptions(), seed=choices.seed, device=choices.device, dim=choices.dim, steps=choices.steps)


def _train(job: Job, dataset: Dataset, choices: Choices, bench: Workbench, *, resume: bool) -> Trained:
    from engine.model.training import train

    options = options_of(choices)

    def run(*, resume: bool) -> Trained:
        return train(dataset, options, checkpoint=bench.checkpoint, resume=resume, progress=job.progress, stop=job.stop)

    with job.stopping_itself():
        try:
            return run(resume=resume)
        except TrainingError:
            # A checkpoint of another release or a damaged one: it was taken up without being asked for, so it must
            # not stand in the way. Errors of the training itself come after its first step.
            if not resume or job.stage == "train":
                raise
        job.say("the interrupted training cannot be gone on with; starting anew")
        bench.checkpoint.unlink(missing_ok=True)
        return run(resume=False)


def _some(skipped: SkippedRows) -> str:
    more = skipped.count - len(skipped.examples)
    return "; ".join(skipped.examples) + (f"; and {more:,} more" if more > 0 else "")


def _libraries() -> dict[str, str]:
    found: dict[str, Any] = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
