"""Other scales than movierec's half stars from 0.5 to 5, and how to convert each."""

from __future__ import annotations

LOWEST, HIGHEST = 0.5, 5.0
_SCALES = (
    (10.0, "from 1 to 10", "divide each by 2, and leave 0 empty"),
    (100.0, "from 0 to 100", "divide each by 20, and leave 0 empty"),
)


NUMBERS = f"movierec takes {LOWEST} to {HIGHEST:g} stars as numbers, like 4 or 3.5: write the ratings so"


def scale_remedy(low: float, high: float) -> str:
    """How to convert ratings that run from `low` to `high`, at least one of them outside 0.5 to 5."""
    wanted = "movierec takes 0.5 to 5 stars"
    if -1 <= low < 0 and high <= 1:
        return f"{wanted}; -1 and 1 look like thumbs: write 1 and 5, or keep the rows with 1 and no rating column"
    if low < 0:
        return f"{wanted}; these run from {low:g} to {high:g}: convert them, or leave the rating column out"
    if high <= 1:
        return f"{wanted}; 0 and 1 look like yes and no: keep the rows with 1, and leave the rating column out"
    if high <= HIGHEST:
        return f"{wanted}; 0 looks like no rating: leave it empty, or delete these rows"
    for top, name, how in _SCALES:
        if high <= top:
            return f"{wanted}; these look like a scale {name}: {how}"
    return f"{wanted}; these run from {low:g} to {high:g}: convert them, or leave the rating column out"
