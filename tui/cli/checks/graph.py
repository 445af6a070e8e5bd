"""The check of what draws the random walks on the user-movie graph in a training."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from engine.settings import Settings
from tui.cli.checks.check import Check
from tui.cli.checks.own_process import run_python


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
    done = run_python("import engine.model.dgl_sampler")
    if not done.returncode:
        return Check(name="graph", state="ok", detail=f"DGL {dgl} draws the walks, as the setting sampler says")
    last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return Check(
        name="graph",
        state="down",
        detail=f"DGL is to draw the walks, and it cannot be loaded: {last}",
        remedy="set MOVIEREC_SAMPLER=torch, or install movierec with Python 3.11 or 3.12, which have DGL",
    )
