"""python -I .ci/install.py CHECKOUT [dev]: installs movierec and what it needs in this Python's environment.

Shows pip's own progress in a terminal and a line a package elsewhere. A failure ends in a line of what is wrong and one
of what to do. Uses the standard library only, since nothing else is there yet.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import queue
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path

_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# The environment is 1.6 GB with torch's CPU build and 5 GB with the CUDA build (du -sh, Linux x86-64); pip unpacks from
# archives that it holds beside it meanwhile.
_CPU_ROOM, _CUDA_ROOM = 2.5e9, 8e9
_SILENCE = 15.0
"""Seconds without a line after which the wait is reported."""

_ABSENT = (
    r"No matching distribution found for (?P<what>\S+)",
    "the package index has no {what} for this Python and machine",
    "movierec runs on Linux (glibc 2.28 or later, x86-64 or arm64) and Apple silicon; see README.md",
)
# What pip says, what that means, and what to do. The first that fits counts: pip reports a full disk or a dead network
# before the failures that follow from it.
_CAUSES = (
    (
        r"No space left on device|Errno 28|Disk quota exceeded",
        "the disk is full",
        "free some space (the CUDA build of torch needs 8 GB, the CPU build 2.5)",
    ),
    (
        r"SSL module is not available",
        "this Python was built without SSL",
        "name another, as in `make clean run PYTHON=python3.12`",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "the package index's certificate is not trusted here",
        "point PIP_CERT at your network's certificates",
    ),
    (
        r"NewConnectionError|Failed to establish|Connection (?:refused|reset|broken|aborted)|Network is unreachable|"
        r"Name or service not known|name resolution|NameResolutionError|ProxyError|[Tt]imed? ?out|IncompleteRead",
        "the package index cannot be reached",
        "check the network, or name an index that answers in PIP_INDEX_URL (and a proxy in HTTPS_PROXY)",
    ),
    (
        r"Permission denied|Errno 13|Read-only file system|Errno 30",
        "a folder cannot be written",
        'name one of your own, as in `make run VENV="$HOME/movierec-venv"`',
    ),
    _ABSENT,
    (
        r"ResolutionImpossible|conflicting dependencies",
        "the packages that PIP_FLAGS or pip's configuration ask for do not go with movierec's",
        "look at `pip config list`",
    ),
)


class PipFailed(Exception):
    """pip ended with an error; `words` is what it wrote to stderr."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def main(checkout: Path, extra: str) -> int:
    scratch = Path(sys.prefix) / ".tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        scratch.mkdir()
        _install(checkout, extra, scratch)
    except OSError as failure:
        _explain(str(failure))
        return 1
    except PipFailed as failure:
        _explain(failure.words)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the next make goes on from here", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"installed movierec, with {_torch_here() or 'no torch'}")
    return 0


def _install(checkout: Path, extra: str, scratch: Path) -> None:
    # pip holds what it downloads in TMPDIR, which is often in memory and too small for torch.
    pip = Pip(checkout, {**os.environ, "TMPDIR": str(scratch)})
    forget_half_installed(Path(sysconfig.get_path("purelib")))
    if _pip_version() < (25, 1):  # the first to show progress while it unpacks, which takes minutes for torch
        try:
            pip.install("--upgrade", "pip>=25.1")
        except PipFailed as failure:
            if _cause(failure.words) is not _ABSENT:  # an index without pip; the environment's own will do
                raise
    pins = (checkout / ".ci/constraints.txt").read_text(encoding="utf-8").splitlines()
    (pinned,) = (pin for pin in pins if pin.startswith("torch=="))
    here = _torch_here()
    if here:
        # pyproject.toml asks for a range, so that a machine keeps the build that fits its driver; the pin would not.
        pins.remove(pinned)
        print(f"torch: {here} is there already")
    elif index := _cpu_index():
        try:
            pip.install("--no-deps", "--index-url", index, pinned)
        except PipFailed:
            print("torch: that index has no build for this machine, so pip's own one")
    constraints = scratch / "constraints.txt"
    constraints.write_text("\n".join(pins) + "\n", encoding="utf-8")
    pip.install("-c", str(constraints), "-e", f".[{extra}]" if extra else ".")


def forget_half_installed(packages: Path) -> None:
    """Removes the records of packages whose installation was cut short in `packages`, for pip takes them for installed.

    pip writes RECORD last.
    """
    for record in packages.glob("*.dist-info"):
        if not (record / "RECORD").exists():
            shutil.rmtree(record)


def _cpu_index() -> str | None:
    """The index of torch's CPU builds, where one is wanted and it answers; says which build will be installed."""
    free = shutil.disk_usage(sys.prefix).free
    if free < _CPU_ROOM:
        raise OSError(f"No space left on device: {free / 1e9:.1f} GB free in {sys.prefix}")
    if sys.platform != "linux":
        return None  # elsewhere the package index has CPU builds only
    room = f"which needs {_CUDA_ROOM / 1e9:.0f} GB while it installs; {free / 1e9:.0f} GB are free"
    if _nvidia_reachable():
        print(f"torch: this machine has an NVIDIA card, so pip's own build, from PyPI with CUDA, {room}")
        return None
    index = os.environ.get("TORCH_CPU_INDEX") or _CPU_INDEX
    try:
        with urllib.request.urlopen(f"{index}/torch/", timeout=8):
            print(f"torch: no NVIDIA card here, so the CPU build from {index}")
            return index
    except (OSError, ValueError) as failure:
        print(f"torch: no NVIDIA card here, but {index}, which has the CPU builds, does not answer")
        print(f"       ({getattr(failure, 'reason', failure)}), so pip's own build: from PyPI with CUDA, {room}")
        return None


def _nvidia_reachable() -> bool:
    """As `engine.nvidia` tells, loaded by its path: importing `engine` takes libraries that are not there yet."""
    spec = importlib.util.spec_from_file_location("nvidia_here", Path(__file__).parents[1] / "engine/nvidia.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return bool(module.find_nvidia().reachable)


def _torch_here() -> str:
    """torch's version and kind of build in this environment; empty if it has none."""
    importlib.invalidate_caches()
    try:
        version = importlib.metadata.version("torch")
        needs = importlib.metadata.requires("torch") or []
    except importlib.metadata.PackageNotFoundError:
        return ""
    cuda = any(name.startswith(("nvidia-", "cuda-")) for name in needs) and sys.platform == "linux"
    return f"torch {version} ({'CUDA' if cuda or '+cu' in version else 'CPU'} build)"


def _pip_version() -> tuple[int, ...]:
    try:
        found = importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError:  # uv makes environments without it
        subprocess.run([sys.executable, "-I", "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
        return (0,)
    return tuple(int(part) for part in re.findall(r"\d+", found)[:2])


class Pip:
    """This environment's pip, run in `checkout` with the variables `variables`, PIP_FLAGS among them."""

    def __init__(self, checkout: Path, variables: dict[str, str]) -> None:
        self._checkout = checkout
        self._variables = variables
        self._flags = shlex.split(variables.get("PIP_FLAGS", ""))

    def install(self, *what: str) -> None:
        """Raises PipFailed. Never silent for long: pip draws bars in a terminal, elsewhere its lines are passed on."""
        bars = sys.stdout.isatty()
        command = [sys.executable, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-user"]
        # "raw" bars are numbers for programs; older releases do not know the word.
        command += ["--progress-bar", "on" if bars else "raw" if _pip_version() >= (24, 1) else "off"]
        with subprocess.Popen(
            [*command, *self._flags, *what],
            cwd=self._checkout,
            env=self._variables,
            stdout=None if bars else subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        ) as running:
            told: list[str] = []
            listener = threading.Thread(target=_pass_on_errors, args=(running.stderr, told), daemon=True)
            listener.start()
            if running.stdout is not None:
                _pass_on_progress(running.stdout)
            code = running.wait()
            listener.join()
        if code:
            raise PipFailed("".join(told))


def _pass_on_errors(stream: Iterable[str], told: list[str]) -> None:
    for line in stream:
        told.append(line)
        sys.stderr.write(line)


def _pass_on_progress(stream: Iterable[str]) -> None:
    """Passes on pip's lines, without those that only say what is there already, and reports a wait of `_SILENCE`."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    started = spoken = time.monotonic()
    progress = ""
    while True:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            line = ""
        if line is None:
            return
        if found := re.fullmatch(r"Progress (\d+) of (\d+)\n", line):
            progress = f", {int(found[1]) / 1e6:.0f} of {int(found[2]) / 1e6:.0f} MB"
        elif line.strip() and not line.startswith("Requirement already satisfied"):
            print(line, end="", flush=True)
            spoken, progress = time.monotonic(), ""
        if time.monotonic() - spoken > _SILENCE:
            spoken = time.monotonic()
            print(f"  at work for {spoken - started:.0f} s{progress}", flush=True)


def _cause(words: str) -> tuple[str, str, str] | None:
    return next((cause for cause in _CAUSES if re.search(cause[0], words)), None)


def _explain(words: str) -> None:
    """Ends what pip said with what it means and what to do."""
    pattern, meaning, remedy = _cause(words) or ("", "what pip said stands above", "run make again once that is mended")
    found = re.search(pattern, words)
    named = found.groupdict() if found else {}
    print(f"\ninstalling failed: {meaning.format(**named)}\n{remedy}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
