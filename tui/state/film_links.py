"""A film's web pages, and whether a browser opened here would be visible to the person. Pure functions."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from engine.movies import Movie


def links(movie: Movie) -> list[str]:
    """The URLs of the film's pages, best first; empty if the data set has none."""
    number = (movie.imdb or "").removeprefix("tt")
    found = [f"https://www.imdb.com/title/tt{number}/"] if number.isascii() and number.isdigit() else []
    return [*found, f"https://www.themoviedb.org/movie/{movie.tmdb}"] if movie.tmdb is not None else found


def is_local(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser opened here would be visible to the person: not over SSH, and only with a display."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") or environ.get("SSH_CLIENT"):
        return False
    return platform == "darwin" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
