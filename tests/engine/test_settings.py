from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.settings import load_settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def configure(home: Path, text: str) -> None:
    (home / "config.toml").write_text(text, encoding="utf-8")


def test_the_config_file_comes_before_the_defaults_the_environment_before_it_and_what_is_given_before_all(
    home: Path,
) -> None:
    configure(home, 'store_timeout = 2.5\nnamespace = "filed"\nprofile = "filed"')
    environ = {"MOVIEREC_NAMESPACE": "environed", "MOVIEREC_PROFILE": "environed"}
    settings = load_settings(environ, home=home, profile="given")
    assert (settings.store_timeout, settings.namespace, settings.profile) == (2.5, "environed", "given")
    assert not settings.milvus_uri


def test_what_is_not_given_counts_as_not_given(home: Path) -> None:
    assert load_settings({"MOVIEREC_PROFILE": "anna"}, home=home, profile=None).profile == "anna"


def test_home_comes_from_the_environment(home: Path) -> None:
    assert load_settings({"MOVIEREC_HOME": str(home)}).home == home


def test_what_the_user_interface_keeps_there_is_passed_over(home: Path) -> None:
    configure(home, 'plain = true\n[keys]\nlike = "f"')
    assert load_settings({}, home=home).home == home


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("store_timeout = soon", "cannot read"),
        ('store_timeout = "soon"', "the setting store_timeout is not a number of seconds above 0: 'soon'"),
        ("store_timeout = 0", "store_timeout is not a number of seconds above 0: '0'"),
        ("store_timeout = -3", "store_timeout is not a number of seconds above 0"),
        ("store_timeout = nan", "store_timeout is not a number of seconds above 0"),
        ("store_timeout = inf", "store_timeout is not a number of seconds above 0"),
        ("store_timeout = 1e300", "store_timeout is not a number of seconds above 0"),
        ("store_timeout = true", "store_timeout is not a number of seconds above 0"),
        ("store_timeout = [3]", "store_timeout is not a number of seconds above 0"),
        ("profile = 3", "the setting profile is not text"),
        ('profile = " "', "the setting profile is empty"),
        ('sampler = "pyg"', "a setting is wrong: .*'pyg'"),
        ("colour = 3", "unknown settings: colour$"),
        ("store_timout = 3", r"unknown settings: store_timout \(did you mean store_timeout\?\)"),
        ('home = "/elsewhere"', "unknown settings: home"),
        ('namespace = "a b"', "is not a valid namespace"),
        ("\udcff", "cannot read"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line_with_a_remedy(home: Path, text: str, said: str) -> None:
    (home / "config.toml").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UsageError, match=said) as refusal:
        load_settings({}, home=home)
    assert "\n" not in refusal.value.message
    assert refusal.value.remedy


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon", "1e400"])
def test_a_time_out_that_is_none_is_refused_from_the_environment_too(home: Path, value: str) -> None:
    with pytest.raises(UsageError, match="store_timeout is not a number of seconds above 0") as refusal:
        load_settings({"MOVIEREC_STORE_TIMEOUT": value}, home=home)
    assert "MOVIEREC_STORE_TIMEOUT" in refusal.value.remedy


def test_a_setting_that_may_hold_a_password_is_not_shown_when_it_is_wrong(home: Path) -> None:
    configure(home, 'milvus_token = ["root:secret"]')
    with pytest.raises(UsageError, match="the setting milvus_token is not text") as refusal:
        load_settings({}, home=home)
    assert "secret" not in refusal.value.message + refusal.value.remedy


def test_space_and_line_ends_around_a_value_do_not_count(home: Path) -> None:
    configure(home, 'milvus_uri = " http://root:secret@host:19530\\n"')
    environ = {"MOVIEREC_DATABASE_URL": "mysql://me:secret@host/films\r\n", "MOVIEREC_STORE_TIMEOUT": " 3 "}
    settings = load_settings(environ, home=home)
    assert (settings.milvus_uri.shown, settings.database_url.shown) == ("http://host:19530", "mysql://host/films")
    assert settings.store_timeout == 3.0
    assert load_settings({"MOVIEREC_HOME": f" {home}\n"}).home == home


def test_settings_can_be_printed_without_their_passwords(home: Path) -> None:
    environ = {
        "MOVIEREC_DATABASE_URL": "mysql://me:hunter2@host/films?password=hunter2",
        "MOVIEREC_MILVUS_URI": "http://me:hunter2@host",
        "MOVIEREC_MILVUS_TOKEN": "me:hunter2",
    }
    assert "hunter2" not in repr(load_settings(environ, home=home))


def test_an_account_without_a_home_folder_is_told_to_give_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda uid: {}[uid])
    with pytest.raises(UsageError, match="has no home folder") as refusal:
        load_settings({})
    assert "--home DIR" in refusal.value.remedy
    assert load_settings({}, home="/srv/films").profile


def test_a_home_under_the_folder_of_an_unknown_account_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no home folder is known for ~nosuch") as refusal:
        load_settings({"MOVIEREC_HOME": "~nosuch/films"})
    assert "MOVIEREC_HOME" in refusal.value.remedy


def test_a_relative_home_in_a_folder_that_is_gone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UsageError, match="cannot find films from the current folder"):
        load_settings({}, home="films")
