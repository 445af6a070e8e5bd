"""doctor's check of what draws the walks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.settings import Settings
from tui.cli.checks import graph
from tui.cli.checks.graph import check_graph


def settings(tmp_path: Path, sampler: str) -> Settings:
    return Settings(home=tmp_path, profile="anna", sampler=sampler)


def test_torch_draws_the_walks_and_dgl_can_be_chosen_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "version", lambda name: "2.1.0")
    check = check_graph(settings(tmp_path, "torch"))
    assert (check.name, check.state, check.remedy) == ("graph", "ok", "")
    assert check.detail == (
        "torch draws the walks, faster than DGL; DGL 2.1.0 is installed: MOVIEREC_SAMPLER=dgl takes it"
    )


def test_torch_draws_the_walks_where_there_is_no_dgl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise graph.PackageNotFoundError(name)

    monkeypatch.setattr(graph, "version", absent)
    check = check_graph(settings(tmp_path, "torch"))
    assert check.state == "ok"
    assert check.detail == "torch draws the walks, faster than DGL; DGL is not installed"


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="there is no DGL for this Python")
def test_dgl_draws_the_walks_where_it_was_chosen(tmp_path: Path) -> None:
    check = check_graph(settings(tmp_path, "dgl"))
    assert check.state == "ok", check.detail
    assert check.detail.startswith("DGL ")


def test_a_chosen_dgl_that_does_not_load_is_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dgl.py").write_text("raise FileNotFoundError('libgraphbolt_pytorch_2.13.so')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    check = check_graph(settings(tmp_path, "dgl"))
    assert check.state == "down"
    assert check.detail.endswith("it cannot be loaded: FileNotFoundError: libgraphbolt_pytorch_2.13.so")
    assert "MOVIEREC_SAMPLER=torch" in check.remedy
