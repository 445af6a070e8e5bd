"""A film's web pages, and whether a browser opened here would be visible to the person. Pure functions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from engine.movies import Movie, clean_text


def links(movie: Movie) -> list[str]:
    """The URLs of the film's pages, best first; of searches for its title where the data set has no ids."""
    number = (movie.imdb or "").removeprefix("tt")
    found = [f"https://www.imdb.com/title/tt{number}/"] if number.isascii() and number.isdigit() else []
    if movie.tmdb is not None:
        found.append(f"https://www.themoviedb.org/movie/{movie.tmdb}")
    return found or _searches(movie)


def shown(link: str) -> str:
    """The link without the parts that a browser adds by itself."""
    return link.removeprefix("https://").removeprefix("www.").rstrip("/")


def is_local(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser opened here would be visible to the person: not over SSH, and only with a display."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") or environ.get("SSH_CLIENT"):
        return False
    return platform == "darwin" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _searches(movie: Movie) -> list[str]:
    title = clean_text(movie.title)
    named = title if movie.year is None else f"{title} {movie.year}"
    return [
        f"https://www.imdb.com/find/?q={quote_plus(named, errors='ignore')}",
        f"https://letterboxd.com/search/{quote(title, safe='', errors='ignore')}/",
    ]
