"""Checks of what movierec is given on this machine: its home, the room on the disk, the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from engine.settings import Settings
from tui.cli.checks.check import Check

_ROOM = 500 << 20


def check_home(here: Settings) -> Check:
    """Checks the home without creating or changing it."""
    place = _existing(here.home)
    readable = place.is_dir() and os.access(place, os.R_OK | os.X_OK)
    if not readable or not os.access(place, os.W_OK):
        answers = readable and here.files.catalog.exists()
        return Check(
            name="home",
            state="degraded" if answers else "down",
            detail=f"{here.home} is not writable" + ("; it answers, but keeps no marks" if answers else ""),
            remedy="fix its permissions, or choose another folder with --home",
        )
    if not here.home.exists():
        return Check(name="home", state="none", detail=f"{here.home} does not exist yet", remedy="run `movierec setup`")
    foreign = [path for path in sorted(here.home.iterdir()) if not os.access(path, os.R_OK | os.W_OK)]
    if foreign:
        return Check(
            name="home",
            state="degraded",
            detail=f"{foreign[0]} is not accessible to this account",
            remedy="fix its owner or permissions (chown, chmod)",
        )
    others = here.home.stat().st_mode & 0o077
    return Check(
        name="home",
        state="degraded" if others else "ok",
        detail=f"{here.home} is accessible to other users" if others else str(here.home),
        remedy=f"chmod 700 {here.home}" if others else "",
    )


def check_disk(here: Settings) -> Check:
    free = shutil.disk_usage(_existing(here.home)).free
    short = free < _ROOM
    return Check(
        name="disk",
        state="down" if short else "ok",
        detail=f"{free / 1e9:.1f} GB free",
        remedy="free some space: set-up needs 0.5 GB, or 10 GB for ml-32m" if short else "",
    )


def check_terminal(here: Settings) -> Check:
    encoding = (sys.stdout.encoding or "ascii").lower()
    if not sys.stdout.isatty():
        return Check(name="terminal", state="ok", detail=f"not a terminal (output is redirected), {encoding}")
    size = shutil.get_terminal_size()
    term, colors = os.environ.get("TERM", ""), _colors()
    detail = f"{term or 'unknown'}, {size.columns}x{size.lines}, {encoding}, {colors}"
    problem = ""
    if not encoding.startswith("utf"):
        problem = "set a UTF-8 locale, as in export LC_ALL=C.UTF-8"
    elif term in ("", "dumb"):
        problem = "set TERM to the terminal's type, as in xterm-256color"
    elif size.columns < 60 or size.lines < 16:
        problem = "enlarge the window to at least 60x16, preferably 80x24"
    return Check(name="terminal", state="degraded" if problem else "ok", detail=detail, remedy=problem)


def _colors() -> str:
    if os.environ.get("NO_COLOR"):
        return "no colors (NO_COLOR)"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "24-bit color"
    return "256 colors" if "256" in os.environ.get("TERM", "") else "16 colors"


def _existing(path: Path) -> Path:
    """`path`, or its nearest ancestor that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
