"""The checkpoint of a training: one safetensors file, replaced atomically. It fits only the data and the plan that it
was written with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from engine.atomic import new_file
from engine.errors import TrainingError

_AGAIN = "train without --resume"
_MESSAGES = "messages."


def save_checkpoint(
    path: Path,
    step: int,
    fits: str,
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    messages: Sequence[Tensor] = (),
) -> None:
    """Write the state after `step` steps. `fits` identifies the data and the plan; `messages` is what the films last
    told in each layer, where steps take a part of the catalogue. Raises TrainingError if the file cannot be written; an
    older checkpoint is then left as it was."""
    tensors = state_tensors(network, optimizer)
    for layer, told in enumerate(messages):
        tensors[f"{_MESSAGES}{layer}"] = told
    tensors = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path) as unfinished:
            save_file(tensors, unfinished, metadata={"step": json.dumps(step), "fits": fits})
    except (OSError, SafetensorError) as cause:
        raise TrainingError(f"cannot write the checkpoint {path}: {cause}", "make room on that disk") from cause


def load_checkpoint(
    path: Path, fits: str, network: nn.Module, optimizer: torch.optim.Optimizer
) -> tuple[int, list[Tensor]]:
    """Restore the state; return the number of steps done, and the messages, if they were saved. Raises TrainingError if
    the file is damaged or was written with other data or another plan."""
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as cause:
        raise TrainingError(f"the checkpoint {path} cannot be read: {cause}", _AGAIN) from cause
    if metadata.get("fits") != fits:
        raise TrainingError(f"the checkpoint {path} was written with other data or other options", _AGAIN)
    restore_state(tensors, network, optimizer)
    layers = sum(name.startswith(_MESSAGES) for name in tensors)
    device = next(network.parameters()).device
    return int(json.loads(metadata["step"])), [tensors[f"{_MESSAGES}{layer}"].to(device) for layer in range(layers)]


def state_tensors(network: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The parameters and buffers of `network` and what `optimizer` keeps of each parameter, by name."""
    tensors: dict[str, Tensor] = {f"network.{name}": value for name, value in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for key, value in optimizer.state.get(parameter, {}).items():
            tensors[f"optimizer.{name}.{key}"] = value
    return tensors


def restore_state(tensors: Mapping[str, Tensor], network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Put what `state_tensors` returned back, on the device of `network`."""
    network.load_state_dict(
        {name.removeprefix("network."): value for name, value in tensors.items() if name.startswith("network.")}
    )
    for name, parameter in network.named_parameters():
        prefix = f"optimizer.{name}."
        state = {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
        if state:
            # A fused Adam keeps its step counter on the parameter's device too.
            optimizer.state[parameter] = {key: value.to(parameter.device) for key, value in state.items()}
