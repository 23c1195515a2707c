"""What runs once a day: lots end, tiers fall. Missed days are done at the next start."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.events import NightDone
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, points, tiers
from loyaldesk.services.desk import Desk
from loyaldesk.store import ledger
from loyaldesk.store import sales as store
from loyaldesk.store.fields import utc_text

JOB = "night"
BATCH = 100
"""Members in one short transaction, so that a sale at the counter never waits long."""


@dataclass(frozen=True, slots=True)
class NightResult:
    """What a night did: points expired, members that rose and fell."""

    expired_points: int
    moved: int
    days: int


def is_due(desk: Desk) -> bool:
    """Return whether today's run is still to be done."""
    with desk.reading(Permission.PROGRAMME_READ):
        row = desk.db.execute_sql("SELECT done_on FROM job WHERE name = ?", (JOB,)).fetchone()
        return row is None or date.fromisoformat(row[0]) < desk.today()


def run(desk: Desk, progress: Progress = SILENT) -> NightResult:
    """Expire what ended and look at every tier, up to today.

    Each lot ends on its own day whenever the run comes (E25); tiers are looked at before anything
    is reset (E53). A clock that stands behind the last run does nothing: nothing is run twice,
    nothing revives.
    """
    today = desk.today()
    with desk.reading(Permission.NIGHT_RUN):
        row = desk.db.execute_sql("SELECT done_on FROM job WHERE name = ?", (JOB,)).fetchone()
    last = date.fromisoformat(row[0]) if row else None
    if last is not None and last >= today:
        return NightResult(0, 0, 0)
    moved = _move_tiers(desk, progress)
    expired = _expire(desk, progress)
    days = (today - last).days if last else 1
    with desk.change(Permission.NIGHT_RUN) as change:
        change.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
            (JOB, today.isoformat(), utc_text(change.now)),
        )
        change.note("night.run", "club", 1, days=days, expired=expired, moved=moved)
        change.tell(NightDone(days))
    return NightResult(expired, moved, days)


def _expire(desk: Desk, progress: Progress) -> int:
    expired = done = 0
    while due := ledger.members_due(desk.db, desk.today(), BATCH):
        with desk.change(Permission.NIGHT_RUN) as change:
            for member_id in due:
                expired += points.expire_member(change, member_id)
        done += len(due)
        progress.step(done, 0)
    return expired


def _move_tiers(desk: Desk, progress: Progress) -> int:
    with desk.reading(Permission.NIGHT_RUN):
        rules = club.programme_on(desk.db, desk.today())
        lowest = rules.tiers[0].code
        rows = desk.db.execute_sql(
            "SELECT id FROM member WHERE state <> 'erased' AND (tier <> ? OR id IN"
            " (SELECT member_id FROM member_totals WHERE net_rial >= ?))",
            (lowest, rules.tiers[1].from_rial if len(rules.tiers) > 1 else 0),
        ).fetchall()
    ids = [row[0] for row in rows]
    moved = 0
    for start in range(0, len(ids), BATCH):
        progress.step(start, len(ids))
        with desk.change(Permission.NIGHT_RUN) as change:
            for member_id in ids[start : start + BATCH]:
                buyer = store.buyer(change.db, member_id)
                if buyer is not None:
                    new = tiers.reassess(change, buyer, rules, tiers.NIGHT, may_fall=True)
                    moved += new != buyer.tier
    return moved
