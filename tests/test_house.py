"""Repository hygiene: module names are unique, documentation refers to existing files, hooks run what CI runs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_PATH = re.compile(r"`((?:engine|tui|tests|docs|data|\.ci)/[\w./*<>-]*|Makefile|pyproject\.toml)`")
_LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")


def test_no_two_modules_or_packages_share_a_name() -> None:
    found: Counter[str] = Counter()
    for package in ("engine", "tui"):
        for path in [ROOT / package, *(ROOT / package).rglob("*")]:
            if path.suffix == ".py" and path.stem not in ("__init__", "__main__"):
                found[path.stem] += 1
            elif (path / "__init__.py").exists():
                found[path.name] += 1
    assert len(found) > 100
    assert [name for name, times in found.items() if times > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = [name for name in _PATH.findall(text) if "<" not in name]
    gone = [name for name in named if not (list(ROOT.glob(name)) if "*" in name else (ROOT / name).exists())]
    assert gone == []
    linked = [target for target, _ in _LINK.findall(text)]
    assert [target for target in linked if not (page.parent / target).exists()] == []


def test_the_hooks_run_what_ci_runs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.M)
    assert lint is not None
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in lint.group(1).splitlines()]
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [hook["entry"] for hook in repo["hooks"]] == commands
    assert "make lint" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 100
