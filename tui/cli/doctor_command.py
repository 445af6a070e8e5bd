"""doctor: checks what movierec needs and suggests a remedy for each problem. Exits with 1 if any check is down."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
import typer

from engine.errors import MovierecError
from engine.settings import Settings
from tui.cli.output import write_json
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

_ROOM = 500 << 20
_INSTALL_AGAIN = "reinstall movierec in its own environment, with Python 3.11"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one check. `state`: ok; degraded (works, but not as it should); down (does not work); none (nothing
    is set up yet)."""

    name: str
    state: Literal["ok", "degraded", "down", "none"]
    detail: str
    remedy: str = ""


Probe: TypeAlias = Callable[[Settings], Check]


def doctor(session: Session, as_json: Json = False) -> None:
    """Check what movierec needs, and say how to fix what is wrong.

    \b
    Examples:
      movierec doctor
      movierec doctor --json
    """
    checks = list(_examine(session.settings))
    if as_json:
        write_json({"checks": checks})
    else:
        rows = [(one.state, one.name, one.detail, one.remedy) for one in checks]
        write_table(("", "check", "detail", "remedy"), rows, fold=("detail", "remedy"), plain=session.plain)
    if any(one.state == "down" for one in checks):
        raise typer.Exit(1)


def _examine(here: Settings) -> Iterator[Check]:
    probes: dict[str, Probe] = {
        "python": _python,
        "libraries": _libraries,
        "home": _home,
        "disk": _disk,
        "catalog": _catalog,
        "version": _version,
        "vectors": _vectors,
        "terminal": _terminal,
    }
    for name, probe in probes.items():
        try:
            yield probe(here)
        except MovierecError as failure:
            yield Check(name=name, state="down", detail=failure.message, remedy=failure.remedy)


def _python(here: Settings) -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fits = sys.version_info[:2] == (3, 11)
    return Check(
        name="python",
        state="ok" if fits else "down",
        detail=f"{version} at {sys.executable}",
        remedy="" if fits else "install movierec with Python 3.11: DGL has no wheels for other versions",
    )


def _libraries(here: Settings) -> Check:
    """Imports them in a subprocess: a broken library may crash its process, and torch takes seconds to load."""
    code = "import torch, dgl, pymilvus, milvus_lite; print(torch.__version__, torch.cuda.is_available())"
    environment = {**os.environ, "DGLBACKEND": "pytorch"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Check(name="libraries", state="down", detail=f"cannot be imported: {last}", remedy=_INSTALL_AGAIN)
    torch, cuda = (done.stdout.split() or ["?", "False"])[-2:]
    return Check(
        name="libraries",
        state="ok",
        detail=f"torch {torch}{', with a GPU' if cuda == 'True' else ', no GPU'}; dgl, pymilvus, milvus-lite",
    )


def _home(here: Settings) -> Check:
    """Checks the home without creating or changing it."""
    place = _existing(here.home)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Check(
            name="home",
            state="down",
            detail=f"{here.home} is not writable",
            remedy="fix its permissions, or choose another folder with --home",
        )
    if not here.home.exists():
        return Check(name="home", state="none", detail=f"{here.home} does not exist yet", remedy="run `movierec setup`")
    others = here.home.stat().st_mode & 0o077
    return Check(
        name="home",
        state="degraded" if others else "ok",
        detail=f"{here.home} is accessible to other users" if others else str(here.home),
        remedy=f"chmod 700 {here.home}" if others else "",
    )


def _disk(here: Settings) -> Check:
    free = shutil.disk_usage(_existing(here.home)).free
    short = free < _ROOM
    return Check(
        name="disk",
        state="down" if short else "ok",
        detail=f"{free / 1e9:.1f} GB free",
        remedy="free some space: set-up needs 0.5 GB, or 10 GB for ml-32m" if short else "",
    )


def _catalog(here: Settings) -> Check:
    from engine.stores.opening import open_catalog

    if not here.database_url and not here.files.catalog.exists():
        return _nothing("catalog")
    with closing(open_catalog(here)) as catalog:
        catalog.current()
        return Check(name="catalog", state="ok", detail=f"{catalog.kind} at {catalog.where()}")


def _version(here: Settings) -> Check:
    from engine.artifact import Artifact
    from engine.jobs.versions import current_manifest

    manifest = current_manifest(here)
    if manifest is None:
        return _nothing("version")
    folder = here.files.versions / manifest.version
    if not folder.exists():
        return Check(
            name="version",
            state="degraded",
            detail=f"{manifest.version} was published from another home; its files are fetched at first use",
        )
    Artifact(folder).verify()
    return Check(name="version", state="ok", detail=f"{manifest.version} is intact")


def _vectors(here: Settings) -> Check:
    from engine import open_recommender
    from engine.jobs.versions import current_manifest

    if current_manifest(here) is None:
        return _nothing("vectors")
    with open_recommender(here) as opened:
        opened.recommend(k=1)
        store = opened.health()[0]
    remedy = "check that the server is running, and that MOVIEREC_MILVUS_URI and MOVIEREC_MILVUS_TOKEN are correct"
    if not here.milvus_uri:
        remedy = "train again with `movierec train`"
    return Check(
        name="vectors",
        state=store.state,
        detail=f"{store.kind} at {store.where}" + (f" ({store.detail})" if store.detail else ""),
        remedy="" if store.state == "ok" else remedy,
    )


def _terminal(here: Settings) -> Check:
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


def _nothing(name: str) -> Check:
    return Check(name=name, state="none", detail="nothing is set up yet", remedy="run `movierec setup`")


def _existing(path: Path) -> Path:
    """`path`, or its nearest ancestor that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
