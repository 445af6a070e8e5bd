"""A home's unfinished training, kept until its version is published: its record and its checkpoint.

engine.model defines the contents of the checkpoint.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from engine.atomic import write_file
from engine.jobs.data_source import DataSource
from engine.settings import Settings


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """The training options that a user can set. `steps` None: chosen by the size of the data."""

    seed: int = 0
    device: str = "auto"
    dim: int = 256
    steps: int | None = None
    sampler: str = "dgl"
    """What draws the walks: jobs set it from the settings. Records of releases that had DGL alone do not name it."""

    processes: int = 1
    """How many processes take the steps together."""

    def same_numbers(self, other: Choices) -> bool:
        """Whether both give the same training; the device and the number of processes may differ."""
        return msgspec.structs.replace(self, device=other.device, processes=other.processes) == other


class UnfinishedTraining(msgspec.Struct, frozen=True, kw_only=True):
    """A training that is in progress, interrupted, or done and refused: its data and its options."""

    data_source: DataSource = msgspec.field(name="origin")
    digest: str
    choices: Choices
    refused: bool = False
    """Training is done, but the publish check refused the version."""


class TrainingWorkspace:
    """The folder of a home's training in progress; it belongs to the process that holds the train lock."""

    def __init__(self, settings: Settings) -> None:
        self._files = settings.files

    @property
    def checkpoint(self) -> Path:
        return self._files.training_checkpoint

    @property
    def has_work(self) -> bool:
        """Whether anything was kept of the training: its checkpoint, or a part that was finished before the first."""
        record = self._files.unfinished_training_record
        try:
            return any(file != record for file in self._files.unfinished_training.iterdir())
        except OSError:
            return False

    def unfinished(self) -> UnfinishedTraining | None:
        """The record of the unfinished training, None if there is none."""
        try:
            return msgspec.json.decode(self._files.unfinished_training_record.read_bytes(), type=UnfinishedTraining)
        except (OSError, msgspec.MsgspecError):
            return None

    def begin(self, training: UnfinishedTraining, *, anew: bool) -> None:
        """Record what is being trained. `anew` first deletes an existing checkpoint."""
        if anew:
            self.clear()
        self._files.unfinished_training.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(self._files.unfinished_training_record, msgspec.json.encode(training))

    def clear(self) -> None:
        """Delete the record and the checkpoint of a training that was published or abandoned."""
        shutil.rmtree(self._files.unfinished_training, ignore_errors=True)
