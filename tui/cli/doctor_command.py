"""doctor: checks what movierec needs and suggests a remedy for each problem. Exits with 1 if any check is down."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from engine.errors import MovierecError
from engine.settings import Settings
from tui.cli.checks.check import Check, Probe
from tui.cli.checks.graph import check_graph
from tui.cli.checks.installation import check_libraries, check_python
from tui.cli.checks.published import check_catalog, check_vectors, check_version
from tui.cli.checks.surroundings import check_disk, check_home, check_terminal
from tui.cli.output import write_json
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

_PROBES: dict[str, Probe] = {
    "python": check_python,
    "libraries": check_libraries,
    "graph": check_graph,
    "home": check_home,
    "disk": check_disk,
    "catalog": check_catalog,
    "version": check_version,
    "vectors": check_vectors,
    "terminal": check_terminal,
}


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
    for name, probe in _PROBES.items():
        try:
            yield probe(here)
        except MovierecError as failure:
            yield Check(name=name, state="down", detail=failure.message, remedy=failure.remedy)
