"""Whether a newer version is better: the two reports, where they measured the same thing."""

from __future__ import annotations

from engine.artifact import Manifest

_METRIC, _LIKES = "recall@20", "5"


def gain(old: Manifest, new: Manifest) -> float | None:
    """By how many percent `new` finds more of what held-out viewers watched, from five likes, than `old`.

    Negative where it finds less. None where they were trained on other data or measured in another way: held-out
    viewers and their likes are drawn from the data, so only then are they the same ones.
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
