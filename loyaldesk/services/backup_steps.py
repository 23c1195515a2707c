"""Steps of keeping a club: what is asked of a copy, which copies go, what failed."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.keeping import Began
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.domain.seals import Head
from loyaldesk.services import after_restore, sealing, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import backup as store
from loyaldesk.store import check as check_store
from loyaldesk.store import exchange, proving
from loyaldesk.store.database import newest_schema
from loyaldesk.store.fields import utc_moment

ASIDE = timedelta(days=366)
"""What a restore moved aside is kept no longer than the oldest backup."""


def noted(desk: Desk, problem: BackupProblem) -> BackupProblem:
    """Put a backup that failed into the trail, if that can still be written."""
    if problem.why != "busy":
        with suppress(StorageProblem):
            desk.note_failure("backup.make", "club", 1, problem.why)
    return problem


def highest(desk: Desk, second: Path | None) -> int:
    """Return the highest number a backup had, wherever it lies: another folder begins no anew."""
    row = desk.db.execute_sql(
        "SELECT MAX(json_extract(detail, '$.number')) FROM audit WHERE act = 'backup.make'"
        " AND result = 'ok'"
    ).fetchone()
    return max(int(row[0] or 0), store.highest_number(second) if second is not None else 0)


def thin(desk: Desk, *folders: Path | None) -> None:
    """Let go what need not be kept, in both places."""
    is_frozen = after_restore.is_waiting(desk) or _is_clock_doubtful(desk)
    for folder in folders:
        if folder is not None:
            store.rotate(folder, desk.clock(), desk.zone, _began(desk), is_frozen=is_frozen)
    if not is_frozen and not desk.db.is_server:
        exchange.let_go(desk.db.path, desk.clock() - ASIDE)


def _is_clock_doubtful(desk: Desk) -> bool:
    from loyaldesk.services import night  # noqa: PLC0415 - brings half of the program along

    return desk.is_clock_behind() or night.doubt(staff.system_desk(desk)) is not None


def _began(desk: Desk) -> Began:
    """Return from when on the club had each schema; the history is in this computer's own time."""
    rows = desk.db.execute_sql("SELECT name, applied FROM schema_migration").fetchall()
    return [(int(name[:4]), datetime.fromisoformat(str(at)).astimezone()) for name, at in rows]


def tried_lately(desk: Desk, rhythm: timedelta) -> bool:
    """Return whether a backup was made or failed within *rhythm*, by a clock that may jump."""
    row = desk.db.execute_sql(
        "SELECT at FROM audit WHERE act = 'backup.make' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return row is not None and abs(desk.clock() - utc_moment(row[0])) < rhythm


def invariants(
    now: datetime, trail_key: bytes | None = None, since: Head | None = None
) -> proving.Check:
    """Return what asks a copy the questions every club must be able to answer.

    Args:
        now: The present moment.
        trail_key: Proves the seals too; without it they are not looked at.
        since: What of them was proved before.
    """

    def check(connection: proving.Connection) -> list[str]:
        if proving.schema_of(connection) != newest_schema():
            return []  # a club of an older program is asked once its tables are those of today
        wrong = [broken.name for broken in check_store.check(connection.execute, now)]
        if trail_key is not None:
            wrong += sealing.wrong_in_copy(connection, trail_key, since)
        return wrong

    return check
