"""What a training's long parts ended with: kept, found again, and computed again where that fails."""

from __future__ import annotations

import pytest
import torch

from engine.model.finished_parts import FinishedParts


class Work:
    """A part that takes `seconds` of its own clock, and counts how often it is computed."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now, self.times = seconds, 0.0, 0

    def clock(self) -> float:
        return self.now

    def compute(self) -> dict[str, torch.Tensor]:
        self.now += self.seconds
        self.times += 1
        return {"numbers": torch.arange(6.0).reshape(2, 3).T}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "parts"


def test_a_long_part_is_computed_once(folder):
    work = Work(seconds=9)
    for _ in range(2):
        found = FinishedParts(folder, "these data", work.clock).once("new films", work.compute)
        assert found["numbers"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert work.times == 1


def test_a_short_part_is_not_written(folder):
    work = Work(seconds=1)
    FinishedParts(folder, "these data", work.clock).once("pairs", work.compute)
    assert not folder.exists()


@pytest.mark.parametrize("harm", ["other data", "cut short", "cleared"])
def test_what_does_not_fit_is_computed_again(folder, harm):
    work = Work(seconds=9)
    FinishedParts(folder, "these data", work.clock).once("pairs", work.compute)
    if harm == "cut short":
        [file] = folder.iterdir()
        file.write_bytes(file.read_bytes()[:40])
    if harm == "cleared":
        FinishedParts(folder, "these data").clear()
    fits = "other data" if harm == "other data" else "these data"
    FinishedParts(folder, fits, work.clock).once("pairs", work.compute)
    assert work.times == 2


def test_a_part_that_cannot_be_written_is_still_the_answer(tmp_path):
    (tmp_path / "file").touch()
    work = Work(seconds=9)
    found = FinishedParts(tmp_path / "file" / "parts", "these data", work.clock).once("pairs", work.compute)
    assert found["numbers"].shape == (3, 2)


def test_a_state_knows_its_steps(folder):
    parts = FinishedParts(folder, "these data")
    parts.save("new films", {"weight": torch.ones(2)}, steps=40)
    tensors, steps = parts.load("new films")
    assert steps == 40
    assert tensors["weight"].tolist() == [1, 1]
    assert FinishedParts(None, "these data").load("new films") is None
