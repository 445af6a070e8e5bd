"""Whether torch can compute on this machine's NVIDIA card, and what to do where it cannot.

Importing this module does not load torch; asking torch does. What the machine has is found without torch, in
`engine.nvidia`: only the two together tell a missing card from a build of torch that cannot use it.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import sys
import warnings
from collections.abc import Mapping

import msgspec

from engine.errors import UsageError
from engine.nvidia import Nvidia, find_nvidia

# The oldest driver for each CUDA (NVIDIA's CUDA Compatibility guide, "minor version compatibility").
_OLDEST_DRIVERS = {13: 580, 12: 525}
_OLDER_BUILDS = "https://download.pytorch.org/whl/cu126"
"""torch for CUDA 12, which the drivers before PyPI's CUDA 13 can run."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card that torch sees."""

    name: str
    memory: int
    """bytes"""
    capability: tuple[int, int]
    """NVIDIA's compute capability, as in (9, 0)."""


class Torch(msgspec.Struct, frozen=True, kw_only=True):
    """What torch says of itself."""

    version: str
    cuda: str | None
    """The CUDA that it was built for, as in 13.0; None for a CPU build."""
    architectures: tuple[str, ...] = ()
    """What its kernels were compiled for, as in sm_90 or, for later cards too, compute_120."""
    cards: tuple[Card, ...] = ()
    complaint: str = ""
    """Why it sees no card, in its own words."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to compute on the GPU. `remedy` is empty where nothing is wrong, as on a machine without a card."""

    usable: bool
    detail: str
    remedy: str = ""


def ask_torch() -> Torch:
    """What the installed torch says. Raises ImportError or OSError if it cannot be loaded."""
    import torch

    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    cards = []
    for index in range(count):
        found = torch.cuda.get_device_properties(index)
        cards.append(Card(name=found.name, memory=found.total_memory, capability=(found.major, found.minor)))
    return Torch(
        version=str(torch.__version__),
        cuda=torch.version.cuda,
        architectures=tuple(torch.cuda.get_arch_list()) if count else (),
        cards=tuple(cards),
        complaint=str(complaints[-1].message) if complaints else "",
    )


def judge(torch: Torch, machine: Nvidia, variables: Mapping[str, str] = os.environ) -> Verdict:
    """The verdict on what torch and the machine say; the first card counts, since training uses that one."""
    if torch.cards:
        return _judge_card(torch, torch.cards[0], len(torch.cards))
    if not machine.present:
        return Verdict(usable=False, detail=f"no NVIDIA card; torch {torch.version} computes on the CPU")
    name = machine.cards[0] if machine.cards else "an NVIDIA card"
    if not machine.reachable and not machine.driver:
        return Verdict(
            usable=False,
            detail="an NVIDIA card without its driver",
            remedy="install NVIDIA's driver, 580 or later, to train on the card",
        )
    if not machine.reachable:
        return Verdict(
            usable=False,
            detail=f"the driver of {name} is there, and no device of it (/dev/nvidia0)",
            remedy="start the container with its card (docker run --gpus all); elsewhere run nvidia-modprobe -u",
        )
    return _judge_build(torch, machine, name, variables)


def _judge_card(torch: Torch, card: Card, count: int) -> Verdict:
    more = f", and {count - 1} more" if count > 1 else ""
    detail = f"torch {torch.version} sees {card.name} ({card.memory / 2**30:.0f} GiB){more}"
    if _compiled_for(card.capability, torch.architectures):
        return Verdict(usable=True, detail=detail)
    capability = ".".join(str(part) for part in card.capability)
    return Verdict(
        usable=False,
        detail=f"{detail}, but has no code for its compute capability, {capability}",
        remedy=f"install a build that has: {_install(_OLDER_BUILDS)}"
        if card.capability < (7, 5)
        else f"install a later build: {_install()}",
    )


def _judge_build(torch: Torch, machine: Nvidia, name: str, variables: Mapping[str, str]) -> Verdict:
    """Why torch does not see a card that programs can open."""
    driver = int(machine.driver.partition(".")[0]) if machine.driver else None
    oldest = _OLDEST_DRIVERS.get(int(torch.cuda.partition(".")[0]), 0) if torch.cuda else 0
    hidden = variables.get("CUDA_VISIBLE_DEVICES")
    if torch.cuda is None:
        detail = f"torch {torch.version} is a CPU build and cannot use {name}"
        remedy = f"install the CUDA build: {_install_for(driver)}"
    elif driver is not None and driver < oldest:
        needed = f"needs driver {oldest} or later for CUDA {torch.cuda}"
        detail = f"torch {torch.version} {needed}, and {name} has {machine.driver}"
        remedy = f"update NVIDIA's driver, or install a build for it: {_install(_OLDER_BUILDS)}"
        if driver < min(_OLDEST_DRIVERS.values()):
            remedy = f"update NVIDIA's driver to {oldest} or later"
    elif hidden is not None:
        detail = f"CUDA_VISIBLE_DEVICES='{hidden}' hides {name} from torch"
        remedy = "unset CUDA_VISIBLE_DEVICES"
    else:
        detail = (
            f"torch {torch.version} does not see {name}: {_first_sentence(torch.complaint) or 'it does not say why'}"
        )
        remedy = "check that nvidia-smi shows the card and that you may open /dev/nvidia0, then restart the machine"
    return Verdict(usable=False, detail=detail, remedy=remedy)


def choose_device(name: str, processes: int = 1) -> str:
    """cpu or cuda, for auto, cpu or cuda: auto is the GPU if torch can compute on it.

    Raises UsageError for another name, for cuda where torch cannot, and where `processes` are more than the cards: each
    takes one.
    """
    if processes < 1:
        raise UsageError(f"--processes {processes}: there must be at least one", "leave it out to train in one process")
    if name not in ("auto", "cpu", "cuda"):
        raise UsageError(f"there is no device '{name}'", "use auto, cpu or cuda")
    if name == "cpu":
        return "cpu"
    torch = ask_torch()
    verdict = judge(torch, find_nvidia())
    if name == "cuda" and not verdict.usable:
        raise UsageError(f"--device cuda: {verdict.detail}", verdict.remedy or "leave --device out to use the CPU")
    if verdict.usable and processes > (cards := len(torch.cards)):
        raise UsageError(
            f"{processes} processes need a card each, and torch sees {cards}",
            f"give --processes {cards}, or --device cpu to share the CPU",
        )
    if not verdict.usable:
        return "cpu"
    # torch says so of the thread in which it computes gradients, makes the context itself, and all is well.
    warnings.filterwarnings("ignore", message="Attempting to run cuBLAS, but there was no current CUDA context")
    return "cuda"


def refuse_missing_device(name: str, processes: int = 1) -> None:
    """Raises UsageError as `choose_device` does: for a job to ask before it reads data, which may take minutes."""
    if name != "auto" or processes != 1:  # auto is never refused to one process, and asking torch takes seconds
        choose_device(name, processes)


def _compiled_for(capability: tuple[int, int], architectures: tuple[str, ...]) -> bool:
    """Whether code runs on a card of `capability`: made for its generation and no later card, or compiled there."""
    found = [re.fullmatch(r"(sm|compute)_(\d+)(\d)[af]?", one) for one in architectures]
    kinds = [(one[1], (int(one[2]), int(one[3]))) for one in found if one]
    if not kinds:
        return True  # not NVIDIA's names: a build for another maker's cards, which torch sees as CUDA's
    return any(made <= capability and (kind == "compute" or made[0] == capability[0]) for kind, made in kinds)


def _install_for(driver: int | None) -> str:
    return _install(_OLDER_BUILDS if driver is not None and driver < _OLDEST_DRIVERS[13] else "")


def _install(index: str = "") -> str:
    """The commands that put another build of torch into this environment. pip alone takes any build for the same."""
    pip = f"{shlex.quote(sys.executable)} -m pip"
    where = f" --index-url {index}" if index else ""
    return f"{pip} uninstall -y torch && {pip} install{where} '{_asked_for()}'"


def _asked_for() -> str:
    try:
        needs = importlib.metadata.requires("movierec") or []
    except importlib.metadata.PackageNotFoundError:
        needs = []
    return next((need for need in needs if re.match(r"torch\b", need)), "torch")


def _first_sentence(words: str) -> str:
    return re.split(r"(?<=[.!])\s|\n", words.strip(), maxsplit=1)[0]
