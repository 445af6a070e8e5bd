"""movierec's engine: data sets, the model, the stores and the recommender.

Importable without a user interface: it never prints and never exits; long work reports its progress through a callback.
The names exported here are the stable API for other programs. After `movierec setup`:

>>> from engine import MovieFilter, open_recommender
>>> with open_recommender() as recommender:
...     stalker = recommender.resolve("Stalker")
...     for found in recommender.recommend([stalker.id], k=3, movie_filter=MovieFilter(year_to=1980)):
...         print(found.movie.label)
Solaris (1972)
Metropolis (1927)
2001: A Space Odyssey (1968)

(The output here and below is from the few dozen films that movierec's tests use.)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.errors import (
        AmbiguousMovie,
        ArtifactError,
        BusyError,
        DataError,
        DownloadError,
        MovierecError,
        NotSetUp,
        StoreError,
        TrainingError,
        UnknownMovie,
        UsageError,
    )
    from engine.movies import Movie, MovieFilter
    from engine.serving.explanations import Part, Recommendation
    from engine.serving.recommender import Recommender
    from engine.settings import Settings, load_settings

__version__ = "0.1.0"

__all__ = [
    "AmbiguousMovie",
    "ArtifactError",
    "BusyError",
    "DataError",
    "DownloadError",
    "Movie",
    "MovieFilter",
    "MovierecError",
    "NotSetUp",
    "Part",
    "Recommendation",
    "Recommender",
    "Settings",
    "StoreError",
    "TrainingError",
    "UnknownMovie",
    "UsageError",
    "load_settings",
    "open_recommender",
]


def open_recommender(settings: Settings | None = None) -> Recommender:
    """Open the recommender on the current version, for use in a `with`; `settings` default to `load_settings()`.

    Raises NotSetUp before the first set-up, UsageError if a setting is wrong, StoreError or ArtifactError if neither
    the stores nor the version's files can answer.

    >>> from engine import NotSetUp, load_settings, open_recommender
    >>> try:
    ...     recommender = open_recommender(load_settings(home="/tmp/no/such/home"))
    ... except NotSetUp as error:
    ...     print(f"{error.message}: {error.remedy}")
    nothing is set up yet: run `movierec setup` (or just `movierec`, which offers it)
    """
    from engine.serving.recommender import Recommender
    from engine.settings import load_settings

    return Recommender.open(settings or load_settings())


_PLACES = {
    "engine.movies": ("Movie", "MovieFilter"),
    "engine.serving.explanations": ("Part", "Recommendation"),
    "engine.serving.recommender": ("Recommender",),
    "engine.settings": ("Settings", "load_settings"),
}


def __getattr__(name: str) -> Any:
    """Import an exported name on first access: whoever imports a module of the engine waits for nothing else, and
    `movierec --help` not even for msgspec."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = next((place for place, names in _PLACES.items() if name in names), "engine.errors")
    return getattr(import_module(module), name)
