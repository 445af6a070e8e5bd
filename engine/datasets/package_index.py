"""MovieLens 100K from a package index, for machines that can reach nothing else.

RecBole's wheel contains the whole data set. pip downloads the wheel, pinned by its hash, using the index, proxy and
certificates the user has configured for pip. The wheel is read as a zip archive, never installed or imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from engine.datasets.downloading import file_sha256
from engine.datasets.fetching import prepare_cache
from engine.errors import DownloadError
from engine.progress import Event, Progress
from engine.secret import hide

_REQUIREMENT = "recbole==1.2.1"
_WHEEL = "recbole-1.2.1-py3-none-any.whl"
_SHA256 = "9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407"
_BYTES = 2_130_151
_TIMEOUT = 180
_EVERY = 0.25
"""Seconds between two looks at what pip has fetched."""
INSIDE = "recbole/dataset_example/ml-100k"
SOURCE = f"the package index ({_REQUIREMENT})"


def fetch_wheel(cache: Path, progress: Progress) -> Path:
    """The path of RecBole's complete wheel in `cache`. Raises DownloadError with pip's own reason in one line."""
    wheel = cache / _WHEEL
    try:
        prepare_cache(cache)
        if wheel.exists() and file_sha256(wheel) == _SHA256:
            return wheel
        with tempfile.TemporaryDirectory(prefix="pip-", dir=cache) as folder:
            _pip_download(Path(folder), progress)
            fetched = Path(folder) / _WHEEL
            if not fetched.exists() or file_sha256(fetched) != _SHA256:
                raise DownloadError(
                    f"pip did not download the expected {_WHEEL}", "check the package index in pip's settings"
                )
            fetched.replace(wheel)
    except OSError as cause:
        raise DownloadError(
            f"{_WHEEL} cannot be written to the cache: {cause.strerror or cause}", "check that the disk is not full"
        ) from cause
    return wheel


def _pip_download(folder: Path, progress: Progress) -> None:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{_REQUIREMENT} --hash=sha256:{_SHA256}\n", encoding="ascii")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command += [
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "--retries",
        "1",
        "--timeout",
        "10",
    ]
    code, stderr = _run([*command, "--dest", str(folder), "--requirement", str(wanted)], folder, progress)
    if code:
        raise DownloadError(
            f"pip cannot fetch {_REQUIREMENT}: {_reason(stderr)}", "check the package index in pip's settings"
        )


def _run(command: list[str], folder: Path, progress: Progress) -> tuple[int, str]:
    """Run pip in `folder` and report what it has fetched; its exit code and what it wrote on stderr.

    pip's own progress differs between its versions, so the size of its temporary files is what is reported.
    """
    until = time.monotonic() + _TIMEOUT
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=folder,
        env={**os.environ, "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONWARNINGS": "ignore", "TMPDIR": str(folder)},
    ) as pip:
        try:
            while True:
                progress(
                    Event(
                        stage="download",
                        done=min(_fetched(folder), _BYTES),
                        total=_BYTES,
                        unit="bytes",
                        message="MovieLens 100K, from RecBole's package, through pip",
                    )
                )
                try:
                    _, stderr = pip.communicate(timeout=_EVERY)
                    return pip.returncode, stderr
                except subprocess.TimeoutExpired as cause:
                    if time.monotonic() > until:
                        raise DownloadError(
                            f"pip did not fetch {_REQUIREMENT} within {_TIMEOUT} seconds",
                            "check the network and pip's settings",
                        ) from cause
        except BaseException:
            pip.kill()
            raise


def _fetched(folder: Path) -> int:
    """The size of the wheel, complete or not, under `folder`; pip moves it while we look."""
    sizes = [0]
    for path in folder.rglob("*.whl"):
        with suppress(OSError):
            sizes.append(path.stat().st_size)
    return max(sizes)


def _reason(stderr: str) -> str:
    """The most informative line of pip's stderr: the first ERROR, else the last line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    if any("No module named pip" in line for line in lines):
        return "pip is missing from this environment"
    if any("connection" in line.lower() or "NewConnectionError" in line for line in lines if "WARNING" in line):
        return "the package index cannot be reached"
    return hide((errors or lines[-1:] or ["no error message"])[0])[:300]
