from __future__ import annotations

from engine.secret import Secret, hide


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
