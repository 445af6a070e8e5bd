"""How far the followed job is: its stages, its notes and the time left, gathered from its log.

It is kept by the app, because the screen that shows it is opened and closed while the job goes on.
"""

from __future__ import annotations

from engine.datasets.known import known_datasets
from engine.estimates.time_left import TimeLeft
from engine.job_log import JobEvent, JobStatus
from tui.state.edge_lines import STAGES
from tui.state.messages import JobUpdated

_USUAL = ("download", "read", "graph", "train", "evaluate", "publish")


class JobProgress:
    """Follows one job after the other."""

    def __init__(self) -> None:
        self.status: JobStatus | None = None
        self.seconds = 0.0
        """Since the job began."""
        self.reached: dict[str, JobEvent] = {}
        """The last event of each stage, in the order in which the stages were reached."""
        self.notes: list[str] = []
        self._left = TimeLeft()

    def follow(self, message: JobUpdated) -> None:
        """Take in new events; another job starts from scratch."""
        if self.status is None or message.status.id != self.status.id:
            self.reached, self.notes, self._left = {}, [], TimeLeft()
        self.status, self.seconds = message.status, message.seconds
        self._left.hear(message.events, message.seconds)
        for event in message.events:
            if event.note and event.message and not _is_licence(event.message):
                self.notes.append(event.message)
            if event.final or event.note:
                continue
            before = self.reached.get(event.stage)
            # An event without numbers only adds a message to its stage; the progress bar must stay.
            if before is not None and not event.total and before.total:
                event = _with_message(before, event.message)
            self.reached[event.stage] = event

    @property
    def ended(self) -> bool:
        return self.status is not None and (self.status.final or not self.status.alive)

    @property
    def current(self) -> str | None:
        """The stage under way, or the one in which the job ended early; None before the first and at the end."""
        done = self.status is not None and self.status.stage == "done"
        return None if done else next(reversed(self.reached), None)

    @property
    def stages(self) -> list[str]:
        """The stages in order: those reached, and those still to come unless they are not needed."""
        done = self.status is not None and self.status.stage == "done"
        planned = self._left.stages or _USUAL
        behind = _USUAL[: _USUAL.index(self.current)] if self.current in _USUAL else ()
        to_come = [] if done else [stage for stage in planned if stage not in behind]
        usual = [stage for stage in _USUAL if stage in self.reached or stage in to_come]
        return [*usual, *(stage for stage in self.reached if stage not in _USUAL and stage in STAGES)]

    @property
    def place(self) -> str:
        """ "stage 4 of 6"; empty before the first."""
        stages = self.stages
        return f"stage {stages.index(self.current) + 1} of {len(stages)}" if self.current in stages else ""

    def time_left(self) -> str:
        """ "about 2 minutes left"; empty if unknown."""
        return self._left.words()


def _with_message(event: JobEvent, message: str) -> JobEvent:
    return JobEvent(
        job=event.job, stage=event.stage, done=event.done, total=event.total, unit=event.unit, message=message
    )


def _is_licence(note: str) -> bool:
    """Whether `note` is the terms of a known data set, which were shown with the choices."""
    return any(note == " ".join(known.licence.split()) for known in known_datasets())
