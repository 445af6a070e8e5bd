import stat

import pytest

from engine.errors import MovierecError
from engine.secret import hide
from tui.web.visitor_tokens import visitor_tokens


def test_each_profile_has_a_token_of_its_own_that_stays(settings):
    first = visitor_tokens(settings.files, ["anna", "ben"])
    assert first["anna"] != first["ben"]
    assert len(first["anna"].reveal()) == 32
    assert visitor_tokens(settings.files, ["ben", "carl"])["ben"] == first["ben"]
    assert visitor_tokens(settings.files, ["anna"])["anna"] == first["anna"]


def test_only_the_profiles_that_are_asked_for_get_new_ones(settings):
    first = visitor_tokens(settings.files, ["anna", "ben"])
    renewed = visitor_tokens(settings.files, ["anna"], renew=True)
    assert renewed["anna"] != first["anna"]
    assert visitor_tokens(settings.files, ["anna", "ben"]) == {"anna": renewed["anna"], "ben": first["ben"]}


def test_only_the_owner_can_read_them_and_no_message_shows_them(settings):
    token = visitor_tokens(settings.files, ["anna"])["anna"].reveal()
    assert stat.S_IMODE(settings.files.visitor_tokens.stat().st_mode) == 0o600
    assert token not in hide(f"GET /?token={token}")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"anna": 1}', b"\xff\xfe"])
def test_a_damaged_file_is_told_with_a_remedy(settings, content):
    settings.files.visitor_tokens.write_bytes(content)
    with pytest.raises(MovierecError) as damage:
        visitor_tokens(settings.files, ["anna"])
    assert "delete the file" in damage.value.remedy
    assert settings.files.visitor_tokens.read_bytes() == content
