"""Reading the trail: who did what, when, and whether it was allowed."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class ActRow:
    """One line of the trail; ``result`` is ``ok``, ``refused`` or ``failed``. `telling` says it."""

    seq: int
    at: datetime
    operator: str
    till: str
    act: str
    subject: str
    subject_id: int | None
    result: str
    detail: dict[str, Any]


_ACTS = (
    "SELECT a.seq, a.at, COALESCE(o.name, ''), a.till, a.act, a.subject, a.subject_id, a.result,"
    " a.detail FROM audit a LEFT JOIN operator o ON o.id = a.operator_id"
)


def _rows(desk: Desk, ending: str, values: tuple[object, ...]) -> list[ActRow]:
    rows = desk.db.execute_sql(f"{_ACTS} {ending}", values).fetchall()
    return [
        ActRow(*[row[0], utc_moment(row[1]), *row[2:8], json.loads(row[8]) if row[8] else {}])
        for row in rows
    ]


def acts(
    desk: Desk, *, first: date | None = None, last: date | None = None, operator_id: int = 0,
    before_seq: int | None = None, limit: int = 200,
) -> list[ActRow]:  # fmt: skip
    """Return acts, newest first.

    Args:
        desk: Where and who.
        first: The first shop day; None: from the beginning.
        last: The last shop day; None: to the end.
        operator_id: Only this operator's; 0: everybody's.
        before_seq: Only what stands before this line (the next page).
        limit: At most so many.
    """
    with desk.reading(Permission.AUDIT_READ):
        where = ["a.seq < ?"]
        bounds: list[object] = [before_seq if before_seq is not None else 2**62]
        for day, sign in ((first, ">="), (last + timedelta(days=1) if last else None, "<")):
            if day is not None:
                where.append(f"a.at {sign} ?")
                bounds.append(utc_text(datetime.combine(day, time(), desk.zone)))
        if operator_id:
            where.append("a.operator_id = ?")
            bounds.append(operator_id)
        ending = f"WHERE {' AND '.join(where)} ORDER BY a.seq DESC LIMIT ?"
        return _rows(desk, ending, (*bounds, limit))


def about_member(desk: Desk, member_id: int, *, limit: int = 200) -> list[ActRow]:
    """Return the acts on a member, the member's codes and sales, newest first."""
    with desk.reading(Permission.AUDIT_READ):
        return _rows(
            desk,
            "WHERE (a.subject = 'member' AND a.subject_id = ?)"
            " OR (a.subject = 'sale' AND a.subject_id IN (SELECT id FROM sale WHERE member_id = ?))"
            " OR (a.subject = 'code' AND a.subject_id IN (SELECT id FROM code WHERE member_id = ?))"
            " ORDER BY a.seq DESC LIMIT ?",
            (member_id, member_id, member_id, limit),
        )
