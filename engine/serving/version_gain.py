"""How much better a newer version is, according to the evaluation reports of both."""

from __future__ import annotations

from engine.artifact import Manifest

_METRIC, _LIKES = "recall@20", "5"


def recall_gain(old: Manifest, new: Manifest) -> float | None:
    """The change in Recall@20 from five likes, on held-out users, from `old` to `new`, in percent of `old`.

    None if they were trained on different data or evaluated differently: held-out users and their likes are drawn from
    the data, so the same data are needed for the same users.
    """
    if old.dataset.digest != new.dataset.digest or old.report.get("protocol") != new.report.get("protocol"):
        return None
    before, after = _recall(old), _recall(new)
    return None if not before or after is None else 100 * (after / before - 1)


def _recall(manifest: Manifest) -> float | None:
    for row in manifest.report.get("rows", ()):
        if (row.get("model"), row.get("metric"), str(row.get("likes"))) == ("movierec", _METRIC, _LIKES):
            value = row.get("value")
            return float(value) if isinstance(value, int | float) else None
    return None
