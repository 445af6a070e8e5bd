"""The pages of the web server, and the headers that keep every page to this server alone.

The app's page uses the script, style sheet and fonts of textual-serve, but not its page, which loads a font from
another server. Texts are escaped here.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

# xterm.js sets styles from its script.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src {sources}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: a form would then be sent without its origin, which the server looks at.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FILES = {"/browser.js": "text/javascript", "/browser.css": "text/css"}
"""What belongs to the app's page, beside the files of textual-serve."""


_HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)


def secure(response: web.StreamResponse, host: str) -> None:
    """Let the browser take nothing from other servers than `host`, show the page in no frame, and keep nothing."""
    # Some browsers do not count WebSockets of the page's own host as 'self'.
    sources = f"'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "'self'"
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = _POLICY.format(sources=sources)


def sign_in_page(wrong: str = "", status: int = 200) -> web.Response:
    """The form for the token; `wrong` says what was wrong with the last one."""
    said = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    return _page(
        f"<main><h1>movierec</h1>{said}"
        '<form method="post" action="/sign-in"><p><label>Token<br>'
        '<input name="token" type="password" autocomplete="current-password" required autofocus></label></p>'
        "<p><button>Sign in</button></p></form>"
        "<p>The token is in the link that you were given, or that <code>movierec serve</code> printed.</p></main>",
        status=status,
    )


def message_page(title: str, text: str, status: int) -> web.Response:
    """A page that says something, with a way to try again."""
    return _page(
        f'<main><h1>{escape(title)}</h1><p>{escape(text)}</p><p><a href="/">Try again</a></p></main>', status=status
    )


def forwarding_page() -> web.Response:
    """A page that goes to the app at once. After a link on another site, a plain redirect would go there without the
    cookie that was just set, because the browser still counts it as that site's."""
    return _page('<main><p><a href="/">To the app</a></p></main>', '<meta http-equiv="refresh" content="0; url=/">')


def app_page() -> web.Response:
    """The app: what textual-serve's script looks for, and what is shown before it begins and after it has ended."""
    return _page(
        # The letters are shown in both weights and slants, so that the fonts are there when the terminal measures them.
        '<main id="opening"><h1>movierec</h1><p>Opening <b>the</b> <i>films</i>…</p></main>'
        '<div id="ended" role="alert"><p>The session has ended.</p><p><button id="again">Start again</button></p></div>'
        '<div id="terminal" class="textual-terminal" data-font-size="16"></div>',
        '<link rel="stylesheet" href="/static/css/xterm.css"><link rel="stylesheet" href="/browser.css">'
        '<script src="/browser.js"></script><script src="/static/js/textual.js"></script>',
    )


def page_file(path: str) -> web.Response:
    """One of FILES."""
    return web.Response(text=_read(path.removeprefix("/")), content_type=FILES[path])


def _page(body: str, head: str = "", status: int = 200) -> web.Response:
    text = Template(_read("page.html")).substitute(head=head, body=body)
    return web.Response(text=text, status=status, content_type="text/html")


@cache
def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
