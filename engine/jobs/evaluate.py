"""`movierec evaluate`: the current version beside its peers, on users or films that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.artifact import Manifest
from engine.errors import DataError, NotSetUp, UsageError
from engine.jobs.data_source import Origin
from engine.jobs.job_running import Job, JobInterrupted, Listener, run_job
from engine.jobs.training_workspace import Choices
from engine.jobs.version_building import options_of
from engine.jobs.versions import artifact_of, current_manifest
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

PROTOCOLS = ("strong", "last", "all")
PEERS = ("popularity", "item-knn", "ease", "edlae", "ials", "regression", "tutorial")


def run_evaluate(
    settings: Settings,
    *,
    peers: Sequence[str] = (),
    protocol: str = "all",
    job_id: str | None = None,
    listener: Listener = lambda event: None,
) -> dict[str, Any]:
    """{"protocol", "rows": [{"model", "metric", "likes", "value", "low", "high"}]} of the current version.

    `peers` are some of PEERS; none means all but the tutorial. `protocol` is `strong` (held-out users), `last` (every
    user's last film; trains anew) or `all` (the second where the data have times). Raises NotSetUp, UsageError for an
    unknown name, and DataError where the version's data are not what they were, or `last` finds no times.
    """
    for name in peers:
        if name not in PEERS:
            raise UsageError(f"there is no peer '{name}'", f"choose from {', '.join(PEERS)}")
    if protocol not in PROTOCOLS:
        raise UsageError(f"there is no protocol '{protocol}'", f"choose from {', '.join(PROTOCOLS)}")

    def work(job: Job) -> tuple[dict[str, Any], str | None]:
        manifest = current_manifest(settings)
        if manifest is None:
            raise NotSetUp
        dataset = _same_data(settings, job, manifest)
        reports = []
        with job.stopping_itself():
            if protocol != "last":
                reports.append(_strong(settings, job, manifest, dataset, peers))
            if protocol != "strong" and not job.stop():
                try:
                    reports.append(_last(job, manifest, dataset, peers))
                except DataError as error:
                    if protocol == "last":
                        raise
                    job.say(f"nobody's last film is asked for: {error.message}")
        if job.stop():
            raise JobInterrupted("interrupted", "run it again")
        return {
            "protocol": "\n\n".join(report["protocol"] for report in reports),
            "rows": [row for report in reports for row in report["rows"]],
        }, manifest.version

    return run_job(settings, "evaluate", work, job_id=job_id, listener=listener, trains=False)


def _same_data(settings: Settings, job: Job, manifest: Manifest) -> Dataset:
    """The data that the version was trained on, read again."""
    origin = Origin.of_parameters(manifest.parameters)
    if origin is None:
        raise DataError(f"{manifest.version} does not say where its data came from", "train with `movierec train`")
    dataset = origin.read(settings.cache, job.progress)
    if dataset.digest != manifest.dataset.digest:
        raise DataError(
            f"the data in {manifest.dataset.source} are not what {manifest.version} was trained on",
            "train on them first, with `movierec train`",
        )
    return dataset


def _strong(settings: Settings, job: Job, manifest: Manifest, dataset: Dataset, peers: Sequence[str]) -> dict[str, Any]:
    from engine.model.comparison import evaluate
    from engine.model.evaluation import Served

    artifact = artifact_of(settings, manifest.version)
    arrays = {name: artifact.array(name) for name in ("ids", "vectors", "log_weights")}
    served = Served.of(arrays, {"query": artifact.tensors("query")})
    return evaluate(dataset, served, peers=peers, progress=job.progress, stop=job.stop)


def _last(job: Job, manifest: Manifest, dataset: Dataset, peers: Sequence[str]) -> dict[str, Any]:
    from engine.model.lastout import evaluate_last
    from engine.model.training import TrainingInterrupted

    choices = msgspec.convert(manifest.parameters.get("choices", {}), Choices)
    try:
        return evaluate_last(dataset, options_of(choices), peers=peers, progress=job.progress, stop=job.stop)
    except TrainingInterrupted:
        raise JobInterrupted("interrupted", "run it again") from None
