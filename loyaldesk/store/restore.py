"""Putting a backup in the place of the live club: wholly, or not at all."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import Backup, BackupProblem, Loss, Manifest, Restored
from loyaldesk.domain.secrets import KeyFileDamaged, KeyFileMissing
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store import archive, vault
from loyaldesk.store.backup import prove_archive
from loyaldesk.store.claim import disk_faults, fault_of, need_space, only_one, room_in
from loyaldesk.store.proving import Check, connect, figures_of, no_check

_KEYS = ".keys"
_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a restore is about to move, written down before the first move.

    Attributes:
        stamp: Ends the names of the files that are moved aside.
        parts: Endings of the club's files that are exchanged.
        had: Those of them that were there before.
    """

    stamp: str
    parts: tuple[str, ...]
    had: tuple[str, ...]

    def aside(self, club: Path, part: str) -> Path:
        """Return the name under which a file of the old club is kept."""
        return club.with_name(f"{club.name}{part}.before-restore-{self.stamp}")


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

    Raises:
        BackupProblem: If it could not be done; the live club is as it was.
        Cancelled: If *progress* stopped it; likewise.
    """
    with only_one(club), disk_faults(club.parent):
        _undo_half_done(club)
        manifest, keys = _acceptable(backup.path, club_id, newest_schema)
        if not manifest.is_encrypted and not may_be_plain and _is_encrypted(club):
            raise BackupProblem("not_encrypted", backup.path.name)
        need_space(club.parent, manifest.size)
        with room_in(club.parent, club) as room:
            fresh = room / "club.db"
            manifest = prove_archive(backup.path, key, fresh, progress, check)
            key = key if manifest.is_encrypted else None
            _nobody_has_it_open(club, key)
            progress.step(0, 0, tr("Putting the club in place"))
            parts: tuple[str, ...] = (*_PARTS, _KEYS)
            if keys is not None and keep_present_keys and _same_key(club, manifest):
                keys, parts = None, _PARTS
            before = _exchange(club, fresh, keys, parts, now, manifest, key)
    return Restored(club, manifest, before)


def undo_half_done_restore(club: Path) -> bool:
    """Put the old club back if the program was killed in the middle of a restore.

    To be called before a club is opened; costs one look at the disk when there is nothing to do.

    Returns:
        Whether there was something to undo.

    Raises:
        BackupProblem: ``busy`` while a restore is running; or what the disk did.
    """
    if not _note(club).exists():
        return False
    with only_one(club), disk_faults(club.parent):
        return _undo_half_done(club)


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
            found = [
                live.execute(f"SELECT count(*) FROM {table} WHERE id > ?", (last,)).fetchone()[0]
                for table, last in (("sale", then.last_sale_id), ("member", then.last_member_id))
            ]
    except driver.Error:
        return None
    return Loss(*found)


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


def _nobody_has_it_open(club: Path, key: bytes | None) -> None:
    """See that no other connection has the live club open; a damaged club cannot tell.

    Raises:
        BackupProblem: ``in_use``.
    """
    if not club.exists():
        return
    try:
        with closing(connect(club, key if _is_encrypted(club) else None)) as alone:
            alone.execute("PRAGMA busy_timeout = 500")
            # Set before the first read of a club in WAL mode, it fails beside any connection.
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except driver.DatabaseError as error:
        if fault_of(error) != "club_unreadable":
            raise


def _exchange(
    club: Path,
    fresh: Path,
    keys: bytes | None,
    parts: tuple[str, ...],
    now: datetime,
    manifest: Manifest,
    key: bytes | None,
) -> tuple[Path, ...]:
    """Move the old files aside together, put the new ones in place and look at them."""
    plan = _plan(club, parts, now)
    note = {"stamp": plan.stamp, "parts": plan.parts, "had": plan.had}
    write_whole(_note(club), json.dumps(note).encode())
    try:
        for part in plan.had:
            _file(club, part).replace(plan.aside(club, part))
        fresh.replace(club)
        if keys is not None:
            write_whole(vault.key_file(club), keys)
        with closing(connect(club, key)) as opened:
            if figures_of(opened) != manifest.figures:
                raise BackupProblem("figures", club.name)
        _note(club).unlink()
    except BaseException as error:
        _undo_half_done(club)
        if isinstance(error, PermissionError):  # open elsewhere, where systems forbid to move it
            raise BackupProblem("in_use", str(club)) from error
        raise
    return tuple(plan.aside(club, part) for part in plan.had)


def _plan(club: Path, parts: tuple[str, ...], now: datetime) -> _Plan:
    had = tuple(part for part in parts if _file(club, part).exists())
    stamp = first = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    again = 1
    while any(_Plan(stamp, parts, had).aside(club, part).exists() for part in parts):
        again += 1
        stamp = f"{first}-{again}"
    return _Plan(stamp, parts, had)


def _undo_half_done(club: Path) -> bool:
    """Put back what a restore moved aside, if it did not come to its end; may run twice."""
    try:
        read = json.loads(_note(club).read_bytes())
        plan = _Plan(str(read["stamp"]), tuple(read["parts"]), tuple(read["had"]))
    except FileNotFoundError:
        return False
    except (ValueError, TypeError, KeyError) as error:
        raise BackupProblem("damaged", _note(club).name) from error
    for part in plan.parts:
        if part not in (*_PARTS, _KEYS) or "/" in plan.stamp or "\\" in plan.stamp:
            raise BackupProblem("damaged", _note(club).name)
        old = plan.aside(club, part)
        if old.exists():
            old.replace(_file(club, part))
        elif part not in plan.had:
            _file(club, part).unlink(missing_ok=True)
    _note(club).unlink()
    return True


def _file(club: Path, part: str) -> Path:
    return club.with_name(club.name + part)


def _note(club: Path) -> Path:
    return _file(club, ".restoring")
