from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.model.parcels import awaited, packed, unpacked


@dataclass(frozen=True)
class Luggage:
    name: str
    flags: Tensor
    tables: list[Tensor]


def travelled(value):
    """`value` as it arrives elsewhere: its head as bytes, its tensors one by one."""
    sent = packed(value)
    come = awaited(bytes(sent.head))
    for here, there in zip(come.tensors, sent.tensors, strict=True):
        here.copy_(there)
    return unpacked(come)


def test_what_is_unpacked_is_what_was_packed():
    table = torch.arange(6.0).reshape(2, 3)
    luggage = Luggage("films", torch.tensor([True, False]), [table, table[:, 1:], torch.tensor(3), torch.empty(0, 4)])
    came = travelled(luggage)
    assert (came.name, came.flags.tolist()) == ("films", [True, False])
    for here, there in zip(came.tables, luggage.tables, strict=True):
        assert torch.equal(here, there)
        assert here.dtype == there.dtype


def test_tensors_do_not_travel_in_the_head_and_each_travels_once():
    table = torch.zeros(1_000, 100)
    sent = packed({"one": table, "other": table})
    assert len(sent.head) < 2_000
    assert len(sent.tensors) == 1
    came = travelled({"one": table, "other": table})
    assert came["one"] is came["other"]


def test_an_optimizer_arrives_with_the_parameters_of_its_network():
    network = nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.1)
    network(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    other, its_optimizer = travelled((network, optimizer))
    for here in (network, other):
        here.weight.grad = here.bias.grad = None
        here(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    its_optimizer.step()
    assert isinstance(other.weight, nn.Parameter)
    assert torch.equal(other.weight, network.weight)
    assert torch.equal(other.bias, network.bias)
