"""`movierec evaluate`: the current version beside its peers, on users that it was not trained on."""

from __future__ import annotations

from typing import Any

from engine.artifact import Artifact
from engine.errors import DataError, NotSetUp
from engine.jobs.origin import Origin
from engine.jobs.running import Job, JobInterrupted, Listener, run_job
from engine.jobs.versions import current_manifest
from engine.settings import Settings


def run_evaluate(
    settings: Settings, *, job_id: str | None = None, listener: Listener = lambda event: None
) -> dict[str, Any]:
    """{"protocol", "rows": [{"model", "metric", "likes", "value", "low", "high"}]} of the current version.

    Raises NotSetUp, and DataError where the version's data are not what they were.
    """

    def work(job: Job) -> tuple[dict[str, Any], str | None]:
        manifest = current_manifest(settings)
        if manifest is None:
            raise NotSetUp
        origin = Origin.of_parameters(manifest.parameters)
        if origin is None:
            raise DataError(f"{manifest.version} does not say where its data came from", "train with `movierec train`")
        dataset = origin.read(settings.cache, job.progress)
        if dataset.digest != manifest.dataset.digest:
            raise DataError(
                f"the data in {manifest.dataset.source} are not what {manifest.version} was trained on",
                "train on them first, with `movierec train`",
            )
        from engine.model.comparison import evaluate
        from engine.model.evaluation import Served

        artifact = Artifact(settings.versions / manifest.version)
        arrays = {name: artifact.array(name) for name in ("ids", "vectors", "log_weights")}
        served = Served.of(arrays, {"query": artifact.tensors("query")})
        with job.stopping_itself():
            report = evaluate(dataset, served, progress=job.progress, stop=job.stop)
        if job.stop():
            raise JobInterrupted("interrupted", "run it again")
        return {"protocol": report["protocol"], "rows": report["rows"]}, manifest.version

    return run_job(settings, "evaluate", work, job_id=job_id, listener=listener, trains=False)
