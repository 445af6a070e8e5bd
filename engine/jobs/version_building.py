"""From a data set to a current version: train, evaluate, run the publish check, publish.

Shared by set-up and training. Each step takes what the previous one returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.artifact import DatasetInfo
from engine.errors import TrainingError
from engine.estimates.set_up_costs import Size
from engine.jobs.data_source import DataSource
from engine.jobs.job_planning import expect_size
from engine.jobs.job_running import Job
from engine.jobs.publish_gate import check_version
from engine.jobs.training_workspace import Choices, TrainingWorkspace, UnfinishedTraining
from engine.jobs.version_drafting import draft_version
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset
    from engine.datasets.skipped_rows import SkippedRows
    from engine.model.process_group import ProcessGroup
    from engine.model.training import Trained
    from engine.model.training_options import TrainingOptions

_RESUME = "movierec train --resume"


@dataclass(frozen=True)
class Build:
    """The inputs of a version. `force`: train from the first step, and publish whatever the check finds. `group`: the
    processes to train with, where they were not started here."""

    dataset: Dataset
    data_source: DataSource
    choices: Choices
    force: bool = False
    group: ProcessGroup | None = None

    def record(self, *, refused: bool = False) -> UnfinishedTraining:
        """The record that the training workspace keeps until the version is published."""
        return UnfinishedTraining(
            data_source=self.data_source, digest=self.dataset.digest, choices=self.choices, refused=refused
        )


def read_dataset(settings: Settings, job: Job, data_source: DataSource, *, insecure: bool = False) -> Dataset:
    """Read `data_source`, and log its notes and skipped rows. Raises DataError or DownloadError."""
    dataset = data_source.read(settings.files.cache, job.progress, insecure=insecure)
    for note in dataset.notes:
        job.say(note)
    skipped = dataset.skipped
    if skipped.count:
        rows = "1 row" if skipped.count == 1 else f"{skipped.count:,} rows"
        job.say(f"{rows} could not be read and {'was' if skipped.count == 1 else 'were'} skipped: {_some(skipped)}")
    return dataset


def build_version(settings: Settings, job: Job, build: Build) -> tuple[str, DatasetInfo]:
    """Train, check and publish a version; return its id and a description of its data (added films not counted).

    An interrupted training on the same data with the same choices is resumed (with the same result). With `force` it
    starts over, and the version is published whatever the check finds; a version that was refused before is published
    without training it again. Raises TrainingInterrupted, TrainingError (also from the check), StoreError or
    ArtifactError; the previous version then stays current.
    """
    from engine.jobs.publishing import PUBLICATION, publish

    workspace = TrainingWorkspace(settings)
    unfinished = workspace.unfinished()
    resume = _can_resume(build, unfinished) and workspace.has_work
    # What has begun here goes on: its own files may be what fills the disk.
    expect_size(settings, job, _size(build.dataset), build.choices, build.group, force=build.force or resume)
    workspace.begin(build.record(), anew=not resume)
    job.resume_command = _RESUME
    if resume and unfinished is not None:
        job.say("resuming the training that was " + ("refused" if unfinished.refused else "interrupted"))
    trained = _train(job, build, workspace.checkpoint, resume=resume)
    report = _measure(job, trained)
    try:
        verdict = check_version(settings, job, build.dataset.digest, trained, report, force=build.force)
    except TrainingError:
        workspace.begin(build.record(refused=True), anew=False)
        job.resume_command = ""
        raise
    PUBLICATION.part(job.progress, "titles", "indexing the titles")
    draft, info = draft_version(
        settings, build.dataset, build.data_source, build.choices, trained, {**report, "check": verdict}
    )
    published = publish(settings, draft, job.progress)
    workspace.clear()
    job.resume_command = ""
    return published, info


def _size(dataset: Dataset) -> Size:
    ratings = dataset.ratings
    return Size(films=len(dataset.movies), users=int(ratings["user"].nunique()), ratings=len(ratings))


def options_of(choices: Choices) -> TrainingOptions:
    """The training options for a user's choices."""
    from engine.model.training_options import TrainingOptions

    return TrainingOptions(**msgspec.structs.asdict(choices))


def _can_resume(build: Build, unfinished: UnfinishedTraining | None) -> bool:
    """Whether `unfinished` is this build's training and may be resumed."""
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
            should_stop=job.should_stop,
            monitor=monitor,
            group=build.group,
        )

    with job.stopping_itself():
        try:
            return run(resume=resume)
        except TrainingError:
            # A damaged checkpoint, or one from another release, must not block the training. Errors of the training
            # itself come after its first step.
            if not resume or job.stage == "train":
                raise
        job.say("the interrupted training cannot be resumed; starting over")
        checkpoint.unlink(missing_ok=True)
        return run(resume=False)


def _measure(job: Job, trained: Trained) -> dict[str, Any]:
    """The version's evaluation report."""
    from engine.evaluation.version_report import report_of
    from engine.model.stages import evaluation

    stage = evaluation(trained.split.data, trained.parameters["device"])
    told = stage.part(job.progress, "held-out users", "measuring on held-out users")
    report = report_of(trained.served, trained.split, told)
    stage.end(job.progress)
    return report


def _some(skipped: SkippedRows) -> str:
    more = skipped.count - len(skipped.examples)
    return "; ".join(skipped.examples) + (f"; and {more:,} more" if more > 0 else "")
