"""What `make` does before anything runs: it finds a Python, makes the environment, and installs again when it must.

The checkout here is a copy with an installer that installs nothing, beside Pythons under other names; its path has a
space and a letter that is not ASCII.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_TOOLS = ("make", "sh", "env", "cat", "cksum", "dirname", "head", "ls", "mkdir", "rm", "ln")
_INSTALLER = """
import os, sys
print(*["installing", *filter(None, sys.argv[2:])])
sys.exit(os.environ.get("FAIL"))
"""
_FITTING = """#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin"; ln -s {real} "$3/bin/python"; exit; fi
exec {real} "$@"
"""
_DEBIANS = """#!/bin/sh
case "$*" in
  *ensurepip*) ;;
  "-m venv "*) mkdir -p "$3/bin"; ln -s /usr/bin/python3 "$3/bin/python" ;;
  *) exec /usr/bin/python3 "$@" ;;
esac
"""
_SHIM = "#!/bin/sh\necho 'pyenv: python3.14: command not found' >&2\necho 'and more' >&2\nexit 127\n"
_TOO_OLD = "#!/bin/sh\necho 'is Python 3.9' >&2\nexit 1\n"
Make = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a checkout, schön"
    (folder / ".ci").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", ".ci/constraints.txt", ".ci/environment"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".ci/install.py").write_text(_INSTALLER)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """The only folder on PATH: what make needs, and no Python yet."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in _TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or pytest.skip(f"no {tool} here"))
    return folder


def python(tools: Path, name: str, script: str = _FITTING) -> None:
    (tools / name).write_text(script.format(real=sys.executable))
    (tools / name).chmod(0o755)


@pytest.fixture
def make(checkout: Path, tools: Path) -> Make:
    def made(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(tools), "HOME": str(checkout), **variables}
        command = ["make", "--no-print-directory", *words]
        return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=60)

    return made


def test_the_newest_python_that_fits_is_taken_and_a_shim_that_fails_passed_over(make: Make, tools: Path) -> None:
    python(tools, "python3.14", _SHIM)
    for name in ("python3.13", "python3.11", "python3"):
        python(tools, name)
    done = make("install")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith("making .venv with python3.13, Python ")
    assert done.stdout.splitlines()[1:] == ["installing"]


def test_what_keeps_each_python_from_running_movierec_is_said_where_none_fits(
    make: Make, tools: Path, checkout: Path
) -> None:
    python(tools, "python3.14", _SHIM)
    python(tools, "python3", _TOO_OLD)
    done = make("run")
    assert done.returncode != 0
    said = done.stderr.splitlines()
    assert said[:2] == ["  python3.14 pyenv: python3.14: command not found", "  python3 is Python 3.9"]
    assert said[2] == "movierec needs Python 3.11, 3.12, 3.13 or 3.14, and none here fits"
    assert "apt install python3-venv" in said[3] and "uv" in said[3]
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("absent", "said"),
    [("ssl", "built without SSL"), ("ensurepip", "apt install python3."), ("venv", "no venv module")],
)
def test_a_python_that_lacks_a_module_is_named_with_what_to_install(
    make: Make, tools: Path, absent: str, said: str
) -> None:
    # "python -c CODE" with the module taken away
    hide = f"import sys; sys.modules[{absent!r}] = None; exec(sys.argv[1])"
    python(tools, "python3", f'#!/bin/sh\nexec {sys.executable} -c "{hide}" "$2"\n')
    assert said in make("run").stderr.splitlines()[0]


def test_nothing_is_said_or_done_where_the_environment_is_up_to_date(make: Make, tools: Path) -> None:
    python(tools, "python3")
    make("install")
    again = make("install")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_an_install_that_failed_or_was_cut_short_is_done_again(make: Make, tools: Path, checkout: Path) -> None:
    python(tools, "python3")
    failed = make("install", FAIL="1")
    assert failed.returncode != 0
    assert make("install").stdout.splitlines() == ["installing"]
    assert make("install").stdout == ""
    # As a kill in the middle of making the environment leaves it.
    (checkout / ".venv/.movierec").write_text("")
    (checkout / ".venv/bin/python").unlink()
    assert make("install").stdout.startswith("making .venv")


def test_a_change_of_what_is_needed_installs_again_in_the_same_environment(
    make: Make, tools: Path, checkout: Path
) -> None:
    python(tools, "python3")
    make("install-dev")
    with (checkout / "pyproject.toml").open("a") as project:
        project.write("# changed\n")
    python(tools, "python3.13")  # newer than the environment's, which is kept
    assert make("install").stdout.splitlines() == ["installing dev"], "what the tests need stays"
    with (checkout / ".ci/constraints.txt").open("a") as constraints:
        constraints.write("# changed\n")
    assert make("install", FAIL="1").returncode != 0
    assert make("install-dev").stdout.splitlines() == ["installing dev"]


def test_the_tests_needs_are_added_when_they_are_asked_for(make: Make, tools: Path) -> None:
    python(tools, "python3")
    assert make("install").stdout.splitlines()[-1] == "installing"
    assert make("install-dev").stdout.splitlines() == ["installing dev"]
    assert make("install").stdout == ""


def test_an_environment_that_moved_with_its_checkout_is_made_again(make: Make, tools: Path, checkout: Path) -> None:
    python(tools, "python3")
    make("install")
    moved = checkout.with_name("elsewhere")
    checkout.rename(moved)
    done = subprocess.run(
        ["make", "install"], cwd=moved, env={"PATH": str(tools)}, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[0].startswith("making .venv with python3, Python "), done.stderr


def test_an_environment_whose_python_was_removed_is_made_again(make: Make, tools: Path, checkout: Path) -> None:
    python(tools, "python3")
    make("install")
    (checkout / ".venv/bin/python").unlink()
    (checkout / ".venv/bin/python").symlink_to("/nowhere/python3.12")
    assert make("install").stdout.splitlines()[0].startswith("making .venv")


def test_a_folder_that_is_not_make_s_own_is_left_alone(make: Make, tools: Path, checkout: Path) -> None:
    python(tools, "python3")
    (checkout / "films").mkdir()
    (checkout / "films/list.txt").write_text("mine")
    done = make("run", "VENV=films")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == "films is no virtual environment that works"
    assert (checkout / "films/list.txt").read_text() == "mine"


def test_an_environment_with_a_space_in_its_path(make: Make, tools: Path, checkout: Path) -> None:
    python(tools, "python3")
    venv = checkout.parent / "my environment, grün"
    assert make("install", f"VENV={venv}").returncode == 0
    assert make("install", f"VENV={venv}").stdout == ""
    (venv / "bin/pytest").write_text("#!/bin/sh\necho tested\n")
    (venv / "bin/pytest").chmod(0o755)
    make("install-dev", f"VENV={venv}")
    assert make("test", f"VENV={venv}").stdout.splitlines()[-1] == "tested"
    assert make("clean", f"VENV={venv}").returncode == 0
    assert not venv.exists()


def test_a_named_python_is_the_only_one_that_is_tried(make: Make, tools: Path) -> None:
    python(tools, "python3.9", _TOO_OLD)
    python(tools, "python3")
    done = make("run", "PYTHON=python3.9")
    assert done.returncode != 0
    assert done.stderr.splitlines()[:2] == [
        "  python3.9 is Python 3.9",
        "python3.9 cannot run movierec, which needs Python 3.11 to 3.14",
    ]
    assert make("install", f"PYTHON={tools / 'python3'}").returncode == 0


def test_an_environment_of_another_python_than_the_named_one_is_not_taken_for_it(make: Make, tools: Path) -> None:
    python(tools, "python3")
    make("install")
    python(tools, "python4", "#!/bin/sh\necho 4.0\n")
    done = make("install", "PYTHON=python4")
    assert done.returncode != 0
    assert "python4 is not" in done.stderr and "make clean" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="becomes another user")
@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="that user may not reach any other Python")
def test_a_checkout_that_cannot_be_written_is_run_from_an_environment_elsewhere(checkout: Path, tools: Path) -> None:
    python(tools, "python3", _DEBIANS)
    # pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory() as open_to_all:
        there = Path(open_to_all)
        there.chmod(0o755)
        shutil.copytree(checkout, there / "checkout")
        shutil.copytree(tools, there / "tools", symlinks=True)
        (there / "home").mkdir()
        os.chown(there / "home", 65534, 65534)

        def as_nobody(*words: str) -> subprocess.CompletedProcess[str]:
            command = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "make", "install", *words]
            environment = {"PATH": str(there / "tools"), "HOME": str(there / "home")}
            folder = there / "checkout"
            return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)

        setpriv = str(shutil.which("setpriv"))
        refused = as_nobody()
        assert refused.returncode != 0
        assert refused.stderr.splitlines()[0] == ".venv cannot be written"
        assert 'VENV="$HOME/movierec-venv"' in refused.stderr
        done = as_nobody(f"VENV={there}/home/venv")
        assert done.returncode == 0, done.stderr
