"""The benchmarks run: at toy size, for what they write. What they measure is theirs to say."""

import json
import os
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent / "benchmarks"


def test_one_command_measures_everything_beside_a_floor(tmp_path: Path) -> None:
    table, plot = tmp_path / "table.json", tmp_path / "growth.svg"
    run = subprocess.run(
        [sys.executable, BENCHMARKS / "whole_table.py", "--toy", "--json", table, "--plot", plot],
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | {"PYTHONPATH": str(BENCHMARKS.parents[1]), "MOVIEREC_HOME": str(tmp_path / "unused")},
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(table.read_bytes())
    assert list(found) == ["machine", "reading", "walks", "training", "serving"]
    assert found["machine"]["cores"] >= 1
    assert found["reading"]["read and split"]["rows"] == found["reading"]["floor"]["rows"]
    assert found["walks"]["1 threads"]["torch"] > 0
    [training] = found["training"].values()
    assert (training["users"], training["films"], training["steps"]) == (150, 200, 3)
    assert list(training["stages"]) == ["read", "graph", "train", "evaluate"]
    assert training["peak_mb"] > 0 and training["floors"]["ease"] > 0
    assert "</svg>" in plot.read_text()
    serving = {next(iter(row)): row for row in found["serving"]}
    assert serving.keys() == {"sizes", "keystrokes", "batch", "lists"}
    assert serving["sizes"]["films"] == 200 and serving["lists"]["floor_ms"] > 0 and serving["batch"]["floor_s"] > 0
    for heading in ("bench_reading", "bench_samplers", "bench_training", "serving_figures"):
        assert f"## {heading}" in run.stdout
