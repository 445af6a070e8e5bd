"""Running the web server as a process: its address, its log, and its end on Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from aiohttp import web

from engine.errors import MovierecError, UsageError
from tui import runtime
from tui.web.web_server import WebServer

_SHUTDOWN = 20.0
"""Seconds within which the visitors' apps end."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def address(host: str, port: int) -> str:
    """The address of the server for a browser; one for all of this machine's interfaces is given by the machine's
    name."""
    try:
        where = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/"
    if where.is_unspecified:
        return f"http://{socket.gethostname()}:{port}/"
    return f"http://[{where}]:{port}/" if where.version == 6 else f"http://{where}:{port}/"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any free one.

    Raises UsageError if this machine has no such address, MovierecError if the port is in use or not ours to use.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as cause:
        raise _not_here(host) from cause
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(where)
        opened.listen(128)
    except OSError as cause:
        opened.close()
        if cause.errno == errno.EADDRINUSE:
            raise MovierecError(f"port {port} of {host} is in use", "give another one with --port") from cause
        if cause.errno == errno.EACCES:
            raise MovierecError(f"port {port} is not ours to use", "give one above 1023 with --port") from cause
        raise _not_here(host) from cause
    return opened


def _not_here(host: str) -> UsageError:
    return UsageError(f"'{host}' is no address of this machine", "give one with --host, such as 127.0.0.1")


def run(server: WebServer, listening: socket.socket, log: Path, started: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM, and end the visitors' apps; a second Ctrl-C does not wait for them. `started` is
    called once the first visitor can come."""
    with closing(listening), runtime.logged(log):
        asyncio.run(_serve(server, listening, started))


async def _serve(server: WebServer, listening: socket.socket, started: Callable[[], None]) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    # No log of requests: the address of a link has a token in it.
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=_SHUTDOWN)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        started()
        await ended.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        await runner.cleanup()
