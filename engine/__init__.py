"""movierec's engine: data sets, the model, the stores and the recommender.

Importable without a user interface: it never prints and never exits; long work reports through a callback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender
    from engine.settings import Settings

__all__ = ["open_recommender"]


def open_recommender(settings: Settings) -> Recommender:
    """The recommender over the current version, to be used in a `with`. Raises NotSetUp before the first set-up."""
    from engine.serving.recommender import Recommender

    return Recommender.open(settings)
