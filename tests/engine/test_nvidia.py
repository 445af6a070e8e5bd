"""Finding an NVIDIA card without torch, in folders laid out as Linux lays them out."""

from __future__ import annotations

from pathlib import Path

from engine.nvidia import Nvidia, find_nvidia

_VERSION = (
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27 06:54:38 UTC 2025\nGCC version:  gcc\n"
)
_OPEN_VERSION = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.124.06  Release Build  (root@host)\n"


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def on_bus(root: Path, address: str, vendor: str, kind: str) -> None:
    write(root / f"sys/bus/pci/devices/{address}/vendor", f"{vendor}\n")
    write(root / f"sys/bus/pci/devices/{address}/class", f"{kind}\n")


def test_a_machine_without_any_has_none(tmp_path: Path) -> None:
    on_bus(tmp_path, "0000:00:02.0", "0x8086", "0x030000")
    assert find_nvidia(tmp_path) == Nvidia()
    assert not find_nvidia(tmp_path).present


def test_a_card_its_name_and_its_driver(tmp_path: Path) -> None:
    write(tmp_path / "dev/nvidia0")
    write(tmp_path / "dev/nvidiactl")
    write(tmp_path / "proc/driver/nvidia/version", _VERSION)
    write(
        tmp_path / "proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   21\n"
    )
    assert find_nvidia(tmp_path) == Nvidia(cards=("NVIDIA H100 80GB HBM3",), driver="580.65.06", reachable=True)


def test_the_open_kernel_module_is_a_driver_too(tmp_path: Path) -> None:
    write(tmp_path / "proc/driver/nvidia/version", _OPEN_VERSION)
    assert find_nvidia(tmp_path).driver == "570.124.06"


def test_a_container_that_was_given_no_card_sees_the_driver_of_its_host(tmp_path: Path) -> None:
    write(tmp_path / "proc/driver/nvidia/version", _VERSION)
    write(tmp_path / "dev/null")
    assert find_nvidia(tmp_path) == Nvidia(driver="580.65.06", reachable=False)


def test_a_card_without_a_driver_is_on_the_bus_and_its_sound_is_no_card(tmp_path: Path) -> None:
    on_bus(tmp_path, "0000:01:00.1", "0x10de", "0x040300")
    assert not find_nvidia(tmp_path).present
    on_bus(tmp_path, "0000:01:00.0", "0x10de", "0x030200")
    assert find_nvidia(tmp_path) == Nvidia(on_bus=True)


def test_in_wsl_the_card_is_windows_own_and_its_program_names_it(tmp_path: Path) -> None:
    write(tmp_path / "dev/dxg")
    assert not find_nvidia(tmp_path).reachable, "any maker's card has this device"
    write(tmp_path / "usr/lib/wsl/lib/libcuda.so.1")
    assert find_nvidia(tmp_path) == Nvidia(reachable=True)
    program = tmp_path / "usr/lib/wsl/lib/nvidia-smi"
    write(program, "#!/bin/sh\necho 'NVIDIA GeForce RTX 4070, 581.29'\n")
    program.chmod(0o755)
    assert find_nvidia(tmp_path) == Nvidia(cards=("NVIDIA GeForce RTX 4070",), driver="581.29", reachable=True)
