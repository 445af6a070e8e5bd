"""Training by the processes that torchrun started, on one machine or several:

    torchrun --nproc-per-node N -m engine.train_distributed [options of `movierec train`]

The first process does what `movierec train` does, or with --dataset or --source `movierec setup`: it alone needs the
home, and the data. The others take their part of the steps. It tells its progress on stderr, a line at a time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from engine.cuda import choose_device
from engine.errors import MovierecError, UsageError
from engine.job_log import JobEvent
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import JobInterrupted
from engine.jobs.setup import Outcome, run_setup
from engine.jobs.train import run_train
from engine.jobs.training_workspace import Choices
from engine.secret import hide
from engine.settings import load_settings

if TYPE_CHECKING:
    from engine.model.process_group import ProcessGroup

_EVERY = 5.0
"""Seconds between two lines of one stage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line and torchrun's environment say; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        outcome = _run(options)
    except MovierecError as error:
        print(hide(f"movierec: {error.message}\n  {error.remedy}"), file=sys.stderr)
        return error.exit_code
    if outcome is not None:
        print(f"{outcome.version} is ready: {outcome.dataset.name}", file=sys.stderr)
    return 0


def _run(options: argparse.Namespace) -> Outcome | None:
    rank, size, local, here = _places()
    device = choose_device(options.device, here)
    import torch

    from engine.model.process_group import PeerLost, ProcessGroup
    from engine.model.training_worker import take_part

    if device == "cuda":
        torch.cuda.set_device(local)
    torch.set_num_threads(_threads(torch.get_num_threads(), here))
    group = ProcessGroup(None, rank, size, device, here)
    try:
        if rank:
            take_part(group)
            return None
        try:
            outcome = _first(options, device, group)
        except MovierecError as error:
            # In the middle of something the others do not listen; they end when this process does.
            if not (group.in_steps or isinstance(error, PeerLost | JobInterrupted)):
                group.dismiss()
            raise
        group.dismiss()
        return outcome
    finally:
        group.leave()


def _first(options: argparse.Namespace, device: str, group: ProcessGroup) -> Outcome:
    """What the first process does."""
    if options.resume and (options.dataset is not None or options.source is not None):
        raise UsageError("--resume takes the data of the interrupted training", "leave out --dataset and --source")
    settings, listener = load_settings(home=options.home), _Lines(sys.stderr)
    if options.dataset is None and options.source is None:
        return run_train(
            settings,
            seed=options.seed,
            device=device,
            dim=options.dim,
            steps=options.steps,
            processes=1,
            group=group,
            resume=options.resume,
            force=options.force,
            listener=listener,
        )
    choices = Choices(seed=options.seed or 0, device=device, dim=options.dim or 256, steps=options.steps)
    data_source = DataSource.of(dataset=options.dataset, source=options.source)
    return run_setup(settings, data_source, choices=choices, group=group, force=options.force, listener=listener)


class _Lines:
    """Tells a job's progress on `stream`: a line for each stage and note, and one every few seconds."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._stage = ""
        self._at = 0.0

    def __call__(self, event: JobEvent) -> None:
        is_news = event.stage != self._stage or (event.unit == "note" and event.message)
        if (is_news or time.monotonic() - self._at >= _EVERY) and event.stage not in ("done", "failed"):
            self._stage, self._at = event.stage, time.monotonic()
            count = f"{event.done:,}/{event.total:,} {event.unit}" if event.total else ""
            print(
                " · ".join(part for part in (event.stage, count, event.message) if part), file=self._stream, flush=True
            )


def _threads(each: int, here: int) -> int:
    """The threads that this machine's processes have together, if torch would take `each` for one. Of several, torchrun
    gives each one thread unless OMP_NUM_THREADS is set: then all cores are meant."""
    if here > 1 and os.environ.get("OMP_NUM_THREADS") == "1":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return each * here


def _places() -> tuple[int, int, int, int]:
    """This process's rank, the number of processes, and both on this machine, from torchrun's environment."""
    try:
        rank, size, local, here = (
            int(os.environ[name]) for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
        )
    except (KeyError, ValueError) as cause:
        raise UsageError(
            "this program is started by torchrun",
            "run `torchrun --nproc-per-node N -m engine.train_distributed`, or `movierec train --processes N`",
        ) from cause
    return rank, size, local, here


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="torchrun -m engine.train_distributed", description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="the folder for all data, on the first machine (MOVIEREC_HOME)")
    parser.add_argument("--dataset", metavar="NAME", help="set up a GroupLens data set")
    parser.add_argument("--source", type=Path, metavar="DIR|ZIP", help="set up your own copy")
    parser.add_argument("--seed", type=int, metavar="N", help="random seed (default 0)")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda", help="what each process computes on")
    parser.add_argument("--dim", type=int, metavar="N", help="dimension of the vectors (default 256)")
    parser.add_argument("--steps", type=int, metavar="N", help="training steps")
    parser.add_argument("--resume", action="store_true", help="continue an interrupted training")
    parser.add_argument("--force", action="store_true", help="train from the first step, publish even a worse version")
    return parser


if __name__ == "__main__":
    sys.exit(main())
