"""A program in a pseudo-terminal of its own, and when it painted what: for the benchmarks of the app."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
QUIET = 0.35
"""Seconds without output after which a screen counts as painted."""


class PseudoTerminal:
    """`python *arguments` at 120x40; times are seconds since it was started, or since a key was pressed."""

    def __init__(self, arguments: Sequence[str], *, size: tuple[int, int] = (120, 40)) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
        environ.pop("NO_COLOR", None)
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**environ, "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )
        os.close(slave)
        self.output = b""

    def until(self, *texts: bytes, seconds: float = 60.0) -> float:
        """Seconds from the start until one of `texts` was painted."""
        give_up = time.monotonic() + seconds
        while not any(text in self.output for text in texts):
            if time.monotonic() > give_up or (not self._read(0.1) and self.process.poll() is not None):
                raise AssertionError(f"{texts!r} was not painted: {self.output[-1500:]!r}")
        return time.monotonic() - self.began

    def settled(self, keys: bytes = b"") -> float:
        """Press `keys`; seconds until the last output that they led to."""
        pressed = last = time.monotonic()
        self.write(keys)
        while time.monotonic() - last < QUIET:
            if self._read(0.02):
                last = time.monotonic()
        return last - pressed

    def answered(self, keys: bytes, least: int = 200) -> float:
        """Press `keys`; seconds until `least` bytes of answer are there (less is an echo), or none come any more."""
        pressed, before = time.monotonic(), len(self.output)
        last = pressed
        self.write(keys)
        while len(self.output) - before < least and time.monotonic() - last < QUIET:
            if self._read(0.005):
                last = time.monotonic()
        return last - pressed

    def idle(self, seconds: float) -> None:
        """Read on for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._read(left)

    def write(self, keys: bytes) -> None:
        if keys:
            os.write(self._master, keys)

    def quit(self, key: bytes = b"\x03") -> float:
        """Press `key`; seconds until the process has ended."""
        pressed = time.monotonic()
        self.write(key)
        while self.process.poll() is None:
            if time.monotonic() - pressed > 30:
                raise AssertionError("it does not end")
            self._read(0.005)
        return time.monotonic() - pressed

    def memory(self) -> float:
        """The resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            return False
        self.output += data
        return bool(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)
