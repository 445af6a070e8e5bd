"""The wheel and the Makefile, as a new user first runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

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
    assert {"engine/datasets/known.toml", "engine/titles/known_titles.json"} <= set(names)
    assert "tui/theme/app.tcss" in names
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


def test_make_says_what_to_do_where_no_python_fits(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("make", "sh", "env", "touch", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or pytest.skip(f"no {tool} here"))
    for tool in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / tool, tmp_path / tool)
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/constraints.txt", tmp_path / ".ci")
    run = subprocess.run(
        ["make", "run"], cwd=tmp_path, env={"PATH": str(tools)}, capture_output=True, text=True, timeout=60
    )
    assert run.returncode != 0
    assert "movierec needs Python 3.11" in run.stderr
    assert "uv" in run.stderr
    assert not (tmp_path / ".venv").exists()
