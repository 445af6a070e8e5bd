"""The time left: from the plan and the pace, without jumps."""

from itertools import pairwise

from engine.estimates.time_left import TimeLeft
from engine.job_log import JobEvent

PLAN = {"read": 10.0, "graph": 20.0, "train": 140.0, "publish": 30.0}


def plan(**seconds: float) -> JobEvent:
    return JobEvent(job="setup-1", stage="start", unit="note", plan=seconds or PLAN)


def at(stage: str, done: int, total: int = 100) -> JobEvent:
    return JobEvent(job="setup-1", stage=stage, done=done, total=total, unit="steps")


def run(left: TimeLeft, pace: float) -> list[float]:
    """The figure once a second, of a job that takes `pace` times as long as planned."""
    said: list[float] = []
    now = 0.0
    left.hear([plan()], now)
    for stage, seconds in PLAN.items():
        takes = round(seconds * pace)
        for second in range(takes):
            left.hear([at(stage, second, takes)], now)
            said.append(left.seconds() or 0.0)
            now += 1
    return said


def test_without_a_plan_nothing_is_said() -> None:
    left = TimeLeft()
    left.hear([at("train", 5)], 20)
    assert left.seconds() is None
    assert left.words() == ""
    assert left.place is None


def test_a_job_that_goes_as_planned_counts_down() -> None:
    said = run(TimeLeft(), 1.0)
    assert all(abs(figure - (200 - second)) < 3 for second, figure in enumerate(said))


def test_a_slower_job_is_found_out_and_the_figure_never_jumps() -> None:
    said = run(TimeLeft(), 2.0)
    assert abs(said[200] - 200) < 40
    assert all(abs(after - before) < 10 for before, after in pairwise(said))


def test_a_faster_job_too() -> None:
    said = run(TimeLeft(), 0.5)
    assert abs(said[70] - 30) < 15
    assert said[-1] < 5


def test_a_plan_of_other_data_counts_at_once() -> None:
    left = TimeLeft()
    left.hear([plan(download=3.0, read=6.0, graph=60.0, train=300.0), at("download", 0)], 5)
    assert left.words() == "about 6 minutes left"
    left.hear([at("read", 100), plan(read=1.0, graph=6.0, train=60.0), at("graph", 0)], 8)
    assert left.words() == "about a minute left"


def test_a_stage_that_stands_still_makes_the_figure_stand_still_rather_than_end() -> None:
    left = TimeLeft()
    left.hear([plan(), at("read", 100), at("graph", 100), at("train", 50)], 100)
    for second in range(101, 300, 5):
        left.hear([], second)
    assert (left.seconds() or 0) > 60


def test_the_words_do_not_flicker() -> None:
    left = TimeLeft()
    left.hear([plan(train=150.0)], 0)
    words = []
    for second in range(40):
        left.hear([at("train", second * 100 // 150 - second % 2)], second)
        words.append(left.words())
    assert len([1 for before, after in pairwise(words) if before != after]) <= 1


def test_attached_in_the_middle_the_past_is_known_from_the_log() -> None:
    left = TimeLeft()
    events = [plan(download=60.0, read=10.0, train=100.0), at("download", 100), at("read", 100), at("train", 0)]
    left.hear([*events, at("train", 50)], 120)
    assert 45 < (left.seconds() or 0) < 60
    assert left.place == (3, 3)


def test_a_slow_download_says_nothing_of_the_training() -> None:
    left = TimeLeft()
    left.hear([plan(download=10.0, train=100.0)], 0)
    for second in range(0, 201):
        left.hear([at("download", second // 2)], second)
    assert abs((left.seconds() or 0) - 100) < 5
    for second in range(201, 251):
        left.hear([at("train", second - 200)], second)
    assert abs((left.seconds() or 0) - 50) < 8


def test_a_resumed_training_is_not_taken_for_a_fast_one() -> None:
    left = TimeLeft()
    left.hear([plan(train=100.0), at("train", 80)], 0)
    for second in range(1, 11):
        left.hear([at("train", 80 + second)], second)
    assert abs((left.seconds() or 0) - 10) < 3


def test_a_plan_made_once_the_data_are_read_replaces_what_is_to_come() -> None:
    left = TimeLeft()
    left.hear([plan(download=10.0, read=5.0, train=100.0), at("download", 100), at("read", 100)], 15)
    left.hear([plan(read=50.0, train=20.0)], 16)
    for second in range(17, 120):
        left.hear([], second)
    assert left.stages == ("download", "read", "train")
    assert (left.seconds() or 0) < 60


def test_another_stage_than_planned_does_no_harm() -> None:
    left = TimeLeft()
    left.hear([plan(read=5.0, train=100.0), at("download", 10)], 1)
    left.hear([at("read", 1)], 3)
    left.hear([at("train", 1)], 8)
    assert left.place == (2, 2)
    assert left.words() == "about 2 minutes left"
