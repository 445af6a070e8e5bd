"""Checks of the installation: the Python and the libraries that run movierec."""

from __future__ import annotations

import subprocess
import sys

from engine.settings import Settings
from tui.cli.checks.check import Check

_OLDEST, _NEWEST = (3, 11), (3, 14)
_INSTALL_AGAIN = "reinstall movierec in its own environment, with one of Python 3.11 to 3.14"


def check_python(here: Settings) -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fits = _OLDEST <= sys.version_info[:2] <= _NEWEST
    return Check(
        name="python",
        state="ok" if fits else "down",
        detail=f"{version} at {sys.executable}",
        remedy="" if fits else "install movierec with one of Python 3.11 to 3.14",
    )


def check_libraries(here: Settings) -> Check:
    """Imports them in a subprocess: a broken library may crash its process, and torch takes seconds to load."""
    code = "import torch, pymilvus, milvus_lite; print(torch.__version__, torch.cuda.is_available())"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Check(name="libraries", state="down", detail=f"cannot be imported: {last}", remedy=_INSTALL_AGAIN)
    torch, cuda = (done.stdout.split() or ["?", "False"])[-2:]
    return Check(
        name="libraries",
        state="ok",
        detail=f"torch {torch}{', with a GPU' if cuda == 'True' else ', no GPU'}; pymilvus, milvus-lite",
    )
