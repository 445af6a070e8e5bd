"""A disk that is full at any moment: questions are answered, a change fails in a line and leaves what stood before."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tests.tui.cli.conftest import FILMS, ROOT

LIMITS = (0, 4_096, 20_000, 40_000, 100_000)
"""The largest size in bytes to which a file may grow: the smaller, the earlier the write that fails."""

FILLING = """
import json, resource, sys
from pathlib import Path
from engine.jobs.publishing import publish
from engine.settings import Settings
from tests.bad_home import call
from tests.tui.cli.conftest import draft
home = Path(sys.argv[1])
call(home, ["recommend", "Alien"])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
done = {line: call(home, line.split()) for line in sys.argv[3:]}
from engine.errors import MovierecError
try:
    publish(Settings(home=home, profile="me"), draft(1))
    told = None
except MovierecError as error:
    told = [error.message, error.remedy]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(json.dumps({"done": done, "publish": told}))
"""
LINES = (
    "search Alien --json",
    "recommend --json",
    "marks --json",
    "status --json",
    "models --json",
    "mark Heat --like",
)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_full_disk_costs_no_answer_and_no_mark(toy_home: Path, tmp_path: Path, limit: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(toy_home, home, ignore=shutil.ignore_patterns("marks.db*"))
    (home / "config.toml").write_text('profile = "me"\n')
    with MarkLog(home / "marks.db") as log:
        log.change("me", "toy", FILMS[0], opinion="like")
    found = outcome(home, limit)
    for line in LINES[:-1]:
        code, _, err = found["done"][line]
        assert (code, "bug" in err) == (0, False), (line, err)
    assert json.loads(found["done"]["recommend --json"][1])["items"][0]["movie"] == 20
    code, _, err = found["done"]["mark Heat --like"]
    assert (code, len(err.splitlines())) in ((0, 1), (1, 2)), err
    with MarkLog(home / "marks.db") as log:
        assert len(log.marks("me")) == 2 - code
    message, remedy = found["publish"] or ("", "published")
    assert "bug" not in message and remedy
    assert [path.name for path in (home / "versions").iterdir() if path.name.endswith(".tmp")] == []
    from engine import open_recommender

    with open_recommender(Settings(home=home, profile="me")) as opened:
        assert opened.recommend([10], k=1)[0].movie.id == 20


def outcome(home: Path, limit: int) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", FILLING, home, str(limit), *LINES],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
