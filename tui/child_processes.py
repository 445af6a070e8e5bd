"""Starting this movierec's own modules as processes: the command, and an environment in which they are found."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs `module` with this Python."""
    # -P: a tui/ folder in the current directory must not be imported instead of ours.
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child process, such that it finds this package; a checkout may not be installed."""
    root = Path(__file__).resolve().parents[1]
    if root.name in ("site-packages", "dist-packages"):
        return dict(environ)
    paths = [path for path in (environ.get("PYTHONPATH"), str(root)) if path]
    return {**environ, "PYTHONPATH": os.pathsep.join(paths)}
