"""What runs once a day: lots end, tiers fall. Missed days are done at the next start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.errors import DateDoubtful, PermissionDenied, StorageProblem
from loyaldesk.domain.events import NightDone
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, points, tiers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import ledger
from loyaldesk.store import sales as store
from loyaldesk.store.fields import utc_moment, utc_text

JOB = "night"
BATCH = 100
"""Members in one short transaction, so that a sale at the counter never waits long."""


_DISK = (StorageProblem, PermissionDenied)
"""What is wrong with more than one member: it ends the night."""

LONGEST_JUMP = timedelta(days=60)
"""When so many days were missed, somebody must say that the date is right (SAFETY 5, row 34)."""


@dataclass(frozen=True, slots=True)
class NightResult:
    """What a night did: points expired, members that rose and fell.

    Attributes:
        failed: Members that were left out because their records do not hold together; each has a
            line in the trail.
    """

    expired_points: int
    moved: int
    days: int
    failed: int = 0


def is_due(desk: Desk) -> bool:
    """Return whether today's run is still to be done and the date is not in doubt."""
    with desk.reading(Permission.PROGRAMME_READ):
        return _last(desk) != desk.today() and _doubt(desk) is None


def doubt(desk: Desk) -> DateDoubtful | None:
    """Return why the date of this computer is in doubt, or None.

    It is after a jump of more than 60 days, and when the clock stands both behind the last run and
    behind the last entry. A shop that lives on with its clock is believed: a run on a day to come,
    from a clock that was wrong, is not trusted then.
    """
    with desk.reading(Permission.PROGRAMME_READ):
        return _doubt(desk)


def _doubt(desk: Desk) -> DateDoubtful | None:
    last, today = _last(desk) or _last_act(desk), desk.today()
    if last is None or last == today:
        return None
    is_wrong = today - last > LONGEST_JUMP if last < today else desk.is_clock_behind()
    return DateDoubtful(last, today) if is_wrong else None


def _last(desk: Desk) -> date | None:
    row = desk.db.execute_sql("SELECT done_on FROM job WHERE name = ?", (JOB,)).fetchone()
    return date.fromisoformat(row[0]) if row else None


def _last_act(desk: Desk) -> date | None:
    """Return the day of the last act but signing in; today at the latest.

    It is asked where no night was ever run.
    """
    row = desk.db.execute_sql(
        "SELECT at FROM audit WHERE act NOT IN ('sign_in', 'sign_in.wrong', 'refused')"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return min(desk.today(utc_moment(row[0])), desk.today()) if row else None


def run(
    desk: Desk, progress: Progress = SILENT, *, date_is_right: bool = False
) -> NightResult:  # fmt: skip
    """Expire what ended and look at every tier, up to today.

    Each lot ends on its own day whenever the run comes (E25); tiers are looked at before anything
    is reset (E53). A member whose records do not hold together is left out and stops nobody else.

    Args:
        desk: Where and who.
        progress: Learns how far it is, and may stop it.
        date_is_right: Somebody said so although the clock jumped.

    Raises:
        DateDoubtful: If the clock jumped; nothing is run, so that nothing ends or revives.
    """
    with desk.reading(Permission.NIGHT_RUN):
        last, today, doubtful = _last(desk), desk.today(), _doubt(desk)
    if last == today:
        return NightResult(0, 0, 0)
    if doubtful is not None and not date_is_right:
        raise doubtful
    failed: set[int] = set()
    moved = _move_tiers(desk, failed, progress)
    expired = _expire(desk, failed, progress)
    days = (today - last).days if last and last < today else 1
    with desk.change(Permission.NIGHT_RUN) as change:
        change.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
            (JOB, today.isoformat(), utc_text(change.now)),
        )
        change.note(
            "night.run", "club", 1, days=days, expired=expired, moved=moved, failed=len(failed)
        )
        change.tell(NightDone(days))
    return NightResult(expired, moved, days, len(failed))


def _expire(desk: Desk, failed: set[int], progress: Progress) -> int:
    with desk.reading(Permission.NIGHT_RUN):
        ids = ledger.members_due(desk.db, desk.today())
    return _for_each(desk, ids, points.expire_member, failed, progress)


def _move_tiers(desk: Desk, failed: set[int], progress: Progress) -> int:
    with desk.reading(Permission.NIGHT_RUN):
        rules = club.programme_on(desk.db, desk.today())
        lowest = rules.tiers[0].code
        rows = desk.db.execute_sql(
            "SELECT id FROM member WHERE state <> 'erased' AND (tier <> ? OR id IN"
            " (SELECT member_id FROM member_totals WHERE net_rial >= ?))",
            (lowest, rules.tiers[1].from_rial if len(rules.tiers) > 1 else 0),
        ).fetchall()

    def move(change: Change, member_id: int) -> int:
        buyer = store.buyer(change.db, member_id)
        if buyer is None:
            return 0
        return int(tiers.reassess(change, buyer, rules, tiers.NIGHT, may_fall=True) != buyer.tier)

    return _for_each(desk, [row[0] for row in rows], move, failed, progress)


def _for_each(
    desk: Desk, ids: list[int], act: Callable[[Change, int], int], failed: set[int],
    progress: Progress,
) -> int:  # fmt: skip
    """Return the sum of *act* over the members, a part at a time; who fails stops nobody else."""
    total = 0
    for start in range(0, len(ids), BATCH):
        progress.step(start, len(ids))
        part = ids[start : start + BATCH]
        try:
            total += _done(desk, part, act)
        except _DISK:
            raise
        except Exception:  # noqa: BLE001 - one of them: all of the part are tried again alone
            total += sum(_alone(desk, member_id, act, failed) for member_id in part)
    return total


def _done(desk: Desk, part: list[int], act: Callable[[Change, int], int]) -> int:
    with desk.change(Permission.NIGHT_RUN) as change:
        return sum(act(change, member_id) for member_id in part)


def _alone(
    desk: Desk, member_id: int, act: Callable[[Change, int], int], failed: set[int]
) -> int:  # fmt: skip
    try:
        return _done(desk, [member_id], act)
    except _DISK:
        raise
    except Exception as error:  # noqa: BLE001 - noted; the others need their night
        failed.add(member_id)
        desk.note_failure("night.run", "member", member_id, type(error).__name__)
        return 0
