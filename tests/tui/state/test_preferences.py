from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.settings import FRONT_END, Settings
from tui.state.preferences import Preferences, load_preferences


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, profile="anna")


def test_without_a_config_file_they_are_the_defaults(settings: Settings) -> None:
    assert load_preferences(settings, {}) == Preferences()


def test_they_are_read_from_home_beside_the_settings_of_the_engine(settings: Settings) -> None:
    settings.files.config.write_text('store_timeout = 3\nplain = true\n[keys]\nlike = "space,f"')
    assert load_preferences(settings, {}) == Preferences(plain=True, keys={"like": "space,f"})


def test_the_environment_asks_for_plain_answers(settings: Settings) -> None:
    assert load_preferences(settings, {"MOVIEREC_PLAIN": "1"}).plain


@pytest.mark.parametrize("word", ["yes", "On", "TRUE", "True", "1"])
def test_yes_is_yes_however_it_is_written(settings: Settings, word: str) -> None:
    for line in (f'plain = "{word}"', f"plain = {word}", f"plain = {word}  # for my screen reader"):
        settings.files.config.write_text(line)
        assert load_preferences(settings, {}).plain
    assert load_preferences(settings, {"MOVIEREC_PLAIN": word}).plain


@pytest.mark.parametrize("word", ["no", "Off", "FALSE", "False", "0"])
def test_no_is_no_however_it_is_written(settings: Settings, word: str) -> None:
    for line in (f'plain = "{word}"', f"plain = {word}"):
        settings.files.config.write_text(line)
        assert not load_preferences(settings, {}).plain
    settings.files.config.write_text("plain = true")
    assert not load_preferences(settings, {"MOVIEREC_PLAIN": word}).plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keys = 3", "the setting keys is not a table"),
        ('[keys]\nlike = ["f"]', "the setting keys is not a table"),
        ('plain = "perhaps"', "the setting plain is neither yes nor no: 'perhaps'"),
        ("plain = 2.5", "the setting plain is neither yes nor no: '2.5'"),
    ],
)
def test_a_wrong_one_is_said_with_where_it_stands(settings: Settings, text: str, said: str) -> None:
    settings.files.config.write_text(text)
    with pytest.raises(UsageError, match=said) as refusal:
        load_preferences(settings, {})
    assert str(settings.files.config) in refusal.value.remedy


def test_the_engine_passes_over_exactly_these() -> None:
    assert set(Preferences.__struct_fields__) == FRONT_END
