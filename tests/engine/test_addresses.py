from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.addresses import DatabaseAddress, MilvusAddress
from engine.errors import UsageError
from engine.secret import hide

PASSWORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=4) | st.text(
    "@/?#:[]%&=+ab1", min_size=4
)


@pytest.mark.parametrize(
    ("text", "shown", "user", "password"),
    [
        ("mysql://anna:secret@host/films", "mysql://host/films", "anna", "secret"),
        ("mysql+pymysql://anna:p%40ss%2F@host:3306/films", "mysql://host:3306/films", "anna", "p@ss/"),
        ("mysql://anna:pa@ss@host:3306/films?charset=utf8#x", "mysql://host:3306/films", "anna", "pa@ss"),
        ("mysql://anna:p/w@host/films", "mysql://host/films", "anna", "p/w"),
        ("mysql://anna:p[w@host/films", "mysql://host/films", "anna", "p[w"),
        ("mysql://anna:123/a@host/films", "mysql://host/films", "anna", "123/a"),
        ("mysql://anna:P@ssw0rd?@host:3306/films", "mysql://host:3306/films", "anna", "P@ssw0rd?"),
        ("mysql://anna:secret@host/films?ssl_ca=/etc/a@b.pem", "mysql://host/films", "anna", "secret"),
        ("mysql://anna:secret@host/films?ssl_ca=/etc/a@b/c.pem", "mysql://host/films", "anna", "secret"),
        ("mysql://anna:a?b@host/films?charset=utf8&ssl_ca=/etc/a@b.pem", "mysql://host/films", "anna", "a?b"),
        ("mysql+pymysql://an/na:secret@[::1]:3306/films", "mysql://[::1]:3306/films", "an/na", "secret"),
        ("mysql://host:3306/films?unix_socket=/run/a@b", "mysql://host:3306/films", "", ""),
        ("mysql://anna@/films?unix_socket=/run/s", "mysql:///run/s/films", "anna", ""),
        ("mysql://anna:secret@host/filmé", "mysql://host/filmé", "anna", "secret"),
        ("sqlite:////srv/me@home/films.db", "/srv/me@home/films.db", "", ""),
        ("sqlite:////srv/50%25 more/films.db", "/srv/50%25 more/films.db", "", ""),
        ("MySQL+PyMySQL://anna:secret@host/films", "mysql://host/films", "anna", "secret"),
        (" mysql://anna:secret@host/films\r\n", "mysql://host/films", "anna", "secret"),
        ("", "", "", ""),
    ],
)
def test_a_database_is_shown_by_its_place_alone(text: str, shown: str, user: str, password: str) -> None:
    address = DatabaseAddress(text)
    address.check()
    assert (address.shown, address.user, address.password.reveal()) == (shown, user, password)
    assert str(address) in repr(address)


@pytest.mark.parametrize(
    ("text", "shown", "token"),
    [
        ("http://host:19530", "http://host:19530", ""),
        ("https://root:Milvus@host/zone/", "https://host/zone", "root:Milvus"),
        ("http://a-key@host:19530", "http://host:19530", "a-key"),
        ("http://root:a%2Fb@[::1]:19530", "http://[::1]:19530", "root:a/b"),
        ("http://host:19530?token=a-key", "http://host:19530", ""),
        ("unix:/run/milvus.sock", "unix:/run/milvus.sock", ""),
    ],
)
def test_a_milvus_server_is_shown_by_its_place_alone(text: str, shown: str, token: str) -> None:
    address = MilvusAddress(text)
    address.check()
    assert (address.shown, address.token.reveal()) == (shown, token)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (DatabaseAddress("anna:secret@host/films"), "…"),
        (DatabaseAddress("secret"), "…"),
        (DatabaseAddress("secret://host/films"), "…"),
        (DatabaseAddress("mysql://anna:secret"), "mysql://…"),
        (DatabaseAddress("mysql://anna:secret@host"), "mysql://…"),
        (DatabaseAddress("mysql://anna:secret@host:port/films"), "mysql://…"),
        (DatabaseAddress("mysql://anna:secret@host:99999/films"), "mysql://…"),
        (DatabaseAddress("mysql://anna:x@h/d?k=secret@host/films"), "mysql://…"),
        (DatabaseAddress("sqlite://anna:secret@host/films"), "sqlite://…"),
        (DatabaseAddress("sqlite:///:memory:"), "sqlite://…"),
        (MilvusAddress("milvus:///"), "…"),
        (MilvusAddress("http://"), "http://…"),
        (MilvusAddress("http://[bad"), "http://…"),
        (MilvusAddress("http://root:secret@host:port"), "http://…"),
        (MilvusAddress("http://root:12/x@host:19530"), "http://…"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_and_not_repeated(address, shown: str) -> None:
    with pytest.raises(UsageError) as refusal:
        address.check()
    assert address.shown == shown
    assert refusal.value.message.startswith(f"{address.setting} is not the address of a ")
    assert "write % as %25, @ as %40" in refusal.value.remedy
    assert "secret" not in refusal.value.message + refusal.value.remedy + repr(address)


def test_an_address_without_a_password_masks_nothing_in_other_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.secret._known", set())
    text = "http://host and /srv/films.db and ///"
    for address in (MilvusAddress("http:///"), DatabaseAddress("/srv/films.db"), DatabaseAddress("mysql://host")):
        assert address.problem is not None
    assert hide(text) == text


@given(PASSWORDS)
def test_no_piece_of_a_raw_password_is_ever_shown(password: str) -> None:
    for address in (
        DatabaseAddress(f"mysql://anna:{password}@host:3306/films"),
        MilvusAddress(f"http://anna:{password}@host:19530"),
    ):
        rest = "mysql://host:3306/films http://host:19530 DatabaseAddress MilvusAddress"
        told = f"{address} {address!r} {vars(address)['problem'] or ''}"
        pieces = {password[start : start + 4] for start in range(len(password) - 3)}
        assert not [piece for piece in pieces if piece in told and piece not in rest]


@given(PASSWORDS)
def test_an_encoded_password_is_read_back_whatever_is_in_it(password: str) -> None:
    encoded = quote(password, safe="")
    database = DatabaseAddress(f"mysql://anna:{encoded}@host:3306/films?ssl_ca=/etc/a@b.pem")
    milvus = MilvusAddress(f"http://anna:{encoded}@host:19530")
    assert (database.shown, milvus.shown) == ("mysql://host:3306/films", "http://host:19530")
    assert (database.password.reveal(), milvus.token.reveal()) == (password, f"anna:{password}")


def test_a_setting_that_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="expected text, got int"):
        DatabaseAddress(3)  # type: ignore[arg-type]
