"""A job as its log describes it: its stages, the progress of each, the time left, and how it ended."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text

from engine.job_log import JobEvent, JobStatus
from engine.progress import PERCENT
from tui.state.edge_lines import STAGES
from tui.state.job_progress import JobProgress
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit
from tui.widgets.component_styles import ComponentStyles

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
        self._progress: JobProgress | None = None

    def show(self, progress: JobProgress) -> None:
        """Show the job as it is now."""
        self._progress = progress
        self.refresh(layout=True)

    def render(self) -> Text:
        width = self.content_size.width
        progress = self._progress
        if progress is None or progress.status is None or width < 20:
            return Text()
        lines: list[Text] = []
        for stage in progress.stages:
            event = progress.reached.get(stage)
            if stage == progress.current and event is not None and not progress.ended:
                lines += self._under_way(event, width)
            elif event is not None:
                stopped = stage == progress.current
                sign, name = (glyphs.DISLIKE, "bad") if stopped else (glyphs.DONE, "done")
                lines.append(self._line((f"{sign} ", name), (STAGES[stage], "")))
            else:
                lines.append(self._line((f"{glyphs.WAITING} {STAGES[stage]}", "quiet")))
        lines += [self._line(), self._end(progress, progress.status)]
        for note in progress.notes[:_NOTES]:
            lines += [self._line((part, "note")) for part in _lines(f"{glyphs.WARNING} {note}", width)]
        return Text("\n", no_wrap=True, end="").join(lines)

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

    def _end(self, progress: JobProgress, status: JobStatus) -> Text:
        """ "stage 4 of 6 · about 2 minutes left · 1 min 20 s so far"."""
        if status.stage == "done":
            return self._line((f"{glyphs.DONE} ready", "done"))
        parts = [(progress.place, "")]
        if not progress.ended:
            parts += [(progress.time_left(), "now"), (f"{_duration(progress.seconds)} so far", "quiet")]
        joined: list[tuple[str, str]] = []
        for part in [part for part in parts if part[0]]:
            joined += [(f" {glyphs.DOT} ", "quiet"), part] if joined else [part]
        return self._line(*joined)

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
