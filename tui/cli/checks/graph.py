"""The check of what draws the random walks on the user-movie graph in a training."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import engine
from engine.settings import Settings
from tui.cli.checks.check import Check


def check_graph(here: Settings) -> Check:
    """Says which sampler a training would use here, and why. DGL is only loaded if it was chosen."""
    try:
        dgl = version("dgl")
    except PackageNotFoundError:
        dgl = ""
    if here.sampler == "dgl":
        return _chosen(dgl)
    other = f"DGL {dgl} is installed: MOVIEREC_SAMPLER=dgl takes it" if dgl else "DGL is not installed"
    return Check(name="graph", state="ok", detail=f"torch draws the walks, faster than DGL; {other}")


def _chosen(dgl: str) -> Check:
    """Loads DGL in a process of its own: where it does not fit the other libraries, it may crash."""
    paths = [str(Path(engine.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import engine.model.dgl_sampler"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        check=False,
    )
    if not done.returncode:
        return Check(name="graph", state="ok", detail=f"DGL {dgl} draws the walks, as the setting sampler says")
    last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return Check(
        name="graph",
        state="down",
        detail=f"DGL is to draw the walks, and it cannot be loaded: {last}",
        remedy="set MOVIEREC_SAMPLER=torch, or install movierec with Python 3.11 or 3.12, which have DGL",
    )
