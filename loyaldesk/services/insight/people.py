"""The members behind a figure: listed, taken out of the house, and given follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from loyaldesk.domain import errors
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.insight.facts import Span
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, exports
from loyaldesk.services import followup_steps as steps
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_guard import refuse_past
from loyaldesk.store import followups as followup_store
from loyaldesk.store.fields import day_of

MOST_FOLLOWUPS = 200
"""Made at once; more than a shop can call in a week is no plan."""
_PIECE, _MANY = 500, 5000

_LIVING = (
    "SELECT id FROM member WHERE state <> 'erased' AND merged_into_id IS NULL AND id IN ({marks})"
)
_GONE = "SELECT id FROM member WHERE state = 'erased' OR merged_into_id IS NOT NULL"
_ROWS = (
    "SELECT m.id, m.number, m.name, m.tier, t.last_on, COALESCE(v.visits, 0), COALESCE(v.net, 0)"
    " FROM member m LEFT JOIN member_totals t ON t.member_id = m.id LEFT JOIN ("
    "SELECT member_id, SUM(net > 0) AS visits, SUM(net) AS net FROM (SELECT member_id, sold_on,"
    " SUM(net_rial) AS net FROM sale WHERE member_id IN ({marks}) AND sold_on BETWEEN ? AND ?"
    " GROUP BY member_id, sold_on) GROUP BY member_id) v ON v.member_id = m.id"
    " WHERE m.id IN ({marks}) AND m.state <> 'erased' AND m.merged_into_id IS NULL"
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member behind a figure; visits and money are those of the days asked for."""

    id: int
    number: str
    name: str
    tier: Tier
    last_on: date | None
    visits: int
    net_rial: int


def living(desk: Desk, ids: Sequence[int]) -> list[int]:
    """Return which of *ids* may be listed: erased and merged members are left out."""
    desk.require(Permission.REPORT_READ)
    with desk.reading(Permission.MEMBER_READ):
        if len(ids) > _MANY:
            gone = {row[0] for row in desk.db.execute_sql(_GONE).fetchall()}
            return [id_ for id_ in ids if id_ not in gone]
        found: set[int] = set()
        for start in range(0, len(ids), _PIECE):
            piece = tuple(ids[start : start + _PIECE])
            sql = _LIVING.format(marks=", ".join("?" * len(piece)))
            found.update(row[0] for row in desk.db.execute_sql(sql, piece).fetchall())
        return [id_ for id_ in ids if id_ in found]


def page(desk: Desk, ids: Sequence[int], first: int, count: int, span: Span) -> list[PersonRow]:
    """Return the rows of *count* of *ids* from the place *first* on, in their order.

    Args:
        desk: Where and who.
        ids: Members behind a figure; who was erased or merged has no row.
        first: Place of the first row, from 0.
        count: How many rows at most.
        span: The days whose visits and money are told.
    """
    desk.require(Permission.REPORT_READ)
    with desk.reading(Permission.MEMBER_READ):
        piece = tuple(ids[first : first + count])
        sql = _ROWS.format(marks=", ".join("?" * len(piece)))
        rules = club.programme_on(desk.db, desk.today())
        days = (span.first.isoformat(), span.last.isoformat())
        found = {
            row[0]: PersonRow(row[0], row[1], row[2], rules.tier(row[3]), day_of(row[4]), *row[5:])
            for row in desk.db.execute_sql(sql, (*piece, *days, *piece)).fetchall()
        }
    return [found[id_] for id_ in piece if id_ in found]


def export(desk: Desk, path: Path, ids: Sequence[int], progress: Progress = SILENT) -> int:
    """Write the members behind a figure to *path* and return how many.

    Raises:
        PermissionDenied, BadInput, StorageProblem, Cancelled: As `exports.export_members`.
    """
    return exports.export_members(desk, path, living(desk, ids), progress)


def make_followups(
    desk: Desk, ids: Sequence[int], *, key: str, text: str, on: date | None, channel: str = "call",
    progress: Progress = SILENT,
) -> int:  # fmt: skip
    """Make one follow-up for each of *ids* in one act, and return how many were made.

    The same *key* makes nothing twice. Who does each is found by rule.

    Raises:
        BadInput: If there are none or more than `MOST_FOLLOWUPS`, the sentence is empty, or the
            day is past.
        NoWorkingTime: If the shop never opens.
        Cancelled: If *progress* says so; nothing was made.
    """
    if not text.strip():
        raise BadInput("text", "empty")
    if not ids:
        raise BadInput("members", "empty")
    if len(ids) > MOST_FOLLOWUPS:
        raise BadInput("members", "too many", str(len(ids)), MOST_FOLLOWUPS)
    with desk.change(Permission.FOLLOWUP_ANY) as change:
        if on is not None:
            refuse_past(change, on, None)
        made = 0
        for number, id_ in enumerate(ids):
            progress.step(number, len(ids))
            own = f"{key}:{id_}"
            if followup_store.id_of_key(change.db, own) is not None:
                continue
            draft = FollowupDraft(own, id_, text=text, on=on, channel=channel)
            try:
                steps.make_step(change, draft)
            except (errors.MemberErased, errors.Missing):
                continue  # gone since the list was shown
            made += 1
        change.note("followup.many", "list", None, rows=made)
    return made
