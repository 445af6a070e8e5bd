"""Opening a page in the browser of the person who sits at this machine, in the background.

Nothing is opened with a browser that would draw on this very terminal.
"""

from __future__ import annotations

import threading


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
