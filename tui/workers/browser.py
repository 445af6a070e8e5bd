"""Opens a page in this machine's browser, in the background.

A text browser is never started: it would draw over the app in this very terminal.
"""

from __future__ import annotations

import threading


def open_in_browser(link: str) -> None:
    """Open `link` in the background. Does nothing if there is no browser with a window of its own."""
    threading.Thread(target=_open, args=(link,), name="browser", daemon=True).start()


def _open(link: str) -> None:
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    # A plain GenericBrowser runs in the terminal (lynx, w3m, www-browser).
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(link)
