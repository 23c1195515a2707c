"""Opening a club for somebody, plain or encrypted, and founding one."""

import uuid
from collections.abc import Callable
from pathlib import Path

from loyaldesk.domain.errors import SignInRefused, StorageProblem
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.secrets import KeyFileMissing, accepted_password
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.services import club, safekeeping, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import exchange, vault
from loyaldesk.store.database import ClubDatabase, is_encrypted, open_club, remove_club
from loyaldesk.store.secrets import NORMAL, Cost

Asking = Callable[[str], str | None]
"""Is told whose secret is wanted and returns it; None: nobody can be asked."""


def make_whole(path: Path) -> bool:
    """Put the old club back if a restore was killed half-way; before anything else is asked of it.

    Returns:
        Whether there was something to put back.

    Raises:
        BackupProblem: ``busy`` while a restore is running, or what the disk did.
    """
    try:
        return exchange.undo_half_done(path)
    except (OSError, ValueError):
        return False  # not even a name for a file: opening it says why


def is_locked(path: Path) -> bool:
    """Return whether *path* is an encrypted club, whose pass phrase is needed."""
    try:
        return path.is_file() and is_encrypted(path) and vault.key_file(path).exists()
    except OSError:
        return False  # opening it says why


def unlock(
    path: Path, passphrase: str | None, clock: Clock = system_clock
) -> ClubDatabase:  # fmt: skip
    """Open a club file before anybody has signed in.

    A restore that was killed half-way is undone first, and a club of an older program is backed up
    before its tables are changed.

    Raises:
        StorageProblem: ``encrypted`` if the pass phrase is missing, or why it cannot be opened.
        WrongPassphrase, KeyFileMissing, KeyFileDamaged: If it does not fit.
        BackupProblem: If a restore cannot be undone, or the backup not be made.
    """
    make_whole(path)

    def back_up(db: ClubDatabase) -> None:
        safekeeping.back_up_old(db, clock())

    if is_locked(path):
        if not passphrase:
            raise StorageProblem("encrypted", str(path))
        key = vault.unlock(vault.key_file(path), passphrase)
        return open_club(path, key, before_migration=back_up)
    try:
        return open_club(path, before_migration=back_up)
    except StorageProblem as error:
        if error.why == "foreign" and passphrase:
            raise KeyFileMissing(str(vault.key_file(path))) from error
        raise


def open_desk(
    path: Path, *, operator: str = "", secret: str | None = None, ask: Asking = lambda _: None,
    passphrase: str | None = None, clock: Clock = system_clock,
) -> Desk:  # fmt: skip
    """Open a club and sign an operator in.

    An owner who has no secret yet is signed in unasked, and so is everybody in a sample shop;
    anybody else needs the own PIN or password.

    Args:
        path: The club file.
        operator: Who works; empty: the owner.
        secret: PIN or password.
        ask: Asks for it when it is needed and was not given.
        passphrase: Of an encrypted club.
        clock: What time it is.

    Raises:
        StorageProblem, WrongPassphrase, KeyFileMissing, KeyFileDamaged: If it cannot be opened.
        Missing: If there is no such operator.
        SignInRefused: If the secret is missing or wrong.
    """
    db = unlock(path, passphrase, clock)
    try:
        who = staff.by_name(db, operator)
        if who.has_pin or who.has_password:
            if not secret and club.facts(Desk(db, who.brief)).is_sample:
                return Desk(db, who.brief, clock=clock)  # its PIN stands in the help
            given = secret or ask(who.name)
            if not given:
                raise SignInRefused("needed")
            return Desk(db, staff.sign_in(db, who.id, given, clock), clock=clock)
        if who.role != Role.OWNER:
            raise SignInRefused("no secret")
        return Desk(db, who.brief, clock=clock)
    except BaseException:
        db.close()
        raise


def new_club(
    path: Path, draft: club.ClubDraft, *, secret: str | None = None,
    passphrase: str | None = None, clock: Clock = system_clock, cost: Cost = NORMAL,
) -> Desk:  # fmt: skip
    """Found a club, encrypted when there is a pass phrase, and return the owner's desk.

    Args:
        path: The club file; its key file lies beside it.
        draft: What the club needs to know.
        secret: The owner's PIN or password; None: the owner sets one in the first window.
        passphrase: Encrypts the club.
        clock: What time it is.
        cost: What one guess of a secret shall cost.

    Raises:
        StorageProblem, KeyFileExists: If there is something already, or nothing can be written.
        BadInput: If shop, owner, unit or zone cannot be used.
        WeakSecret: If PIN, password or pass phrase is too easy to guess; nothing is left behind.
    """
    uid, key, keys = uuid.uuid4().hex, None, vault.key_file(path)
    if passphrase is not None:
        accepted_password(passphrase)
        if path.exists():
            raise StorageProblem("exists", str(path))
        if not path.parent.is_dir():
            raise StorageProblem("folder missing", str(path.parent))
        try:
            key = vault.create(keys, passphrase, uid, cost)
        except OSError as error:
            raise StorageProblem("folder read-only", str(path.parent)) from error
    try:
        desk = club.found_club(path, draft, key=key, uid=uid, clock=clock)
    except BaseException:
        _forget(keys, key)
        raise
    try:
        if secret:
            staff.set_secret_of_owner(desk, secret, cost=cost)
    except BaseException:
        desk.db.close()
        remove_club(path)
        _forget(keys, key)
        raise
    return desk


def _forget(keys: Path, key: bytes | None) -> None:
    if key is not None:
        keys.unlink(missing_ok=True)
