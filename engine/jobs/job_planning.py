"""How long a job's stages will take on this machine: logged for whoever follows the job. Nothing depends on it."""

from __future__ import annotations

import msgspec

from engine.datasets.known import find_known
from engine.estimates.first_choices import USUAL
from engine.estimates.machine import Machine, measure_machine
from engine.estimates.set_up_costs import Size, stage_seconds
from engine.home import HomeFiles
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import Job
from engine.jobs.training_workspace import Choices
from engine.settings import Settings
from engine.training_size import usual_steps


def expect_known(settings: Settings, job: Job, data_source: DataSource, choices: Choices) -> None:
    """Log the plan for a data set that is not read yet, if its size is known."""
    if data_source.source is not None or data_source.ratings is not None or data_source.packaged:
        return
    known = find_known(data_source.dataset or USUAL)
    size = Size.of(known)
    if _archive_is_here(settings.files, known.name):
        size = msgspec.structs.replace(size, download=0)
    job.expect(stage_seconds(size, _machine(settings, choices)))


def expect_size(settings: Settings, job: Job, size: Size, choices: Choices) -> None:
    """Log the plan for data that were read."""
    plan = stage_seconds(size, _machine(settings, choices))
    if choices.steps is not None:
        plan["train"] *= choices.steps / max(usual_steps(size.users), 1)
    job.expect(plan)


def _archive_is_here(files: HomeFiles, name: str) -> bool:
    return (files.cache / f"{name}.zip").exists()


def _machine(settings: Settings, choices: Choices) -> Machine:
    machine = measure_machine(settings.home)
    return msgspec.structs.replace(machine, gpu=False) if choices.device == "cpu" else machine
