"""The publish check, which a newly trained version must pass before it replaces the current one.

A home's first version is refused only if its vectors have collapsed. A later one is refused only if it is worse than
the current one on the same data, with the whole interval of the difference below 0. On other data there is nothing to
compare, and a collapse only gives a warning. The findings go into the version's report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.artifact import Manifest
from engine.errors import ArtifactError, TrainingError
from engine.jobs.job_running import Job
from engine.jobs.versions import current_manifest, served_model_of
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.evaluation.intervals import Interval
    from engine.model.training import Trained

_FEWEST_USERS = 20
"""With fewer users a collapse is not a fault: the vectors are alike because the data do not tell films apart."""
_ANYWAY = "publish it anyway with `movierec train --force` and the same options"


def check_version(
    settings: Settings, job: Job, digest: str, trained: Trained, report: dict[str, Any], *, force: bool
) -> dict[str, Any]:
    """Check the version: {"verdict", "words", "cosine", "spread", "empty", "overlap"}, and if it was compared with
    the current one also {"against", "difference", "low", "high"}.

    `digest` is that of the data, `report` the version's own. The verdict is one of first, other data, not worse, worse,
    collapsed. Warnings are logged through `job`. Raises TrainingError if the version is refused, unless `force`.
    """
    from engine.evaluation.vector_health import vector_health_of

    health = vector_health_of(trained.served, np.array([movie.n_ratings for movie in trained.movies]))
    found: dict[str, Any] = {name: round(getattr(health, name), 4) for name in ("cosine", "spread", "empty", "overlap")}
    for words in _beaten_by_popularity(report):
        job.say(words)
    current = current_manifest(settings)
    fault = health.fault() if len(trained.split.data.users) >= _FEWEST_USERS else ""
    if current is None:
        if fault and not force:
            raise TrainingError(f"the vectors have collapsed: {fault}", f"train with another --seed, or {_ANYWAY}")
        return {"verdict": "collapsed" if fault else "first", "words": fault, **found}
    gap = _compare(settings, job, trained, current) if current.dataset.digest == digest else None
    if gap is None:
        if fault:
            job.say(f"warning: the vectors have collapsed: {fault}; go back with `movierec models use ID`")
        return {"verdict": "collapsed" if fault else "other data", "words": fault, **found}
    worse = gap.high < 0
    words = (
        f"Recall@20 {gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}] against {current.version} "
        f"on the same {len(trained.split.held_out.users)} held-out users"
    )
    if worse and not force:
        raise TrainingError(
            f"the new version is worse than the current one: {words}", f"{current.version} stays current; {_ANYWAY}"
        )
    job.say(words)
    figures = {"difference": round(gap.value, 6), "low": round(gap.low, 6), "high": round(gap.high, 6)}
    return {
        "verdict": "worse" if worse else "not worse",
        "words": words,
        "against": current.version,
        **figures,
        **found,
    }


def _compare(settings: Settings, job: Job, trained: Trained, current: Manifest) -> Interval | None:
    """The paired difference from `current`, trained on the same data; None if `current` cannot be loaded."""
    from engine.evaluation.paired_comparison import paired_difference

    try:
        before = served_model_of(settings, current.version)
    except (ArtifactError, KeyError) as cause:
        job.say(f"cannot compare with {current.version}: {cause}")
        return None
    return paired_difference(trained.served, before, trained.split)


def _beaten_by_popularity(report: dict[str, Any]) -> list[str]:
    recall = {(row["model"], row["likes"]): row["value"] for row in report["rows"] if row["metric"] == "recall@20"}
    return [
        f"warning: the popularity baseline does better (likes: {likes}): Recall@20 {recall['popularity', likes]:.3f} "
        f"against {value:.3f}, on {report['users']} held-out users"
        for (model, likes), value in recall.items()
        if model == "movierec" and value < recall.get(("popularity", likes), 0)
    ]
