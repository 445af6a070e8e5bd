"""The addresses of the two stores' servers, read once: the password is kept apart, and only an address shows itself.

People write any character into a password. An address is accepted only if it can be read in one way; where a raw
`@ / ? #` makes that impossible, it is refused without telling any of it. Nothing here connects to a server.
"""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qsl, unquote

from engine.errors import UsageError
from engine.secret import Secret, shown_anyway

_ESCAPES = "in a user name or password write % as %25, @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, [ as %5B"
_PLACE = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[^\s/?#@:\[\]]*)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?\Z",
    re.DOTALL,
)
_SECRET_OPTION = re.compile(r"pass|pwd|token|secret|credential|api_?key", re.IGNORECASE)
_PATH_OPTIONS = frozenset({"ssl_ca", "ssl_capath", "ssl_cert", "ssl_key", "unix_socket", "read_default_file"})
"""The options of a MySQL address that are paths, in which @ is a character like any other."""


class Address:
    """A server's address as a setting gives it; empty, and False, for the embedded store.

    `shown` is all that may be displayed: never the user, the password or an option. An address that cannot be read
    has a `problem`, which names the setting, and no parts.
    """

    setting: ClassVar[str]
    """The environment variable by which messages name the address."""
    _schemes: ClassVar[re.Pattern[str]]
    _wrong: ClassVar[str]
    _form: ClassVar[str]

    def __init__(self, text: str = "") -> None:
        if not isinstance(text, str):
            raise TypeError(f"expected text, got {type(text).__name__}")
        self._text = text.strip()
        self.scheme = self.user = self.host = self.path = ""
        self.port: int | None = None
        self.password = Secret()
        self.query: dict[str, str | tuple[str, ...]] = {}
        self.problem: UsageError | None = None
        if self._text:
            self._read(self._text)

    @property
    def shown(self) -> str:
        """The address for display; of one that cannot be read, the scheme at most."""
        if self.problem is not None:
            return f"{self.scheme}://…" if self.scheme else "…"
        return self._place() if self._text else ""

    def reveal(self) -> str:
        """The address as written, with its password."""
        return self._text

    def check(self) -> None:
        """Raise UsageError if the address cannot be read."""
        if self.problem is not None:
            raise self.problem

    def _place(self) -> str:
        raise NotImplementedError

    def _read(self, text: str) -> None:
        scheme, separator, rest = text.partition("://")
        known = bool(separator and self._schemes.fullmatch(scheme))
        self.scheme = scheme if known else ""
        readings = self._readings(rest) if known else []
        if len(readings) != 1:
            self.problem = UsageError(
                f"{self.setting} is not the address of {self._wrong}", f"{self._form}; {_ESCAPES}"
            )
            _hide_whatever_may_be_secret(rest if separator else text)
            return
        end, parts = readings[0]
        self.host, self.path = parts["host"], parts["path"] or ""
        self.port = int(parts["port"]) if parts["port"] else None
        user, _, password = rest[: max(end, 0)].partition(":")
        self.user, self.password = unquote(user), Secret(unquote(password), password)
        shown_anyway(self.host, unquote(self.path))
        if password:  # a user alone may be a key
            Secret(f"{self.user}:{self.password.reveal()}", f"{user}:{password}")
            shown_anyway(self.user)
        for name, value in parse_qsl(parts["query"] or "", keep_blank_values=True):
            before = self.query.get(name)
            self.query[name] = value if before is None else (*((before,) if isinstance(before, str) else before), value)
            if _SECRET_OPTION.search(name):
                Secret(value)

    def _readings(self, rest: str) -> list[tuple[int, re.Match[str]]]:
        """Each way to read what follows the scheme: where user and password end (-1: there are none), and the parts
        after them."""
        ends = [-1, *(match.start() for match in re.finditer("@", rest))]
        found = [(end, parts) for end in ends if (parts := _PLACE.match(rest, end + 1)) and self._fits(parts)]
        certain = [(end, parts) for end, parts in found if self._is_certain(parts)]
        return certain if len(certain) == 1 else found

    def _fits(self, parts: re.Match[str]) -> bool:
        return int(parts["port"] or 0) < 65_536

    def _is_certain(self, parts: re.Match[str]) -> bool:
        """Whether an @ in these parts cannot be the end of a password."""
        return False

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.reveal() == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.shown})"


class MilvusAddress(Address):
    """The address of a Milvus server: http, https or tcp, or `unix:` and the path of its socket."""

    setting = "MOVIEREC_MILVUS_URI"
    _schemes = re.compile("https?|tcp", re.IGNORECASE)
    _wrong = "a Milvus server"
    _form = "write it as http://host:19530, or leave it empty for Milvus Lite"

    @property
    def token(self) -> Secret:
        """User and password, or the key that stands in their place, as Milvus takes them."""
        return Secret(self.user + (f":{self.password.reveal()}" if self.password else ""))

    def _place(self) -> str:
        return self.path if not self.scheme else f"{self.scheme}://{_server(self)}{self.path.rstrip('/')}"

    def _read(self, text: str) -> None:
        if text.startswith("unix:"):
            self.path = text
        else:
            super()._read(text)
            if not self.password:
                Secret(self.user)  # a key

    def _fits(self, parts: re.Match[str]) -> bool:
        return bool(parts["host"]) and super()._fits(parts)


class DatabaseAddress(Address):
    """The address of a SQL database: MySQL, MariaDB, or the path of an SQLite file."""

    setting = "MOVIEREC_DATABASE_URL"
    _schemes = re.compile(r"(mysql|mariadb|sqlite)(\+\w+)?", re.IGNORECASE)
    _wrong = "a MySQL or MariaDB database"
    _form = "write it as mysql+pymysql://user:password@host/database, or leave it empty for SQLite"

    @property
    def kind(self) -> str:
        """mysql, mariadb or sqlite; empty if the address does not say."""
        return self.scheme.partition("+")[0].lower()

    @property
    def database(self) -> str:
        """The name of the database; the path of SQLite's file, in which % is a character like any other."""
        return self.path[1:] if self.kind == "sqlite" else unquote(self.path[1:])

    def _place(self) -> str:
        if self.kind == "sqlite":
            return self.database
        socket = self.query.get("unix_socket")
        place = _server(self) or (socket if isinstance(socket, str) else "") or "localhost"
        return f"{self.kind}://{place}/{self.database}"

    def _readings(self, rest: str) -> list[tuple[int, re.Match[str]]]:
        if self.kind != "sqlite":
            return super()._readings(rest)
        path = re.match(r"(?P<host>)(?P<port>)(?P<path>/(?!:memory:)[^?]+)(?:\?(?P<query>.*))?\Z", rest, re.DOTALL)
        return [(-1, path)] if path else []

    def _fits(self, parts: re.Match[str]) -> bool:
        named = re.fullmatch(r"/[^/@\s]+", parts["path"] or "") is not None
        options = all(re.match(r"\w+=", option) for option in (parts["query"] or "").split("&") if option)
        return named and options and super()._fits(parts)

    def _is_certain(self, parts: re.Match[str]) -> bool:
        odd = [name for name, value in parse_qsl(parts["query"] or "") if "@" in value and name not in _PATH_OPTIONS]
        return "@" in (parts["query"] or "") and not odd


def _server(address: Address) -> str:
    return address.host + (f":{address.port}" if address.port is not None else "")


def _hide_whatever_may_be_secret(rest: str) -> None:
    """Of an address that cannot be read: all that may be a user's password, wherever it ends. A name or a path, which
    has neither : nor @, is none."""
    if not re.search("[:@]", rest):
        return
    Secret(rest)
    for at in re.finditer("@", rest):
        before = rest[: at.start()]
        Secret(unquote(before), before)
        Secret(unquote(before.partition(":")[2]), before.partition(":")[2])
