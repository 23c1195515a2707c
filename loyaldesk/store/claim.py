"""One backup or restore of a club at a time, also across programs, and the disk's own faults."""

import errno
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.kernel import paths

SPARE = 10_000_000
"""Bytes that stay free on the disk in any case."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def only_one(club: Path) -> Iterator[None]:
    """Keep every other backup or restore of *club* out; a killed program leaves nothing behind.

    Raises:
        BackupProblem: ``busy``.
    """
    folder = paths.user_folder() / "locks"
    folder.mkdir(exist_ok=True)
    # The engine's file locks end with the process on every system, unlike a file that says so.
    with closing(
        driver.connect(str(folder / tag_of(club)), isolation_level=None, timeout=0)
    ) as lock:
        try:
            lock.execute("PRAGMA journal_mode = MEMORY")
            lock.execute("BEGIN EXCLUSIVE")
        except driver.OperationalError as error:
            raise BackupProblem("busy", club.name) from error
        yield


@contextmanager
def disk_faults(place: Path) -> Iterator[None]:
    """Turn what a disk can do wrong inside the block into `BackupProblem`."""
    try:
        yield
    except FileNotFoundError as error:
        raise BackupProblem("folder_missing", str(place)) from error
    except OSError as error:
        if error.errno in _FULL:
            raise BackupProblem("disk_full", str(place)) from error
        why = "read_only" if error.errno in _FORBIDDEN else "io"
        raise BackupProblem(why, str(place), error.strerror or str(error)) from error
    except driver.Error as error:
        raise BackupProblem(fault_of(error), str(place), str(error)) from error


def tag_of(path: Path) -> str:
    """Return a short name for a place on the disk, to name locks and temporary folders by."""
    return hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


_ROOM = ".ldbk-"
_LEFT_S = 24 * 3600
"""A temporary folder of this age was left by a program that was killed, whatever it worked on."""


def room_prefix(club: Path) -> str:
    """Return how the names of the temporary folders for *club* begin."""
    return f"{_ROOM}{tag_of(club)}-"


@contextmanager
def room_in(folder: Path, club: Path) -> Iterator[Path]:
    """Give a folder that is gone afterwards, and clear what a killed program left."""
    prefix = room_prefix(club)
    for left in folder.glob(f"{_ROOM}*"):
        if left.name.startswith(prefix) or _is_old(left):
            shutil.rmtree(left, ignore_errors=True)
    room = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _is_old(room: Path) -> bool:
    with suppress(OSError):
        return time.time() - room.stat().st_mtime > _LEFT_S
    return False


def need_space(folder: Path, size: int) -> None:
    """See that *folder* can take *size* bytes and a little more.

    Raises:
        BackupProblem: ``disk_full``.
    """
    if shutil.disk_usage(folder).free < size + SPARE:
        raise BackupProblem("disk_full", str(folder), need=size + SPARE)


def fault_of(error: driver.Error) -> str:
    """Return the code of what the engine says about a file or its disk."""
    name = str(getattr(error, "sqlite_errorname", ""))
    for start, why in (
        ("SQLITE_FULL", "disk_full"),
        ("SQLITE_READONLY", "read_only"),
        ("SQLITE_CANTOPEN", "read_only"),
        ("SQLITE_BUSY", "in_use"),
        ("SQLITE_NOTADB", "club_unreadable"),
        ("SQLITE_CORRUPT", "club_unreadable"),
    ):
        if name.startswith(start):
            return why
    return "io"
