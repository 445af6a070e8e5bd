from __future__ import annotations

import pytest
import torch

from engine.model.dropout import Rows, dropout


def test_it_drops_its_share_and_scales_the_rest():
    torch.manual_seed(0)
    x = torch.ones(1_000, 101)
    dropped = dropout(x, 0.25, training=True)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert dropped.unique().tolist() == [0, pytest.approx(4 / 3)]
    assert dropped.mean().item() == pytest.approx(1, abs=0.01)


def test_the_seed_decides_what_is_dropped():
    x = torch.ones(50, 50)
    torch.manual_seed(1)
    first = dropout(x, 0.5, training=True)
    torch.manual_seed(1)
    assert torch.equal(dropout(x, 0.5, training=True), first)
    assert not torch.equal(dropout(x, 0.5, training=True), first)


def test_outside_training_nothing_is_dropped():
    x = torch.ones(10, 10)
    assert dropout(x, 0.5, training=False) is x


def test_some_rows_of_a_table_lose_what_they_lose_in_the_whole():
    x, places = torch.rand(40, 17), torch.tensor([3, 8, 39])
    torch.manual_seed(1)
    whole = dropout(x, 0.5, training=True)
    torch.manual_seed(1)
    assert torch.equal(dropout(x[places], 0.5, training=True, rows=Rows(places, of=40)), whole[places])
