"""Whether the club answers, who else has it open, and how much room its disk has."""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel import paths
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, unlocking
from loyaldesk.services.desk import Desk
from loyaldesk.store import place, relocating, reserve
from loyaldesk.store.database import ClubDatabase, is_there, translated, writing
from loyaldesk.store.fields import utc_moment, utc_text

STALE = timedelta(minutes=2)
"""A till that was not heard of for so long has closed the club, or was killed."""


@dataclass(frozen=True, slots=True)
class OpenTill:
    """A till that has the club open now.

    Attributes:
        till: Its name.
        host: The computer it stands on.
        pid: Its process there.
        opened_at: Since when.
    """

    till: str
    host: str
    pid: int
    opened_at: datetime


def host() -> str:
    """Return the name of this computer."""
    return socket.gethostname() or "?"


def beat(desk: Desk) -> None:
    """Say that this till has the club open: information for others, no lock.

    Raises:
        StorageProblem: If it cannot be written.
    """
    if desk.looking:
        return
    now = utc_text(desk.clock())
    with writing(desk.db):
        desk.db.execute_sql(
            "INSERT INTO lease (till, host, pid, opened_at, beat_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (till, host) DO UPDATE SET beat_at = excluded.beat_at,"
            " opened_at = CASE WHEN lease.pid = excluded.pid THEN lease.opened_at"
            " ELSE excluded.opened_at END, pid = excluded.pid",
            (desk.till, host(), os.getpid(), now, now),
        )


def leave(desk: Desk) -> None:
    """Say that this till closes the club; a club that is gone is not told."""
    with suppress(StorageProblem), writing(desk.db):
        desk.db.execute_sql(
            "DELETE FROM lease WHERE till = ? AND host = ? AND pid = ?",
            (desk.till, host(), os.getpid()),
        )


def others(desk: Desk) -> list[OpenTill]:
    """Return the other tills that have the club open, the longest first."""
    with translated(desk.db.path):
        rows = desk.db.execute_sql(
            "SELECT till, host, pid, opened_at, beat_at FROM lease ORDER BY opened_at"
        ).fetchall()
    now = desk.clock()
    return [
        OpenTill(till, at, pid, utc_moment(opened))
        for till, at, pid, opened, beat_at in rows
        if abs(now - utc_moment(beat_at)) < STALE and (at, pid) != (host(), os.getpid())
    ]


def trouble(desk: Desk) -> StorageProblem | None:
    """Return why the club does not answer, or None when it does."""
    try:
        if not _is_there(desk.db):
            return StorageProblem("missing", str(desk.db.path))
        with translated(desk.db.path):
            desk.db.execute_sql("SELECT uid FROM club").fetchone()
    except StorageProblem as problem:
        return None if problem.why in ("busy", "clash") else problem
    return None


def come_back(desk: Desk, uid: str) -> StorageProblem | None:
    """Try to reach the club *uid* again on a new connection; return why not, or None.

    The connection of before may lead to a file that is no more, so it is let go. Nothing is made:
    where there is no file, there is none afterwards.
    """
    if not _is_there(desk.db):
        return StorageProblem("missing", str(desk.db.path))
    try:
        with translated(desk.db.path):
            desk.db.close()
            desk.db.connect()
            found = desk.db.execute_sql("SELECT uid FROM club").fetchone()
    except StorageProblem as problem:
        return problem
    if found is None or found[0] != uid:
        return StorageProblem("another club", str(desk.db.path))
    return None


def _is_there(db: ClubDatabase) -> bool:
    return db.is_server or is_there(db)


def uid_of(desk: Desk) -> str:
    """Return the own id of the open club."""
    return club.facts(desk).uid


def low_room(desk: Desk) -> int | None:
    """Return how many bytes are free where the club lies, if that is little; else None."""
    if desk.db.is_server:
        return None
    free = place.free_bytes(desk.db.path)
    return free if free is not None and free < place.WARN_BYTES else None


def keep_room(desk: Desk) -> bool:
    """Keep room for a full disk, if there is enough now; return whether it is kept."""
    if desk.db.is_server or desk.looking or club.facts(desk).is_sample:
        return False
    return reserve.keep(desk.db.path)


def cloud_of(path: Path) -> str:
    """Return which program carries a club at *path* to other computers; empty for none."""
    return place.cloud_of(path)


def free_home(path: Path) -> Path:
    """Return a name in this program's own folder that a club could be moved to."""
    folder = paths.user_folder()
    target, number = folder / path.name, 2
    while relocating.is_taken(target):
        target = folder / f"{path.stem}-{number}{path.suffix}"
        number += 1
    return target


def move_home(path: Path, target: Path, progress: Progress = SILENT) -> None:
    """Move a closed club with its keys and backups to *target*, proved before the old goes.

    Raises:
        StorageProblem, BackupProblem: If it could not be done; the club is where it was.
    """
    relocating.move(path, target, progress, unlocking.known_here(path))
