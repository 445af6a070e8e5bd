"""What the long parts of a training ended with, beside its checkpoint: a resumed training does not compute it again.

Each part is a safetensors file that fits only the data and the plan that it was written with. They are a convenience:
what cannot be written, or read, is computed again.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.atomic import new_file

Once: TypeAlias = Callable[[str, Callable[[], Mapping[str, Tensor]]], Mapping[str, Tensor]]
"""Gives what computing a part returns, or returned before."""
_FORMAT = 2
"""Raised when a part is computed in another way, or has other tensors."""
_WORTH_KEEPING = 5.0
"""Seconds: what took less is not written, as most of a small training is not."""


def anew(part: str, compute: Callable[[], Mapping[str, Tensor]]) -> Mapping[str, Tensor]:
    """A Once that keeps nothing."""
    return compute()


class FinishedParts:
    """The parts kept in `folder`, None for nowhere. `fits` identifies the data and the plan."""

    def __init__(self, folder: Path | None, fits: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._fits = json.dumps([fits, _FORMAT, version("movierec")])

    @classmethod
    def beside(cls, checkpoint: Path | None, fits: str) -> FinishedParts:
        """Those of the training with this checkpoint."""
        return cls(checkpoint and checkpoint.with_name("parts"), fits)

    def clear(self) -> None:
        """Forget all parts."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self, name: str) -> None:
        """Delete the parts whose names begin with `name`."""
        if self._folder is not None:
            for file in self._folder.glob(f"{name}*.safetensors"):
                file.unlink(missing_ok=True)

    def once(self, part: str, compute: Callable[[], Mapping[str, Tensor]]) -> Mapping[str, Tensor]:
        """What `compute` returns, or returned when the part was computed before."""
        found = self.load(part)
        if found is not None:
            return found[0]
        began = self._clock()
        tensors = compute()
        if self._clock() - began >= _WORTH_KEEPING:
            self.save(part, tensors)
        return tensors

    def save(self, part: str, tensors: Mapping[str, Tensor], steps: int = 0) -> None:
        """Keep a part, or its state after so many `steps`."""
        if self._folder is None:
            return
        whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
        with suppress(OSError, SafetensorError):  # as on a full disk
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with new_file(self._file(self._folder, part)) as unfinished:
                save_file(whole, unfinished, metadata={"fits": self._fits, "steps": json.dumps(steps)})

    def load(self, part: str) -> tuple[dict[str, Tensor], int] | None:
        """The tensors of a part, in the host's memory, and its steps; None if there is nothing that fits."""
        if self._folder is None:
            return None
        try:
            with safe_open(self._file(self._folder, part), "pt") as file:
                metadata = file.metadata() or {}
                if metadata.get("fits") != self._fits:
                    return None
                tensors: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
                return tensors, int(json.loads(metadata["steps"]))
        except (OSError, SafetensorError):
            return None

    @staticmethod
    def _file(folder: Path, part: str) -> Path:
        return folder / f"{part.replace(' ', '-')}.safetensors"
