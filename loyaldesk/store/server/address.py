"""The address of a club on a server: ``postgresql://user:password@host:port/database``."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from loyaldesk.domain.errors import StorageProblem

SCHEMA = "loyaldesk"
"""Where the club lies in the database when the address names no other place."""

_SCHEMES = ("postgresql", "postgres")
_PASSED_ON = {
    "sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "connect_timeout",
    "target_session_attrs", "hostaddr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Where a club is on a server, and as whom it is opened."""

    host: str
    port: int
    database: str
    user: str = ""
    password: str = ""
    schema: str = SCHEMA
    more: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> Path:
        """A name for messages, without user and password."""
        schema = "" if self.schema == SCHEMA else f" {self.schema}"
        return Path(f"{self.database}@{self.host}:{self.port}{schema}")

    @property
    def connecting(self) -> dict[str, Any]:
        """What the driver needs."""
        given: dict[str, Any] = {
            "host": self.host, "port": self.port, "dbname": self.database, **dict(self.more),
        }  # fmt: skip
        if self.user:
            given["user"] = self.user
        if self.password:
            given["password"] = self.password
        return given


def is_address(text: object) -> bool:
    """Return whether *text* names a club on a server."""
    return str(text).partition("://")[0] in _SCHEMES and "://" in str(text)


def address_of(text: str) -> Address:
    """Return the parts of an address.

    Raises:
        StorageProblem: ``address``, with what cannot be read.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or 5432
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise StorageProblem("address", _shown(text), str(error)) from error
    schema = asked.pop("schema", SCHEMA)
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme not in _SCHEMES or not database or "/" in database:
        raise StorageProblem("address", _shown(text))
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", schema):
        raise StorageProblem("address", _shown(text), f"schema={schema}")
    if strange := set(asked) - _PASSED_ON:
        raise StorageProblem("address", _shown(text), ", ".join(sorted(strange)))
    return Address(
        unquote(parts.hostname or "localhost"), port, database, unquote(parts.username or ""),
        unquote(parts.password or ""), schema, tuple(sorted(asked.items())),
    )  # fmt: skip


def _shown(text: str) -> str:
    """Return an address that can be shown: without the password."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1@", text)
