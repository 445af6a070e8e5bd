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


@pytest.mark.parametrize("text", ["keys = 3", '[keys]\nlike = ["f"]', 'plain = "perhaps"'])
def test_a_wrong_one_is_said_with_where_it_stands(settings: Settings, text: str) -> None:
    settings.files.config.write_text(text)
    with pytest.raises(UsageError, match="a setting is wrong") as refusal:
        load_preferences(settings, {})
    assert str(settings.files.config) in refusal.value.remedy


def test_the_engine_passes_over_exactly_these() -> None:
    assert set(Preferences.__struct_fields__) == FRONT_END
