"""Real processes. Each test starts some, which takes seconds, so each looks at several things."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.model import training_options, worker_processes
from engine.model.process_group import PeerLost
from engine.model.training import train
from engine.model.training_loop import TrainingInterrupted
from engine.model.training_options import TrainingOptions

ROOT = Path(__file__).parents[3]
ALONE = TrainingOptions(dim=16, steps=45, walks=20, redraw=10)
TWO = replace(ALONE, processes=2)


def sending(number, step):
    """A listener that sends the other process a signal once `step` steps are done."""
    sent = []

    def listen(event):
        if event.stage == "train" and event.done >= step and not sent:
            (other,) = active_children()
            os.kill(other.pid, number)
            sent.append(event.done)

    return listen


def steps_of(events):
    return [event.done for event in events if event.stage == "train"]


def assert_as_good_as_equal(found, expected):
    for name in ("ids", "watchers", "neighbors"):
        assert np.array_equal(found.arrays[name], expected.arrays[name]), name
    for name in ("vectors", "log_weights", "likeness"):
        np.testing.assert_allclose(found.arrays[name], expected.arrays[name], atol=1e-4, err_msg=name)


def test_two_processes_stop_together_resume_and_end_as_one_process_does(clusters, tmp_path, monkeypatch):
    monkeypatch.setattr(training_options, "OTHERS", 4)
    parts = {"head": 12, "batch": 20}
    checkpoint, events = tmp_path / "train.safetensors", []
    with pytest.raises(TrainingInterrupted):  # Ctrl-C on another machine is a signal to a process there
        train(clusters, replace(TWO, **parts), checkpoint=checkpoint, progress=sending(signal.SIGTERM, 13))
    assert active_children() == []
    two = train(clusters, replace(TWO, **parts), checkpoint=checkpoint, resume=True, progress=events.append)
    assert active_children() == []
    assert steps_of(events)[0] >= 13
    assert two.parameters["processes"] == 2
    assert_as_good_as_equal(two, train(clusters, replace(ALONE, **parts)))


def test_a_process_that_is_killed_ends_the_training_and_another_number_goes_on(clusters, tmp_path):
    checkpoint, heard, events = tmp_path / "train.safetensors", [], []
    kill = sending(signal.SIGKILL, 13)
    with pytest.raises(PeerLost) as lost:
        train(clusters, TWO, checkpoint=checkpoint, progress=lambda event: (heard.append(event), kill(event)))
    assert lost.value.message == "the training's process 2 of 2 was killed (SIGKILL)"
    assert lost.value.remedy == "continue with `movierec train --resume`"
    assert active_children() == []
    one = train(clusters, ALONE, checkpoint=checkpoint, resume=True, progress=events.append)
    assert steps_of(events)[0] == steps_of(heard)[-1] >= 13
    assert_as_good_as_equal(one, train(clusters, ALONE))


def test_a_process_that_fails_leaves_a_line_that_says_why(monkeypatch, tmp_path):
    def fail(group):
        raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate 2 GiB.")

    monkeypatch.setattr(worker_processes, "ProcessGroup", lambda *where, **here: None)
    monkeypatch.setattr(worker_processes, "take_part", fail)
    meeting = worker_processes._meeting(tmp_path, 2)
    meeting.set(worker_processes._BEGIN, "")
    with pytest.raises(SystemExit) as ended:
        worker_processes._work(tmp_path, 1, 2, "cpu")
    assert ended.value.code == 1
    words = (tmp_path / "failure 1").read_text()
    assert words == "OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB."


_DIES = """
import os, signal, sys
from multiprocessing import active_children
from tests.engine.conftest import clusters, make_dataset

def die(event):
    if event.stage == "train" and event.done:
        print(*(child.pid for child in active_children()), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    from engine.model.training import train
    from engine.model.training_options import TrainingOptions
    make = make_dataset.__wrapped__()
    options = TrainingOptions(dim=8, steps=400, walks=5, processes=2, teacher=False)
    train(clusters.__wrapped__(make), options, progress=die)
"""


def test_when_the_first_process_is_killed_the_others_end(tmp_path):
    (program := tmp_path / "dies.py").write_text(_DIES)
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    died = subprocess.run([sys.executable, program], env=there, capture_output=True, text=True, timeout=120)
    assert died.returncode == -signal.SIGKILL, died.stderr
    other = int(died.stdout)
    give_up = time.monotonic() + 60
    while is_running(other):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
