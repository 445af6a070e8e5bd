"""What the installer behind `make` says: which torch it takes, how far it is, and what a failure of pip's means."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from engine.nvidia import Nvidia

ROOT = Path(__file__).parents[1]


@pytest.fixture
def installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("installer_under_test", ROOT / ".ci/install.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def cpu_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an index of CPU builds that answers."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/cpu/torch/" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/cpu"
        server.shutdown()


def choose(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, index: str, machine: Nvidia, system: str = "linux"
) -> str | None:
    monkeypatch.setattr(installer, "_nvidia_reachable", lambda: machine.reachable)
    monkeypatch.setattr(installer.sys, "platform", system)
    monkeypatch.setenv("TORCH_CPU_INDEX", index)
    chosen: str | None = installer._cpu_index()
    return chosen


def test_without_a_card_the_cpu_build_is_taken_from_its_index(
    installer: ModuleType, cpu_index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert choose(installer, monkeypatch, cpu_index, Nvidia()) == cpu_index
    assert capsys.readouterr().out == f"torch: no NVIDIA card here, so the CPU build from {cpu_index}\n"


def test_where_that_index_does_not_answer_pip_s_own_build_is_taken_and_the_reason_said(
    installer: ModuleType, cpu_index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for index, reason in (("http://127.0.0.1:1/cpu", "refused"), (f"{cpu_index}/gone", "Not Found"), ("nonsense", "")):
        assert choose(installer, monkeypatch, index, Nvidia()) is None
        said = capsys.readouterr().out
        assert f"no NVIDIA card here, but {index}" in said and reason in said and "pip's own build" in said


def test_with_a_card_pip_s_own_build_is_taken(
    installer: ModuleType, cpu_index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert choose(installer, monkeypatch, cpu_index, Nvidia(reachable=True)) is None
    assert "this machine has an NVIDIA card, so pip's own build" in capsys.readouterr().out


def test_on_a_mac_there_is_one_build_only(
    installer: ModuleType, cpu_index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert choose(installer, monkeypatch, cpu_index, Nvidia(), "darwin") is None
    assert capsys.readouterr().out == ""


def test_the_card_is_looked_for_without_any_library(installer: ModuleType) -> None:
    code = f"import runpy; print(runpy.run_path({str(ROOT / '.ci/install.py')!r})['_nvidia_reachable']())"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() in ("True", "False"), done.stderr


@pytest.mark.parametrize(
    ("words", "said", "remedy"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full", "free some space"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)': /simple/torch/\n"
            "ERROR: No matching distribution found for torch<2.14,>=2.11",
            "the package index cannot be reached",
            "PIP_INDEX_URL",
        ),
        ("ERROR: No matching distribution found for torch<2.14", "the package index has no torch<2.14", "glibc"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')", "certificate is not trusted", "PIP_CERT"),
        ("pip is configured with locations that require TLS/SSL, however the ssl module... SSL module is not available",
         "built without SSL", "PYTHON=python3.12"),
        ("ERROR: [Errno 13] Permission denied: '/srv/venv/bin'", "a folder cannot be written", "VENV="),
        ("ERROR: ResolutionImpossible: for help visit", "do not go with movierec's", "pip config list"),
        ("ERROR: something new", "what pip said stands above", "run make again"),
    ],
)  # fmt: skip
def test_a_failure_ends_in_what_it_means_and_what_to_do(
    installer: ModuleType, words: str, said: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    installer._explain(words)
    _, first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("installing failed: ") and said in first
    assert remedy in second


def test_progress_is_a_line_a_package_and_a_long_wait_is_reported(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installer, "_SILENCE", -1.0)
    installer._pass_on_progress(
        io.StringIO("Requirement already satisfied: numpy\nCollecting torch\nProgress 5000000 of 200000000\n")
    )
    lines = capsys.readouterr().out.splitlines()
    assert "Collecting torch" in lines
    assert lines[-1] == "  at work for 0 s, 5 of 200 MB"
    assert not any("already" in line for line in lines)


def test_a_package_whose_installation_was_cut_short_is_not_taken_for_installed(
    installer: ModuleType, tmp_path: Path
) -> None:
    for name, files in (("torch-2.13.0", ["METADATA"]), ("numpy-2.4.6", ["METADATA", "RECORD"])):
        (tmp_path / f"{name}.dist-info").mkdir()
        for file in files:
            (tmp_path / f"{name}.dist-info" / file).touch()
    installer.forget_half_installed(tmp_path)
    assert [folder.name for folder in tmp_path.iterdir()] == ["numpy-2.4.6.dist-info"]


def test_an_index_without_the_packages_fails_in_a_line_and_leaves_no_scratch_files(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True, system_site_packages=False)
    (tmp_path / "empty").mkdir()
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    variables |= {"PIP_CONFIG_FILE": os.devnull, "TORCH_CPU_INDEX": "http://127.0.0.1:1"}
    variables["PIP_FLAGS"] = f"--no-index --find-links '{tmp_path / 'empty'}'"
    command = [str(tmp_path / "venv/bin/python"), "-I", str(ROOT / ".ci/install.py"), str(ROOT)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "installing failed: the package index has no " in done.stderr.splitlines()[-2]
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "venv/.tmp").exists()
