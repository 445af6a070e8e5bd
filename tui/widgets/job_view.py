"""A job as its log describes it: its stages, the progress of each, the time left, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text

from engine.datasets.known import known_datasets
from engine.estimates.time_left import TimeLeft
from engine.job_log import JobEvent, JobStatus
from engine.progress import PERCENT
from tui.state.texts import STAGES
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.component_styles import ComponentStyles

_SHOWN = ("download", "read", "graph", "train", "evaluate", "publish")
_NAME = 22
_NOTES = 2
"""The most notes shown: what is done instead of what was asked comes first."""


class JobView(ComponentStyles):
    PREFIX = "job-view"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"job-view--{name}" for name in ("done", "now", "quiet", "bar", "track", "bad", "note")
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._job = ""
        self._stages: dict[str, JobEvent] = {}
        self._status: JobStatus | None = None
        self._seconds = 0.0
        self._notes: list[str] = []
        self._left = TimeLeft()

    def follow(self, status: JobStatus, events: Sequence[JobEvent], seconds: float) -> None:
        """Add new events; another job starts from scratch."""
        if status.id != self._job:
            self._job, self._stages, self._notes, self._left = status.id, {}, [], TimeLeft()
        self._left.hear(events, seconds)
        for event in events:
            if event.note and event.message and not _is_licence(event.message):
                self._notes.append(event.message)
            if event.final or event.note:
                continue
            before = self._stages.get(event.stage)
            # An event without numbers only adds a message to its stage; the progress bar must stay.
            if before is not None and not event.total and before.total:
                event = JobEvent(
                    job=event.job,
                    stage=event.stage,
                    done=before.done,
                    total=before.total,
                    unit=before.unit,
                    message=event.message,
                )
            self._stages[event.stage] = event
        self._status, self._seconds = status, seconds
        self.refresh(layout=True)

    def render(self) -> Text:
        width = self.content_size.width
        status = self._status
        if status is None or width < 20:
            return Text()
        reached = list(self._stages)
        current = reached[-1] if reached and status.stage != "done" else None
        lines: list[Text] = []
        ended = status.final or not status.alive
        for stage in self._stages_of(current, done=status.stage == "done"):
            event = self._stages.get(stage)
            if stage == current and event is not None and not ended:
                lines += self._under_way(event, width)
            elif event is not None:
                stopped = stage == current
                sign, name = (glyphs.DISLIKE, "bad") if stopped else (glyphs.DONE, "done")
                lines.append(self._line((f"{sign} ", name), (STAGES[stage], "")))
            else:
                lines.append(self._line((f"{glyphs.WAITING} {STAGES[stage]}", "quiet")))
        lines += [self._line(), *self._end(status, width)]
        for note in self._notes[:_NOTES]:
            lines += [self._line((part, "note")) for part in _lines(f"{glyphs.WARNING} {note}", width)]
        return Text("\n", no_wrap=True, end="").join(lines)

    def _stages_of(self, current: str | None, *, done: bool) -> list[str]:
        """The stages in order: those reached, and those still to come unless they were not needed."""
        planned = self._left.stages or _SHOWN
        behind = _SHOWN[: _SHOWN.index(current)] if current in _SHOWN else ()
        needed = [stage for stage in _SHOWN if stage in self._stages or not (done or stage in behind)]
        usual = [stage for stage in needed if stage in self._stages or stage in planned]
        return [*usual, *(stage for stage in self._stages if stage not in _SHOWN and stage in STAGES)]

    def _under_way(self, event: JobEvent, width: int) -> list[Text]:
        name = fit(STAGES.get(event.stage, event.stage), _NAME)
        parts = [(f"{glyphs.RUNNING} ", "now"), (name, "now")]
        room = min(max(width - _NAME - 12, 0), 30)
        if event.total and room:
            percent = min(100 * event.done / event.total, 100)
            full, rest = glyphs.line(percent, room)
            parts += [(" ", ""), (full, "bar"), (rest, "track"), (f"{int(percent):>4}%", "")]
        lines = [self._line(*parts)]
        detail = f" {glyphs.DOT} ".join(part for part in (_amount(event), event.message) if part)
        if detail:
            lines.append(self._line(("  " + cut(detail, width - 2), "quiet")))
        return lines

    def _end(self, status: JobStatus, width: int) -> list[Text]:
        if status.stage == "done":
            return [self._line((f"{glyphs.DONE} ready", "done"))]
        if status.stage == "failed":
            said, remedy = status.message or "it failed", status.remedy or ""
            return [self._line((part, "bad")) for part in _lines(f"{glyphs.WARNING} {said}", width)] + [
                self._line((part, "quiet")) for part in _lines(remedy, width)
            ]
        if not status.alive:
            return [self._line((f"{glyphs.WARNING} the job stopped unexpectedly", "bad"))]
        return [self._line(*self._times())]

    def _times(self) -> list[tuple[str, str]]:
        """ "stage 4 of 6 · about 2 minutes left · 1 min 20 s so far"."""
        current = next(reversed(self._stages), None)
        shown = self._stages_of(current, done=False)
        so_far = f"{_duration(self._seconds)} so far"
        parts = [(f"stage {shown.index(current) + 1} of {len(shown)}", "")] if current in shown else []
        parts += [(self._left.words(), "now")] if self._left.words() else []
        joined: list[tuple[str, str]] = []
        for part in [*parts, (so_far, "quiet")]:
            joined += [(f" {glyphs.DOT} ", "quiet"), part] if joined else [part]
        return joined

    def _line(self, *parts: tuple[str, str]) -> Text:
        line = Text(no_wrap=True, end="")
        for text, name in parts:
            line.append(text, self.part(name) if name else Style.null())
        return line


def _amount(event: JobEvent) -> str:
    if event.unit == PERCENT or (not event.done and not event.total):
        return ""
    if event.unit == "bytes":
        total = f" of {event.total / 1e6:.1f}" if event.total else ""
        return f"{event.done / 1e6:.1f}{total} MB"
    total = f" of {event.total:,}" if event.total else ""
    return f"{event.done:,}{total} {event.unit or 'steps'}"


def _is_licence(note: str) -> bool:
    """Whether `note` is the terms of a known data set, which were shown with the choices."""
    return any(note == " ".join(known.licence.split()) for known in known_datasets())


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _lines(text: str, width: int, most: int = 3) -> list[str]:
    rest, lines = text.split(), [""]
    for word in rest:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width and len(lines) < most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [cut(line, width) for line in lines if line]
