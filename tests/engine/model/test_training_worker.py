"""What a training's other processes do."""

import weakref
from contextlib import nullcontext

import pytest

from engine.model import training_worker
from engine.model.training_worker import take_part


class Network:
    """Stands for what is large in a training."""


class Group:
    """A group whose first process begins one training and then goes on alone."""

    def __init__(self) -> None:
        self.left: weakref.ref[Network] | None = None

    def sharing_cores(self) -> nullcontext[None]:
        return nullcontext()

    def broadcast(self) -> object:
        if self.left is None:
            network = Network()
            self.left = weakref.ref(network)
            return "plan", "catalogue", "teacher", network, "optimizer", 0
        assert self.left() is None, "the training's network is still in memory"
        return None

    def receive(self) -> str:
        return "histories"


def test_nothing_of_a_training_is_kept_while_the_first_process_goes_on_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_worker, "_take_steps", lambda *given: None)
    monkeypatch.setattr(training_worker.signal, "signal", lambda *given: None)
    group = Group()
    take_part(group)  # type: ignore[arg-type]
    assert group.left is not None
