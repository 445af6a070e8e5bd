"""What a check does in a process of its own, because the libraries that it loads may crash or hang."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import engine


def run_python(code: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """Runs `code` with this Python and this movierec, without looking for modules in the working folder."""
    paths = [str(Path(engine.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=timeout, check=False)
