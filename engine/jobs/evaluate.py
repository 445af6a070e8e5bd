"""`movierec evaluate`: compare the current version with the baselines, on held-out users or held-out films."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.artifact import Manifest
from engine.errors import DataError, NotSetUp
from engine.evaluation.evaluation_options import check_baselines, check_protocol
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import Job, JobInterrupted, Listener, run_job
from engine.jobs.training_workspace import Choices
from engine.jobs.version_building import options_of
from engine.jobs.versions import current_manifest, served_model_of
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset


def run_evaluate(
    settings: Settings,
    *,
    baselines: Sequence[str] = (),
    protocol: str = "all",
    job_id: str | None = None,
    listener: Listener = lambda event: None,
) -> dict[str, Any]:
    """Evaluate the current version: {"protocol", "rows": [{"model", "metric", "likes", "value", "low", "high"}]}.

    `baselines` is a subset of evaluation_options.BASELINES; empty means all but the tutorial. `protocol` is `strong`
    (held-out users), `last` (each user's last film; trains another model) or `all` (both; `last` only if the data have
    timestamps). Raises NotSetUp, UsageError for an unknown name, and DataError if the data have changed since the
    version was trained, or if `last` finds no timestamps.
    """
    check_baselines(baselines)
    check_protocol(protocol)

    def work(job: Job) -> tuple[dict[str, Any], str | None]:
        manifest = current_manifest(settings)
        if manifest is None:
            raise NotSetUp
        dataset = _same_data(settings, job, manifest)
        reports = []
        with job.stopping_itself():
            if protocol != "last":
                reports.append(_strong(settings, job, manifest, dataset, baselines))
            if protocol != "strong" and not job.should_stop():
                try:
                    reports.append(_last(job, manifest, dataset, baselines))
                except DataError as error:
                    if protocol == "last":
                        raise
                    job.say(f"skipping the leave-last-out evaluation: {error.message}")
        if job.should_stop():
            raise JobInterrupted("interrupted", "run the command again")
        return {
            "protocol": "\n\n".join(report["protocol"] for report in reports),
            "rows": [row for report in reports for row in report["rows"]],
        }, manifest.version

    return run_job(settings, "evaluate", work, job_id=job_id, listener=listener, trains=False)


def _same_data(settings: Settings, job: Job, manifest: Manifest) -> Dataset:
    """The data that the version was trained on, read again. Raises DataError if they have changed."""
    data_source = DataSource.of_parameters(manifest.parameters)
    if data_source is None:
        raise DataError(
            f"{manifest.version} does not record where its data came from",
            "run `movierec setup --force` with the source of the data",
        )
    dataset = data_source.read(settings.files.cache, job.progress)
    if dataset.digest != manifest.dataset.digest:
        raise DataError(
            f"the data in {manifest.dataset.source} have changed since {manifest.version} was trained",
            "train on the new data first, with `movierec train`",
        )
    return dataset


def _strong(
    settings: Settings, job: Job, manifest: Manifest, dataset: Dataset, baselines: Sequence[str]
) -> dict[str, Any]:
    from engine.evaluation.comparison import evaluate

    served = served_model_of(settings, manifest.version)
    return evaluate(dataset, served, baselines=baselines, progress=job.progress, should_stop=job.should_stop)


def _last(job: Job, manifest: Manifest, dataset: Dataset, baselines: Sequence[str]) -> dict[str, Any]:
    from engine.evaluation.leave_last_out import evaluate_leave_last_out
    from engine.model.training import TrainingInterrupted

    choices = msgspec.convert(manifest.parameters.get("choices", {}), Choices)
    try:
        return evaluate_leave_last_out(
            dataset, options_of(choices), baselines=baselines, progress=job.progress, should_stop=job.should_stop
        )
    except TrainingInterrupted:
        raise JobInterrupted("interrupted", "run the command again") from None
