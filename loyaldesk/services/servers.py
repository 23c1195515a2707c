"""Addresses of clubs on servers: a password lies in this computer's key store, in no setting."""

from urllib.parse import quote, unquote, urlsplit, urlunsplit

from loyaldesk.store import keystore

PASSWORD = "password"  # noqa: S105 - the name under which it is kept


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
