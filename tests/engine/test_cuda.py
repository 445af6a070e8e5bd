"""Whether torch can use the card, for each way in which a build, a driver and a card do not go together."""

from __future__ import annotations

import sys
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from engine import cuda
from engine.cuda import Card, Torch, ask_torch, choose_device, judge, refuse_missing_device
from engine.errors import UsageError
from engine.nvidia import Nvidia

H100 = Card(name="NVIDIA H100", memory=80 << 30, capability=(9, 0))
BUILT_FOR = ("sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "sm_120", "compute_120")
CPU_BUILD = Torch(version="2.13.0+cpu", cuda=None)
CUDA_BUILD = Torch(version="2.13.0", cuda="13.0", architectures=BUILT_FOR)
MACHINE = Nvidia(cards=("NVIDIA H100",), driver="580.65.06", reachable=True)


def with_card(card: Card, **changes: Any) -> Torch:
    return Torch(version="2.13.0", cuda="13.0", **{"architectures": BUILT_FOR, "cards": (card,), **changes})


def test_a_card_that_torch_sees_is_used_and_named_with_its_memory() -> None:
    verdict = judge(with_card(H100), MACHINE)
    assert (verdict.usable, verdict.remedy) == (True, "")
    assert verdict.detail == "torch 2.13.0 sees NVIDIA H100 (80 GiB)"
    assert judge(with_card(H100, cards=(H100, H100)), MACHINE).detail.endswith("(80 GiB), and 1 more")


def test_nothing_is_wrong_where_there_is_no_card() -> None:
    for torch in (CPU_BUILD, CUDA_BUILD):
        verdict = judge(torch, Nvidia())
        assert (verdict.usable, verdict.remedy) == (False, "")
        assert "no NVIDIA card" in verdict.detail


def test_a_cpu_build_beside_a_card_is_told_how_to_get_the_cuda_build() -> None:
    verdict = judge(CPU_BUILD, MACHINE)
    assert not verdict.usable
    assert verdict.detail == "torch 2.13.0+cpu is a CPU build and cannot use NVIDIA H100"
    assert f"{sys.executable} -m pip uninstall -y torch && " in verdict.remedy
    assert "--index-url" not in verdict.remedy


def test_a_cpu_build_beside_an_old_driver_is_told_of_the_build_for_that_driver() -> None:
    verdict = judge(CPU_BUILD, Nvidia(driver="550.54.15", reachable=True))
    assert "whl/cu126" in verdict.remedy


@pytest.mark.parametrize(
    ("driver", "remedy"),
    [("550.54.15", "update NVIDIA's driver, or install a build for it"), ("470.82", "update NVIDIA's driver to 580")],
)
def test_a_driver_too_old_for_the_build_is_named(driver: str, remedy: str) -> None:
    verdict = judge(CUDA_BUILD, Nvidia(cards=("Tesla T4",), driver=driver, reachable=True))
    assert verdict.detail == f"torch 2.13.0 needs driver 580 or later for CUDA 13.0, and Tesla T4 has {driver}"
    assert verdict.remedy.startswith(remedy)


def test_a_card_without_its_driver() -> None:
    verdict = judge(CUDA_BUILD, Nvidia(on_bus=True))
    assert (verdict.detail, "install NVIDIA's driver" in verdict.remedy) == ("an NVIDIA card without its driver", True)


def test_a_container_that_was_not_given_the_card() -> None:
    verdict = judge(CUDA_BUILD, Nvidia(cards=("NVIDIA H100",), driver="580.65.06"))
    assert "no device of it" in verdict.detail
    assert "--gpus all" in verdict.remedy


def test_a_card_that_a_variable_hides() -> None:
    verdict = judge(CUDA_BUILD, MACHINE, {"CUDA_VISIBLE_DEVICES": ""})
    assert verdict.detail == "CUDA_VISIBLE_DEVICES='' hides NVIDIA H100 from torch"
    assert verdict.remedy == "unset CUDA_VISIBLE_DEVICES"


def test_a_card_that_torch_does_not_see_for_a_reason_of_its_own() -> None:
    torch = Torch(version="2.13.0", cuda="13.0", complaint="CUDA unknown error. Setting the devices to zero.")
    verdict = judge(torch, MACHINE, {})
    assert verdict.detail == "torch 2.13.0 does not see NVIDIA H100: CUDA unknown error."
    assert "nvidia-smi" in verdict.remedy


@pytest.mark.parametrize(
    ("capability", "usable"), [((6, 1), False), ((7, 5), True), ((8, 9), True), ((9, 0), True), ((12, 1), True)]
)
def test_a_card_is_used_only_if_the_build_has_code_for_it(capability: tuple[int, int], usable: bool) -> None:
    card = Card(name="a card", memory=8 << 30, capability=capability)
    assert judge(with_card(card), MACHINE).usable is usable


def test_an_old_card_is_told_of_an_older_build_and_a_new_one_of_a_later() -> None:
    old = judge(with_card(Card(name="GTX 1080", memory=8 << 30, capability=(6, 1))), MACHINE)
    assert "no code for its compute capability, 6.1" in old.detail
    assert "whl/cu126" in old.remedy
    new = judge(with_card(Card(name="next", memory=8 << 30, capability=(15, 0)), architectures=("sm_120",)), MACHINE)
    assert new.remedy.startswith("install a later build")


def test_another_makers_card_that_torch_sees_as_cuda_is_used() -> None:
    card = Card(name="AMD Instinct MI300X", memory=192 << 30, capability=(9, 4))
    torch = Torch(version="2.13.0+rocm7.1", cuda=None, architectures=("gfx942",), cards=(card,))
    assert judge(torch, Nvidia()).usable


def test_what_the_installed_torch_says_can_be_judged() -> None:
    asked = ask_torch()
    assert asked.version == str(sys.modules["torch"].__version__)
    assert judge(asked, Nvidia()).usable is bool(asked.cards)


def fake(monkeypatch: pytest.MonkeyPatch, torch: Torch, machine: Nvidia) -> None:
    monkeypatch.setattr(cuda, "ask_torch", lambda: torch)
    monkeypatch.setattr(cuda, "find_nvidia", lambda: machine)


def test_auto_takes_the_card_where_torch_can_compute_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, with_card(H100), MACHINE)
    assert [choose_device(name) for name in ("auto", "cuda", "cpu")] == ["cuda", "cuda", "cpu"]
    fake(monkeypatch, with_card(Card(name="GTX 1080", memory=8 << 30, capability=(6, 1))), MACHINE)
    assert choose_device("auto") == "cpu"


def test_what_torch_says_of_a_context_that_it_makes_itself_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, with_card(H100), MACHINE)
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        choose_device("cuda")
        warnings.warn(
            "Attempting to run cuBLAS, but there was no current CUDA context! Attempting to set it", stacklevel=1
        )
        warnings.warn("another one", stacklevel=1)
    assert [str(one.message) for one in shown] == ["another one"]


def test_a_device_that_is_not_there_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, CPU_BUILD, MACHINE)
    with pytest.raises(UsageError, match="is a CPU build") as refused:
        refuse_missing_device("cuda")
    assert refused.value.remedy.startswith("install the CUDA build: ")
    fake(monkeypatch, CPU_BUILD, Nvidia())
    with pytest.raises(UsageError, match="no NVIDIA card") as refused:
        refuse_missing_device("cuda")
    assert refused.value.remedy == "leave --device out to use the CPU"
    with pytest.raises(UsageError, match="no device 'gpu'"):
        refuse_missing_device("gpu")


def test_torch_is_not_asked_for_a_device_that_cannot_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "ask_torch", lambda: pytest.fail("torch takes seconds to load"))
    refuse_missing_device("auto")
    refuse_missing_device("cpu")


def test_a_complaint_of_torch_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_available() -> bool:
        import warnings

        warnings.warn("The NVIDIA driver on your system is too old (found version 12040).", stacklevel=1)
        return False

    silent = SimpleNamespace(is_available=is_available)
    monkeypatch.setitem(
        sys.modules,
        "torch",
        SimpleNamespace(__version__="2.13.0", cuda=silent, version=SimpleNamespace(cuda="13.0")),  # type: ignore[arg-type]
    )
    assert "too old (found version 12040)" in ask_torch().complaint


def test_each_process_needs_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, with_card(H100), MACHINE)
    for device in ("auto", "cuda"):
        with pytest.raises(UsageError, match="2 processes need a card each, and torch sees 1") as refused:
            refuse_missing_device(device, processes=2)
        assert refused.value.remedy == "give --processes 1, or --device cpu to share the CPU"
    assert choose_device("cpu", processes=2) == "cpu"
    fake(monkeypatch, CPU_BUILD, Nvidia())
    assert choose_device("auto", processes=2) == "cpu"


def test_there_is_at_least_one_process() -> None:
    with pytest.raises(UsageError, match="--processes 0: there must be at least one"):
        refuse_missing_device("auto", processes=0)
