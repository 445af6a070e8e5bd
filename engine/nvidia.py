"""Whether this machine has an NVIDIA card that programs can reach, found without torch or any other library.

The installer asks it which build of torch to take, before anything is installed, so it uses the standard library only.
Whether torch can compute on the card is for `engine.cuda` to say.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Nvidia:
    """What the machine shows of NVIDIA's cards."""

    cards: tuple[str, ...] = ()
    """Their names, as far as the driver tells."""
    on_bus: bool = False
    """A card is plugged in, whether or not it has a driver."""
    driver: str | None = None
    """The version of the driver, as in 580.65.06; None without a driver, or where it does not tell."""
    reachable: bool = False
    """Programs here can open a card. A container can see the driver of its host and no card."""

    @property
    def present(self) -> bool:
        return bool(self.cards or self.on_bus or self.driver or self.reachable)


def find_nvidia(root: Path = Path("/")) -> Nvidia:
    """What is found in the folders of Linux (and of WSL, where the card belongs to Windows) under `root`.

    Other systems have none of these folders, and no card that torch could use.
    """
    # WSL has this device for any maker's card; the library beside it comes with NVIDIA's driver only.
    in_wsl = (root / "dev/dxg").exists() and (root / "usr/lib/wsl/lib/libcuda.so.1").exists()
    cards = _cards_of_driver(root)
    driver = _driver(root)
    if in_wsl and not driver:
        cards, driver = _ask(root / "usr/lib/wsl/lib/nvidia-smi")
    return Nvidia(
        cards=cards,
        on_bus=any(_is_card(device) for device in _listed(root / "sys/bus/pci/devices")),
        driver=driver,
        reachable=in_wsl or any(re.fullmatch(r"nvidia\d+", device.name) for device in _listed(root / "dev")),
    )


def _cards_of_driver(root: Path) -> tuple[str, ...]:
    told = (_read(folder / "information") for folder in _listed(root / "proc/driver/nvidia/gpus"))
    models = (re.search(r"^Model:\s*(.+?)\s*$", text, re.MULTILINE) for text in told)
    return tuple(found[1] for found in models if found)


def _driver(root: Path) -> str | None:
    found = re.search(r"Kernel Module.*?\s(\d+\.\d[\d.]*)", _read(root / "proc/driver/nvidia/version"))
    return found[1] if found else None


def _is_card(device: Path) -> bool:
    """NVIDIA's sound and USB functions stand on the bus beside the card: only display controllers count."""
    return _read(device / "vendor").strip() == "0x10de" and _read(device / "class").startswith("0x03")


def _ask(program: Path) -> tuple[tuple[str, ...], str | None]:
    command = [str(program), "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return (), None
    rows = [line.split(", ") for line in told.splitlines() if ", " in line]
    return tuple(row[0] for row in rows), rows[0][1].strip() if rows else None


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
