from __future__ import annotations

import pytest

from engine.secret import Secret, hide, shown_anyway


@pytest.fixture(autouse=True)
def _no_other_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.secret._known", set())
    monkeypatch.setattr("engine.secret._shown", set())


def test_a_secret_shows_itself_to_nobody_but_who_asks_for_it() -> None:
    secret = Secret("Tr0ub4dor&3")
    assert secret.reveal() == "Tr0ub4dor&3"
    assert (str(secret), repr(secret), f"{secret}") == ("***", "Secret(***)", "***")
    assert (str(Secret()), bool(Secret()), bool(secret)) == ("", False, True)


def test_text_from_a_library_loses_every_form_of_a_secret() -> None:
    Secret("p/ä'w0rd", "p%2f%C3%A4'w0rd")
    text = "cannot log in with p/ä'w0rd, 'p/ä\\'w0rd', p%2F%C3%A4%27w0rd or p%2f%C3%A4'w0rd"
    assert hide(text) == "cannot log in with ***, '***', *** or ***"


def test_a_short_secret_is_masked_where_it_stands_alone_and_not_in_other_words() -> None:
    Secret("qz")
    assert hide("user qz (qzar)") == "user *** (qzar)"


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("root", "File /root/movierec/engine: Access denied for user 'root'@'localhost' (using password: YES)"),
        ("localhost", "Can't connect to MySQL server on 'localhost' ([Errno 111] Connection refused)"),
        ("Milvus", "Fail connecting to server at Milvus, the milvus server"),
        ("a", "not a number, and a b c"),
        ("kinodaten", "Unknown database 'kinodaten'"),
        ("19530", "http://box:19530 refused"),
    ],
)
def test_a_password_that_is_an_ordinary_word_is_not_told_by_a_mask(password: str, text: str) -> None:
    Secret(password)
    shown_anyway("kinodaten", "box:19530")
    assert hide(text) == text
    assert hide(f"password={password}, token: '{password}'") == "password=***, token: '***'"


def test_what_stands_before_the_place_in_any_address_is_masked() -> None:
    text = "Could not fetch URL https://anna:pa/s@s@index.example/simple/ (proxy http://me:x@proxy:3128)"
    assert hide(text) == "Could not fetch URL https://***@index.example/simple/ (proxy http://***@proxy:3128)"
