"""The wheel: what it holds, what it asks for, and that it runs in an empty environment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("movierec-*.whl"))


def test_the_wheel_holds_engine_and_tui_and_nothing_else_at_top_level(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"engine", "tui"}
    data = {"engine/datasets/known.toml", "engine/titles/known_titles.json", "engine/evaluation/makers.txt"}
    assert data <= set(names)
    assert {"tui/theme/app.tcss", "tui/web/page.html", "tui/web/browser.js", "tui/web/browser.css"} <= set(names)
    assert {"engine/py.typed", "tui/py.typed"} <= set(names)


def test_the_wheel_says_who_made_it_under_which_licence_and_where_to_read_on(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(archive.read(metadata).decode())
        (licence,) = (name for name in archive.namelist() if name.endswith("/licenses/LICENSE"))
    assert told["License-Expression"] == "MIT" and told["License-File"] == "LICENSE" and licence
    assert told["Author"] and "Typing :: Typed" in told.get_all("Classifier", [])
    assert {url.partition(",")[0] for url in told.get_all("Project-URL", [])} >= {"Documentation", "Issues"}


def test_the_wheel_works_in_an_empty_environment_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if (
        os.environ.get("MOVIEREC_REQUIRE_SERVERS") == "1"
    ):  # CI: install every dependency afresh, as a user's installer does
        install += ["-c", str(ROOT / ".ci/constraints.txt"), str(wheel)]
    else:  # elsewhere, reuse this environment's dependencies to avoid downloading gigabytes
        (packages,) = (tmp_path / "venv/lib").glob("python*/site-packages")
        here = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
        (packages / "zz-dependencies.pth").write_text(f"{here}\n")
        install += ["--no-deps", str(wheel)]
    installed = subprocess.run(install, capture_output=True, text=True, timeout=540)
    assert installed.returncode == 0, installed.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    movierec = [str(tmp_path / "venv/bin/movierec"), "--home", str(tmp_path / "home")]
    listed = subprocess.run([*movierec, "setup", "--list"], cwd=elsewhere, capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    assert "ml-32m" in listed.stdout
    code = "import engine, tui; print(engine.__file__, tui.__file__)"
    where = subprocess.run([str(python), "-c", code], cwd=elsewhere, capture_output=True, text=True)
    assert where.stdout.count(str(tmp_path)) == 2, where.stdout


def requirements_of(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(archive.read(metadata).decode())
    return [Requirement(line) for line in told.get_all("Requires-Dist", [])]


def machine(python: str, system: str = "linux", processor: str = "x86_64") -> dict[str, str]:
    return {"python_version": python, "sys_platform": system, "platform_machine": processor, "extra": ""}


@pytest.mark.parametrize(
    ("where", "version"),
    [
        (machine("3.11"), "1.1.3"),
        (machine("3.11", "linux", "aarch64"), "1.1.3"),
        (machine("3.11", "darwin", "arm64"), "1.1.3"),
        (machine("3.12"), "2.1.0"),
        (machine("3.12", "darwin", "arm64"), "2.1.0"),
        (machine("3.12", "darwin", "x86_64"), None),
        (machine("3.13"), None),
        (machine("3.14"), None),
        (machine("3.11", "win32", "AMD64"), None),
    ],
)
def test_dgl_is_asked_for_only_where_it_has_wheels(wheel: Path, where: dict[str, str], version: str | None) -> None:
    asked = [one for one in requirements_of(wheel) if one.name == "dgl" and one.marker and one.marker.evaluate(where)]
    assert [str(one.specifier) for one in asked] == ([] if version is None else [f"=={version}"])


def test_the_wheel_admits_the_pythons_that_its_classifiers_name(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(archive.read(metadata).decode())
    admitted = SpecifierSet(told["Requires-Python"])
    assert [minor for minor in range(8, 17) if f"3.{minor}" in admitted] == [11, 12, 13, 14]
    named = [one.rpartition(" ")[2] for one in told.get_all("Classifier", []) if "Python :: 3." in one]
    assert named == ["3.11", "3.12", "3.13", "3.14"]


def test_torch_may_be_any_of_a_range_so_that_a_machine_keeps_its_own(wheel: Path) -> None:
    (torch,) = (one for one in requirements_of(wheel) if one.name == "torch")
    assert [version for version in ("2.10.0", "2.11.0+cu130", "2.13.0", "2.14.0") if version in torch.specifier] == [
        "2.11.0+cu130",
        "2.13.0",
    ]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_pins_are_within_what_is_asked_for_on_every_python(wheel: Path, python: str) -> None:
    pins: dict[str, str] = {}
    for line in (ROOT / ".ci/constraints.txt").read_text(encoding="utf-8").splitlines():
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(machine(python)):
            assert canonicalize_name(pin.name) not in pins, f"{pin.name} is pinned twice"
            pins[canonicalize_name(pin.name)] = str(pin.specifier).removeprefix("==")
    asked = [
        one
        for one in requirements_of(wheel)
        if one.marker is None or any(one.marker.evaluate({**machine(python), "extra": extra}) for extra in ("", "dev"))
    ]
    assert len(asked) > 30
    unpinned = [one.name for one in asked if canonicalize_name(one.name) not in pins]
    assert unpinned == ["pip"], "every run of the tests is of the same releases, pip's own apart"
    wrong = [one.name for one in asked if one.name != "pip" and pins[canonicalize_name(one.name)] not in one.specifier]
    assert wrong == []


@pytest.mark.drill
@pytest.mark.skipif(os.environ.get("MOVIEREC_DRILL") != "1", reason="asks the package index once for each package")
@pytest.mark.parametrize("python", ["3.12", "3.13", "3.14"])
def test_the_index_has_a_wheel_of_every_pin_for_every_python(python: str, tmp_path: Path) -> None:
    """What can be known of a Python that is not here."""
    absent = []
    for line in (ROOT / ".ci/constraints.txt").read_text(encoding="utf-8").splitlines():
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(machine(python)):
            command = [sys.executable, "-m", "pip", "index", "versions", "--python-version", python]
            command += ["--only-binary", ":all:", pin.name]
            listed = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
            available = re.search(r"Available versions: (.*)", listed)
            if available is None or str(pin.specifier).removeprefix("==") not in available[1].split(", "):
                absent.append(line)
    assert absent == []
