"""A film's page on the web: its address, and opening it where the person sits at this machine.

Nothing is opened over SSH, nor with a browser that would draw on this very terminal.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping

from engine.movies import Movie


def links(movie: Movie) -> list[str]:
    """The film's pages, the best first; empty where the data set has no links."""
    number = (movie.imdb or "").removeprefix("tt")
    found = [f"https://www.imdb.com/title/tt{number}/"] if number.isascii() and number.isdigit() else []
    return [*found, f"https://www.themoviedb.org/movie/{movie.tmdb}"] if movie.tmdb is not None else found


def is_local(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser opened here is one that the person sees."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") or environ.get("SSH_CLIENT"):
        return False
    return platform == "darwin" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_in_browser(link: str) -> None:
    """Open `link` in the background; where there is no browser of its own window, nothing happens."""
    threading.Thread(target=_open, args=(link,), name="browser", daemon=True).start()


def _open(link: str) -> None:
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    # A plain GenericBrowser is one of the terminal's (lynx, w3m, www-browser).
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(link)
