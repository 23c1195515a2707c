"""Addresses of clubs on servers: a password lies in this computer's key store, in no setting."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from loyaldesk.kernel import paths
from loyaldesk.store import keystore

PASSWORD = "password"  # noqa: S105 - the name under which it is kept


@dataclass(frozen=True, slots=True)
class Parts:
    """An address in its parts, as a person types them; `port` is None when it is no port."""

    host: str = ""
    port: int | None = None
    database: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OnServer:
    """What is opened next: the club at an address on a server."""

    address: str


def parts(text: str) -> Parts:
    """Return the parts of an address; what cannot be read is empty."""
    try:
        found = urlsplit(whole(text))
        return Parts(
            found.hostname or "", found.port, unquote(found.path.lstrip("/")),
            unquote(found.username or ""), unquote(found.password or ""),
        )  # fmt: skip
    except ValueError:
        return Parts()


def address(typed: Parts) -> str:
    """Return the address that parts make."""
    host = f"[{typed.host}]" if ":" in typed.host else typed.host
    who = quote(typed.user, safe="")
    if typed.password:
        who += f":{quote(typed.password, safe='')}"
    at = f"{who}@" if who else ""
    return f"postgresql://{at}{host}:{typed.port or 5432}/{quote(typed.database, safe='')}"


def claim_file(text: str) -> Path:
    """Return the file beside which the window on a server's club is claimed on this computer."""
    tag = hashlib.sha256(without_password(text).encode()).hexdigest()[:16]
    return paths.user_folder() / f"server-{tag}"


def without_password(address: str) -> str:
    """Return an address as it may be shown and kept in settings."""
    parts = urlsplit(address)
    if "@" not in parts.netloc:
        return address
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{place}"))


def remember(address: str) -> str:
    """Keep the password of an address on this computer; return the address without it.

    Raises:
        OSError: If this computer cannot keep it.
    """
    bare = without_password(address)
    password = _password(address)
    if password:
        keystore.put(bare, PASSWORD, unquote(password).encode())
    return bare


def forget(address: str) -> None:
    """Let the password of an address go."""
    keystore.forget(without_password(address), PASSWORD)


def whole(address: str) -> str:
    """Return an address with the password this computer keeps for it, if it has none itself."""
    parts = urlsplit(address)
    if _password(address) or "@" not in parts.netloc:
        return address
    kept = keystore.get(without_password(address), PASSWORD)
    if kept is None:
        return address
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(kept.decode(), safe='')}@{place}"))


def _password(address: str) -> str:
    return urlsplit(address).netloc.rpartition("@")[0].partition(":")[2]
