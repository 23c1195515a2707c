"""The keys this computer keeps for its clubs: in the system's own key store, else in a folder."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from loyaldesk import NAME
from loyaldesk.kernel import paths

DATA, TRAIL = "data", "trail"
"""The data key of an encrypted club, and the trail key of a plain one."""

LARGEST = 4096


def get(club_uid: str, name: str) -> bytes | None:
    """Return a kept key; None if this computer does not know it."""
    if (store := _system_store()) is not None:
        with suppress(Exception):  # a locked or broken key store: the folder may still know
            found = store.get_password(_service(club_uid), name)
            if found:
                return bytes.fromhex(found)
    try:
        with _file(club_uid, name).open("rb") as file:
            return bytes.fromhex(file.read(LARGEST).decode("ascii")) or None
    except (OSError, ValueError):
        return None


def put(club_uid: str, name: str, value: bytes) -> None:
    """Keep a key for this account of this computer, in the place of an older one.

    Raises:
        OSError: If neither the system nor the folder takes it.
    """
    if (store := _system_store()) is not None:
        with suppress(Exception):  # whatever a foreign key store raises: the folder takes it then
            store.set_password(_service(club_uid), name, value.hex())
            if store.get_password(_service(club_uid), name) == value.hex():
                _file(club_uid, name).unlink(missing_ok=True)
                return
    path = _file(club_uid, name)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    # Made readable by nobody else from its first moment; what Windows keeps of it is the folder's.
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(value.hex().encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def forget(club_uid: str, name: str) -> None:
    """Let a key go; nothing happens if it is not kept.

    Raises:
        OSError: If the folder does not let it go.
    """
    if (store := _system_store()) is not None:
        with suppress(Exception):  # there was none
            store.delete_password(_service(club_uid), name)
    _file(club_uid, name).unlink(missing_ok=True)


def is_system() -> bool:
    """Return whether keys lie in the system's own key store."""
    return _system_store() is not None


def _system_store() -> Any:
    """Return the system's key store; None where there is none, or a folder was named instead."""
    if os.environ.get(paths.HOME_VARIABLE):
        return None
    try:
        import keyring  # noqa: PLC0415 - a fifth of a second, and not every start needs it
        from keyring.backends import fail, null  # noqa: PLC0415 - as above

        found = keyring.get_keyring()
    except Exception:  # noqa: BLE001 - whatever a foreign key store raises, there is the folder
        return None
    return None if isinstance(found, (fail.Keyring, null.Keyring)) else found


def _service(club_uid: str) -> str:
    return f"{NAME} {club_uid}"


def _file(club_uid: str, name: str) -> Path:
    """Return where a key lies in the folder; the name says nothing of the club."""
    tag = hashlib.sha256(f"{club_uid}\0{name}".encode()).hexdigest()[:32]
    return paths.user_folder() / "keys" / tag
