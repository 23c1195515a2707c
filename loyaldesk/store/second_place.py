"""The second place of backups: a stick or a share that gets a copy of each verified one."""

import hashlib
import os
import shutil
from pathlib import Path

from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store.archive import CHUNK, sha256_of
from loyaldesk.store.claim import disk_faults, need_space, room_in


def copy_to(source: Path, folder: Path, progress: Progress = SILENT) -> Path:
    """Copy a backup file into *folder* and read it back before it gets its name.

    What lies there under the same name is replaced only by a copy that was read back, so the last
    good one is never overwritten by half of another.

    Args:
        source: The backup file, verified where it lies.
        folder: The second place; never made, because a stick that is out would be made of the
            disk beneath it.
        progress: Learns how far it is, and may stop it; nothing is left behind then.

    Raises:
        BackupProblem: ``folder_missing``, ``disk_full``, ``read_only``, ``io``, or ``not_same``
            if what was read back is not what was written.
    """
    target = folder / source.name
    with disk_faults(folder):
        if not folder.is_dir():
            raise BackupProblem("folder_missing", str(folder))
        if is_there(source, folder) and sha256_of(target) == sha256_of(source):
            return target
        size = source.stat().st_size
        need_space(folder, size)
        with room_in(folder, source) as room:
            part = room / f"{source.name}.part"
            digest = _copy(source, part, size, progress)
            progress.step(0, 0, tr("Reading the copy back"))
            if sha256_of(part) != digest:
                raise BackupProblem("not_same", source.name)
            return part.replace(target)


def is_there(source: Path, folder: Path) -> bool:
    """Return whether a copy of that name and size lies in *folder*; its content is not read."""
    try:
        return (folder / source.name).stat().st_size == source.stat().st_size
    except OSError:
        return False


def is_same_disk(one: Path, other: Path) -> bool:
    """Return whether both places lie on one disk, so that they would be lost together."""
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def fullness(folder: Path) -> float:
    """Return how full the disk of *folder* is, from 0 to 1; 0 if it cannot be told."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return 0.0
    return 1 - usage.free / usage.total if usage.total else 0.0


def _copy(source: Path, part: Path, size: int, progress: Progress) -> str:
    digest, done = hashlib.sha256(), 0
    with source.open("rb") as reading, part.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            writing.write(chunk)
            done += len(chunk)
            progress.step(done, size, tr("Copying to the second place"))
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()
