"""Opening a club for somebody, plain or encrypted, and founding one."""

import uuid
from collections.abc import Callable
from pathlib import Path

from loyaldesk.domain.errors import SignInRefused, StorageProblem
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.secrets import KeyFileDamaged, KeyFileMissing, accepted_password
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.services import (
    club,
    looking,
    safekeeping,
    sealing,
    server_clock,
    servers,
    staff,
    unlocking,
)
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.store import exchange, vault
from loyaldesk.store.database import (
    ClubDatabase,
    is_encrypted,
    names_server,
    open_club,
    remove_club,
    translated,
)
from loyaldesk.store.fields import utc_text
from loyaldesk.store.secrets import NORMAL, Cost

Asking = Callable[[str], str | None]
"""Is told whose secret is wanted and returns it; None: nobody can be asked."""


def make_whole(path: Path | str) -> bool:
    """Put the old club back if a restore was killed half-way; before anything else is asked of it.

    Returns:
        Whether there was something to put back.

    Raises:
        BackupProblem: ``busy`` while a restore is running, or what the disk did.
    """
    if names_server(path):
        return False
    try:
        return exchange.undo_half_done(Path(path))
    except (OSError, ValueError):
        return False  # not even a name for a file: opening it says why


def is_locked(path: Path | str) -> bool:
    """Return whether a pass phrase is needed: an encrypted club this computer does not know."""
    if names_server(path):
        return False
    path = Path(path)
    try:
        if not path.is_file() or not is_encrypted(path):
            return False
        vault.load(vault.key_file(path))
        return unlocking.known_here(path) is None
    except (OSError, KeyFileMissing, KeyFileDamaged):
        return False  # opening it says why


def unlock(
    path: Path | str, passphrase: str | None, clock: Clock = system_clock, *, remember: bool = False
) -> ClubDatabase:  # fmt: skip
    """Open a club file before anybody has signed in.

    A restore that was killed half-way is undone first, and a club of an older program is backed up
    before its tables are changed.

    Args:
        path: The club file, or the address of a club on a server.
        passphrase: Of an encrypted club; None: the key store of this computer is asked.
        clock: What time it is.
        remember: Keep the key on this computer, so that nobody is asked again.

    Raises:
        StorageProblem: ``encrypted`` if the pass phrase is missing, or why it cannot be opened.
        WrongPassphrase, KeyFileMissing, KeyFileDamaged: If it does not fit.
        BackupProblem: If a restore cannot be undone, or the backup not be made.
    """
    if names_server(path):
        db = open_club(servers.whole(str(path)))
        sealing.look_back(db)
        return db
    path = Path(path)
    make_whole(path)
    key = _key_for(path, passphrase, remember=remember)
    return open_with(path, key, clock)


def open_with(path: Path, key: bytes | None, clock: Clock = system_clock) -> ClubDatabase:
    """Open a club whose data key is at hand; None for a plain one.

    Raises:
        StorageProblem: ``damaged`` if the key is the right one and the file does not open with it.
        BackupProblem: If the backup before its tables are changed could not be made.
    """

    def back_up(db: ClubDatabase) -> None:
        safekeeping.back_up_old(db, clock())

    looking.probe(path)
    try:
        db = open_club(path, key, before_migration=back_up)
    except StorageProblem as error:
        if key is not None and error.why == "foreign":
            raise StorageProblem("damaged", str(path)) from error
        raise
    sealing.look_back(db)
    return db


def _key_for(path: Path, passphrase: str | None, *, remember: bool) -> bytes | None:
    """Return the data key of an encrypted club; None for a plain one."""
    try:
        if not path.is_file() or not is_encrypted(path):
            return None
    except OSError:
        return None  # opening it says why
    if vault.key_file(path).exists():
        if passphrase:
            return unlocking.key_of(path, passphrase, remember=remember)
        key = unlocking.known_here(path)
        if key is None:
            vault.load(vault.key_file(path))  # a damaged one is said before a phrase is asked for
            raise StorageProblem("encrypted", str(path))
        return key
    key = unlocking.known_here(path)
    if key is None and (passphrase or unlocking.looks_encrypted(path)):
        raise KeyFileMissing(str(vault.key_file(path)))
    return key


def recover(
    path: Path, key: bytes, passphrase: str, new_key: str, clock: Clock = system_clock, *,
    remember: bool = True, cost: Cost = NORMAL,
) -> ClubDatabase:  # fmt: skip
    """Open a club by its recovery key, which is used up: both ways in are made anew, in one step.

    Args:
        path: The club file.
        key: The data key that the recovery key gave.
        passphrase: The new pass phrase.
        new_key: The new recovery key; it was printed and its last group typed back.
        clock: What time it is.
        remember: Keep the key on this computer.
        cost: What one guess shall cost.

    Raises:
        WeakSecret: If the pass phrase is too easy to guess.
        KeyFileMissing, KeyFileDamaged: If the key file is not whole.
        StorageProblem: If it cannot be written, or why the club does not open.
    """
    with translated(vault.key_file(path)):
        unlocking.renew(path, key, passphrase, new_key, clock(), remember=remember, cost=cost)
    db = open_with(path, key, clock)
    try:
        nobody = Desk(db, OperatorBrief(0, "", ""), clock=clock)
        with staff.system_desk(nobody).change(Permission.BACKUP_CREATE) as change:
            change.note("key.recovered", "club", 1)
    except BaseException:
        db.close()
        raise
    return db


def open_desk(
    path: Path | str, *, operator: str = "", secret: str | None = None,
    ask: Asking = lambda _: None, passphrase: str | None = None, clock: Clock = system_clock,
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
        clock = server_clock.clock_of(db, clock)
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
    passphrase: str | None = None, recovery_key: str = "", remember: bool = False,
    clock: Clock = system_clock, cost: Cost = NORMAL,
) -> Desk:  # fmt: skip
    """Found a club, encrypted when there is a pass phrase, and return the owner's desk.

    Args:
        path: The club file; its key file lies beside it.
        draft: What the club needs to know.
        secret: The owner's PIN or password; None: the owner sets one in the first window.
        passphrase: Encrypts the club.
        recovery_key: Opens it too; it was printed and its last group typed back.
        remember: Keep the key on this computer, so that nobody is asked at each start.
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
            key = vault.create(keys, passphrase, uid, cost, recovery_key, utc_text(clock()))
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
    if key is not None and remember:
        unlocking.keep(uid, key)
    return desk


def _forget(keys: Path, key: bytes | None) -> None:
    if key is not None:
        keys.unlink(missing_ok=True)
