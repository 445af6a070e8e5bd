"""config.toml as people's editors save it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config_file import read_config
from engine.errors import UsageError
from engine.file_faults import FileFault

TEXT = 'profile = "Zoë"\nstore_timeout = 3\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, encoding: str, newline: str) -> None:
    (tmp_path / "config.toml").write_bytes(TEXT.replace("\n", newline).encode(encoding))
    assert read_config(tmp_path / "config.toml") == {"profile": "Zoë", "store_timeout": 3}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n# nothing\n"])
def test_an_empty_file_and_none_set_nothing(tmp_path: Path, content: bytes) -> None:
    assert read_config(tmp_path / "config.toml") == {}
    (tmp_path / "config.toml").write_bytes(content)
    assert read_config(tmp_path / "config.toml") == {}


def test_a_bare_word_is_mended_only_where_it_is_the_whole_value(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('plain = Yes  # please\nprofile = "a = yes"\n')
    assert read_config(tmp_path / "config.toml") == {"plain": True, "profile": "a = yes"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x7fELF\xff\x00\x01", "it is not text in UTF-8"),
        (b"\xff\xfea", "it is not text in UTF-8"),
        (b"profile = anna", "line 1"),
        (b"profile = 'anna', ", "line 1"),
        (b"a = 1\na = 2\n", "line 2"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(UsageError, match=said) as refusal:
        read_config(tmp_path / "config.toml")
    assert str(tmp_path / "config.toml") in refusal.value.message
    assert "\n" not in refusal.value.message
    assert refusal.value.remedy


def test_a_folder_of_that_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(FileFault, match=r"config\.toml: it is a folder, not a file"):
        read_config(tmp_path / "config.toml")
