"""What is measured of a machine, and that a busy moment does not make it slow."""

import sys
from pathlib import Path

import pytest

from engine.estimates import machine
from engine.estimates.machine import has_gpu, measure_machine


def test_this_machine_has_cores_memory_and_a_disk_even_before_there_is_a_home(tmp_path: Path) -> None:
    found = measure_machine(tmp_path / "not" / "yet")
    assert found.cores >= 1
    assert 0.2 <= found.speed <= 5
    assert found.disk is not None and found.disk > 0
    assert "torch" not in sys.modules or found.gpu in (True, False)


def test_the_best_sample_counts(tmp_path: Path) -> None:
    taken = iter([0.1, 0.05, machine._REFERENCE_SECONDS, *[0.2] * 100])
    now = [0.0, False]

    def clock() -> float:
        if now[1]:
            now[0] += next(taken)
        now[1] = not now[1]
        return now[0]

    assert measure_machine(tmp_path, clock).speed == pytest.approx(1.0)


@pytest.mark.parametrize(("torch", "card", "usable"), [("2.13.0+cpu", True, False), ("2.13.0", False, False)])
def test_a_card_counts_only_if_torch_can_use_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, torch: str, card: bool, usable: bool
) -> None:
    here = tmp_path / "version"
    if card:
        here.touch()
    monkeypatch.setattr(machine, "_NVIDIA", (here,))
    monkeypatch.setattr("importlib.metadata.version", lambda name: torch)
    assert has_gpu() is usable


def test_a_card_and_a_torch_for_it_make_a_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "_NVIDIA", (tmp_path,))
    monkeypatch.setattr("importlib.metadata.version", lambda name: "2.13.0")
    assert has_gpu()


@pytest.mark.parametrize("version", [1, 2])
def test_a_container_counts_the_cores_and_the_memory_it_may_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: int
) -> None:
    files = {"cpu": "100000 100000", "own": "9000 250 70"}
    if version == 2:
        files |= {"memory.max": "3000000000", "memory.current": "1500000000"}
        files["memory.stat"] = "anon 900000000\ninactive_file 400000000\nactive_file 100000000\n"
    else:
        (tmp_path / "memory").mkdir()
        files |= {"memory/memory.limit_in_bytes": "3000000000", "memory/memory.usage_in_bytes": "1500000000"}
        files["memory/memory.stat"] = "inactive_file 1\ntotal_inactive_file 400000000\ntotal_active_file 100000000\n"
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(machine, "_CGROUP_CPU", tmp_path / "cpu")
    monkeypatch.setattr(machine, "_CGROUP_MEMORY", tmp_path)
    monkeypatch.setattr(machine, "_OWN_MEMORY", tmp_path / "own")
    monkeypatch.setattr("os.sysconf", lambda name: 4_000)
    found = measure_machine(tmp_path)
    assert found.cores == 1
    assert found.memory == 2_000_000_000 + 1_000_000  # what is left, and what this process has already
