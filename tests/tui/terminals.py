"""Programs in a pseudo-terminal, started by nobody or by a shell with job control, and what they paint there."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


class PaintedTerminal:
    """`command` in a pseudo-terminal, in a session of its own. `cell` is the size of a cell in pixels, if it is known
    there."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str | None],
        size: tuple[int, int],
        cell: tuple[int, int] = (0, 0),
    ) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(
            slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], size[0] * cell[0], size[1] * cell[1])
        )
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOVIEREC_")}
        variables = {**inherited, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environ}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={name: value for name, value in variables.items() if value is not None},
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(slave)
        self.output = b""

    def until(self, condition: bytes | Callable[[], object], seconds: float = 60) -> None:
        """Read on until a text was painted or a condition holds. Raises AssertionError after `seconds`."""
        give_up = time.monotonic() + seconds
        while not (condition in self.output if isinstance(condition, bytes) else condition()):
            assert time.monotonic() < give_up, f"{condition!r}: {self.output[-2000:]!r}"
            self.read(0.05)

    def read(self, seconds: float) -> None:
        """Read what is painted within so many seconds, if anything is."""
        if self.master >= 0 and select.select([self.master], [], [], seconds)[0]:
            try:
                self.output += os.read(self.master, 65536)
            except OSError:  # nothing has the terminal open any more
                time.sleep(seconds)

    def press(self, keys: bytes) -> None:
        self.output = b""
        os.write(self.master, keys)

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        self.until(lambda: self.process.poll() is not None)
        self.read(0)
        return self.process.returncode

    @property
    def modes(self) -> tuple[bool, bool]:
        """Whether the terminal edits lines, and whether it makes signals of keys."""
        flags = termios.tcgetattr(self.master)[3]
        return bool(flags & termios.ICANON), bool(flags & termios.ISIG)

    def hang_up(self) -> None:
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.master >= 0:
            os.close(self.master)


def _own_terminal() -> None:
    """Make the pseudo-terminal on stdin the controlling terminal of the new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
