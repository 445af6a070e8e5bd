"""How a job's events are shown, with and without a terminal."""

from __future__ import annotations

import io
from typing import Any

import pytest

from engine.job_log import JobEvent
from tui.cli.progress_display import PlainLines, Shown, amount, shown


def event(stage: str, done: int = 0, total: int = 0, unit: str = "", message: str = "") -> JobEvent:
    return JobEvent(job="setup-1", stage=stage, done=done, total=total, unit=unit, message=message)


@pytest.mark.parametrize(
    ("done", "total", "unit", "words"),
    [
        (0, 0, "", ""),
        (1200, 0, "rows", "1,200 rows"),
        (3, 120, "steps", "3 of 120 steps"),
        (2_500_000, 5_917_549, "bytes", "2.5 of 5.9 MB"),
        (2_500_000, 0, "bytes", "2.5 MB"),
    ],
)
def test_amounts_in_words(done: int, total: int, unit: str, words: str) -> None:
    assert amount(event("x", done, total, unit)) == words


def test_plain_lines_tell_each_stage_once_and_then_now_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 1.0, 11.0, 12.0, 13.0])
    show = PlainLines(clock=lambda: next(times))
    for step in (0, 1, 60, 61):
        show(event("train", step, 120, "steps", f"loss {step}"))
    show(event("train", unit="note", message="MovieLens 100K in place of \x1b[31mMovieLens 1M"))
    show(event("publish", 1, 6))
    show(event("failed", message="reported elsewhere"))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "training PinSage ...",
        "  50%, 60 of 120 steps, loss 60",
        "MovieLens 100K in place of  [31mMovieLens 1M",
        "publishing ...",
    ]


def test_plain_lines_tell_the_stage_number_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 10.0, 30.0, 100.0])
    show = PlainLines(clock=lambda: next(times))
    show(JobEvent(job="setup-1", stage="start", unit="note", plan={"read": 10, "graph": 20, "train": 210}))
    show(event("read", 0, 5, "bytes"))
    show(event("graph", 0, 100, "percent", "fitting"))
    show(event("train", 0, 80, "steps"))
    show(event("train", 20, 80, "steps", "loss 6"))
    assert capsys.readouterr().err.splitlines() == [
        "reading the data (stage 1 of 3, about 4 minutes left) ...",
        "building the graph (stage 2 of 3, about 4 minutes left) ...",
        "training PinSage (stage 3 of 3, about 4 minutes left) ...",
        "  25%, about 3 minutes left, 20 of 80 steps, loss 6",
    ]


def test_percent_is_no_amount() -> None:
    assert amount(event("graph", 40, 100, "percent")) == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bars_in_a_terminal_show_stage_amount_and_message_and_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    screen: Any = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    with shown(Shown.bar, plain=False) as show:
        show(event("download", 1_000_000, 2_000_000, "bytes", "ml-1m.zip"))
        show(event("train", 3, 120, "steps", "[red]loss[/] 6.1"))
        show(event("train", unit="note", message="[/]a note"))
    assert "1.0 of 2.0 MB" in screen.getvalue()
    assert "[red]loss[/] 6.1" in screen.getvalue()
    assert "[/]a note" in screen.getvalue()


def test_bars_have_no_colours_where_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    screen: Any = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    with shown(Shown.bar, plain=False) as show:
        show(event("train", 3, 120, "steps", "loss 6.1"))
    assert "\x1b[38" not in screen.getvalue()
    assert "\x1b[3" not in screen.getvalue()
