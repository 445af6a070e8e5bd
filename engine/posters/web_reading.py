"""Reading a small file over HTTP within a few seconds in all, without following redirects.

An address may have a key in it, so none is ever part of a message, and no exception of the library gets out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

_BLOCK = 65_536


class Answer(NamedTuple):
    """`status` is that of HTTP, 0 if there was no whole answer; `content` is empty if it was too large; `retry_after`
    is in seconds, 0 if it does not say."""

    status: int
    content: bytes = b""
    retry_after: float = 0.0


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def read(
    address: str,
    headers: Mapping[str, str],
    *,
    most: int,
    until: float,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """The answer to one GET, of at most `most` bytes. What has not arrived when the `clock` says `until` is no whole
    answer."""
    left = until - clock()
    if left <= 0:
        return Answer(0)
    try:
        with build_opener(_NoRedirects).open(Request(address, headers=dict(headers)), timeout=left) as answer:
            announced = answer.headers.get("Content-Length", "")
            content = bytearray()
            while block := answer.read1(_BLOCK):
                content += block
                if len(content) > most:
                    return Answer(answer.status)
                if clock() > until:
                    return Answer(0)
            if announced.isdigit() and int(announced) != len(content):
                return Answer(0)
            return Answer(answer.status, bytes(content))
    except HTTPError as failure:
        with failure:
            return Answer(failure.code, retry_after=_seconds(failure.headers.get("Retry-After", "")))
    except (OSError, HTTPException, ValueError):
        return Answer(0)


def _seconds(text: str) -> float:
    text = text.strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
