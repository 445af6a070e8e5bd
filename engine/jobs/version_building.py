"""From a data set to a version that is current: train, measure, pass the publish gate, publish.

Shared by set-up and training. Each step is given what the one before returned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.artifact import DatasetInfo
from engine.errors import TrainingError
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import Job
from engine.jobs.publish_gate import check_version
from engine.jobs.training_workspace import Choices, TrainingWorkspace, UnfinishedTraining
from engine.jobs.version_drafting import draft_version
from engine.progress import Event
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset
    from engine.datasets.skipped_rows import SkippedRows
    from engine.model.training import Trained
    from engine.model.training_options import TrainingOptions

_RESUME = "movierec train --resume"


@dataclass(frozen=True)
class Build:
    """What a version is to be built from. `force`: train from the first step, and publish whatever comes of it."""

    dataset: Dataset
    data_source: DataSource
    choices: Choices
    force: bool = False

    def record(self, *, refused: bool = False) -> UnfinishedTraining:
        """What is written down of it while it is not published."""
        return UnfinishedTraining(
            data_source=self.data_source, digest=self.dataset.digest, choices=self.choices, refused=refused
        )


def read_dataset(settings: Settings, job: Job, data_source: DataSource, *, insecure: bool = False) -> Dataset:
    """The data of `data_source`; what a person must know of them is said. Raises DataError, DownloadError."""
    dataset = data_source.read(settings.files.cache, job.progress, insecure=insecure)
    for note in dataset.notes:
        job.say(note)
    skipped = dataset.skipped
    if skipped.count:
        rows = "1 row" if skipped.count == 1 else f"{skipped.count:,} rows"
        job.say(f"{rows} could not be read and {'is' if skipped.count == 1 else 'are'} left out: {_some(skipped)}")
    return dataset


def build_version(settings: Settings, job: Job, build: Build) -> tuple[str, DatasetInfo]:
    """Train, check, publish, and return the version that is current now.

    A training of the same data and choices that was interrupted is resumed (it ends with the same numbers). With
    `force` it is begun anew, and published whatever the check finds; one that was refused is published without being
    trained again. Raises TrainingInterrupted, TrainingError (of the check too), StoreError or ArtifactError; the
    version that was current stays so then.
    """
    from engine.jobs.publishing import publish

    workspace = TrainingWorkspace(settings)
    unfinished = workspace.unfinished()
    resume = _can_resume(build, unfinished) and workspace.checkpoint.exists()
    workspace.begin(build.record(), anew=not resume)
    job.resume_command = _RESUME
    if resume and unfinished is not None:
        job.say("taking up the training that was " + ("refused" if unfinished.refused else "interrupted"))
    trained = _train(job, build, workspace.checkpoint, resume=resume)
    report = _measure(job, trained)
    try:
        verdict = check_version(settings, job, build.dataset.digest, trained, report, force=build.force)
    except TrainingError:
        workspace.begin(build.record(refused=True), anew=False)
        job.resume_command = ""
        raise
    draft, info = draft_version(
        settings, build.dataset, build.data_source, build.choices, trained, {**report, "check": verdict}
    )
    published = publish(settings, draft, job.progress)
    workspace.clear()
    job.resume_command = ""
    return published, info


def options_of(choices: Choices) -> TrainingOptions:
    """What the trainer is told for a person's choices."""
    from engine.model.training_options import TrainingOptions

    return replace(TrainingOptions(), seed=choices.seed, device=choices.device, dim=choices.dim, steps=choices.steps)


def _can_resume(build: Build, unfinished: UnfinishedTraining | None) -> bool:
    """Whether what is unfinished is this build's training."""
    return (
        unfinished is not None
        and unfinished.digest == build.dataset.digest
        and unfinished.choices.same_numbers(build.choices)
        and (unfinished.refused or not build.force)
    )


def _train(job: Job, build: Build, checkpoint: Path, *, resume: bool) -> Trained:
    from engine.evaluation.version_report import HeldOutMonitor
    from engine.model.training import train
    from engine.model.user_split import split_users

    split = split_users(build.dataset)
    monitor = HeldOutMonitor(split)

    def run(*, resume: bool) -> Trained:
        return train(
            build.dataset,
            options_of(build.choices),
            split=split,
            checkpoint=checkpoint,
            resume=resume,
            progress=job.progress,
            stop=job.stop,
            monitor=monitor,
        )

    with job.stopping_itself():
        try:
            return run(resume=resume)
        except TrainingError:
            # A checkpoint of another release or a damaged one: it was taken up without being asked for, so it must
            # not stand in the way. Errors of the training itself come after its first step.
            if not resume or job.stage == "train":
                raise
        job.say("the interrupted training cannot be resumed; starting anew")
        checkpoint.unlink(missing_ok=True)
        return run(resume=False)


def _measure(job: Job, trained: Trained) -> dict[str, Any]:
    """The version's report."""
    from engine.evaluation.version_report import report_of

    job.progress(Event(stage="evaluate", message="held-out users"))
    return report_of(trained.served, trained.split)


def _some(skipped: SkippedRows) -> str:
    more = skipped.count - len(skipped.examples)
    return "; ".join(skipped.examples) + (f"; and {more:,} more" if more > 0 else "")
