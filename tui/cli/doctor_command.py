"""doctor: checks what movierec needs and suggests a remedy for each problem. Exits with 1 if any check is down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from engine.errors import MovierecError
from engine.file_faults import find_file_fault
from engine.secret import hide
from engine.settings import Settings
from tui.cli.checks.check import Check, Probe
from tui.cli.checks.graph import check_graph
from tui.cli.checks.installation import check_gpu, check_libraries, check_python
from tui.cli.checks.published import check_catalog, check_vectors, check_version
from tui.cli.checks.surroundings import check_disk, check_home, check_terminal
from tui.cli.output import write_json
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

_PROBES: dict[str, Probe] = {
    "python": check_python,
    "libraries": check_libraries,
    "gpu": check_gpu,
    "graph": check_graph,
    "home": check_home,
    "disk": check_disk,
    "catalog": check_catalog,
    "version": check_version,
    "vectors": check_vectors,
    "terminal": check_terminal,
}
_WITHOUT_SETTINGS = {name: _PROBES[name] for name in ("python", "libraries", "terminal")}


def doctor(session: Session, as_json: Json = False) -> None:
    """Check what movierec needs, and say how to fix what is wrong.

    \b
    Examples:
      movierec doctor
      movierec doctor --json
    """
    checks = list(_examine(session))
    if as_json:
        write_json({"checks": checks})
    else:
        rows = [(one.state, one.name, one.detail, one.remedy) for one in checks]
        write_table(("", "check", "detail", "remedy"), rows, fold=("detail", "remedy"), plain=session.plain)
    if any(one.state == "down" for one in checks):
        raise typer.Exit(1)


def _examine(session: Session) -> Iterator[Check]:
    """The results of all checks; with wrong settings, of those that need none."""
    probes = _PROBES
    try:
        here = session.settings
    except MovierecError as failure:
        yield Check(name="settings", state="down", detail=failure.message, remedy=failure.remedy)
        here, probes = Settings(home=Path(), profile=""), _WITHOUT_SETTINGS
    for name, probe in probes.items():
        try:
            yield probe(here)
        except MovierecError as failure:
            yield Check(name=name, state="down", detail=failure.message, remedy=failure.remedy)
        except Exception as error:  # noqa: BLE001 - a check that fails is a result, and the others still count
            from engine.stores.version_damage import find_damage

            fault = find_file_fault(error) or find_damage(here)
            words = hide(f"the check failed: {type(error).__name__}: {error}")
            remedy = "reinstall movierec; if that does not help, report this line"
            yield Check(
                name=name,
                state="down",
                detail=fault.message if fault else words,
                remedy=fault.remedy if fault else remedy,
            )
