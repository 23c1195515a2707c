"""Moving a closed club to another folder of this computer: copied, proved, then taken away."""

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store import exchange, place, reserve, vault
from loyaldesk.store.archive import sha256_of
from loyaldesk.store.claim import disk_faults, need_space, only_one
from loyaldesk.store.proving import connect

_JOURNALS = ("-wal", "-shm", "-journal")


def move(club: Path, target: Path, progress: Progress = SILENT, key: bytes | None = None) -> None:
    """Move *club*, its key file and the folder of its backups beside it to *target*.

    Args:
        club: The club file; nobody may have it open.
        target: The new file, which must not exist; its folder must.
        progress: Learns how far it is, and may stop it until the old files go.
        key: Data key of an encrypted club, if it is known.

    Raises:
        StorageProblem: ``exists``, ``network``, ``missing``, or what the new folder lacks.
        BackupProblem: ``in_use``, ``disk_full``, ``busy``, or what the disk did. The club is
            where it was then, and nothing is left at *target*.
    """
    place.check_place(target)
    if not club.is_file():
        raise StorageProblem("missing", str(club))
    new_backups = _backups_of(target)
    if is_taken(target):
        raise StorageProblem("exists", str(target))
    place.probe(target.parent)
    with only_one(club), disk_faults(target.parent):
        _put_journal_into(club, key)
        still = exchange.still_alone(club, key, exchange.nobody_else(club, key))
        pairs = _files(club, target)
        need_space(target.parent, sum(old.stat().st_size for old, _ in pairs))
        try:
            for done, (old, new) in enumerate(pairs):
                progress.step(done, len(pairs), tr("Copying"))
                new.parent.mkdir(exist_ok=True)
                _copy(old, new)
            still()  # a sale of another program would go with the old file
        except BaseException:
            for _, new in pairs:
                new.unlink(missing_ok=True)
            if new_backups.is_dir():
                shutil.rmtree(new_backups, ignore_errors=True)
            raise
    _take_away(club, pairs)


def is_taken(target: Path) -> bool:
    """Return whether anything of another club stands at *target*."""
    return any(each.exists() for each in (target, _backups_of(target), vault.key_file(target)))


def _backups_of(club: Path) -> Path:
    return club.parent / f"{club.stem} backups"


def _files(club: Path, target: Path) -> list[tuple[Path, Path]]:
    pairs = [(club, target)]
    journal = club.with_name(club.name + "-wal")
    if journal.exists():
        pairs.append((journal, target.with_name(target.name + "-wal")))
    if vault.key_file(club).exists():
        pairs.append((vault.key_file(club), vault.key_file(target)))
    folder = _backups_of(club)
    if folder.is_dir():
        new = _backups_of(target)
        pairs += [(old, new / old.name) for old in sorted(folder.iterdir()) if old.is_file()]
    return pairs


def _put_journal_into(club: Path, key: bytes | None) -> None:
    """Let the engine end the journal of a killed program: a copy of the file is whole then.

    Without its key an encrypted club cannot be asked: its journal is copied with it.

    Raises:
        BackupProblem: ``in_use`` if anybody has it open.
    """
    journal = club.with_name(club.name + "-wal")
    if not journal.exists():
        return
    with (
        suppress(driver.DatabaseError),
        closing(connect(club, key)) as alone,
    ):
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        alone.execute("BEGIN EXCLUSIVE")
        alone.execute("ROLLBACK")
        alone.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    if journal.exists() and journal.stat().st_size and not vault.key_file(club).exists():
        raise BackupProblem("in_use", str(club))


def _copy(old: Path, new: Path) -> None:
    shutil.copyfile(old, new)
    with new.open("r+b") as written:
        os.fsync(written.fileno())
    if sha256_of(new) != sha256_of(old):
        raise StorageProblem("io", str(new))


def _take_away(club: Path, pairs: list[tuple[Path, Path]]) -> None:
    """Remove what was copied; what a program still holds stays, and does no harm there."""
    for old, _ in reversed(pairs):
        with suppress(OSError):
            old.unlink()
    reserve.release(club)
    for ending in (*_JOURNALS, ".lock"):
        with suppress(OSError):
            club.with_name(club.name + ending).unlink(missing_ok=True)
    with suppress(OSError):
        _backups_of(club).rmdir()
