"""The config command: each value and where it is from, and the commented file."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.config_file import read_config
from engine.settings import Settings, load_settings
from tui.actions import ACTIONS
from tui.cli.commented_config import MEANINGS, commented_config
from tui.cli.shapes.shape import SHAPES
from tui.cli.shapes.version_shapes import Config
from tui.state.preferences import Preferences, load_preferences


def told(done: Any) -> dict[str, tuple[object, str]]:
    assert done.code == 0, done.err
    found = msgspec.convert(done.json, Config)
    assert found.shapes == SHAPES
    return {one.name: (one.value, one.source) for one in found.values}


def configure(home: Path, text: str | bytes) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())


def test_each_value_is_told_with_the_place_that_counts(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(bare_home, '# mine\nnamespace = "films"\nstore_timeout = 3\nplain = yes\n\n[keys]\nlike = "L"\n')
    monkeypatch.setenv("MOVIEREC_STORE_TIMEOUT", "5")
    values = told(call("--home", bare_home, "config", "--json", "--profile", "anna"))
    assert values["home"] == (str(bare_home), "command line")
    assert values["profile"] == ("anna", "command line")
    assert values["store_timeout"] == (5.0, "environment MOVIEREC_STORE_TIMEOUT")
    assert values["namespace"] == ("films", "config.toml line 2")
    assert values["plain"] == (True, "config.toml line 4")
    assert values["keys.like"] == ("L", "config.toml line 7")
    assert values["sampler"] == ("torch", "default")
    assert set(values) == {*Settings.__struct_fields__, "plain", "keys.like"}


def test_a_key_of_tmdb_is_told_as_set_and_not_what_it_is(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(call("--home", bare_home, "config", "--json"))["tmdb_key"] == ("", "default")
    configure(bare_home, 'tmdb_key = "0123456789abcdef0123456789abcdef"\nposters = "/srv/posters"\n')
    values = told(call("--home", bare_home, "config", "--json"))
    assert values["tmdb_key"] == ("***", "config.toml line 1")
    assert values["posters"] == ("/srv/posters", "config.toml line 2")
    monkeypatch.setenv("MOVIEREC_TMDB_KEY", "fedcba9876543210fedcba9876543210")
    done = call("--home", bare_home, "config")
    assert "environment MOVIEREC_TMDB_KEY" in done.out
    assert "fedcba" not in done.out + done.err and "012345" not in done.out + done.err


def test_without_a_file_all_are_defaults_and_nothing_is_made(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIEREC_HOME", str(bare_home))
    values = told(call("config", "--json"))
    assert values.pop("home") == (str(bare_home), "environment MOVIEREC_HOME")
    assert {source for _, source in values.values()} == {"default"}
    assert not bare_home.exists()
    assert "not there yet: `movierec config --init` writes it" in call("config").err


def test_plain_is_told_from_the_option_and_from_the_environment(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(call("--home", bare_home, "config", "--json", "--plain"))["plain"] == (True, "command line")
    monkeypatch.setenv("MOVIEREC_PLAIN", "no")
    assert told(call("--home", bare_home, "config", "--json"))["plain"] == (False, "environment MOVIEREC_PLAIN")


def test_people_get_a_table_and_screen_readers_facts(call: Any, bare_home: Path) -> None:
    configure(bare_home, 'namespace = "films"')
    lines = call("--home", bare_home, "config").out.splitlines()
    assert lines[0].split() == ["setting", "value", "from"]
    assert ["namespace", "films", "config.toml", "line", "1"] in [line.split() for line in lines]
    assert (
        "setting: namespace\nvalue: films\nfrom: config.toml line 1\n"
        in call("--home", bare_home, "config", "--plain").out
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('milvus_db = """\nnamespace = "a"\n"""\nnamespace = "b"', 4),
        ("milvus_db = '''\nnamespace = 1'''\n\n\nnamespace = '''\nb'''", 5),
        ('  "namespace"="b" # the b', 1),
        ('\ufeff\r\nnamespace = "b"\r\n', 2),
        ('milvus_db = "\x85"\nplain = Yes\nnamespace = "b"', 3),
        (b"\xff\xfe" + '\nnamespace = "b"'.encode("utf-16-le"), 2),
    ],
)
def test_the_line_is_found_however_the_file_is_written(
    call: Any, bare_home: Path, text: str | bytes, line: int
) -> None:
    configure(bare_home, text)
    found = told(call("--home", bare_home, "config", "--json"))
    assert found["namespace"] == ("b", f"config.toml line {line}")


def test_a_key_inside_another_value_is_told_without_a_line(call: Any, bare_home: Path) -> None:
    configure(bare_home, 'keys = {like = "L"}')
    assert told(call("--home", bare_home, "config", "--json"))["keys.like"] == ("L", "config.toml")
    configure(bare_home, 'keys.like = "L"')
    assert told(call("--home", bare_home, "config", "--json"))["keys.like"] == ("L", "config.toml line 1")


def test_passwords_and_tokens_are_hidden(call: Any, bare_home: Path) -> None:
    configure(
        bare_home,
        'milvus_uri = "http://root:hunter2@milvus:19530"\nmilvus_token = "root:hunter3"\n'
        'database_url = "mysql://me:hunter4@db/films?password=hunter5"',
    )
    done = call("--home", bare_home, "config", "--json")
    values = told(done)
    assert values["milvus_uri"] == ("http://milvus:19530", "config.toml line 1")
    assert values["milvus_token"] == ("***", "config.toml line 2")
    assert values["database_url"] == ("mysql://db/films", "config.toml line 3")
    assert "hunter" not in done.out + done.err + call("--home", bare_home, "config").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("store_timout = 3", "store_timout (did you mean store_timeout?)"),
        ("store_timeout = 0", "store_timeout is not a number of seconds above 0"),
        ("sampler", "cannot read"),
        ('plain = "perhaps"', "neither yes nor no"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(call: Any, bare_home: Path, text: str, said: str) -> None:
    configure(bare_home, text)
    done = call("--home", bare_home, "config", "--json")
    assert done.code == 2
    assert said in done.json["error"]["message"]


def test_a_key_of_no_action_is_noted_with_the_nearest_one(call: Any, bare_home: Path) -> None:
    configure(bare_home, '[keys]\nlikes = "L"')
    done = call("--home", bare_home, "config")
    assert (done.code, "note: keys.likes is no key of the app; did you mean like?" in done.err) == (0, True)


# The commented file


def uncommented(text: str) -> str:
    return re.sub(r"^#(?=\w+ = )", "", text, flags=re.M)


def test_the_file_sets_nothing_until_a_line_is_uncommented(call: Any, bare_home: Path) -> None:
    done = call("--home", bare_home, "config", "--init")
    assert (done.code, done.out) == (0, "")
    path = bare_home / "config.toml"
    assert done.err == f"wrote {path}; remove the # before what you want to change\n"
    assert read_config(path) == {"keys": {}}
    assert {source for _, source in told(call("--home", bare_home, "config", "--json")).values()} == {
        "default",
        "command line",
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_with_every_line_uncommented_it_sets_every_default(tmp_path: Path) -> None:
    settings = load_settings({}, home=tmp_path)
    (tmp_path / "config.toml").write_text(uncommented(commented_config(settings.profile)), encoding="utf-8")
    assert load_settings({}, home=tmp_path) == settings
    preferences = load_preferences(settings, {})
    assert preferences.plain == Preferences().plain
    assert preferences.keys == {action.id: action.keys for action in ACTIONS}


def test_it_documents_every_setting_and_preference() -> None:
    assert {*MEANINGS, "home", "keys"} == {*Settings.__struct_fields__, *Preferences.__struct_fields__}
    lines = commented_config("anna").splitlines()
    for at, line in enumerate(lines[: lines.index("[keys]")]):
        assert not line.startswith("#") or line.startswith("# ") or lines[at - 1].startswith("# "), "told above it"
    assert max(len(line) for line in lines) <= 120


@pytest.mark.parametrize("profile", ['an"na', "a\\b", "зоя", "bad\udcff"])
def test_any_login_name_can_be_written(profile: str) -> None:
    assert tomllib.loads(uncommented(commented_config(profile)))["profile"] == profile.replace("\udcff", "?")


def test_a_file_that_is_there_is_only_replaced_with_force_and_then_kept(call: Any, bare_home: Path) -> None:
    configure(bare_home, "nonsense")
    refused = call("--home", bare_home, "config", "--init")
    assert refused.code == 2
    assert "config.toml is there already" in refused.err
    assert (bare_home / "config.toml").read_text() == "nonsense"
    assert call("--home", bare_home, "config", "--init", "--force").code == 0
    assert (bare_home / "config.toml.old").read_text() == "nonsense"
    assert told(call("--home", bare_home, "config", "--json"))["plain"] == (False, "default")


def test_a_link_stays_a_link(call: Any, bare_home: Path, tmp_path: Path) -> None:
    bare_home.mkdir()
    (bare_home / "config.toml").symlink_to(tmp_path / "mine.toml")
    assert call("--home", bare_home, "config", "--init").code == 2, "even if it leads nowhere yet"
    assert call("--home", bare_home, "config", "--init", "--force").code == 0
    assert (bare_home / "config.toml").is_symlink()
    assert "movierec's settings" in (tmp_path / "mine.toml").read_text()


def test_a_home_that_cannot_be_made_is_said_in_one_line(call: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("--home", tmp_path / "file", "config", "--init")
    assert (done.code, len(done.err.splitlines())) == (2, 2)
    assert call("--home", tmp_path / "file", "config", "--force").code == 2


def test_how_posters_are_drawn_is_one_of_four_words(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(bare_home, 'poster_graphics = "sixel"\n')
    assert told(call("--home", bare_home, "config", "--json"))["poster_graphics"] == ("sixel", "config.toml line 1")
    monkeypatch.setenv("MOVIEREC_POSTER_GRAPHICS", "kitty")
    values = told(call("--home", bare_home, "config", "--json"))
    assert values["poster_graphics"] == ("kitty", "environment MOVIEREC_POSTER_GRAPHICS")
    monkeypatch.setenv("MOVIEREC_POSTER_GRAPHICS", "ascii")
    done = call("--home", bare_home, "config")
    assert done.code == 2 and "poster_graphics" in done.err
