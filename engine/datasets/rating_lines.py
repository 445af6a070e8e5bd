"""Reading ratings one line at a time: slow, but it knows what is wrong with a line.

`rating_blocks` reads whole blocks at once and must take no row that is refused here, and none as something else.
"""

from __future__ import annotations

import math

import numpy as np

from engine.datasets.field_values import BadValue, decimal, seconds, user_number, whole_number
from engine.datasets.rating_format import RatingFormat
from engine.datasets.rating_scale import HIGHEST, LOWEST, NUMBERS


class OffScale(ValueError):
    """A rating that is not between 0.5 and 5 stars."""

    def __init__(self, rating: float) -> None:
        super().__init__(f"rating {rating:g} is not between 0.5 and 5")
        self.rating = rating


def read_line(text: str, form: RatingFormat) -> tuple[int, int, float, float]:
    """User, movie, rating and seconds since 1970, NaN where the line has none.

    Raises ValueError (among them OffScale and BadValue) or csv.Error with what is wrong.
    """
    fields = form.row.split(text)
    rating = _rating(fields[form.rating]) if form.rating is not None else math.nan
    stars = float(np.float32(rating))  # as it is kept, and as the reader of blocks compares it
    if not (math.isnan(stars) or LOWEST <= stars <= HIGHEST):
        raise OffScale(rating)
    timestamp = seconds(fields[form.timestamp]) if form.timestamp is not None else math.nan
    return user_number(fields[form.user]), whole_number(fields[form.movie], "movie"), stars, timestamp


def _rating(text: str) -> float:
    try:
        return decimal(text, "rating")
    except ValueError as cause:  # "85%", "4/5", stars
        raise BadValue(str(cause), NUMBERS) from None
