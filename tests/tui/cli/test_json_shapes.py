"""The shapes of JSON that other programs rely on: the page about them, their stability, and real documents.

Besides, `Done.json` in conftest.py holds every document that any test of the command line reads against them.
"""

from __future__ import annotations

import inspect
import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from engine import job_log
from engine.exchange.importing import STATES
from tests.imdb_files import write_imdb
from tests.json_page import PAGE, Field, fields_of, name_of, shapes, written
from tests.tui.cli.conftest import Cli
from tui.cli import _Commands, doctor_command
from tui.cli.checks.check import Check
from tui.cli.lazy_commands import function_of
from tui.cli.shapes.film_shapes import BatchAnswer, RecommendQuestion, SimilarQuestion
from tui.cli.shapes.json_shapes import DOCUMENTS, LINES
from tui.cli.shapes.mark_shapes import ImportedRow
from tui.cli.shapes.shape import SHAPES, Shape
from tui.cli.shapes.version_shapes import JobEvent, RunningJob

EARLIER = Path(__file__).with_name(f"json_shapes_{SHAPES}.json")
SLOW = {"setup", "train", "evaluate", "add TITLE", "remove MOVIE"}
"""Uses that train a model; test_job_commands has them."""
CHANGING = {"enrich"}
"""Uses that change what others find in the shared home; test_enrich_command has them."""


def test_the_page_tells_the_shapes_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page), "write it anew with `python -m tests.json_page`"
    assert f"The shapes on this page are version {SHAPES}," in page


def test_whatever_may_be_null_or_missing_says_when() -> None:
    silent = []
    for shape in shapes():
        for field in fields_of(shape):
            if (field.nullable and "null" not in field.told) or (field.optional and "missing" not in field.told):
                silent.append(f"{name_of(shape)}: {field.name}")
    assert silent == []
    assert all(shape.__doc__ for shape in shapes())


def test_every_command_with_json_has_its_document_on_the_page() -> None:
    def has_json(name: str) -> bool:
        found = getattr(import_module(f"tui.cli.{name}_command"), function_of(name))
        called = found if inspect.isfunction(found) else found.registered_callback.callback
        return "as_json" in inspect.signature(called).parameters

    assert {name for name in _Commands.summaries if has_json(name)} == {use.split()[0] for use in DOCUMENTS}


def breaks(before: dict[str, Any], now: Field | None) -> bool:
    """Whether a program that knows a key as it was would read it wrongly."""
    if now is None:
        return True
    return (now.kind, now.nullable, now.optional) != tuple(before[part] for part in ("kind", "nullable", "optional"))


def test_what_programs_know_of_these_shapes_stays() -> None:
    """`json_shapes_N.json` has the shapes of version N as they were first; keys may be added to it."""
    now = {name_of(shape): {field.name: field for field in fields_of(shape)} for shape in shapes()}
    earlier = json.loads(EARLIER.read_text(encoding="utf-8"))
    assert [
        f"{shape}: {key}"
        for shape, keys in earlier["shapes"].items()
        for key, before in keys.items()
        if breaks(before, now.get(shape, {}).get(key))
    ] == [], "that needs a new version: raise SHAPES and add its file"
    documents = {**DOCUMENTS, **LINES}
    assert earlier["documents"] == {use: name_of(documents[use]) for use in earlier["documents"]}


def test_a_key_that_is_gone_or_of_another_kind_is_noticed() -> None:
    before = {"name": "year", "kind": "integer or null", "nullable": True, "optional": False}
    same = Field("year", "integer or null", "", nullable=True, optional=False)
    assert not breaks(before, same)
    assert breaks(before, None)
    assert breaks(before, msgspec.structs.replace(same, kind="text or null"))
    assert breaks(before, msgspec.structs.replace(same, optional=True))


def test_listed_words_are_those_of_the_engine() -> None:
    assert set(get_args(get_type_hints(ImportedRow)["state"])) == set(STATES)
    assert get_type_hints(RunningJob)["kind"] == job_log.Kind
    assert JobEvent.__struct_fields__ == job_log.JobEvent.__struct_fields__


def uses(folder: Path) -> dict[str, list[list[object]]]:
    """Calls of each quick use, in the order in which they are made."""
    ratings = folder / "ratings.csv"
    ratings.write_text("Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Heat,1995,u,4\n,,,,\n", encoding="utf-8")
    return {
        "search TEXT": [["search", "alien"], ["search", "alien resurrection"]],
        "similar MOVIE": [["similar", "Alien"]],
        "recommend": [["recommend", "Alien", "Heat"], ["recommend"]],
        "together PROFILE PROFILE": [["together", "anna", "bert"]],
        "pick": [["pick", "--with", "anna"], ["pick"]],
        "enrich": [["enrich", "--from", folder / "imdb"]],
        "mark MOVIE": [["mark", "Alien", "--like"], ["mark", "id:70", "--seen"], ["mark", "Ronin", "--clear"]],
        "marks": [["marks"]],
        "taste": [["taste"]],
        "diary": [["diary"], ["diary", "--limit", "1"]],
        "export": [["export"]],
        "export --out PATH": [["export", "--to", "letterboxd", "--out", folder / "out"]],
        "import FILE": [["import", ratings, "--dry-run"], ["import", ratings], ["import", ratings]],
        "import --undo ID": [["import", "--undo", "last"]],
        "setup --list": [["setup", "--list"]],
        "models": [["models"], ["models", "list"]],
        "config": [["config"]],
        "status": [["status"]],
        "doctor": [["doctor"]],
    }


def test_every_document_is_printed_in_its_shape(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("libraries", "gpu"):  # they import torch in a process of its own
        monkeypatch.setitem(doctor_command._PROBES, name, lambda here: Check(name="quick", state="ok", detail=""))
    write_imdb(tmp_path / "imdb")
    for profile, title in (("anna", "Alien"), ("bert", "Heat")):
        assert cli("mark", title, "--like", "--profile", profile).code == 0
    tried = uses(tmp_path)
    assert set(tried) | SLOW | CHANGING == set(DOCUMENTS)
    for use, calls in tried.items():
        for arguments in calls:
            done = cli(*arguments, "--profile", "shapes", "--json")
            assert msgspec.json.decode(done.out, type=DOCUMENTS[use]), use


@pytest.mark.parametrize(
    ("command", "questions", "shape"),
    [
        ("recommend", ['{"id": "a", "liked": [10], "disliked": [40, 999]}', "{}"], RecommendQuestion),
        ("similar", ['{"movie": 10}', '{"id": [1, {}], "movie": 999}'], SimilarQuestion),
    ],
)
def test_the_lines_of_a_batch_have_their_shapes(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str, questions: list[str], shape: type[Shape]
) -> None:
    for question in questions:
        msgspec.json.decode(question, type=shape)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*questions, "nonsense"])))
    done = cli(command, "--batch", "-")
    answers = [msgspec.json.decode(line, type=BatchAnswer) for line in done.out.splitlines()]
    assert len(answers) == 3
    assert [answer.error is msgspec.UNSET for answer in answers] == [True, True, False]
    assert answers[-1].id is None
    assert 999 in [unknown for answer in answers[:2] for unknown in answer.unknown or []]
