"""The app's end of a connection to a browser: keys come from the web server as packets, the screen goes back to it.

Textual's driver does most of it. Where this one differs: keys and pastes are read as those of a terminal are (nothing
in a paste is taken for a key), the app ends when the server has gone, and it neither opens pages nor delivers files.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver
from textual.message import Message

from tui.terminal_driver import TerminalInput


class ServedDriver(WebDriver):
    """All but its input thread runs on the thread of the event loop."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._events = asyncio.get_running_loop()
        self._write: Any = self._send

    def _send(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self.fileno, data) :]
        except OSError:  # the server has gone; the input thread notices it too, and ends the app
            pass

    def run_input_thread(self) -> None:
        """Read what the server sends until the app ends, or the server or the visitor has gone, which ends the app."""
        read, packets = TerminalInput(), ByteStream()
        for data in self._input_reader:
            for message in self._events_of(data, read, packets):
                self.process_message(message)
        if not self.exit_event.is_set():
            self._events.call_soon_threadsafe(self._app.exit, 0)

    def _events_of(self, data: bytes, read: TerminalInput, packets: ByteStream) -> Iterator[Message]:
        """What the next bytes mean; no bytes are a pause."""
        if not data:
            yield from read.tick()
            return
        for kind, content in packets.feed(data):
            if kind == "D":
                yield from read.feed(content)
            else:
                self._on_meta(kind, content)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: the page shows links as text."""

    def deliver_binary(self, *given: Any, **options: Any) -> None:
        """Deliver nothing: a visitor gets no files."""
