"""The evaluation report of the current version, beside the closed-form baselines fitted on the same split."""

from __future__ import annotations

from typing import Any

from engine.artifact import Artifact
from engine.errors import DataError, NotSetUp
from engine.jobs.running import Job, Listener, run_job
from engine.jobs.setup import standing
from engine.settings import Settings


def evaluate(settings: Settings, *, job_id: str | None = None, listener: Listener) -> dict[str, Any]:
    """The report as {"version", "protocol", "users", "rows"}, measured on users whom the version never trained on."""

    def work(job: Job) -> tuple[dict[str, Any], str | None]:
        from engine.model.evaluation import Served
        from engine.model.evaluation import evaluate as measure

        stands = standing(settings)
        if stands is None or stands.origin is None:
            raise NotSetUp
        artifact = Artifact(settings.versions / stands.version)
        arrays = {name: artifact.array(name) for name in ("ids", "vectors", "log_weights")}
        served = Served.of(arrays, {"query": artifact.tensors("query")})
        dataset = stands.origin.read(settings.cache, job.progress)
        if dataset.digest != stands.dataset.digest:
            raise DataError(
                f"{dataset.source} has changed since {stands.version} was trained on it",
                "run `movierec train` on the data as they are now, then evaluate",
            )
        report = measure(dataset, served, progress=job.progress)
        return {"version": stands.version, **report}, stands.version

    return run_job(settings, "evaluate", work, job_id=job_id, listener=listener, trains=False)
