"""`movierec serve` as a process: its links, its end, its apps' ends, and what it says where it cannot serve."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from engine.profiles.marks import MarkLog
from tests.conftest import free_port

_LINK = re.compile(r"(\S+): (http://127\.0\.0\.1:(\d+)/)\?token=(\S+)")


class Served:
    """A running `movierec serve`, with what it printed up to its links."""

    def __init__(self, background, home, *options, links=1):
        self.process = background(
            "--home",
            home,
            "serve",
            "--port",
            "0",
            *options,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.said = ""
        while len(found := _LINK.findall(self.said)) < links:
            line = self.process.stderr.readline()
            assert line, self.said
            self.said += line
        self.tokens = {profile: token for profile, _, _, token in found}
        self.address = found[0][1]

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        code = self.process.wait(60)
        self.said += self.process.stderr.read()
        return code

    async def visit(self, session, profile):
        """Sign in and open the app; the socket, once something was painted."""
        async with session.get(self.address, params={"token": self.tokens[profile]}) as answer:
            assert answer.status == 200
        socket = await session.ws_connect(f"{self.address}ws", headers={"Origin": self.address.rstrip("/")})
        await _painted(socket, "Alien")
        return socket


def browser():
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def _painted(socket, words):
    seen = ""
    async with asyncio.timeout(60):
        while words not in seen:
            message = await socket.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, (message, seen[-500:])
            seen += message.data.decode()


def apps_of(home):
    """The process ids of the visitors' apps of that home."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "tui.served_app" in line and f"{home} " in line]


async def until_no_app_of(home):
    give_up = time.monotonic() + 60
    while apps_of(home):
        assert time.monotonic() < give_up
        await asyncio.sleep(0.05)


async def test_two_visitors_have_each_the_own_marks_and_leave_no_process(background, toy_home):
    served = Served(background, toy_home, "--profile", "sara", "--profile", "ben", links=2)
    assert list(served.tokens) == ["sara", "ben"] and "WARNING" not in served.said
    async with browser() as one, browser() as other:
        sara, ben = await served.visit(one, "sara"), await served.visit(other, "ben")
        assert len(apps_of(toy_home)) == 2
        await sara.send_json(["stdin", "/heat"])
        await _painted(sara, "SEARCH")
        await sara.send_json(["stdin", "\r"])
        await _painted(sara, "liked Heat")
        await ben.send_json(["stdin", "\x03"])
        while not ben.closed:
            await ben.receive()
        await sara.close()
    await until_no_app_of(toy_home)
    with MarkLog(toy_home / "marks.db") as log:
        assert [mark.title for mark in log.marks("sara")] == ["Heat"] and not log.marks("ben")
    assert served.end() == 0
    assert served.said.endswith("the server has ended\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_ends_the_server_and_its_apps(background, toy_home, number):
    served = Served(background, toy_home, "--profile", f"of-{number}")
    async with browser() as session:
        await served.visit(session, f"of-{number}")
        code = await asyncio.to_thread(served.end, number)
    assert code == 0 and "Traceback" not in served.said
    await until_no_app_of(toy_home)


async def test_a_killed_server_leaves_no_app(background, toy_home):
    served = Served(background, toy_home, "--profile", "kim")
    async with browser() as session:
        await served.visit(session, "kim")
        await asyncio.to_thread(served.end, signal.SIGKILL)
        await until_no_app_of(toy_home)


def test_tokens_stay_over_a_restart_until_new_ones_are_asked_for(background, toy_home):
    first = Served(background, toy_home, "--profile", "lea")
    first.end()
    again = Served(background, toy_home, "--profile", "lea")
    beside = Served(background, toy_home, "--profile", "lea", "--new-tokens")  # on another port
    assert first.tokens == again.tokens != beside.tokens
    assert beside.address != again.address
    assert (again.end(), beside.end()) == (0, 0)


def test_without_a_name_the_profile_of_the_call_is_served(background, toy_home):
    served = Served(background, toy_home, links=1)
    assert served.end() == 0 and len(served.tokens) == 1
    named = Served(lambda *given, **options: background("--profile", "mia", *given, **options), toy_home)
    assert named.end() == 0 and list(named.tokens) == ["mia"]


def test_a_port_in_use_is_one_line_with_a_remedy(process, toy_home):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        done = process("--home", toy_home, "serve", "--port", taken.getsockname()[1])
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(r"movierec: port \d+ of 127\.0\.0\.1 is in use\n.*--port\n", done.stderr)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a" * 300])
def test_an_address_of_elsewhere_is_wrong_usage(process, toy_home, host):
    done = process("--home", toy_home, "serve", "--host", host, "--port", free_port())
    assert done.returncode == 2 and "no address of this machine" in done.stderr and "Traceback" not in done.stderr


def test_other_machines_are_let_in_only_with_a_warning(background, toy_home):
    started = background(
        "--home", toy_home, "serve", "--host", "0.0.0.0", "--port", "0", stderr=subprocess.PIPE, text=True
    )
    first = started.stderr.readline()
    started.send_signal(signal.SIGINT)
    assert started.wait(60) == 0
    assert first.startswith("WARNING") and "no TLS" in first


def test_a_damaged_file_of_tokens_is_one_line_with_a_remedy(process, bare_home):
    bare_home.mkdir()
    (bare_home / "visitor-tokens.json").write_text("{")
    done = process("--home", bare_home, "serve", "--port", "0")
    assert done.returncode == 1 and "delete the file" in done.stderr and "Traceback" not in done.stderr


def test_the_server_loads_neither_the_trainer_nor_the_app(toy_home):
    code = f"""
import sys, threading, os, signal, time
from tui.web import web_running
original = web_running.run
def run(*given):
    print([name for name in ("torch", "dgl", "pandas", "numpy", "textual", "pymilvus") if name in sys.modules])
web_running.run = run
from tui.cli import run as call
call(["--home", {str(toy_home)!r}, "serve", "--port", "0"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_tokens_are_in_no_log(background, toy_home):
    served = Served(background, toy_home, "--profile", "nora")
    assert served.end() == 0
    for log in (toy_home / "logs").iterdir():
        assert served.tokens["nora"] not in log.read_text(errors="replace")
    assert json.loads((toy_home / "visitor-tokens.json").read_text())["nora"] == served.tokens["nora"]
