"""One visitor's app: a process of its own, whose screen goes to the browser and whose keys come from there.

The process speaks the protocol of Textual's web driver: packets of a letter (D data, M meta), four bytes of length, and
the content. The browser's end is the script of textual-serve. Whatever else the app or the browser might ask of each
other (opening pages, delivering files) is dropped here.
"""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

_READY = b"__GANGLION__\n"
"""What the app writes before its first packet."""
_DATA, _META = b"D", b"M"
_WIDEST, _TALLEST = 500, 200
"""Cells; a browser that claims to have more gets that many, so that no screen of any size can be asked for."""
MOST_SECONDS = 15.0
"""For the app to end once the visitor has left; it waits up to 10 s for the last marks. Then it is killed."""


class _Size(msgspec.Struct, forbid_unknown_fields=True):
    """The screen of a browser, in cells."""

    width: int
    height: int


# Typed, so that nothing deep or strange is ever built of what a browser sends.
_MESSAGES = msgspec.json.Decoder(list[str | _Size])


class VisitorApp:
    """A started process, which ends with `close`, or by itself if this process ends."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self._input = process.stdin
        self._output = process.stdout

    @classmethod
    async def start(cls, command: Sequence[str], environ: Mapping[str, str], width: int, height: int) -> VisitorApp:
        """Start `command`, with a screen of so many cells. Raises OSError."""
        width, height = _screen(width, height)
        environment = {**environ, "COLUMNS": str(width), "ROWS": str(height)}
        # In a session of its own: Ctrl-C is for the server, which then ends the app in order.
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=environment, start_new_session=True
        )
        return cls(process)

    async def connect(self, socket: web.WebSocketResponse) -> None:
        """Pass on keys and screens until the app or the browser ends."""
        ways = [asyncio.create_task(self._pass_keys(socket)), asyncio.create_task(self._pass_screens(socket))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            ends = await asyncio.gather(*ways, return_exceptions=True)
            await socket.close()
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, ConnectionError):
                raise end

    async def close(self) -> None:
        """End the app: it has no more input, which tells it to end."""
        self._input.close()
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._ended()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._ended()

    async def _ended(self) -> None:
        while await self._output.read(65536):
            pass  # what it still paints: it must not wait for a reader
        await self._process.wait()

    async def _pass_keys(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(message.data, socket)

    async def _take(self, text: str, socket: web.WebSocketResponse) -> None:
        """Pass on what the page's script sends, a name and what goes with it. Anything else is dropped."""
        try:
            said = _MESSAGES.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return
        match said:
            case ["stdin", str(keys)]:
                await self._send(_DATA, keys.encode())
            case ["resize", _Size(width, height)]:
                width, height = _screen(width, height)
                await self._tell(type="resize", width=width, height=height)
            case ["focus" | "blur" as name]:
                await self._tell(type=name)
            case ["ping", str(sent)]:
                await socket.send_json(["pong", sent])

    async def _pass_screens(self, socket: web.WebSocketResponse) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._output.readuntil(_READY)
            while True:
                head = await self._output.readexactly(5)
                content = await self._output.readexactly(int.from_bytes(head[1:], "big"))
                if head[:1] == _DATA:
                    await socket.send_bytes(content)
                elif head[:1] == _META and json.loads(content).get("type") == "exit":
                    return

    async def _tell(self, **meta: Any) -> None:
        await self._send(_META, json.dumps(meta).encode())

    async def _send(self, kind: bytes, content: bytes) -> None:
        with suppress(ConnectionError):  # the app is ending; its output says so
            self._input.write(kind + len(content).to_bytes(4, "big") + content)
            await self._input.drain()


def _screen(width: int, height: int) -> tuple[int, int]:
    return max(1, min(width, _WIDEST)), max(1, min(height, _TALLEST))
