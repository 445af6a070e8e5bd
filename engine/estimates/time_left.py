"""The time left of a running job, from its events and the time that passed; no clock and no files here.

A job's log tells what each stage was expected to take on this machine (the `plan` of an event). What is done of it,
beside the time that it took, gives the job's pace; what is not done, at that pace, is the time left. The figure
approaches each new prediction gradually, because people plan by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from engine.estimates.set_up_costs import in_words, rounded_minutes
from engine.job_log import JobEvent

_DOWNLOAD = "download"
_TRUST = 0.15
"""The share of the plan by which the pace is taken to be as planned before anything is done."""
_PACES = 0.3, 12.0
"""The pace is kept within these: beyond them, the plan is wrong in some other way."""
_SMOOTHING = 12.0
"""Seconds in which the figure goes most of the way to a new prediction; longer if there is much time left."""
_OTHERWISE = 1.5
"""A later plan so many times as long, or as short, is of other data: the figure starts again from it."""
_STICKY = 1.2
"""A higher figure is said only if it is so many times the figure said before."""


class TimeLeft:
    """Follows one job. Give it each batch of events with the seconds since the job began."""

    def __init__(self) -> None:
        self._plan: dict[str, float] = {}
        self._stage = ""
        self._portion = 0.0
        self._skipped = 0.0
        """What a resumed training had done before this job, in planned seconds."""
        self._began_computing: tuple[float, float] | None = None
        """The seconds at which the download was over, and those of it that were planned."""
        self._live = False
        self._elapsed = 0.0
        self._shown: float | None = None
        self._said = 0

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the job, in order, as far as they are known."""
        return tuple(self._plan)

    @property
    def place(self) -> tuple[int, int] | None:
        """The current stage's number, from 1, and the number of stages."""
        names = list(self._plan)
        return (names.index(self._stage) + 1, len(names)) if self._stage in names else None

    def hear(self, events: Iterable[JobEvent], elapsed: float) -> None:
        """Take in new events, at `elapsed` seconds since the job began."""
        for event in events:
            if event.plan:
                self._take_plan(event.plan)
            if event.note or event.final:
                continue
            portion = min(event.done / event.total, 1.0) if event.total else 0.0
            if event.stage != self._stage:
                self._enter(event.stage, portion, elapsed)
            self._portion = max(portion, self._portion)
        self._live = True
        self._advance(elapsed)

    def seconds(self) -> float | None:
        """The seconds left, smoothed; None if the job has no plan."""
        return self._shown

    def words(self) -> str:
        """ "about 2 minutes left"; empty if unknown."""
        if self._shown is None:
            return ""
        if self._shown < 50:
            self._said = min(self._said, 1)
            return "less than a minute left"
        minutes = rounded_minutes(self._shown)
        if self._said and minutes > self._said and self._shown < _STICKY * 60 * self._said:
            minutes = self._said
        self._said = minutes
        return f"{in_words(60 * minutes)} left"

    def _take_plan(self, plan: Mapping[str, float]) -> None:
        """A later plan knows more about what is to come; the stages behind stay as they were planned."""
        names = list(plan)
        behind = names[: names.index(self._stage)] if self._stage in names else []
        before = self._computing()
        kept = {name: self._plan[name] for name in self._plan if name in behind or name not in plan}
        self._plan = {**kept, **{name: seconds for name, seconds in plan.items() if name not in kept}}
        if not before / _OTHERWISE <= self._computing() <= before * _OTHERWISE:
            self._shown, self._said = None, 0

    def _computing(self) -> float:
        return sum(seconds for name, seconds in self._plan.items() if name != _DOWNLOAD)

    def _enter(self, stage: str, portion: float, elapsed: float) -> None:
        self._stage, self._portion = stage, portion
        self._skipped += portion * self._plan.get(stage, 0.0) if stage == "train" else 0.0
        if stage != _DOWNLOAD and self._began_computing is None:
            planned = self._plan.get(_DOWNLOAD, 0.0)
            # How long an earlier download took is known only if it was watched.
            self._began_computing = (elapsed if self._live else min(elapsed, planned)), planned

    def _advance(self, elapsed: float) -> None:
        passed, self._elapsed = max(elapsed - self._elapsed, 0.0), elapsed
        predicted = self._predicted(elapsed)
        if predicted is None:
            return
        if self._shown is None:
            self._shown = predicted
            return
        left = max(self._shown - passed, 0.0)
        weight = 1 - math.exp(-passed / max(_SMOOTHING, 0.1 * left))
        self._shown = max(left + weight * (predicted - left), 0.0)

    def _predicted(self, elapsed: float) -> float | None:
        names = list(self._plan)
        if self._stage not in names:
            return sum(self._plan.values()) if self._plan and not self._stage else None
        place = names.index(self._stage)
        computing = self._computing()
        if self._stage == _DOWNLOAD:
            return computing + self._download_left(elapsed)
        done = sum(self._plan[name] for name in names[:place] if name != _DOWNLOAD)
        done += self._portion * self._plan[self._stage]
        trust = _TRUST * computing
        took = elapsed - (self._began_computing or (0.0, 0.0))[0]
        pace = (max(took, 0.0) + trust) / (max(done - self._skipped, 0.0) + trust)
        return (computing - done) * min(max(pace, _PACES[0]), _PACES[1])

    def _download_left(self, elapsed: float) -> float:
        planned = self._plan[_DOWNLOAD]
        if self._portion < 0.02:
            return max(planned - elapsed, planned / 2)
        return elapsed * (1 - self._portion) / self._portion
