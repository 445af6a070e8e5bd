"""doctor's check of the GPU: torch is asked in a process of its own, whatever becomes of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.nvidia import Nvidia
from engine.settings import Settings
from tui.cli.checks import installation
from tui.cli.checks.check import Check
from tui.cli.checks.installation import check_gpu

MACHINE = Nvidia(cards=("NVIDIA H100",), driver="580.65.06", reachable=True)
TORCH = """
class version:
    cuda = {cuda!r}
class properties:
    name, total_memory, major, minor = "NVIDIA H100", 80 << 30, 9, 0
class cuda:
    is_available = staticmethod(lambda: {sees})
    device_count = staticmethod(lambda: 1)
    get_device_properties = staticmethod(lambda index: properties)
    get_arch_list = staticmethod(lambda: ["sm_90"])
__version__ = "2.13.0"
print("a library may print")
"""


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # the check, with a torch made of the given source
    def checked(torch: str, machine: Nvidia = MACHINE) -> Check:
        (tmp_path / "torch.py").write_text(torch)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setattr(installation, "find_nvidia", lambda: machine)
        return check_gpu(Settings(home=tmp_path, profile="me"))

    return checked


def test_a_card_that_torch_sees_is_named(check) -> None:
    found = check(TORCH.format(cuda="13.0", sees=True))
    assert (found.state, found.detail) == ("ok", "torch 2.13.0 sees NVIDIA H100 (80 GiB)")


def test_a_card_that_torch_cannot_use_is_told_what_to_install(check) -> None:
    found = check(TORCH.format(cuda=None, sees=False))
    assert (found.state, found.detail) == ("degraded", "torch 2.13.0 is a CPU build and cannot use NVIDIA H100")
    assert found.remedy.startswith("install the CUDA build: ")


def test_no_card_is_no_problem(check) -> None:
    found = check(TORCH.format(cuda=None, sees=False), Nvidia())
    assert (found.state, found.remedy) == ("ok", "")


@pytest.mark.parametrize("torch", ["raise ImportError('libcudart.so.13: not found')", "import os; os.abort()"])
def test_a_torch_that_cannot_be_loaded_leaves_the_rest_to_the_check_of_libraries(check, torch: str) -> None:
    found = check(torch)
    assert (found.state, found.detail) == ("none", "NVIDIA H100; torch cannot be asked, see libraries")


def test_a_driver_that_hangs_is_not_waited_for(check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_PATIENCE", 1)
    found = check("import time; time.sleep(60)")
    assert (found.state, found.detail) == ("degraded", "NVIDIA H100, but torch did not answer within 1 s")
