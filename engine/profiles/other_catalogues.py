"""The catalogues of films that no data set here has: an import keeps their marks under whoever's number is known."""

from __future__ import annotations

IMDB = "imdb"
"""Numbered as in IMDb's ids."""
TMDB = "tmdb"
"""Numbered by TMDB."""
TITLE = "title"
"""Known by title and year alone, of which the number is made (engine.exchange.film_finding)."""
