"""A job's plan: what it logs, and what it refuses before it begins."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from engine.errors import TooSmallMachine
from engine.estimates.machine import Machine
from engine.estimates.set_up_costs import Size, disk_needed, memory_needed
from engine.jobs import job_planning
from engine.jobs.data_source import DataSource
from engine.jobs.job_planning import expect_known, expect_size
from engine.jobs.job_running import Job
from engine.jobs.training_workspace import Choices
from engine.model.process_group import ProcessGroup
from engine.settings import Settings

LARGE = Size(films=87_585, users=200_948, ratings=32_000_204)


class Noted:
    """A job that keeps the plans it is told."""

    def __init__(self) -> None:
        self.plans: list[dict[str, float]] = []

    def expect(self, plan: Mapping[str, float]) -> None:
        self.plans.append(dict(plan))


@pytest.fixture
def job() -> Noted:
    return Noted()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, profile="cleo")


def machine_with(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> None:
    monkeypatch.setattr(job_planning, "measure_machine", lambda home: machine)


def test_data_for_which_the_memory_does_not_suffice_are_refused_with_the_figures(
    monkeypatch: pytest.MonkeyPatch, job: Noted, settings: Settings
) -> None:
    machine_with(monkeypatch, Machine(memory=3_100_000_000))
    with pytest.raises(TooSmallMachine) as refused:
        expect_size(settings, cast(Job, job), LARGE, Choices())
    assert "32,000,204 ratings of 87,585 films" in str(refused.value)
    assert "GB of memory, and 3.1 GB are free" in str(refused.value)
    assert "movierec setup --list" in refused.value.remedy and "--force" in refused.value.remedy
    assert not job.plans


def test_a_full_disk_is_refused_before_the_download(
    monkeypatch: pytest.MonkeyPatch, job: Noted, settings: Settings
) -> None:
    machine_with(monkeypatch, Machine(disk=200_000_000))
    with pytest.raises(TooSmallMachine, match=r"GB of disk, and 0\.2 GB are free"):
        expect_known(settings, cast(Job, job), DataSource.of(dataset="ml-32m"), Choices())


def test_force_tries_all_the_same(monkeypatch: pytest.MonkeyPatch, job: Noted, settings: Settings) -> None:
    machine_with(monkeypatch, Machine(memory=3_100_000_000))
    expect_size(settings, cast(Job, job), LARGE, Choices(), force=True)
    assert list(job.plans[0]) == ["read", "graph", "train", "evaluate", "publish"]


def test_a_small_set_fits_where_the_large_one_does_not(
    monkeypatch: pytest.MonkeyPatch, job: Noted, settings: Settings
) -> None:
    machine_with(monkeypatch, Machine(memory=3_100_000_000))
    expect_size(settings, cast(Job, job), Size(films=1_682, users=943, ratings=100_000), Choices())
    assert job.plans


def test_each_process_has_a_copy_of_what_a_step_needs(
    monkeypatch: pytest.MonkeyPatch, job: Noted, settings: Settings
) -> None:
    machine_with(monkeypatch, Machine(memory=10_000_000_000))
    expect_size(settings, cast(Job, job), LARGE, Choices())
    with pytest.raises(TooSmallMachine, match="GB of memory"):
        expect_size(settings, cast(Job, job), LARGE, Choices(processes=4))


def test_processes_that_the_job_did_not_start_count_where_they_are_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, job: Noted, settings: Settings
) -> None:
    machine_with(monkeypatch, Machine(memory=10_000_000_000))
    elsewhere, here = (cast(ProcessGroup, SimpleNamespace(size=4, here=here)) for here in (1, 4))
    expect_size(settings, cast(Job, job), LARGE, Choices(), elsewhere)
    with pytest.raises(TooSmallMachine, match="GB of memory"):
        expect_size(settings, cast(Job, job), LARGE, Choices(), here)
    with pytest.raises(TooSmallMachine, match="GB of memory"):
        expect_known(settings, cast(Job, job), DataSource.of(dataset="ml-32m"), Choices(), here)


def test_processes_that_wait_while_the_pairs_are_computed_take_little() -> None:
    many_films = Size(films=12_000, users=20_000, ratings=1_000_000)
    one, two = (memory_needed(many_films, processes=n) for n in (1, 2))
    assert two - one == 500_000_000


def test_many_films_of_few_users_take_little() -> None:
    small = Size(films=9_742, users=610, ratings=100_836)
    assert memory_needed(small) < 1_800_000_000
    assert disk_needed(small) < 600_000_000
