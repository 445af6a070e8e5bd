"""The examples in the documentation and in the docstrings of engine's public API work as written."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import engine
from engine import load_settings
from engine.serving import recommender
from tests.toy_version import publish_toy_films

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("examples") / "home"
    publish_toy_films(load_settings({}, home=home))
    return home


@pytest.fixture(autouse=True)
def set_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEREC_HOME", str(home))


OFFERED = [engine, *(getattr(engine, name) for name in engine.__all__)]


@pytest.mark.parametrize("what", OFFERED, ids=lambda what: what.__name__)
def test_examples_of_docstrings(what: object) -> None:
    runner = doctest.DocTestRunner()
    finder = doctest.DocTestFinder(recurse=isinstance(what, type))
    for test in finder.find(what, globs={}):
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def test_there_are_examples() -> None:
    with_examples = [what.__name__ for what in OFFERED if ">>>" in (what.__doc__ or "")]
    assert {"engine", "open_recommender", "load_settings", "MovieFilter", "Recommender"} <= set(with_examples)


def test_whatever_is_offered_is_there_and_told() -> None:
    assert engine.Recommender is recommender.Recommender
    for name in engine.__all__:
        assert getattr(engine, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'Recommenders'"):
        _ = engine.Recommenders


def _python_of(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_the_documentation(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for code in _python_of(page):
        exec(compile(code, str(page), "exec"), {"__name__": "__main__"})
