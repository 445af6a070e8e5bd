"""Completion: what is offered, in a real shell at a terminal, and that a prompt never sees anything else."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.profiles.marks import MarkLog
from engine.settings import load_settings
from tests.toy_films import film
from tests.toy_version import publish_toy_films

ROOT = Path(__file__).parents[3]
ENTER_LINE = re.compile(r"LINE<(.*?)>EOL", re.S)
_PATIENCE = 60


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completion") / "home"
    publish_toy_films(load_settings({}, home=folder))
    log = MarkLog(folder / "marks.db")
    log.change("anna", "movielens", film("Heat"), opinion="like")
    log.close()
    return folder


@pytest.fixture(scope="module")
def environment(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One in which `movierec` is a command."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "movierec").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui.cli "$@"\n')
    (folder / "movierec").chmod(0o755)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {
        **kept,
        "PATH": f"{folder}:{kept.get('PATH', '')}",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "MOVIEREC_HOME": str(home),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
    }


Ask = Callable[..., list[str]]


@pytest.fixture
def offered(environment: dict[str, str]) -> Ask:
    """What bash is offered for a line, over the protocol of its script; nothing may come on stderr."""

    def ask(line: str | None, **more: str) -> list[str]:
        typed = {} if line is None else {"COMP_LINE": line}
        asked = {**environment, **typed, "_MOVIEREC_COMPLETE": "complete_bash", **more}
        done = subprocess.run(["movierec"], env=asked, capture_output=True, text=True, timeout=_PATIENCE)
        assert done.stderr == ""
        return [line for line in done.stdout.splitlines() if line]

    return ask


def test_titles_are_offered_for_films_as_the_word_was_begun(offered: Ask) -> None:
    assert offered('movierec similar "the god') == ["the godfather"]
    assert offered('movierec similar "Alien') == ["Alien", "Aliens"]
    assert offered(r"movierec recommend Heat 2001:\ A") == [r"\ A\ Space\ Odyssey"]
    assert offered("movierec mark 'singin") == [r"singin'\'' in the Rain"]
    assert offered("movierec remove AMEL") == ["AMELie"]
    assert offered('movierec add "New (2024)" --near "Silence') == ["Silence of the Lambs"]
    assert offered("movierec similar Zqxv") == []


def test_genres_profiles_versions_and_data_sets_are_offered_for_their_options(offered: Ask) -> None:
    assert offered("movierec recommend --genre Sci") == ["Sci-Fi"]
    assert offered("movierec recommend --not-genre=fi") == ["film-Noir"]
    assert offered('movierec search x --genre="W') == ["War"]
    assert offered("movierec marks --profile ") == ["anna"]
    assert offered("movierec --profile a") == ["anna"]
    assert offered("movierec together b") == []
    assert offered("movierec together bert a") == ["anna"]
    assert offered("movierec pick --with ") == ["anna"]
    assert offered("movierec models use ") == ["v1"]
    assert offered("movierec models remove v") == ["v1"]
    assert "ml-1m" in offered("movierec setup --dataset ml-1")


def test_commands_and_options_are_offered_and_files_are_left_to_the_shell(offered: Ask) -> None:
    assert offered("movierec conf") == ["config"]
    assert offered("movierec similar --to") == ["--top"]
    assert offered("movierec setup --source ~/da") == []
    assert offered("movierec recommend --batch ") == []


def test_the_home_of_the_line_counts(offered: Ask, tmp_path: Path, home: Path) -> None:
    assert offered(f'movierec --home "{tmp_path}" similar The') == []
    assert offered(f'movierec similar --home "{tmp_path}" The') == []
    assert offered(f'movierec similar --home "{home}" Casa', MOVIEREC_HOME=str(tmp_path)) == ["Casablanca"]
    assert not list(tmp_path.iterdir()), "asking makes nothing"


def test_the_script_of_typer_itself_is_answered_too(offered: Ask) -> None:
    assert offered(None, COMP_WORDS='movierec\nsimilar\n"The God', COMP_CWORD="2") == ["The Godfather"]
    assert offered(None, COMP_WORDS="movierec\nsimilar\nid\n:\n1", COMP_CWORD="4") == []


def damaged(home: Path, to: Path) -> Path:
    shutil.copytree(home, to)
    for file in (to / "versions" / "v1").glob("titles_*.npy"):
        file.write_bytes(b"torn")
    return to


@pytest.mark.parametrize(
    "fault",
    ["no home", "damaged titles", "torn catalog", "bad config", "a file", "no account", "bad words", "bad shell"],
)
def test_nothing_is_offered_and_nothing_said_whatever_is_wrong(
    offered: Ask, home: Path, tmp_path: Path, fault: str
) -> None:
    there = tmp_path / "home"
    more: dict[str, str] = {}
    if fault == "damaged titles":
        damaged(home, there)
    elif fault == "torn catalog":
        damaged(home, there)
        (there / "catalog.db").write_bytes(b"torn")
        (there / "marks.db").write_bytes(b"torn")
    elif fault == "bad config":
        shutil.copytree(home, there)
        (there / "config.toml").write_text("nonsense")
    elif fault == "a file":
        there.write_text("")
    elif fault == "no account":
        more = {"HOME": "", "XDG_DATA_HOME": ""}
    elif fault == "bad words":
        more = {"COMP_WORDS": "", "COMP_CWORD": "x"}
    elif fault == "bad shell":
        more = {"_MOVIEREC_COMPLETE": "nonsense"}
    line = None if fault == "bad words" else "movierec similar The"
    assert offered(line, MOVIEREC_HOME=str(there), **more) == []
    assert offered("movierec marks --profile x", MOVIEREC_HOME=str(there), **more) == []


def test_the_answer_loads_nothing_slow(environment: dict[str, str]) -> None:
    script = (
        "import sys; from tui.cli import run\n"
        "run([])\n"
        "print(sorted({'torch', 'dgl', 'pandas', 'pymilvus', 'sqlalchemy', 'textual'} & set(sys.modules)))"
    )
    asked = {**environment, "COMP_LINE": "movierec similar Hea", "_MOVIEREC_COMPLETE": "complete_bash"}
    done = subprocess.run([sys.executable, "-c", script], env=asked, capture_output=True, text=True, timeout=_PATIENCE)
    assert done.stdout == "Heat\n[]\n", done.stderr


class Shell:
    """An interactive shell at a terminal. `show` are the keys that make it print the line as LINE<...>EOL."""

    def __init__(self, command: list[str], environment: dict[str, str], begin: list[str]) -> None:
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execvpe(command[0], command, environment)
        for line in begin:
            self.send(line + "\n")
        self.send("echo rea''dy\n")
        self.said = self.until(r"ready\r?\n")

    def send(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def until(self, pattern: str) -> str:
        said, end = "", time.monotonic() + _PATIENCE
        while not re.search(pattern, said, re.S):
            assert time.monotonic() < end, f"waited for {pattern} in {said!r}"
            if select.select([self.terminal], [], [], 0.2)[0]:
                said += os.read(self.terminal, 65536).decode(errors="replace")
        return said

    def complete(self, typed: str) -> tuple[str, str]:
        """The line after `typed` and a tab, and all that the terminal showed."""
        self.send(typed + "\t")
        self.send("\x07")
        shown = self.until(ENTER_LINE.pattern)
        found = ENTER_LINE.search(shown)
        assert found is not None
        self.send("\x15")
        return found[1], shown

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


@pytest.fixture(scope="module")
def bash(environment: dict[str, str]) -> Iterator[Shell]:
    shell = Shell(
        ["bash", "--norc", "--noprofile", "-i"],
        environment,
        [
            "PS1='$ '; bind 'set enable-bracketed-paste off'",
            'eval "$(movierec --show-completion bash)"',
            """bind -x '"\\C-g": printf "LINE<%s>EOL" "$READLINE_LINE"'""",
        ],
    )
    yield shell
    shell.close()


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ('movierec similar "The God', 'movierec similar "The Godfather" '),
        (r"movierec similar The\ God", r"movierec similar The\ Godfather "),
        ("movierec similar 'Singin", r"movierec similar 'Singin'\'' in the Rain' "),
        ('movierec similar "Singin', 'movierec similar "Singin\' in the Rain" '),
        ("movierec similar Singin", r"movierec similar Singin\'\ in\ the\ Rain "),
        ('movierec recommend Heat "2001', 'movierec recommend Heat "2001: A Space Odyssey" '),
        (r"movierec similar 2001:\ A", r"movierec similar 2001:\ A\ Space\ Odyssey "),
        ("movierec similar Spirited", r"movierec similar Spirited\ Away\ \(千と千尋の神隠し\) "),
        ('movierec mark "Alie', 'movierec mark "Alien'),
        ("movierec recommend --genre Sc", "movierec recommend --genre Sci-Fi "),
        ("movierec recommend --genre=Sc", "movierec recommend --genre=Sci-Fi "),
        ('movierec recommend --genre "Film', 'movierec recommend --genre "Film-Noir" '),
        ("movierec models use ", "movierec models use v1 "),
        ("movierec conf", "movierec config "),
        ("movierec similar Zqxv", "movierec similar Zqxv"),
    ],
)
def test_a_tab_in_bash_completes_the_line(bash: Shell, typed: str, line: str) -> None:
    assert bash.complete(typed)[0] == line


def test_a_completed_title_is_the_argument_that_the_command_gets(bash: Shell) -> None:
    for begun in ('"Dr. Str', "'Dr. Str", r"Dr.\ Str"):
        bash.send(f"movierec similar {begun}\t --top 1 --json; echo E''ND\n")
        assert '"title":"Dr. Strangelove or: How I Learned' in bash.until("END\r?\n")


def test_where_several_films_begin_so_they_are_listed(bash: Shell) -> None:
    bash.send('movierec similar "The \t\t')
    assert "The Silence of the Lambs" in bash.until("The Thing")
    bash.send("\x15")


def test_in_bash_a_broken_home_says_nothing(bash: Shell, tmp_path: Path, home: Path) -> None:
    there = damaged(home, tmp_path / "home")
    typed = f'movierec similar --home {there} "The God'
    line, shown = bash.complete(typed)
    assert line == typed
    assert "Traceback" not in shown and "movierec:" not in shown


def test_paths_are_completed_by_bash_itself(bash: Shell, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text("")
    typed = f"movierec recommend --batch {tmp_path}/que"
    assert bash.complete(typed)[0] == f"movierec recommend --batch {tmp_path}/queries.jsonl "


@pytest.fixture(scope="module")
def zsh(environment: dict[str, str]) -> Iterator[Shell]:
    if shutil.which("zsh") is None:
        pytest.skip("no zsh here")
    shell = Shell(
        ["zsh", "-f", "-i"],
        environment,
        [
            "PS1='$ '; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D",
            'eval "$(movierec --show-completion zsh)"',
            """show() { print -rn -- "LINE<$BUFFER>EOL" }; zle -N show; bindkey '^G' show""",
            "bindkey '^U' kill-whole-line",
        ],
    )
    yield shell
    shell.close()


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ('movierec similar "The God', 'movierec similar "The Godfather" '),
        (r"movierec similar The\ God", r"movierec similar The\ Godfather "),
        ("movierec similar Singin", r"movierec similar Singin\'\ in\ the\ Rain "),
        (r"movierec similar 2001:\ A", r"movierec similar 2001:\ A\ Space\ Odyssey "),
        ("movierec recommend --genre=Sc", "movierec recommend --genre=Sci-Fi "),
        ("movierec models use ", "movierec models use v1 "),
        ("movierec conf", "movierec config "),
    ],
)
def test_a_tab_in_zsh_completes_the_line(zsh: Shell, typed: str, line: str) -> None:
    assert zsh.complete(typed)[0] == line


@pytest.fixture(scope="module")
def fish(environment: dict[str, str]) -> Iterator[Shell]:
    if shutil.which("fish") is None:
        pytest.skip("no fish here")
    shell = Shell(
        ["fish", "--no-config", "-i"],
        environment,
        [
            "movierec --show-completion fish | source",
            """bind \\cg 'echo -n "LINE<"(commandline)">EOL"'""",
        ],
    )
    yield shell
    shell.close()


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ('movierec similar "The God', 'movierec similar "The Godfather" '),
        (r"movierec similar The\ God", r"movierec similar The\ Godfather "),
        ("movierec similar Singin", r"movierec similar Singin\'\ in\ the\ Rain "),
        (r"movierec similar 2001:\ A", r"movierec similar 2001:\ A\ Space\ Odyssey "),
        ("movierec recommend --genre=Sc", "movierec recommend --genre=Sci-Fi "),
        ("movierec models use ", "movierec models use v1 "),
        ("movierec conf", "movierec config "),
    ],
)
def test_a_tab_in_fish_completes_the_line(fish: Shell, typed: str, line: str) -> None:
    assert fish.complete(typed)[0] == line
