"""recommend --watch: the list is printed again when what it depends on changes, and at no other time."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.errors import ArtifactError, StoreError
from engine.movies import Movie
from engine.profiles.marks import MarkLog
from tests.tui.cli.conftest import FILMS, Cli, Done
from tui.cli import list_watch
from tui.cli.session import Session
from tui.cli.shapes.film_shapes import RecommendedList

ALIEN, HEAT, SOLARIS = FILMS[0], FILMS[4], FILMS[2]


@pytest.fixture
def home(toy_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy_home, tmp_path / "home"))


def mark(home: Path, profile: str, movie: Movie, **fields: Any) -> None:
    with closing(MarkLog(home / "marks.db")) as log:
        log.change(profile, "toy", movie, **fields)


Watch = Callable[..., Done]


@pytest.fixture
def watch(call: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Calls `recommend --watch`, with a step in place of each second; Ctrl-C comes after the last."""

    def watched(*arguments: object, steps: list[Callable[[], object]]) -> Done:
        left: Iterator[Callable[[], object]] = iter(steps)

        def wait(seconds: float) -> None:
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        monkeypatch.setattr(list_watch, "_wait", wait)
        return call("--home", home, "recommend", "--watch", "--profile", "eve", *arguments)

    return watched


def lists(done: Done) -> list[RecommendedList]:
    assert done.code == 130, done.err
    return [msgspec.json.decode(line, type=RecommendedList) for line in done.out.splitlines()]


def nothing() -> None:
    pass


def test_each_change_of_the_marks_is_one_document_on_a_line(watch: Watch, home: Path) -> None:
    done = watch(
        "--json",
        "--top",
        2,
        steps=[
            nothing,
            lambda: mark(home, "eve", ALIEN, opinion="like"),
            nothing,
            lambda: mark(home, "somebody else", HEAT, opinion="like"),
            lambda: mark(home, "eve", HEAT, opinion="dislike"),
            nothing,
        ],
    )
    first, second, third = lists(done)
    assert [len(one.items) for one in (first, second, third)] == [2, 2, 2]
    assert first.items[0].why == []
    assert [part.title for part in second.items[0].why] == ["Alien"]
    assert {part.title for part in third.items[0].why} == {"Alien", "Heat"}
    assert done.err.count("has no likes yet") == 1


def test_a_new_version_is_followed_with_films_and_filters_as_given(
    watch: Watch, home: Path, publish: Callable[..., str]
) -> None:
    done = watch(
        "Alien",
        "--genre",
        "drama",
        "--json",
        steps=[nothing, lambda: mark(home, "eve", HEAT, opinion="like"), lambda: publish(home, 1), nothing],
    )
    first, second = lists(done)
    assert (first.version, second.version) == ("v1", "v2")
    assert [one.movie for one in first.items] == [one.movie for one in second.items] == [30, 50, 31]


def test_in_a_pipe_the_lists_follow_each_other_as_they_are(watch: Watch, call: Cli, home: Path) -> None:
    mark(home, "eve", ALIEN, opinion="like")
    before = call("--home", home, "recommend", "--profile", "eve").out
    done = watch(steps=[lambda: mark(home, "eve", HEAT, opinion="like")])
    after = call("--home", home, "recommend", "--profile", "eve").out
    assert done.out == before + "\n" + after
    assert "\x1b" not in done.out


def test_a_trouble_is_told_once_and_the_list_goes_on_when_it_is_over(
    watch: Watch, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = MarkLog.revision

    def torn(log: MarkLog) -> int:
        raise StoreError("marks.db is torn", "mend it")

    def mend() -> None:
        monkeypatch.setattr(MarkLog, "revision", revision)
        mark(home, "eve", ALIEN, opinion="like")

    def tear() -> None:
        monkeypatch.setattr(MarkLog, "revision", torn)

    done = watch("--json", steps=[tear, nothing, nothing, mend, nothing, tear, nothing])
    assert len(lists(done)) == 2
    assert done.err.count("note: marks.db is torn; the list stays as it is\n") == 2, "once each time"


def test_a_version_that_cannot_be_opened_leaves_the_one_before(
    watch: Watch, home: Path, publish: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def damage() -> None:
        publish(home, 1)

        def fail(session: Session) -> None:
            raise ArtifactError("v2 is damaged", "train again")

        monkeypatch.setattr(Session, "open_recommender", fail)

    done = watch("--json", steps=[damage, nothing, lambda: mark(home, "eve", ALIEN, opinion="like"), nothing])
    assert [one.version for one in lists(done)] == ["v1", "v1"]
    assert done.err.count("note: v2 is damaged; v1 goes on answering\n") == 1


def test_a_store_that_is_down_is_told_once(watch: Watch, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEREC_MILVUS_URI", "http://127.0.0.1:1")
    monkeypatch.setenv("MOVIEREC_STORE_TIMEOUT", "0.2")
    done = watch("--json", steps=[nothing, lambda: mark(home, "eve", ALIEN, opinion="like"), nothing])
    assert len(lists(done)) == 2
    assert done.err.count("answering from the version's files") == 1


@pytest.mark.parametrize(
    ("wrong", "code"), [(["--batch", "-"], 2), (["Zqxv"], 1), (["--genre", "Nonsense"], 2), (["--seen", "x"], 2)]
)
def test_what_is_wrong_at_the_beginning_ends_it(watch: Watch, wrong: list[str], code: int) -> None:
    done = watch(*wrong, steps=[])
    assert (done.code, done.out) == (code, "")
    assert len(done.err.splitlines()) == 2


def test_with_nothing_set_up_there_is_nothing_to_watch(call: Cli, bare_home: Path) -> None:
    done = call("--home", bare_home, "recommend", "--watch", "--json")
    assert (done.code, done.json["error"]["message"]) == (1, "nothing is set up yet")
    assert not bare_home.exists()


PIPES: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


def test_a_mark_of_another_process_comes_and_ctrl_c_ends_it_with_130(
    home: Path, background: Callable[..., Any], process: Callable[..., Any]
) -> None:
    watching = background("--home", home, "recommend", "--watch", "--json", "--profile", "eve", **PIPES)
    assert msgspec.json.decode(watching.stdout.readline(), type=RecommendedList).items[0].why == []
    assert process("--home", home, "mark", "Alien", "--like", "--profile", "eve").returncode == 0
    assert msgspec.json.decode(watching.stdout.readline(), type=RecommendedList).items[0].why[0].title == "Alien"
    watching.send_signal(signal.SIGINT)
    rest, said = watching.communicate(timeout=60)
    assert (watching.returncode, rest) == (130, "")
    assert said.splitlines() == [
        "profile eve has no likes yet, so these are popular films; like some with `movierec mark`"
    ]


def test_it_ends_quietly_as_soon_as_its_reader_has_gone(home: Path, background: Callable[..., Any]) -> None:
    mark(home, "eve", ALIEN, opinion="like")
    watching = background("--home", home, "recommend", "--watch", "--profile", "eve", **PIPES)
    assert watching.stdout.readline().split()[0] == "fit"
    watching.stdout.close()
    assert watching.wait(timeout=60) == 0
    assert watching.stderr.read() == ""


def read_until(terminal: int, word: bytes, times: int = 1) -> bytes:
    shown = b""
    while shown.count(word) < times:
        shown += os.read(terminal, 65536)
    return shown


def test_in_a_terminal_the_list_is_painted_in_place_and_fits(home: Path, background: Callable[..., Any]) -> None:
    mark(home, "eve", SOLARIS, opinion="like")
    ours, theirs = pty.openpty()
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    small = {"TERM": "xterm", "COLUMNS": "80", "LINES": "9"}
    watching = background(
        "--home", home, "recommend", "--watch", "--profile", "eve", env=small, start_new_session=True, **streams
    )
    os.close(theirs)
    shown = read_until(ours, b"why: of 100")
    assert shown.startswith(b"\x1b[2J\x1b[H")
    assert shown.count(b"\r\n") <= 8, "the top of the list does not scroll away"
    assert b"Alien" in shown
    mark(home, "eve", ALIEN, hidden=True)
    again = read_until(ours, b"why: of 100")
    assert again.count(b"\x1b[2J\x1b[H") == 1
    assert b"Alien " not in again.partition(b"\x1b[2J")[2]
    watching.send_signal(signal.SIGINT)
    assert watching.wait(timeout=60) == 130
    os.close(ours)
