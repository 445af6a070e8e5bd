"""evaluate: compares the current version with other methods."""

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
            help="Compare with popularity, item-knn, ease, edlae, ials, regression or tutorial; "
            "repeatable (default: all but tutorial).",
        ),
    ] = None,
    protocol: Annotated[
        str,
        typer.Option(
            metavar="strong|last|all",
            help="strong: users held out of training; last: every user's last film (trains a model for it).",
        ),
    ] = "all",
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Compare the current version with other methods.

    Evaluates on users held out of training and, if the data set has timestamps, on every user's
    last film; the protocols are printed with the figures. The other methods are tuned.

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
