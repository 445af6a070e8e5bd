import pytest

from engine.secret import Secret
from tui.web.sign_in import ATTEMPTS, SignIn, TooManyAttempts


@pytest.fixture
def sign_in(clock):
    return SignIn({"anna": Secret("token-of-anna"), "ben": Secret("token-of-ben")}, clock)


def test_a_token_signs_in_as_its_profile_and_each_time_anew(sign_in):
    one, other = sign_in.sign_in("token-of-anna", "here"), sign_in.sign_in(" token-of-ben\n", "here")
    assert (sign_in.profile(one), sign_in.profile(other)) == ("anna", "ben")
    assert sign_in.sign_in("token-of-anna", "here") != one
    assert len(one) >= 40


@pytest.mark.parametrize("token", ["", "token-of-ann", "token-of-annaX", "TOKEN-OF-ANNA", "é", "\ud800"])
def test_any_other_token_signs_nobody_in(sign_in, token):
    assert sign_in.sign_in(token, "here") is None


@pytest.mark.parametrize("session", [None, "", "anna", "token-of-anna", "x" * 10_000])
def test_what_is_no_session_has_no_profile(sign_in, session):
    sign_in.sign_in("token-of-anna", "here")
    assert sign_in.profile(session) is None


def test_after_ten_wrong_tokens_an_address_waits_a_minute_even_with_the_right_one(sign_in, clock):
    for _ in range(ATTEMPTS):
        assert sign_in.sign_in("wrong", "here") is None
        clock.now += 1
    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in("token-of-anna", "here")
    assert refused.value.seconds == 60 - ATTEMPTS
    assert sign_in.sign_in("token-of-anna", "elsewhere")
    clock.now += refused.value.seconds
    assert sign_in.sign_in("token-of-anna", "here")


def test_right_tokens_are_not_counted(sign_in):
    assert all(sign_in.sign_in("token-of-anna", "here") for _ in range(ATTEMPTS + 1))


def test_the_oldest_sessions_are_forgotten_beyond_a_thousand(sign_in):
    sessions = [sign_in.sign_in("token-of-anna", "here") for _ in range(1_001)]
    assert [sign_in.profile(session) for session in (sessions[0], sessions[1], sessions[-1])] == [None, "anna", "anna"]
