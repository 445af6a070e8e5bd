"""A visitor's app: nothing in it reaches the machine that serves it, or another profile."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys

import pytest
from textual.app import App
from textual.command import CommandPalette
from textual.events import Paste
from textual.message import Message

from engine.errors import NotSetUp
from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tests.tui.cli.conftest import publish_toy
from tui import actions, child_processes
from tui.screens.help_screen import HelpScreen
from tui.screens.main_screen import MainScreen
from tui.screens.map_screen import MapScreen
from tui.screens.proposal_screen import ProposalScreen
from tui.served_app import ServedApp
from tui.state import requests
from tui.state.notices import Notice


@pytest.fixture
def served(settings, engine, clock, starter):
    return ServedApp(settings, opener=lambda _: engine, clock=clock, wall=lambda: 1767225625.0, starter=starter)


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


async def test_a_visitor_searches_marks_and_quits(served, settings, until):
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("slash", *"alien", "enter")
        await until(pilot, lambda: served.state.opinions == 1)
        await pilot.press("escape", "q")
    with MarkLog(settings.files.marks) as log:
        assert [(mark.title, mark.opinion) for mark in log.marks("anna")] == [("Alien", "like")]


async def test_a_visitor_sees_what_they_are_like_and_marks_in_the_diary(served, liked, until):
    liked("Alien", "Aliens")
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("escape", "I")
        await until(pilot, lambda: "2 liked of 2 marked films" in painted(served))
        await pilot.press("escape", "H")
        await until(pilot, lambda: "2 entries" in painted(served))
        await pilot.press("j", "w")
        await until(pilot, lambda: "3 entries" in painted(served))
        await pilot.press("u")
        await until(pilot, lambda: "2 entries" in painted(served))
        await pilot.press("enter")
        await until(pilot, lambda: type(served.screen) is MainScreen and served.state.page.kind == "similar")


async def test_a_visitor_with_no_marks_is_not_told_to_import(served, until):
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.engine.ranks and served.state.marked.read)
        await pilot.press("escape", "I")
        await until(pilot, lambda: "Nothing is marked yet" in painted(served))
        assert "Letterboxd" not in painted(served)


async def test_a_visitor_marks_on_the_map_and_goes_from_it_to_similar_films(served, settings, until):
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("escape", "M")
        await until(pilot, lambda: isinstance(served.screen, MapScreen) and served.screen.map is not None)
        name = served.screen.movie.title
        await pilot.press("space")
        await until(pilot, lambda: served.state.opinions == 1)
        await pilot.press("u")
        await until(pilot, lambda: served.state.opinions == 0)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: served.state.opinions == 1)
        await pilot.press("enter")
        await until(pilot, lambda: served.state.page.kind == "similar" and served.state.page.movie.title == name)
    with MarkLog(settings.files.marks) as log:
        assert [(mark.title, mark.opinion) for mark in log.marks("anna")] == [(name, "like")]


async def test_keys_of_what_is_off_do_nothing(served, starter, until, monkeypatch):
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("the process was to be stopped"))
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("escape")
        for action in actions.ACTIONS:
            if action.id in actions.OFF_WHEN_SERVED:
                for key in action.keys.split(","):
                    await pilot.press(key)
                    assert type(served.screen) is MainScreen, action.id
        assert starter.jobs == [] and served.state.profile == "anna"
        assert "again to stop" not in painted(served) and "no job" not in painted(served)


async def test_what_is_off_is_neither_in_the_key_bar_nor_in_the_help_nor_in_the_palette(served, until):
    off = [action for action in actions.ACTIONS if action.id in actions.OFF_WHEN_SERVED]
    async with served.run_test(size=(240, 70), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("escape")
        await until(pilot, lambda: "watchlist" in painted(served).splitlines()[-1])
        assert "profile" not in painted(served).splitlines()[-1]
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(served.screen, HelpScreen) and "Undo, across sessions" in painted(served))
        assert [action.help for action in off if action.help in painted(served)] == []
        await pilot.press("escape", "ctrl+p")
        await until(pilot, lambda: isinstance(served.screen, CommandPalette))
        await until(pilot, lambda: served.screen.query("CommandList").first().option_count > 10)
        shown = [str(option.hit.prompt) for option in served.screen.query("CommandList").first().options]
        assert [action.id for action in off if any(line.startswith(f"{action.name} ") for line in shown)] == []


async def test_no_request_of_a_screen_is_heard_but_those_for_another_theme_and_for_a_film_for_tonight(
    served, starter, until, monkeypatch
):
    opened = []
    monkeypatch.setattr("tui.app.open_in_browser", opened.append)
    before = served.theme
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        for request in (
            requests.SetUpRequested(),
            requests.DataSetChosen(["--dataset", "ml-100k"], "MovieLens 100K"),
            requests.SourceGiven("/etc"),
            requests.StopJobRequested(),
            requests.ProfileChosen("ben"),
            requests.ProfileNamed("anna", "ben"),
            requests.TogetherChosen(["anna", "ben"]),
            requests.FilesDropped("/etc/passwd"),
            requests.LinkRequested("http://elsewhere.example/"),
        ):
            assert served.screen.post_message(request) is True  # the screen passes it on, the app does not take it
        served.screen.post_message(requests.ThemeRequested())
        await until(pilot, lambda: served.theme != before)
        assert (starter.jobs, opened, served.state.profile) == ([], [], "anna")
        assert type(served.screen) is MainScreen


def test_all_requests_are_told_from_other_messages():
    found = [one for _, one in inspect.getmembers(requests, inspect.isclass) if issubclass(one, Message)]
    assert [one for one in found if one is not Message and not issubclass(one, requests.Request)] == []


async def test_of_the_apps_own_actions_only_harmless_ones_run(served, settings, until):
    named = {name.removeprefix("action_") for name in dir(App) if name.startswith("action_")}
    assert {"screenshot", "suspend_process"} <= named
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        may = {
            name
            for name in {
                *named,
                "show_set_up",
                "show_profiles",
                "show_together",
                "show_proposal",
                "show_import",
                "show_review",
                "show_help",
            }
            if served.check_action(name, ())
        }
    assert may == {"quit", "command_palette", "show_help", "show_proposal", "focus_next", "focus_previous"}


async def test_a_film_for_tonight_is_proposed_and_can_be_marked_and_opened(served, until):
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("escape", "b")
        await until(pilot, lambda: isinstance(served.screen, ProposalScreen) and served.screen.row is not None)
        first = served.screen.row.movie
        await pilot.press("b")
        await until(pilot, lambda: served.screen.row.movie != first)
        await pilot.press("w")
        await until(pilot, lambda: any(mark.watchlist for mark in served.state.marked.marks))
        await pilot.press("enter")
        await until(pilot, lambda: served.state.page.kind == "similar")


async def test_a_link_is_shown_and_not_opened(settings, engine, until, monkeypatch):
    opened = []
    monkeypatch.setattr("tui.app.open_in_browser", opened.append)
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    served = ServedApp(settings, opener=lambda _: engine)
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("slash", *"alien", "down", "O")
        await until(pilot, lambda: "imdb.com" in painted(served) or "has no link" in painted(served))
        assert opened == [] and "opening" not in painted(served)


@pytest.mark.parametrize("keys", [["escape"], ["escape", "slash"]], ids=["list", "search"])
async def test_a_dropped_path_gets_a_line_and_is_not_looked_up(served, tmp_path, until, monkeypatch, keys):
    path = tmp_path / "ratings.csv"
    path.write_text("Name,Year\nAlien,1979\n")
    monkeypatch.setattr("tui.state.dropped_files.dropped_files", lambda _: pytest.fail("a path was looked up"))
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press(*keys)
        for text in (str(path), f"file://{path}", "'/no such file'"):
            served.state.notice = Notice()
            served.post_message(Paste(text))
            await until(pilot, lambda: "files are not taken" in painted(served))
        assert type(served.screen) is MainScreen and served.state.page.kind != "hits"
        served.post_message(Paste("alien"))
        await until(pilot, lambda: served.state.page.text == "alien")


async def test_nothing_speaks_of_what_is_off(served, until):
    async with served.run_test(size=(160, 40), notifications=True) as pilot:
        await until(pilot, lambda: served.state.ranked.ranked_once)
        await pilot.press("escape", "v")
        await until(pilot, lambda: "likes it" in painted(served))
        assert "brings your ratings" not in painted(served)


async def test_with_nothing_set_up_a_visitor_is_told_so_and_offered_nothing(tmp_path, starter, until):
    def refuse(_):
        raise NotSetUp

    settings = Settings(home=tmp_path / "empty", profile="anna")
    settings.files.ensure()
    served = ServedApp(settings, opener=refuse, starter=starter)
    async with served.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: "Nothing is set up yet" in painted(served))
        assert "whoever runs this server" in painted(served) and "data sets" not in painted(served)
        assert type(served.screen) is MainScreen


class Visitor:
    """The app as the web server starts it, with pipes for stdin and stdout."""

    def __init__(self, home, profile="anna"):
        self.process = subprocess.Popen(
            child_processes.command("tui.served_app", str(home), profile),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**child_processes.environment(os.environ), "COLUMNS": "100", "ROWS": "30", "COLORTERM": "truecolor"},
        )
        assert self.process.stdout.readline() == b"__GANGLION__\n"
        self.painted = ""

    def send(self, kind, content):
        self.process.stdin.write(kind + len(content).to_bytes(4, "big") + content)
        self.process.stdin.flush()

    def until(self, words):
        """Read on until `words` were painted; returns None at the end of the app."""
        while words not in self.painted:
            head = self.process.stdout.read(5)
            assert head, (self.painted[-500:], self.process.stderr.read())
            content = self.process.stdout.read(int.from_bytes(head[1:], "big"))
            if head[:1] == b"D":
                self.painted += content.decode()
            else:
                self.painted += f"<{json.loads(content)['type']}>"

    def ended(self):
        rest = self.process.stdout.read()
        return self.process.wait(30), rest


@pytest.fixture(scope="module")
def toy_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("served") / "home"
    publish_toy(home)
    return home


@pytest.fixture
def visitor(toy_home):
    made = Visitor(toy_home)
    yield made
    made.process.kill()
    made.process.wait()
    for stream in (made.process.stdin, made.process.stdout, made.process.stderr):
        stream.close()


def test_the_process_takes_keys_and_sizes_and_ends_on_q(visitor):
    visitor.until("Alien")
    visitor.send(b"M", json.dumps({"type": "resize", "width": 70, "height": 20}).encode())
    visitor.send(b"D", b"/solaris")
    visitor.until("SEARCH")
    visitor.send(b"D", b"\x03")
    visitor.until("<exit>")
    assert visitor.ended()[0] == 0


def test_nothing_in_a_paste_is_a_key_and_bad_bytes_are_harmless(visitor):
    visitor.until("Alien")
    visitor.send(b"D", b"\xff\x1b[200~\x03heat\x1b[201")
    visitor.send(b"D", b"~")
    visitor.until("heat")
    visitor.send(b"D", b"\x15ronin")  # the search box has both; emptied, it takes the next title
    visitor.until("ronin")
    assert visitor.process.poll() is None


def test_the_process_ends_when_the_server_has_gone(visitor):
    visitor.until("Alien")
    visitor.process.stdin.close()
    assert visitor.ended()[0] == 0


def test_the_process_ends_when_nobody_reads_its_screen_any_more(visitor):
    visitor.until("Alien")
    visitor.process.stdout.close()
    visitor.send(b"D", b"/")
    visitor.process.stdin.close()
    assert visitor.process.wait(30) == 0


def test_the_process_that_cannot_start_says_why_in_one_line(tmp_path):
    (tmp_path / "config.toml").write_text("profil = 'anna'\n")
    done = subprocess.run(
        [sys.executable, "-m", "tui.served_app", str(tmp_path), "anna"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2 and done.stderr.startswith("movierec: ") and done.stderr.count("\n") == 1
