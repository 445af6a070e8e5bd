"""What a job's stages will take on this machine. The time is logged for whoever follows the job; a job that would run
out of memory or disk is refused before it begins, because the kernel would end it without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.datasets.known import find_known
from engine.errors import TooSmallMachine
from engine.estimates.first_choices import USUAL
from engine.estimates.machine import Machine, measure_machine
from engine.estimates.set_up_costs import Size, lacking, stage_seconds
from engine.home import HomeFiles
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import Job
from engine.jobs.training_workspace import Choices
from engine.settings import Settings
from engine.training_size import usual_steps

if TYPE_CHECKING:
    from engine.model.process_group import ProcessGroup


def expect_known(
    settings: Settings,
    job: Job,
    data_source: DataSource,
    choices: Choices,
    group: ProcessGroup | None = None,
    *,
    force: bool = False,
) -> None:
    """Log the plan for a data set that is not read yet, if its size is known. `group`: the processes to train with,
    where the job does not start them. Raises TooSmallMachine unless `force`."""
    if data_source.source is not None or data_source.ratings is not None or data_source.packaged:
        return
    known = find_known(data_source.dataset or USUAL)
    size = Size.of(known)
    if _archive_is_here(settings.files, known.name):
        size = msgspec.structs.replace(size, download=0)
    machine = _machine(settings, choices)
    if not force:
        _refuse_too_small(machine, size, _processes(choices, group))
    job.expect(stage_seconds(size, machine))


def expect_size(
    settings: Settings,
    job: Job,
    size: Size,
    choices: Choices,
    group: ProcessGroup | None = None,
    *,
    force: bool = False,
) -> None:
    """Log the plan for data that were read. `group` as above. Raises TooSmallMachine unless `force`."""
    machine = _machine(settings, choices)
    if not force:
        _refuse_too_small(machine, size, _processes(choices, group))
    plan = stage_seconds(size, machine)
    if choices.steps is not None:
        plan["train"] *= choices.steps / max(usual_steps(size.users), 1)
    job.expect(plan)


def _processes(choices: Choices, group: ProcessGroup | None) -> int:
    """How many processes take this machine's memory."""
    return choices.processes if group is None else group.here


def _refuse_too_small(machine: Machine, size: Size, processes: int) -> None:
    too_little = lacking(size, machine, processes)
    if too_little:
        raise TooSmallMachine(
            f"training on {size.ratings:,} ratings of {size.films:,} films takes about {too_little}",
            "make room, choose a smaller data set (`movierec setup --list`), or try all the same with --force",
        )


def _archive_is_here(files: HomeFiles, name: str) -> bool:
    return (files.cache / f"{name}.zip").exists()


def _machine(settings: Settings, choices: Choices) -> Machine:
    machine = measure_machine(settings.home)
    return msgspec.structs.replace(machine, gpu=False) if choices.device == "cpu" else machine
