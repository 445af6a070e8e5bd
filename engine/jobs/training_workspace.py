"""The training that was interrupted, kept under home until its version is published: what it was about, and its
checkpoint. What is in the checkpoint is engine.model's business.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from engine.atomic import write_file
from engine.jobs.data_source import DataSource
from engine.settings import Settings


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What a person can choose of a training; steps None: by the size of the data."""

    seed: int = 0
    device: str = "auto"
    dim: int = 256
    steps: int | None = None

    def same_numbers(self, other: Choices) -> bool:
        """Whether both lead to the same training; the device may differ."""
        return (self.seed, self.dim, self.steps) == (other.seed, other.dim, other.steps)


class UnfinishedTraining(msgspec.Struct, frozen=True, kw_only=True):
    """A training under way, interrupted, or done and refused: on which data, and with which choices."""

    data_source: DataSource = msgspec.field(name="origin")
    digest: str
    choices: Choices
    refused: bool = False
    """It is trained, but was not published because of what the publish check found."""


class TrainingWorkspace:
    """The one place under home where a training is under way. Held by whoever has the train lock."""

    def __init__(self, settings: Settings) -> None:
        self._files = settings.files

    @property
    def checkpoint(self) -> Path:
        return self._files.training_checkpoint

    def unfinished(self) -> UnfinishedTraining | None:
        """What was interrupted, None where nothing was."""
        try:
            return msgspec.json.decode(self._files.unfinished_training_record.read_bytes(), type=UnfinishedTraining)
        except (OSError, msgspec.MsgspecError):
            return None

    def begin(self, training: UnfinishedTraining, *, anew: bool) -> None:
        """Write down what is being trained. `anew` drops the checkpoint that is there."""
        if anew:
            self.clear()
        self._files.unfinished_training.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(self._files.unfinished_training_record, msgspec.json.encode(training))

    def clear(self) -> None:
        """The training is published, or given up."""
        shutil.rmtree(self._files.unfinished_training, ignore_errors=True)
