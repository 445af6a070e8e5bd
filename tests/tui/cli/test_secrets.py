"""No command tells any part of a password, whatever is in it and wherever it is set."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.cli import doctor_command
from tui.cli.checks.check import Check

COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("doctor", "--json"),
    ("config",),
    ("config", "--json"),
    ("models", "--debug"),
    ("recommend", "Alien", "--debug"),
    ("train", "--progress", "jsonl", "--debug"),
)
SETTINGS = {
    "MOVIEREC_DATABASE_URL": "mysql+pymysql://anna:{}@127.0.0.1:1/films",
    "MOVIEREC_MILVUS_URI": "http://anna:{}@127.0.0.1:1",
    "MOVIEREC_MILVUS_TOKEN": "anna:{}",
    "MOVIEREC_TMDB_KEY": "{}",
}
NASTY = st.text("@/?#:[]%&=+'\"\\ZQJXÄ7", min_size=5, max_size=12).filter(lambda text: text == text.strip())


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("libraries", "gpu"):  # they import torch in a process of its own
        fine = Check(name=name, state="ok", detail="")
        monkeypatch.setitem(doctor_command._PROBES, name, lambda here, fine=fine: fine)
    monkeypatch.setenv("MOVIEREC_STORE_TIMEOUT", "0.2")


def told(home: Path, done: Any) -> str:
    files = [path for path in home.rglob("*") if path.suffix in (".jsonl", ".log", ".json", ".lock")]
    return done.out + done.err + "".join(path.read_text(errors="replace") for path in files)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("encoded", [False, True], ids=["raw", "encoded"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=NASTY)
def test_no_piece_of_a_password_is_told(
    call: Any,
    bare_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    encoded: bool,
    command: Any,
    password: str,
) -> None:
    monkeypatch.setenv(setting, SETTINGS[setting].format(quote(password, safe="") if encoded else password))
    monkeypatch.setenv("MOVIEREC_STORE_TIMEOUT", "0.2")
    words = told(bare_home, call("--home", bare_home, *command))
    pieces = {form[at : at + 4] for form in (password, quote(password, safe="")) for at in range(len(form) - 3)}
    harmless = (
        "http://mysql://127.0.0.1:1/films write % as %25, @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, [ as %5B"
    )
    # Pieces like ":[] stand between the values of any JSON.
    assert not [piece for piece in pieces if piece in words and piece not in harmless and set(piece) - set('":[]')]


@pytest.mark.parametrize(
    "address",
    [
        "mysql://anna@127.0.0.1:1/films?password=hunter2hunter2",
        "mysql://anna:x@127.0.0.1:1/films?ssl_ca=/nowhere.pem&ssl_key_password=hunter2hunter2",
        "mysql://anna:x@127.0.0.1:1/films?nonsense=1&token=hunter2hunter2",
    ],
)
def test_options_of_an_address_are_not_told_and_never_a_bug(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("MOVIEREC_DATABASE_URL", address)
    for command in (("models", "--debug"), ("status", "--json"), ("doctor",)):
        done = call("--home", bare_home, *command)
        assert "hunter2" not in done.out + done.err
        assert "this is a bug" not in done.out + done.err
    assert "mysql://127.0.0.1:1/films" in done.out or "MOVIEREC_DATABASE_URL has an option" in done.out


def test_a_malformed_address_of_milvus_leaves_the_catalog_ok(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEREC_MILVUS_URI", "milvus:///")
    done = cli("status", "--json")
    assert (done.code, done.json["catalog"]["state"], done.json["vectors"]["state"]) == (0, "ok", "degraded")
    assert "MOVIEREC_MILVUS_URI is not the address of a Milvus server" in done.err
    answered = cli("recommend", "Alien", "--json")
    assert (answered.code, answered.json["items"][0]["title"]) == (0, "Aliens")
    assert "MOVIEREC_MILVUS_URI is not the address of a Milvus server" in answered.err
    checks = {check["name"]: check["state"] for check in cli("doctor", "--json").json["checks"]}
    assert (checks["catalog"], checks["vectors"]) == ("ok", "down")


def test_a_malformed_address_before_set_up_is_a_store_that_is_down(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIEREC_MILVUS_URI", "http://root:hunter2@host:port")
    document = call("--home", bare_home, "status", "--json").json
    assert (document["vectors"]["state"], document["vectors"]["where"]) == ("down", "http://…")
    assert document["catalog"]["state"] == "none"
