"""The app in a real terminal, beside a bare Textual app of five widgets in the same run.

    python tests/benchmarks/bench_app.py [--home HOME]      (or MOVIEREC_HOME=HOME make bench)

HOME has a trained version; the figures are for its current one. It is copied, and left as it is. Without one, only
what needs none is measured: the first paint and the search at 90,000 titles. Each figure stands beside its goal.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from bench_titles import made_up_films
from pseudo_terminal import ROOT, PseudoTerminal

from engine.artifact import DatasetInfo
from engine.titles.index_files import save_titles

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Input, OptionList, Static

class Bare(App):
    def compose(self):
        yield Header()
        yield Static("the bare app")
        yield Input()
        yield OptionList(*(f"film {n}" for n in range(50)))
        yield Footer()

Bare().run()
"""

# The app over 90,000 titles and an engine that never answers.
HANGING = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.tui.toy_engine import ToyEngine
import tui.running
from engine.titles.index_files import open_titles
from engine.settings import Settings
engine = ToyEngine()
engine.titles, _ = open_titles(Path({titles!r}))
engine.wait = lambda: time.sleep(600)
plain = tui.running.MovierecApp
tui.running.MovierecApp = lambda settings, _, theme: plain(settings, theme=theme, opener=lambda _: engine)
Path({home!r}, "catalog.db").touch()
os._exit(tui.running.run_app(Settings(home=Path({home!r}), profile="bench")))
"""
RUNS = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = os.environ.pop("MOVIEREC_HOME", None)
    parser.add_argument("--home", type=Path, default=usual, help="a home with a trained version")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="movierec-bench-") as folder:
        bench = Path(folder)
        home = bench / "home"
        if given.home is not None:
            shutil.copytree(given.home, home, ignore=shutil.ignore_patterns("cache", "jobs", "logs", "lists"))
        first_paint(home, trained=given.home is not None)
        if given.home is not None:
            marks(home)
            quitting(home)
        search(bench)


def app(home: Path) -> PseudoTerminal:
    return PseudoTerminal(["-m", "tui", "--home", str(home), "--profile", "bench"])


def first_paint(home: Path, *, trained: bool) -> None:
    """Bare and whole apps by turns, so that both meet the same noise."""
    if trained:
        with app(home) as first:  # a list to be remembered
            first.until(b"POPULAR")
            first.settled()
            first.settled(b"toy story\r")
            first.settled(b"\x1b")
            first.settled(b"v")
            first.quit()
    bare, paint, listed, fresh = [], [], [], []
    film = remembered(home)
    for _ in range(RUNS):
        with PseudoTerminal(["-c", BARE]) as terminal:
            bare.append(terminal.until(b"the bare app"))
            terminal.quit(b"\x11")
        with app(home) as terminal:
            paint.append(terminal.until(b"movierec"))
            if film:
                listed.append(terminal.until(film))
                fresh.append(terminal.until(b"ranked in"))
            terminal.quit()
    print(f"bare app, first paint               {statistics.median(bare) * 1000:6.0f} ms   ({RUNS} runs, medians)")
    ratio("first paint", paint, bare, "at most 1.5")
    ratio("last time's list", listed, bare, "with the first paint")
    seconds("fresh ranked list", fresh, "1.6 s")


def remembered(home: Path) -> bytes:
    """The first film of the list that was kept, as far as it is surely shown."""
    for file in (home / "lists").rglob("*.json"):
        found = json.loads(file.read_bytes())
        title = found["movies"][found["rows"][0][0]]["title"]
        return str(title)[:8].encode()
    return b""


def marks(home: Path) -> None:
    """From the key to the last output that it led to, one film down the list after the other."""
    taken = []
    with app(home) as terminal:
        terminal.until(b"ranked in")
        terminal.settled()
        early = terminal.settled(b" ")
        terminal.idle(4)
        for _ in range(30):
            terminal.settled(b"j")  # off the film that was marked, which then leaves
            terminal.idle(1.1)  # a cursor that rests
            taken.append(terminal.settled(b" "))
        memory = terminal.memory()
        quick = terminal.quit()
    print(f"a mark while the stores are opened  {early * 1000:6.0f} ms")
    p50, p95 = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
    print(f"mark to new list     p50 {p50 * 1000:4.0f} ms   p95 {p95 * 1000:6.0f} ms   goal: p95 150 ms")
    print(f"memory after that                   {memory:6.0f} MB   goal: 250 MB on ml-1m")
    print(f"quitting at rest                    {quick * 1000:6.0f} ms   goal: 500 ms")


def quitting(home: Path) -> None:
    def after(prepare: Callable[[PseudoTerminal], object]) -> float:
        with app(home) as terminal:
            terminal.until(b"movierec")
            prepare(terminal)
            return terminal.quit()

    cases: Sequence[tuple[str, Callable[[PseudoTerminal], object]]] = (
        ("at the first paint", lambda t: None),
        ("while the engine loads", lambda t: t.idle(0.25)),
        ("while the stores are opened", lambda t: (t.until(b"ranked in"), t.idle(0.3))),
        ("while it ranks", lambda t: (t.until(b"ranked in"), t.idle(4), t.write(b"jj   "))),
    )
    for name, prepare in cases:
        print(f"quitting {name:<27}{max(after(prepare) for _ in range(3)) * 1000:6.0f} ms   goal: 500 ms")


def search(bench: Path) -> None:
    titles, home = bench / "titles", bench / "hanging"
    films = made_up_films(90_000)
    info = DatasetInfo(name="made up", source="", catalogue="made-up", digest="", movies=1, users=1, interactions=1)
    save_titles(titles, films, info)
    home.mkdir()
    script = HANGING.format(root=str(ROOT), titles=str(titles), home=str(home))
    typed = [film.title[:8].lower() for film in sorted(films, key=lambda film: -film.n_ratings)[100:112]]
    taken = []
    with PseudoTerminal(["-c", textwrap.dedent(script)]) as terminal:
        terminal.until(b"POPULAR")
        terminal.settled()
        for text in typed:
            for letter in text:
                # Every key is echoed, so there is always an answer; the first output is the whole of it.
                taken.append(terminal.answered(letter.encode()))
                terminal.idle(0.06)
            terminal.settled(b"\x15")
        memory = terminal.memory()
        quick = terminal.quit()
    p50, p95 = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
    figures = f"p50 {p50 * 1000:4.0f} ms   p95 {p95 * 1000:6.0f} ms   worst {max(taken) * 1000:4.0f} ms"
    print(f"search, 90,000 titles, a store that hangs   {figures}   goal: 50 ms; {memory:.0f} MB")
    print(f"quitting while a store hangs        {quick * 1000:6.0f} ms   goal: 500 ms")


def ratio(name: str, taken: Sequence[float], bare: Sequence[float], goal: str) -> None:
    """The median of the ratios to the bare app started just before: a machine's speed changes by the second."""
    if taken:
        times = statistics.median(one / base for one, base in zip(taken, bare, strict=True))
        print(f"{name:<36}{statistics.median(taken) * 1000:5.0f} ms   {times:.2f} of the bare app   goal: {goal}")


def seconds(name: str, taken: Sequence[float], goal: str) -> None:
    if taken:
        worst = f"worst {max(taken):.2f} s"
        print(f"{name:<36}{statistics.median(taken) * 1000:6.0f} ms   {worst}   goal: {goal}")


if __name__ == "__main__":
    sys.exit(main())
