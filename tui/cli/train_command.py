"""train: trains a new version on the data that is set up."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.errors import UsageError
from tui.cli.job_options import (
    Device,
    JobId,
    Processes,
    ProgressAs,
    Seed,
    job_listener,
    refuse_two_documents,
    tell_outcome,
)
from tui.cli.progress_display import Shown
from tui.cli.session import Json, Session


def train(
    session: Session,
    seed: Seed = None,
    device: Device = None,
    dim: Annotated[int | None, typer.Option(metavar="N", help="Dimension of the vectors (default 256).")] = None,
    steps: Annotated[
        int | None, typer.Option(metavar="N", help="Training steps; the default depends on the size of the data.")
    ] = None,
    processes: Processes = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue an interrupted training, with its data and options.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Do not continue an interrupted training, and publish even a worse version."),
    ] = False,
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Train a new version on the data that is set up.

    It becomes current when it is published; until then the version before it serves. An
    interrupted training with the same data and options is continued, with the same result.
    A version that is significantly worse than the current one on the same data is not published.

    \b
    Examples:
      movierec train
      movierec train --seed 1 --dim 128
      movierec train --resume
    """
    if resume and force:
        raise UsageError("--resume and --force cannot be combined", "give one of them")
    refuse_two_documents(progress, as_json)
    from engine.jobs.train import run_train

    with job_listener(session, job, progress) as listener:
        outcome = run_train(
            session.settings,
            seed=seed,
            device=device,
            dim=dim,
            steps=steps,
            processes=processes,
            resume=resume,
            force=force,
            job_id=job,
            listener=listener,
        )
    tell_outcome(outcome, progress, as_json)
