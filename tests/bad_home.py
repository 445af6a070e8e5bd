"""Run in a process of its own: commands on homes that are not ours to write, as an account without rights.

Root may read and write everything, and CI is root. So this process first runs each command as it is (which loads what
the account may not be able to read), then becomes another account, and reports what each command did, as JSON lines.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NOBODY = 4242
"""An account that no machine knows."""


def call(home: Path, arguments: list[str]) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command, run in this process."""
    from tui.cli import run

    out = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="replace")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["--home", str(home), *arguments])
    out.flush()
    err.flush()
    return code, out.buffer.getvalue().decode(errors="replace"), err.buffer.getvalue().decode(errors="replace")


def become_nobody() -> None:
    """Give up all rights, and every variable that names a person, for the rest of the process."""
    for name in ("HOME", "USER", "LOGNAME", "LNAME", "USERNAME", "XDG_DATA_HOME"):
        os.environ.pop(name, None)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    tempfile.tempdir = None


def state_of(home: Path) -> str:
    """A digest of the names and the contents under `home`, as far as they can be read."""
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*")) if home.is_dir() else []:
        digest.update(os.fsencode(path))
        with contextlib.suppress(OSError):
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def results(
    homes: dict[str, str], warm: Path, commands: list[list[str]], watched: list[str]
) -> Iterator[dict[str, object]]:
    """What each command did with each home; `changed`, for the homes in `watched`: whether it left any trace there."""
    from tui.cli import doctor_command
    from tui.cli.checks.check import Check

    for name in ("libraries", "gpu"):  # they import torch in a process of its own
        fine = Check(name=name, state="ok", detail="")
        doctor_command._PROBES[name] = lambda here, fine=fine: fine
    for arguments in commands:
        call(warm, arguments)
    become_nobody()
    for name, folder in homes.items():
        home = Path(folder)
        for arguments in commands:
            before = state_of(home) if name in watched else ""
            code, out, err = call(home, arguments)
            changed = name in watched and state_of(home) != before
            yield {
                "home": name,
                "command": " ".join(arguments),
                "code": code,
                "out": out,
                "err": err,
                "changed": changed,
            }


if __name__ == "__main__":
    asked = json.loads(sys.stdin.buffer.read().decode("utf-8", "surrogatepass"))
    for result in results(asked["homes"], Path(asked["warm"]), asked["commands"], asked["watched"]):
        print(json.dumps(result))
