"""What has to be done to a club that came back, and the pause until somebody says it is right."""

from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.errors import Missing, RecordEnded
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.clock import Clock
from loyaldesk.services import staff
from loyaldesk.services.desk import Change, Desk, OperatorBrief
from loyaldesk.store import heads, keystore, proving
from loyaldesk.store.database import ClubDatabase, without_trace
from loyaldesk.store.fields import utc_text
from loyaldesk.store.seals import trail_key

WAITING = "backup.waits"
"""The job that stands while a restore is still to be confirmed."""

_NOBODY = OperatorBrief(0, "", "")


def is_waiting(desk: Desk) -> bool:
    """Return whether backups by themselves pause because a restore is still to be confirmed."""
    row = desk.db.execute_sql("SELECT 1 FROM job WHERE name = ?", (WAITING,)).fetchone()
    return row is not None


def confirm(desk: Desk) -> None:
    """Say that the club that came back is as it should be: backups by themselves go on.

    Raises:
        PermissionDenied: If the operator may not restore.
    """
    with desk.change(Permission.BACKUP_RESTORE) as change:
        done = change.db.execute_sql("DELETE FROM job WHERE name = ?", (WAITING,))
        if done.rowcount:
            change.note("backup.confirm", "club", 1)
            change.tell(ClubChanged())


def make_ready(
    db: ClubDatabase, erased: Iterable[int], clock: Clock, operator_id: int, till: str, why: str
) -> int:
    """Make a club that is about to come back ready, before anybody can sign in to it.

    Whoever had been erased since is erased again, the restore stands in the trail, and backups by
    themselves pause.

    Args:
        db: The club from the backup, open, not yet in its place.
        erased: Whose data was erased in the club it takes the place of, as `heads.ERASED` says.
        clock: What time it is.
        operator_id: Who restores; 0: nobody could sign in.
        till: Where.
        why: The number of the backup and the like, for the trail.

    Returns:
        How many were erased again.
    """
    system = staff.system_desk(Desk(db, _NOBODY, clock=clock, till=till))
    actor = OperatorBrief(operator_id or system.operator.id, "", "")
    with without_trace(db), system.change(Permission.BACKUP_CREATE) as change:
        again = _erase_again(change, erased)
        change.db.execute_sql(
            "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)"
            " VALUES (?, ?, ?, 'backup.restore', 'club', 1, 'ok', ?)",
            (utc_text(change.now), actor.id, till, why),
        )
        change.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
            (WAITING, change.today.isoformat(), utc_text(change.now)),
        )
    return again


def erased_in(path: Path, key: bytes | None) -> frozenset[int]:
    """Return who was erased in a club that nobody need be signed in to (`heads.ERASED`).

    A club that is damaged or gone knows of none: what this computer remembers is asked then.
    """
    found: set[int] = set()
    with suppress(driver.Error), closing(proving.connect(path, key)) as live:
        live.execute("PRAGMA query_only = 1")
        for sql in heads.ERASED:  # an older club may know no prospects: the members come first
            found.update(row[0] for row in live.execute(sql).fetchall())
    return frozenset(found)


def erased_here(db: ClubDatabase) -> frozenset[int]:
    """Return the ids of the members erased in the club as this computer last saw it.

    What it saw last may have had another key than the backup: encrypted since, or keys changed.
    """
    uid = db.execute_sql("SELECT uid FROM club").fetchone()[0]
    data = keystore.get(uid, keystore.DATA)
    keys = {db.trail_key, keystore.get(uid, keystore.TRAIL), trail_key(data) if data else None}
    seen = [heads.remembered(uid, key) for key in keys if key is not None]
    return frozenset(each for head in seen if head is not None for each in head.erased)


def _erase_again(change: Change, erased: Iterable[int]) -> int:
    from loyaldesk.services import members, merging  # noqa: PLC0415 - brings a lot, seldom needed

    gone = set(erased)
    count = _prospects_again(change, sorted(-each for each in gone if each < 0))
    for member_id in sorted(each for each in gone if each > 0):
        row = change.db.execute_sql(
            "SELECT state FROM member WHERE id = ?", (member_id,)
        ).fetchone()
        if row is None or row[0] == "erased":
            continue
        for part in (member_id, *merging.merged_ids(change.db, member_id)):
            members.erase_step(change, part)
        change.note("member.erase_again", "member", member_id)
        count += 1
    return count


def _prospects_again(change: Change, erased: Iterable[int]) -> int:
    from loyaldesk.services import prospect_ends  # noqa: PLC0415 - brings a lot, seldom needed

    count = 0
    for prospect_id in erased:
        with suppress(Missing, RecordEnded):  # not there yet, erased by then, or a member by now
            prospect_ends.erase_step(change, prospect_id)
            change.note("prospect.erase_again", "prospect", prospect_id)
            count += 1
    return count
