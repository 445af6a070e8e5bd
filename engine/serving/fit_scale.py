"""The fit: how well a film suits a person, from 0 to 100, on a scale that is the same in every list.

It depends on the person's opinions alone, never on filters or on which films are shown: a score is placed among those
of all films that could be listed. 0 stands for the usual film or a worse one, 50 for one that suits the person better
than nine films of ten; each further step of that size halves what is missing to 100. A new film, which nobody rated, is
never said to fit better than 50: where it stands is guessed from its makers and genres.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEW_FILMS = 50.0
"""The highest fit that is told of a new film."""
_BETTER_THAN = 0.9
_LEAST = 0.5
"""The least step, in standard deviations, for scores of which fewer than one in ten stand out: a normal distribution's
step is 1.28."""


class FitScale(NamedTuple):
    """What a person's scores mean: `usual` is a fit of 0, `usual + step` one of 50."""

    usual: float
    step: float

    @classmethod
    def of(cls, scores: NDArray[Any]) -> FitScale:
        """The scale for a person's `scores` of films from all over the catalogue (at least one).

        The usual score is the median, or the mean if that is higher: a film above both has more that speaks for it
        than against it, so that its fit and the shares of its explanation (engine.serving.explanations) agree.
        """
        import numpy as np

        half, high = len(scores) // 2, min(int(_BETTER_THAN * len(scores)), len(scores) - 1)
        middle = [half] if len(scores) % 2 else [half - 1, half]
        parted = np.partition(scores, [*middle, high])  # np.median loads numpy.ma at its first call: 40 ms
        usual = max(float(parted[middle].mean()), float(scores.mean()))
        return cls(usual, max(float(parted[high]) - usual, _LEAST * float(scores.std())))

    def fit(self, score: float) -> float:
        """The fit (0 to 100) of a film with that score."""
        above = score - self.usual
        return 100 * (1 - 2 ** (-above / self.step)) if above > 0 and self.step > 0 else 0.0

    def score(self, fit: float) -> float:
        """The least score of a film with that `fit` (0 to less than 100)."""
        return self.usual - self.step * math.log2(1 - fit / 100)

    def fits(self, scores: NDArray[Any]) -> NDArray[Any]:
        """(n) the fits of films with these `scores` (n)."""
        import numpy as np

        above = np.maximum(np.asarray(scores, np.float64) - self.usual, 0.0)
        return 100 * (1 - 2 ** (-above / self.step)) if self.step > 0 else np.zeros(len(above))
