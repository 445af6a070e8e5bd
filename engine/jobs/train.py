"""`movierec train`: train and publish a new version on the data of the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.cuda import refuse_missing_device
from engine.errors import NotSetUp, TrainingError
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import Job, Listener, run_job
from engine.jobs.setup import Outcome
from engine.jobs.training_workspace import Choices, TrainingWorkspace
from engine.jobs.version_building import Build, build_version, read_dataset
from engine.jobs.versions import current_manifest
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.model.process_group import ProcessGroup


def run_train(
    settings: Settings,
    *,
    seed: int | None = None,
    device: str | None = None,
    dim: int | None = None,
    steps: int | None = None,
    processes: int | None = None,
    group: ProcessGroup | None = None,
    resume: bool = False,
    force: bool = False,
    job_id: str | None = None,
    listener: Listener = lambda event: None,
) -> Outcome:
    """Train on the current version's data, read again from their source, and publish.

    An option that is None has its default, or with `resume` the interrupted training's value. `group`: the processes to
    train with, where they were not started here. `force` starts from the
    first step even if an interrupted training on the same data with the same options could be resumed, and publishes
    what the publish check would refuse. Raises NotSetUp if there are no data yet, TrainingError if there is nothing to
    resume or the check refuses the version.
    """
    given = {
        name: value
        for name, value in {
            "seed": seed,
            "device": device,
            "dim": dim,
            "steps": steps,
            "processes": processes,
        }.items()
        if value is not None
    }

    def work(job: Job) -> tuple[Outcome, str | None]:
        unfinished, fresh = TrainingWorkspace(settings).unfinished(), Choices(sampler=settings.sampler)
        if resume:
            if unfinished is None:
                raise TrainingError("there is no interrupted training to resume", "start one with `movierec train`")
            data_source, kept = unfinished.data_source, unfinished.choices
            job.resume_command = "movierec train --resume"
            if kept.sampler != settings.sampler:
                job.say(f"the interrupted training draws its walks with {kept.sampler}, and goes on so")
        else:
            data_source, kept = _data_source(settings, unfinished.data_source if unfinished else None), fresh
        choices = msgspec.structs.replace(kept, **given)
        refuse_missing_device(choices.device, choices.processes)
        dataset = read_dataset(settings, job, data_source)
        if resume and unfinished is not None:
            if dataset.digest != unfinished.digest:
                raise TrainingError(
                    "the data have changed since the training was interrupted",
                    "start over with `movierec train --force`",
                )
            if not choices.same_numbers(kept):
                raise TrainingError(
                    "the interrupted training used other options", "resume without options, or train without --resume"
                )
        version, info = build_version(settings, job, Build(dataset, data_source, choices, force, group))
        return Outcome(version=version, dataset=info, changed=True, notes=dataset.notes), version

    return run_job(settings, "train", work, job_id=job_id, listener=listener)


def _data_source(settings: Settings, interrupted: DataSource | None) -> DataSource:
    """The current version's data source, else that of an interrupted first set-up."""
    manifest = current_manifest(settings)
    data_source = DataSource.of_parameters(manifest.parameters) if manifest is not None else interrupted
    if data_source is None:
        raise NotSetUp
    return data_source
