"""`movierec setup`: read the data, train and publish a version. Running it again changes nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import msgspec

from engine.artifact import DatasetInfo
from engine.cuda import refuse_missing_device
from engine.jobs.data_source import DataSource
from engine.jobs.job_planning import expect_known
from engine.jobs.job_running import Job, Listener, run_job
from engine.jobs.training_workspace import Choices, TrainingWorkspace
from engine.jobs.version_building import Build, build_version, read_dataset
from engine.jobs.versions import current_manifest, is_whole
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset
    from engine.model.process_group import ProcessGroup


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The result of set-up or training. `changed` is False if `version` existed already."""

    version: str
    dataset: DatasetInfo
    changed: bool
    notes: tuple[str, ...] = ()
    """What the user must know about the data (for example, that another data set was used instead)."""


def run_setup(
    settings: Settings,
    data_source: DataSource,
    *,
    choices: Choices = Choices(),
    group: ProcessGroup | None = None,
    force: bool = False,
    insecure: bool = False,
    job_id: str | None = None,
    listener: Listener = lambda event: None,
) -> Outcome:
    """Read the data, train and publish, unless the current version is complete and from the same source.

    If a version exists and `data_source` is the default, that version is kept: the default data set never replaces a
    user's own. `group`: the processes to train with, where they were not started here. Whether there is anything to do
    is checked before the train lock is taken. Raises the errors of engine.errors, each with its remedy.
    """

    choices = msgspec.structs.replace(choices, sampler=settings.sampler)

    def work(job: Job) -> tuple[Outcome, str | None]:
        outcome = None if force else _standing(settings, data_source)
        if outcome is None:
            outcome = _set_up(settings, job, data_source, choices, group, force=force, insecure=insecure)
        return outcome, outcome.version

    stands = None if force or job_id is not None else _standing(settings, data_source)
    return stands or run_job(settings, "setup", work, job_id=job_id, listener=listener)


def _standing(settings: Settings, data_source: DataSource) -> Outcome | None:
    """The current version if `data_source` needs no work, else None; decided without reading the data."""
    manifest = current_manifest(settings)
    if manifest is None:
        return None
    same = data_source.is_default or manifest.parameters.get("fingerprint") == data_source.fingerprint()
    if not same or not is_whole(settings, manifest):
        return None
    return Outcome(
        version=manifest.version,
        dataset=manifest.dataset,
        changed=False,
        notes=tuple(manifest.parameters.get("notes", ())),
    )


def _set_up(
    settings: Settings,
    job: Job,
    data_source: DataSource,
    choices: Choices,
    group: ProcessGroup | None,
    *,
    force: bool,
    insecure: bool,
) -> Outcome:
    refuse_missing_device(choices.device, choices.processes)
    expect_known(settings, job, data_source, choices, group, force=force or TrainingWorkspace(settings).has_work)
    dataset = read_dataset(settings, job, data_source, insecure=insecure)
    stands = current_manifest(settings)
    manifest = None if force else stands
    if manifest is not None and manifest.dataset.digest == dataset.digest and is_whole(settings, manifest):
        return Outcome(version=manifest.version, dataset=manifest.dataset, changed=False, notes=dataset.notes)
    if stands is None:
        _write_titles(settings, dataset)
    build = Build(dataset, data_source.as_read(dataset), choices, force, group)
    version, info = build_version(settings, job, build)
    shutil.rmtree(settings.files.titles, ignore_errors=True)
    return Outcome(version=version, dataset=info, changed=True, notes=dataset.notes)


def _write_titles(settings: Settings, dataset: Dataset) -> None:
    """Write the title index with which the app searches and marks films while the first version is trained."""
    from engine.titles.index_files import save_titles

    movies = dataset.records()
    info = DatasetInfo(
        name=dataset.name,
        source=dataset.source,
        catalogue=dataset.catalogue,
        digest=dataset.digest,
        movies=len(movies),
        users=dataset.ratings["user"].nunique(),
        interactions=len(dataset.ratings),
        newest_year=max((movie.year for movie in movies if movie.year is not None), default=None),
    )
    save_titles(settings.files.titles, movies, info)
