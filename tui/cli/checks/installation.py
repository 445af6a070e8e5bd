"""Checks of the installation: the Python and the libraries that run movierec."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from engine.cuda import Torch, judge
from engine.nvidia import find_nvidia
from engine.settings import Settings
from tui.cli.checks.check import Check
from tui.cli.checks.own_process import run_python

_OLDEST, _NEWEST = (3, 11), (3, 14)
_PATIENCE = 60
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
    done = run_python("import torch, pymilvus, milvus_lite; print(torch.__version__)")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Check(name="libraries", state="down", detail=f"cannot be imported: {last}", remedy=_INSTALL_AGAIN)
    torch = done.stdout.split()[-1]
    return Check(name="libraries", state="ok", detail=f"torch {torch}; pymilvus, milvus-lite")


def check_gpu(here: Settings) -> Check:
    """Asks torch in a process of its own: a broken driver may crash or hold the one that opens the card."""
    code = "import msgspec; from engine.cuda import ask_torch; print(msgspec.json.encode(ask_torch()).decode())"
    machine = find_nvidia()
    card = machine.cards[0] if machine.cards else "an NVIDIA card" if machine.present else "no NVIDIA card"
    try:
        done = run_python(code, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return Check(
            name="gpu",
            state="degraded",
            detail=f"{card}, but torch did not answer within {_PATIENCE} s",
            remedy="check that nvidia-smi answers, and restart the machine if it does not",
        )
    if done.returncode:
        return Check(name="gpu", state="none", detail=f"{card}; torch cannot be asked, see libraries")
    verdict = judge(msgspec.json.decode(done.stdout.splitlines()[-1], type=Torch), machine)
    return Check(name="gpu", state="degraded" if verdict.remedy else "ok", detail=verdict.detail, remedy=verdict.remedy)
