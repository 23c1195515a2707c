"""Putting a backup in the place of the live club: wholly, or not at all."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import Backup, BackupProblem, Loss, Manifest, Restored
from loyaldesk.domain.secrets import KeyFileDamaged, KeyFileMissing
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store import archive, exchange, vault
from loyaldesk.store.backup import prove_archive
from loyaldesk.store.claim import disk_faults, fault_of, need_space, only_one, room_in
from loyaldesk.store.proving import Check, Connection, connect, figures_of, no_check

RECEIPTS = 5
"""How many of the receipts that would be lost are named."""

Prepare = Callable[[Path, bytes | None], object]
"""Is given the copy that is about to come back, and its key."""


def restore(
    backup: Backup,
    club: Path,
    key: bytes | None,
    now: datetime,
    progress: Progress = SILENT,
    check: Check = no_check,
    *,
    club_id: str = "",
    newest_schema: int | None = None,
    keep_present_keys: bool = True,
    may_be_plain: bool = False,
    prepare: Prepare | None = None,
    present_key: bytes | None = None,
) -> Restored:
    """Put the club of *backup* in the place of *club*, which nobody may have open.

    Args:
        backup: What to restore.
        club: The live club file; may be damaged or missing.
        key: Data key that opens the backup; None for a plain one.
        now: The moment, aware; it names the files that are moved aside.
        progress: Learns how far it is, and may stop it before the exchange.
        check: The invariants of a club.
        club_id: The club it has to be; empty takes any.
        newest_schema: The newest version of the tables this program knows; None takes any.
        keep_present_keys: Leave a key file of the same data key as it is, so that the pass
            phrase of today opens the club; else the pass phrase of the backup does.
        may_be_plain: Let a backup that is not encrypted take the place of an encrypted club.
        prepare: Makes the proved copy ready before it takes the place; closed when it returns.
        present_key: Opens the club it takes the place of; None: *key* does, or it is plain.

    Raises:
        BackupProblem: If it could not be done; the live club is as it was.
        Cancelled: If *progress* stopped it; likewise.
    """
    with only_one(club), disk_faults(club.parent):
        exchange.undo(club)
        manifest, keys = _acceptable(backup.path, club_id, newest_schema)
        if not manifest.is_encrypted and not may_be_plain and _is_encrypted(club):
            raise BackupProblem("not_encrypted", backup.path.name)
        need_space(club.parent, 2 * manifest.size if prepare else manifest.size)
        with room_in(club.parent, club) as room:
            fresh = room / "club.db"
            manifest = prove_archive(backup.path, key, fresh, progress, check)
            key = key if manifest.is_encrypted else None
            present = (present_key or key) if _is_encrypted(club) else None
            mark = exchange.nobody_else(club, present)
            if prepare is not None:
                prepare(fresh, key)
            with closing(connect(fresh, key)) as ready:
                expected = figures_of(ready)
            progress.step(0, 0, tr("Putting the club in place"))
            parts: tuple[str, ...] = (*exchange.PARTS, exchange.KEYS)
            if keys is not None and keep_present_keys and _same_key(club, manifest):
                keys, parts = None, exchange.PARTS

            def look() -> None:
                with closing(connect(club, key)) as opened:
                    if figures_of(opened) != expected:
                        raise BackupProblem("figures", club.name)

            before = exchange.exchange(
                club, fresh, keys, parts, now, look,
                still=exchange.still_alone(club, present, mark),
            )  # fmt: skip
    return Restored(club, manifest, before)


def what_would_be_lost(backup: Backup, club: Path, key: bytes | None) -> Loss | None:
    """Return what was booked since the backup; None if the live club cannot tell.

    Args:
        backup: What might be restored.
        club: The live club file; may be in use.
        key: Its data key; None for a plain club.
    """
    if backup.manifest is None:
        return None
    then = backup.manifest.figures
    try:
        with closing(connect(club, key)) as live:
            live.execute("PRAGMA query_only = 1")
            (sales,), (members,), (points,) = (
                live.execute(text, values).fetchone() for text, values in (
                    ("SELECT count(*) FROM sale WHERE id > ?",
                     (then.last_sale_id,)),
                    ("SELECT count(*) FROM member WHERE id > ?", (then.last_member_id,)),
                    ("SELECT coalesce(sum(points), 0) FROM points_entry", ()),
                )
            )  # fmt: skip
            return Loss(
                sales, members, points - then.ledger_sum, _last_change(live),
                _receipts(live, then.last_sale_id),
            )  # fmt: skip
    except driver.Error:
        return None


def _last_change(live: Connection) -> datetime | None:
    """Return the moment of the last entry of the trail; a club of old may have none."""
    try:
        row = live.execute("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        return datetime.fromisoformat(row[0]) if row else None
    except (driver.Error, ValueError, TypeError):
        return None


def _receipts(live: Connection, since: int) -> tuple[int, ...]:
    """Return the numbers of the newest receipts after sale *since*, newest first."""
    try:
        rows = live.execute(
            "SELECT receipt FROM sale WHERE id > ? ORDER BY id DESC LIMIT ?", (since, RECEIPTS)
        ).fetchall()
    except driver.Error:
        return ()
    return tuple(row[0] for row in rows)


def opens_with(backup: Backup, key: bytes | None) -> bool:
    """Return whether *key* opens a backup; a plain one needs none."""
    if backup.manifest is None or not backup.manifest.is_encrypted:
        return True
    return key is not None and backup.manifest.key_check == archive.check_text(key)


def unlocked(backup: Backup, typed: str) -> bytes:
    """Return the data key of an encrypted backup, by the pass phrase or recovery key of its time.

    Raises:
        WrongPassphrase, RecoveryMistyped: If it does not fit.
        BackupProblem: If the backup cannot be read or is not encrypted.
        KeyFileDamaged: If its key file is not whole.
    """
    found = keys_in(backup)
    if found is None:
        raise BackupProblem("manifest", backup.path.name)
    return vault.open_typed(found, typed, backup.path)[0]


def keys_in(backup: Backup) -> vault.KeyFile | None:
    """Return the key file that lies in a backup, for a pass phrase of its time; None if plain.

    Raises:
        BackupProblem: If the backup cannot be read.
        KeyFileDamaged: If its key file is not whole.
    """
    with archive.Archive(backup.path) as opened:
        content = opened.keys()
    return None if content is None else vault.parse(content, backup.path)


def _acceptable(path: Path, club_id: str, newest: int | None) -> tuple[Manifest, bytes | None]:
    """Return list and key file of a backup that may be restored here; nothing is written yet."""
    with archive.Archive(path) as opened:
        manifest, keys = opened.manifest(), opened.keys()
    if club_id and manifest.club_id != club_id:
        raise BackupProblem("other_club", path.name)
    if newest is not None and manifest.schema > newest:
        raise BackupProblem("newer", path.name)
    return manifest, keys


def _is_encrypted(club: Path) -> bool:
    """Return whether the live club has a key file and cannot be read without it.

    Asked of the engine: opening the file by hand would, on closing it, let go of the locks that
    this very program holds on it (POSIX).
    """
    if not club.exists() or not vault.key_file(club).exists():
        return False
    try:
        with closing(connect(club, None)) as plain:
            plain.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except driver.DatabaseError as error:
        return fault_of(error) == "club_unreadable"
    return False


def _same_key(club: Path, manifest: Manifest) -> bool:
    try:
        return vault.load(vault.key_file(club)).key_check.hex() == manifest.key_check
    except (KeyFileMissing, KeyFileDamaged):
        return False
