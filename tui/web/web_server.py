"""The web server: every address but the sign-in needs a session, and each visitor gets an app of his own profile.

It serves plain HTTP: what is to be reached from other machines belongs behind a reverse proxy with TLS. It loads
neither the app nor the engine's libraries, and needs no terminal.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from tui.web import pages
from tui.web.sign_in import SignIn, TooManyAttempts
from tui.web.visitor_app import MOST_SECONDS, VisitorApp

LARGEST_MESSAGE = 10_000_000
"""Bytes of a paste, the largest thing that a visitor can send to his app."""
LARGEST_FORM = 16_384
"""Bytes of any other request: a token. Files are not taken."""
_PATIENCE = 2.0
"""Seconds beyond those that an app has for its end."""
_HEARTBEAT = 15.0
"""Seconds between two looks at whether a browser is still there."""
_SIGN_IN = "/sign-in"

_log = logging.getLogger("movierec.serve")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Visits:
    """What a visit is: the command and the environment of a profile's app, and how many there may be at once."""

    command: Callable[[str], Sequence[str]]
    environ: Mapping[str, str]
    at_once: int


@dataclass(frozen=True)
class _Visit:
    """An app that has not ended yet, and the session that it is shown to."""

    session: str
    task: asyncio.Task[None]


class WebServer:
    """The pages, the sign-in and the visitors' apps. `port` is in the cookie's name: browsers send the cookies of all
    ports of a host to each of them, and two servers must not sign each other's visitors out."""

    def __init__(self, sign_in: SignIn, visits: Visits, port: int) -> None:
        self._sign_in = sign_in
        self._visits = visits
        self._cookie = f"movierec-{port}"
        self._open: dict[web.WebSocketResponse, _Visit] = {}

    def application(self) -> web.Application:
        """The routes, behind the checks."""
        made = web.Application(middlewares=[self._check], client_max_size=LARGEST_FORM)
        made.add_routes(
            [
                web.get(_SIGN_IN, self._show_sign_in),
                web.post(_SIGN_IN, self._take_token),
                web.get("/", self._show_app),
                web.get("/ws", self._visit),
                *(web.get(path, self._page_file) for path in pages.FILES),
                web.static("/static", _statics()),
            ]
        )
        made.on_shutdown.append(self._end_visits)
        return made

    @web.middleware
    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who is signed in, and anybody to the sign-in."""
        try:
            if request.path == _SIGN_IN or self._profile(request) is not None:
                response = await handler(request)
            elif request.path == "/" and "token" in request.query:
                response = self._follow_link(request)
            elif request.path == "/":
                response = _redirect(_SIGN_IN)
            else:
                response = pages.message_page("Not signed in", "Sign in first.", 401)
        except web.HTTPException as refused:
            pages.secure(refused, request.host)
            raise
        if not response.prepared:
            pages.secure(response, request.host)
        return response

    # Signing in

    async def _show_sign_in(self, request: web.Request) -> web.StreamResponse:
        return pages.sign_in_page()

    async def _take_token(self, request: web.Request) -> web.StreamResponse:
        if "Origin" in request.headers and not _is_own_page(request):
            return pages.message_page("Refused", "This form is not on this server's page.", 403)
        if request.content_type != "application/x-www-form-urlencoded":
            return pages.sign_in_page("The token has to come from this form.", 415)
        token = (await request.post()).get("token", "")
        return self._enter(request, str(token), _redirect("/"))

    def _follow_link(self, request: web.Request) -> web.StreamResponse:
        """Sign in with the token of a link, which then is no longer in the address."""
        elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
        inside = pages.forwarding_page() if elsewhere else _redirect("/")
        return self._enter(request, request.query["token"], inside)

    def _enter(self, request: web.Request, token: str, inside: web.StreamResponse) -> web.StreamResponse:
        """Set the cookie on the answer `inside`, if the token is right."""
        try:
            session = self._sign_in.sign_in(token, request.remote or "")
        except TooManyAttempts as refused:
            wait = max(1, round(refused.seconds))
            page = pages.sign_in_page(f"Too many wrong tokens: wait {wait} seconds.", 429)
            page.headers["Retry-After"] = str(wait)
            return page
        if session is None:
            return pages.sign_in_page("This server has no such token. Ask for a new link.", 403)
        # Who could forge this header could only keep himself from signing in.
        https = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
        inside.set_cookie(self._cookie, session, httponly=True, samesite="Strict", secure=https, path="/")
        return inside

    def _session(self, request: web.Request) -> str:
        return request.cookies.get(self._cookie, "")

    def _profile(self, request: web.Request) -> str | None:
        return self._sign_in.profile(self._session(request))

    # The app

    async def _show_app(self, request: web.Request) -> web.StreamResponse:
        if "token" in request.query:  # signed in already; the link may be another profile's
            return self._follow_link(request)
        # A page that is reloaded keeps its connection until the new page begins to come.
        if self._is_full and not self._visits_of(self._session(request)):
            return self._full()
        return pages.app_page()

    async def _page_file(self, request: web.Request) -> web.StreamResponse:
        return pages.page_file(request.path)

    async def _visit(self, request: web.Request) -> web.StreamResponse:
        profile = self._profile(request)
        assert profile is not None  # the check has let the request in
        if not _is_own_page(request):
            return pages.message_page("Refused", "Only this server's own page may connect to the app.", 403)
        session = self._session(request)
        if self._is_full:
            await self._end_one_of(session)
        if self._is_full:
            return self._full()
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=LARGEST_MESSAGE)
        task = asyncio.create_task(self._run_app(request, socket, profile))
        self._open[socket] = _Visit(session, task)
        task.add_done_callback(lambda _: self._open.pop(socket))
        await asyncio.shield(task)  # it ends the app, whatever becomes of this request
        return socket

    async def _run_app(self, request: web.Request, socket: web.WebSocketResponse, profile: str) -> None:
        await socket.prepare(request)
        width, height = (_number(request.query.get(name, "")) for name in ("width", "height"))
        try:
            app = await VisitorApp.start(self._visits.command(profile), self._visits.environ, width or 80, height or 24)
        except OSError as fault:
            _log.error("the app could not be started", exc_info=fault)
            await socket.close(code=WSCloseCode.INTERNAL_ERROR)
            return
        try:
            await app.connect(socket)
        finally:
            await app.close()

    @property
    def _is_full(self) -> bool:
        return len(self._open) >= self._visits.at_once

    def _visits_of(self, session: str) -> list[web.WebSocketResponse]:
        """The sockets of the visits of that session, the oldest first."""
        return [socket for socket, visit in self._open.items() if visit.session == session]

    async def _end_one_of(self, session: str) -> None:
        """End the oldest visit of that session, if it has one: its newest page has its place."""
        await self._end(self._visits_of(session)[:1])

    async def _end(self, sockets: Sequence[web.WebSocketResponse]) -> None:
        """Close these sockets, which ends the apps behind them, and wait for these."""
        tasks = [self._open[socket].task for socket in sockets]
        await asyncio.gather(*(socket.close(code=WSCloseCode.GOING_AWAY) for socket in sockets if socket.prepared))
        if tasks:
            await asyncio.wait(tasks, timeout=MOST_SECONDS + _PATIENCE)

    def _full(self) -> web.Response:
        number = self._visits.at_once
        here = f"{number:,} visitors are" if number > 1 else "A visitor is"
        return pages.message_page("No place is free", f"{here} here already, as many as may be at once.", 503)

    async def _end_visits(self, _: web.Application) -> None:
        await self._end(list(self._open))


def _redirect(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def _is_own_page(request: web.Request) -> bool:
    """Whether a page of this very host sent the request: browsers let any page connect a WebSocket to any server, with
    the cookies of that server."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.host


def _number(text: str) -> int:
    """A whole number of a few digits; 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _statics() -> Path:
    """The script, the style sheet and the fonts of textual-serve, which itself need not be loaded for them."""
    found = find_spec("textual_serve")
    assert found is not None and found.origin is not None  # a dependency
    return Path(found.origin).parent / "static"
