"""What the other processes of a training do: receive what a step needs from the first, and take the steps with it.

They need no home and no data set. The first process alone prepares the training, draws the walks, and makes the version
of what was trained: that needs the films of all users, of which the others hold their share.
"""

from __future__ import annotations

import math
import signal
import threading
from dataclasses import replace
from types import FrameType

from engine.model.film_graph import FilmGraph
from engine.model.process_group import ProcessGroup
from engine.model.training_options import Plan
from engine.model.training_step import Steps, Trainee


def hand_out(group: ProcessGroup, plan: Plan, trainee: Trainee, steps_done: int) -> Trainee:
    """Give the other processes, which are in `take_part`, what they need. Returns what the first one has then: the
    same, with its own share of the users."""
    group.broadcast((plan, trainee.catalogue, trainee.teacher, trainee.network, trainee.optimizer, steps_done))
    for rank in range(1, group.size):
        group.hand(trainee.histories.share(rank, group.size), rank)
    return replace(trainee, histories=trainee.histories.share(0, group.size))


def take_part(group: ProcessGroup) -> None:
    """Take part in each training that the first process begins, until it dismisses the group. Ctrl-C and SIGTERM ask
    all processes to stop before the next step. Raises PeerLost. Call it from the main thread only."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    with group.sharing_cores():
        while _take_part_once(group, asked):
            pass


def _take_part_once(group: ProcessGroup, asked: threading.Event) -> bool:
    """Take part in one training. Returns whether there was one. Nothing of it is kept while the first process goes on
    alone, which needs the memory."""
    work = group.broadcast()
    if work is None:
        return False
    plan, catalogue, teacher, network, optimizer, done = work
    _take_steps(group, plan, Trainee(group.receive(), catalogue, teacher, network, optimizer), done, asked)
    return True


def _take_steps(group: ProcessGroup, plan: Plan, trainee: Trainee, done: int, asked: threading.Event) -> None:
    """The counterpart of `training_loop.run_steps`, with the same exchanges in the same order."""
    steps = Steps(plan, trainee, group)
    graph: FilmGraph | None = None
    while done < plan.steps and not group.any(asked.is_set()):
        if done % plan.redraw == 0 or graph is None:
            graph = steps.graph(*group.broadcast())
        if not math.isfinite(steps.take(done, graph)):
            return  # the first process says so
        done += 1
