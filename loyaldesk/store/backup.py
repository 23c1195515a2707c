"""Backups of an open club: made while the shop sells, proved from the written file, rotated."""

import re
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.keeping import Began, Copy, may_go
from loyaldesk.domain.safekeeping import (
    FAILED,
    FOREIGN,
    VERIFIED,
    Backup,
    BackupInfo,
    BackupProblem,
    Figures,
    Manifest,
)
from loyaldesk.domain.seals import Head
from loyaldesk.domain.secrets import KeyFileDamaged, KeyFileMissing
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store import archive, heads, seal_proof, vault
from loyaldesk.store.claim import disk_faults, fault_of, need_space, only_one, room_in
from loyaldesk.store.proving import (
    Check,
    Connection,
    connect,
    connect_still,
    figures_of,
    no_check,
    prove,
    schema_of,
)

SUFFIX = ".ldbk"
PATIENCE_S = 30
_OURS = re.compile(r"club-\d{8}T\d{6}Z-(\d{6,})(\.failed)?\.ldbk")


def back_up(
    club: Path,
    key: bytes | None,
    folder: Path,
    now: datetime,
    info: BackupInfo,
    progress: Progress = SILENT,
    check: Check = no_check,
    above: int = 0,
) -> Backup:
    """Copy a club that may be in use, prove the copy from the written file, and put it in place.

    Args:
        club: The club file.
        key: Data key; None for a plain club.
        folder: Where backups lie; made if only itself is missing.
        now: The moment, aware.
        info: What the backup says about the club.
        progress: Learns how far it is, and may stop it.
        check: The invariants of a club. A copy that breaks them is faithful all the same: it is
            kept as ``….failed.ldbk``, is not offered as good, and the problem is raised.
        above: The highest number a backup of this club has had elsewhere.

    Raises:
        BackupProblem: If it could not be made; older backups are untouched and nothing of it
            is left behind.
        KeyFileDamaged: If the key file beside the club is not whole.
        Cancelled: If *progress* stopped it.
    """
    with only_one(club), disk_faults(folder):
        size = _size_of(club)
        keys = _keys_of(club, key)
        folder.mkdir(exist_ok=True)
        need_space(folder, 2 * size)
        with room_in(folder, club) as room:
            copy = room / "copy.db"
            figures, schema, head = _copy_club(club, key, copy, progress, now)
            number = 1 + max(highest_number(folder), above)
            manifest = Manifest(
                app=info.app,
                schema=schema,
                sqlite=driver.sqlite_version,
                created=now.astimezone(UTC).replace(microsecond=0),
                club_id=info.club_id,
                reason=info.reason,
                number=number,
                size=copy.stat().st_size,
                sha256=archive.sha256_of(copy),
                key_check=archive.check_text(key),
                figures=figures,
                head=head,
            )
            name = f"club-{manifest.created:%Y%m%dT%H%M%SZ}-{number:06d}"
            part = room / f"{name}{SUFFIX}.part"
            archive.write(part, manifest, copy, keys, key, progress)
            copy.unlink()
            try:
                prove_archive(part, key, room / "proof.db", progress, check)
            except BackupProblem as problem:
                if problem.why == "invariants":
                    problem.name = f"{name}.failed{SUFFIX}"
                    part.replace(folder / problem.name)
                raise
            final = part.replace(folder / f"{name}{SUFFIX}")
            return Backup(final, VERIFIED, final.stat().st_size, manifest)


def prove_archive(
    path: Path, key: bytes | None, room: Path, progress: Progress, check: Check
) -> Manifest:
    """See that a backup file is whole, down to the invariants of the club in it.

    Args:
        path: The backup file.
        key: Data key; may be given for a plain club too.
        room: Where the club is unpacked to; the caller removes it.
        progress: Learns how far it is.
        check: The invariants of a club.

    Raises:
        BackupProblem: If it is not.
    """
    with archive.Archive(path) as opened:
        manifest = opened.manifest(key)
        if manifest.is_encrypted and key is None:
            raise BackupProblem("key_needed", path.name)
        keys = opened.keys()
        if keys is not None and not _fits(keys, manifest):
            raise BackupProblem("manifest", path.name)
        opened.unpack(room, manifest, progress)
    progress.step(0, 0, tr("Checking the backup"))

    def with_head(connection: Connection) -> list[str]:
        head = manifest.head
        if head is not None and not seal_proof.ends_at(connection.execute, head):
            raise BackupProblem("figures", path.name, f"seal {head.seal_id}")
        return check(connection)

    prove(room, key if manifest.is_encrypted else None, manifest.figures, path.name, with_head)
    return manifest


def _fits(keys: bytes, manifest: Manifest) -> bool:
    try:
        return vault.parse(keys, Path(archive.KEYS)).key_check.hex() == manifest.key_check
    except KeyFileDamaged:
        return False


def verify(
    backup: Backup, key: bytes | None, progress: Progress = SILENT, check: Check = no_check
) -> Backup:
    """Return *backup* with the state that reading all of it shows.

    Raises:
        BackupProblem: ``disk_full`` or ``read_only``, if there is no room to unpack it.
    """
    folder = backup.path.parent
    try:
        with disk_faults(folder), room_in(folder, backup.path) as room:
            manifest = prove_archive(backup.path, key, room / "proof.db", progress, check)
    except BackupProblem as problem:
        if problem.why in ("disk_full", "read_only", "key_needed", "other_key"):
            raise
        state = FOREIGN if problem.why == "foreign" else FAILED
        return replace(backup, state=state, problem=problem.why)
    return replace(backup, state=VERIFIED, manifest=manifest, problem="")


def look_at(path: Path) -> Backup:
    """Return what a file says about itself, without reading all of it."""
    try:
        size = path.stat().st_size
        with archive.Archive(path) as opened:
            manifest = opened.manifest()
    except BackupProblem as problem:
        ours = _OURS.fullmatch(path.name) is not None
        return Backup(path, FAILED if ours else FOREIGN, problem=problem.why)
    except FileNotFoundError:
        return Backup(path, FAILED, problem="missing")
    except OSError:  # reading a folder says this too, in other words on each system
        if path.is_dir():
            return Backup(path, FOREIGN, problem="foreign")
        return Backup(path, FAILED, problem="io")
    if path.name.endswith(f".failed{SUFFIX}"):
        return Backup(path, FAILED, size, manifest, "invariants")
    return Backup(path, VERIFIED, size, manifest)


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups in *folder*, newest first; those without a readable list last.

    A file stands under its final name only after it was proved, so here its list and size are
    looked at; `verify` reads all of it.
    """
    if not folder.is_dir():
        return []
    found = [look_at(path) for path in folder.glob(f"*{SUFFIX}") if path.is_file()]
    return sorted(found, key=lambda each: (_number(each), each.path.name), reverse=True)


def highest_number(folder: Path) -> int:
    """Return the highest number of a backup in *folder*; 0 without any."""
    names = (_OURS.fullmatch(path.name) for path in folder.glob(f"*{SUFFIX}"))
    return max((int(name[1]) for name in names if name), default=0)


def rotate(
    folder: Path, now: datetime, zone: tzinfo, began: Began = (), *, is_frozen: bool = False
) -> list[Path]:
    """Delete what `domain.keeping` lets go of each club in *folder*; return what was deleted.

    Any file that is not ours or has another name stays.
    """
    groups: dict[str, dict[Copy, Path]] = {}
    for each in list_backups(folder):
        if each.manifest is not None and _OURS.fullmatch(each.path.name):
            copy = Copy(
                _number(each), each.manifest.created, each.state == VERIFIED,
                each.manifest.reason, each.manifest.schema,
            )  # fmt: skip
            groups.setdefault(each.manifest.club_id, {})[copy] = each.path
    gone: list[Path] = []
    for paths in groups.values():
        for copy in may_go(paths, now, zone, began, is_frozen=is_frozen):
            try:
                paths[copy].unlink()
            except OSError:  # open in another program: next time
                continue
            gone.append(paths[copy])
    return gone


def _size_of(club: Path) -> int:
    """Return the bytes of a club with what still waits in its journal."""
    try:
        size = club.stat().st_size
    except FileNotFoundError as error:
        raise BackupProblem("club_missing", str(club)) from error
    if size == 0:
        raise BackupProblem("club_unreadable", str(club))
    waiting = club.with_name(club.name + "-wal")
    return size + (waiting.stat().st_size if waiting.exists() else 0)


def _keys_of(club: Path, key: bytes | None) -> bytes | None:
    if key is None:
        return None
    path = vault.key_file(club)
    try:
        found = vault.load(path)
    except KeyFileMissing as error:
        raise BackupProblem("keys_missing", str(path)) from error
    if found.key_check != vault.check_of(key):
        raise BackupProblem("club_unreadable", str(club))
    return found.to_bytes()


def _copy_club(
    club: Path, key: bytes | None, copy: Path, progress: Progress, now: datetime
) -> tuple[Figures, int, Head | None]:
    """Copy the club in one step of the driver's own call: sales go on meanwhile."""
    progress.step(0, 0, tr("Copying the club"))
    with closing(_source(club, key)) as source:
        give_up = time.monotonic() + PATIENCE_S

        def still_locked(*_state: int) -> None:
            if time.monotonic() > give_up:
                raise BackupProblem("in_use", str(club))

        with closing(connect(copy, key, "rwc")) as target:
            # What reaches the disk is the zip, which is flushed and proved.
            target.execute("PRAGMA synchronous = OFF")
            source.backup(target, progress=still_locked)
    with closing(connect_still(copy, key)) as target:
        figures = figures_of(target)
        head = heads.take(target.execute, now) if "seal" in figures.counts else None
        # Whose data was erased is asked of the club itself; the list stays short.
        return figures, schema_of(target), replace(head, erased=()) if head else None


def _source(club: Path, key: bytes | None) -> Connection:
    try:
        source = connect(club, key)
        try:
            source.execute("PRAGMA query_only = 1")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except driver.Error:
            source.close()
            raise
    except driver.Error as error:
        why = fault_of(error)  # a file that cannot even be looked at is not the folder's fault
        why = "club_unreadable" if why == "read_only" else why
        raise BackupProblem(why, str(club), str(error)) from error
    return source


def _number(backup: Backup) -> int:
    named = _OURS.fullmatch(backup.path.name)
    if named:
        return int(named[1])
    return backup.manifest.number if backup.manifest else 0
