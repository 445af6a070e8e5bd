"""evaluate: the current version beside other methods."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.cli.job_options import JobId, ProgressAs, job_listener, refuse_two_documents
from tui.cli.output import write_json
from tui.cli.progress_display import Shown
from tui.cli.session import Json, Session


def evaluate(
    session: Session,
    peer: Annotated[
        list[str] | None,
        typer.Option(
            "--peer",
            metavar="NAME",
            help="popularity, item-knn, ease, edlae, ials, regression or tutorial; repeatable (all but tutorial).",
        ),
    ] = None,
    protocol: Annotated[
        str,
        typer.Option(
            metavar="strong|last|all", help="Users never trained on, or every user's last film (a training of its own)."
        ),
    ] = "all",
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Measure the current version beside other methods.

    On users whom it was not trained on and, where the data have times, on every user's last
    film; the protocols are told with the figures. Settings of the other methods are tuned.

    \b
    Examples:
      movierec evaluate
      movierec evaluate --protocol strong --peer ease --peer ials
      movierec evaluate --peer tutorial
      movierec evaluate --json > report.json
    """
    refuse_two_documents(progress, as_json)
    from engine.jobs.evaluate import run_evaluate
    from tui.cli.evaluation_report import show_report

    with job_listener(session, job, progress) as listener:
        report = run_evaluate(session.settings, baselines=peer or (), protocol=protocol, job_id=job, listener=listener)
    if as_json:
        write_json(report)
    elif progress is not Shown.jsonl:
        show_report(report, plain=session.plain)
