"""The key of an encrypted club: kept by this computer, typed, or the recovery key of a bad day."""

import math
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from loyaldesk.domain import recovery
from loyaldesk.domain.safekeeping import Backup, BackupProblem
from loyaldesk.domain.secrets import KeyFileDamaged, KeyFileMissing, accepted_password
from loyaldesk.services import rescue
from loyaldesk.store import keystore, restore, vault
from loyaldesk.store.database import is_encrypted, translated
from loyaldesk.store.fields import utc_text
from loyaldesk.store.secrets import NORMAL, Cost

LONGEST_WAIT_S = 30
_PAGE = 4096
_RANDOM_BITS = 7.8
"""Bits a byte of an encrypted page tells; texts, pictures and other files begin with less."""


def wait_after(wrong: int) -> int:
    """Return the seconds before the next try after so many wrong ones: 1, 2, 4 … 30.

    Nothing is locked: the file could be copied and tried elsewhere anyway, and the owner must never
    stand before a closed shop.
    """
    return min(1 << (wrong - 1), LONGEST_WAIT_S) if wrong > 0 else 0


def known_here(path: Path) -> bytes | None:
    """Return the data key of a club from the key store of this computer, or None.

    A key file that is missing or damaged is no hindrance: this computer remembers which club lay
    there. Whether the key still fits shows when the club is opened with it.
    """
    try:
        found = vault.load(vault.key_file(path))
    except (KeyFileMissing, KeyFileDamaged, OSError):
        uid = rescue.known(path).uid
        return keystore.get(uid, keystore.DATA) if uid else None
    key = keystore.get(found.club_id, keystore.DATA)
    return key if found.fits(key) else None


def looks_encrypted(path: Path) -> bool:
    """Return whether a file without its key file looks like an encrypted club, not like another."""
    try:
        if not path.is_file() or not is_encrypted(path) or path.stat().st_size % _PAGE:
            return False
        with path.open("rb") as file:
            page = file.read(_PAGE)
    except OSError:
        return False
    told = -sum(n / len(page) * math.log2(n / len(page)) for n in Counter(page).values())
    return told > _RANDOM_BITS


def key_of(path: Path, typed: str, *, remember: bool = False) -> bytes:
    """Return the data key by the pass phrase.

    Args:
        path: The club file.
        typed: The pass phrase.
        remember: Keep the key on this computer, so that nobody is asked again.

    Raises:
        WrongPassphrase, KeyFileMissing, KeyFileDamaged: If it does not fit.
    """
    keys = vault.key_file(path)
    found = vault.load(keys)
    key = vault.open_with(found, vault.PASS, typed, keys)
    if remember:
        keep(found.club_id, key)
    return key


def keep(uid: str, key: bytes) -> bool:
    """Keep a data key on this computer; return whether it could be kept."""
    with suppress(OSError):
        keystore.put(uid, keystore.DATA, key)
        return True
    return False


def new_recovery() -> str:
    """Return a new recovery key as it is printed; it opens nothing until a key file knows it."""
    return recovery.written(secrets.token_bytes(recovery.SECRET_BYTES))


@dataclass(frozen=True, slots=True)
class Way:
    """What was typed before a club, and what it is."""

    key: bytes
    is_recovery: bool


def try_typed(path: Path, typed: str) -> Way:
    """Return the data key by a pass phrase or a recovery key, whichever was typed.

    Raises:
        RecoveryMistyped: If a recovery key has a slip.
        WrongPassphrase, WrongRecovery, KeyFileMissing, KeyFileDamaged: If it does not fit.
    """
    keys = vault.key_file(path)
    key, kind = vault.open_typed(vault.load(keys), typed, keys)
    return Way(key, kind == vault.RECOVERY)


def renew(
    path: Path, key: bytes, passphrase: str, new_key: str, now: datetime, *,
    remember: bool = True, cost: Cost = NORMAL,
) -> None:  # fmt: skip
    """Put a new pass phrase and a new recovery key in the place of both old ones, in one write.

    Args:
        path: The club file.
        key: Its data key, by the recovery key that was used up.
        passphrase: The new pass phrase.
        new_key: The new recovery key.
        now: The moment, aware.
        remember: Keep the data key on this computer.
        cost: What one guess shall cost.

    Raises:
        WeakSecret: If the pass phrase is too easy to guess.
        KeyFileMissing, KeyFileDamaged: If the key file is not whole.
        OSError: If it cannot be written; it is as it was.
    """
    accepted_password(passphrase)
    keys = vault.key_file(path)
    found = vault.load(keys)
    both = {vault.PASS: passphrase, vault.RECOVERY: recovery.read(new_key)}
    vault.store(keys, vault.renewed(found, key, both, utc_text(now), cost))
    if remember:
        keep(found.club_id, key)
    else:
        with suppress(OSError):
            keystore.forget(found.club_id, keystore.DATA)


def backup_with_keys(path: Path) -> Backup | None:
    """Return the newest backup that holds a key file for the club at *path*, or None."""
    found = rescue.newest(path)
    if found is None or found.manifest is None or not found.manifest.is_encrypted:
        return None
    return found


def put_keys_back(path: Path, backup: Backup) -> None:
    """Put the key file of a backup beside its club; a damaged one is moved aside and kept.

    The pass phrase and the recovery key of the backup's day open the club then.

    Raises:
        BackupProblem: If the backup cannot be read, or holds no key file.
        KeyFileDamaged: If its key file is not whole either.
        StorageProblem: If the folder cannot be written to.
    """
    content = restore.keys_in(backup)
    if content is None:
        raise BackupProblem("not_encrypted", backup.path.name)
    _put(path, content)


def put_copy_back(path: Path, copy: Path) -> None:
    """Put a copy of the key file from elsewhere beside its club; a damaged one is kept aside.

    Raises:
        KeyFileMissing, KeyFileDamaged: If the copy is not whole.
        StorageProblem: If the folder cannot be written to.
    """
    _put(path, vault.load(copy))


def _put(path: Path, content: vault.KeyFile) -> None:
    keys = vault.key_file(path)
    with translated(keys):
        if keys.exists():
            number = 1
            while (aside := keys.with_name(f"{keys.name}.damaged-{number}")).exists():
                number += 1
            keys.replace(aside)
        vault.store(keys, content)
