"""Everything that happened to a member in one reading: sales, service and promises together."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.contacts import STANDS
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something that happened to a member.

    Attributes:
        kind: ``sale``, ``visit``, ``reversal``, ``return``, ``points``, ``tier``, ``note``,
            ``card``, ``consent`` or ``enrolled``; ``contact``, ``promise``, ``followup``,
            ``complaint``, ``complaint_closed``, ``request``, ``request_done``, ``feedback``,
            ``agreement``, ``order`` or ``handover``.
        subject_id: Row of the sale, entry, note and so on.
        amount_rial: Of a sale.
        points: Of a sale or points entry; the feeling in a contact; the number of a record.
        what: Receipt number, kind of entry, new tier, state of the card, or channel; of a contact
            channel, direction and result, of a record its kind or outcome; who handed over and
            who got it, with U+001F between.
        text: Note, reason, old tier, number of the card, ``given`` or ``withdrawn``, or what was
            said.
    """

    at: datetime
    kind: str
    subject_id: int
    operator: str
    amount_rial: int
    points: int
    what: str
    text: str


_PARTS = f"""
    SELECT sold_at AS at, kind, id, operator_id, amount_rial AS amount,
        CASE WHEN kind = 'return' THEN earned - paid_points ELSE earned END AS points,
        CAST(receipt AS TEXT) AS what, outside_receipt AS text, 3 AS place
        FROM sale WHERE member_id = :member
    UNION ALL SELECT at, 'points', id, operator_id, 0, points, kind || ' ' || reason, reason_text, 5
        FROM points_entry
        WHERE member_id = :member AND kind NOT IN ('earn', 'spend', 'reverse', 'return')
    UNION ALL SELECT at, 'tier', id, operator_id, 0, 0, to_tier, from_tier, 4
        FROM tier_change WHERE member_id = :member
    UNION ALL SELECT at, 'note', id, operator_id, 0, 0, '', text, 6
        FROM note WHERE member_id = :member
    UNION ALL SELECT made_at, 'card', id, 0, 0, 0, 'issued', typed, 2
        FROM code WHERE member_id = :member AND kind <> 'number'
    UNION ALL SELECT ended_at, 'card', id, 0, 0, 0, state, typed, 7
        FROM code WHERE member_id = :member AND ended_at IS NOT NULL
    UNION ALL SELECT at, 'consent', id, operator_id, 0, 0, channel,
        CASE WHEN is_given THEN 'given' ELSE 'withdrawn' END, 1
        FROM consent_event WHERE member_id = :member
    UNION ALL SELECT registered_at, 'enrolled', id, operator_id, 0, 0, number, source, 0
        FROM member WHERE id = :member
    UNION ALL SELECT c.at, 'contact', c.id, c.operator_id, 0, COALESCE(c.feeling, 0),
        c.channel || ' ' || c.direction || ' ' || c.result,
        COALESCE(NULLIF(c.text, ''), NULLIF(c.need, ''), c.promise), 8
        FROM contact c WHERE c.member_id = :member AND {STANDS} AND NOT EXISTS (SELECT 1
        FROM followup f WHERE f.id = c.followup_id AND f.done_at = c.at)
    UNION ALL SELECT made_at, 'promise', id, made_by, 0, 0, due_on, text, 9
        FROM followup WHERE member_id = :member AND is_promise AND state <> 'cancelled'
    UNION ALL SELECT done_at, 'followup', id, done_by, 0, 0, channel || ' ' || outcome,
        COALESCE(NULLIF(result, ''), text), 10
        FROM followup WHERE member_id = :member AND state = 'done'
    UNION ALL SELECT opened_at, 'complaint', id, opened_by, 0, number, category, text, 11
        FROM complaint WHERE member_id = :member
    UNION ALL SELECT c.closed_at, 'complaint_closed', c.id, COALESCE((SELECT e.operator_id
        FROM record_event e WHERE e.place = 'complaint' AND e.record_id = c.id
        AND e.at = c.closed_at ORDER BY e.id DESC LIMIT 1), 0), 0, c.number, c.category, c.result,
        12 FROM complaint c WHERE c.member_id = :member AND c.closed_at IS NOT NULL
    UNION ALL SELECT opened_at, 'request', id, operator_id, 0, number, kind,
        CASE WHEN product <> '' AND text <> '' THEN product || ': ' || text
        ELSE product || text END, 13 FROM request WHERE member_id = :member
    UNION ALL SELECT done_at, 'request_done', id, COALESCE(done_by, 0), 0, number, state,
        COALESCE(NULLIF(result, ''), answer), 14
        FROM request WHERE member_id = :member AND done_at IS NOT NULL
    UNION ALL SELECT made_at, 'feedback', id, operator_id, 0, number, kind, text, 15
        FROM feedback WHERE member_id = :member
    UNION ALL SELECT made_at, 'agreement', id, operator_id, 0, number, kind || ' ' || ends_on,
        title, 16 FROM agreement WHERE member_id = :member
    UNION ALL SELECT made_at, 'order', id, operator_id, 0, number, promised_on, text, 17
        FROM occasion_order WHERE member_id = :member
    UNION ALL SELECT at, 'handover', id, operator_id, 0, 0,
        COALESCE((SELECT name FROM operator WHERE id = from_owner_id), '') || char(31)
        || COALESCE((SELECT name FROM operator WHERE id = to_owner_id), ''), note, 18
        FROM care_event WHERE member_id = :member AND from_owner_id IS NOT to_owner_id
"""

_TIMELINE = f"""
SELECT t.at, t.kind, t.id, COALESCE(o.name, ''), t.amount, t.points, t.what, t.text FROM (
{_PARTS}
) t LEFT JOIN operator o ON o.id = t.operator_id
ORDER BY t.at DESC, t.place DESC, t.id DESC LIMIT :limit OFFSET :skip
"""


def timeline(db: ClubDatabase, member_id: int, limit: int, skip: int = 0) -> list[TimelineRow]:
    """Return what happened to a member, newest first."""
    values = {"member": member_id, "limit": limit, "skip": skip}
    rows = db.execute_sql(_TIMELINE, values).fetchall()
    return [TimelineRow(utc_moment(row[0]), *row[1:]) for row in rows]


@dataclass(frozen=True, slots=True)
class CareFigures:
    """Who looks after a member, and what is open.

    Attributes:
        owner: Name of the owner; empty: nobody.
        deputy: Name of the deputy.
        open_followups: How many.
        open_complaints: How many.
        last_contact_on: Day of the last contact in which somebody was spoken to.
        last_channel: Its way.
        next_id: The next open follow-up, due on `next_on`, saying `next_text`.
        next_is_promise: It was promised.
    """

    owner_id: int | None = None
    owner: str = ""
    deputy: str = ""
    open_followups: int = 0
    open_complaints: int = 0
    last_contact_on: date | None = None
    last_channel: str = ""
    next_id: int | None = None
    next_on: date | None = None
    next_text: str = ""
    next_is_promise: bool = False


_CARE = (
    "SELECT c.owner_id, COALESCE(o.name, ''), COALESCE(d.name, ''), (SELECT COUNT(*) FROM followup"
    " WHERE member_id = :member AND state = 'open'), (SELECT COUNT(*) FROM complaint"
    " WHERE member_id = :member AND closed_at IS NULL), k.on_day, COALESCE(k.channel, ''), f.id,"
    " f.due_on, COALESCE(f.text, ''), COALESCE(f.is_promise, 0) FROM (SELECT 1)"
    " LEFT JOIN care c ON c.member_id = :member LEFT JOIN operator o ON o.id = c.owner_id"
    " LEFT JOIN operator d ON d.id = c.deputy_id LEFT JOIN contact k ON k.id = (SELECT c.id"
    " FROM contact c WHERE c.member_id = :member AND c.result NOT IN ('no_answer', 'switched_off',"
    f" 'wrong_number') AND {STANDS} ORDER BY c.at DESC, c.id DESC LIMIT 1)"
    " LEFT JOIN followup f ON f.id = (SELECT id FROM followup WHERE member_id = :member"
    " AND state = 'open' ORDER BY due_at, id LIMIT 1)"
)


def care(db: ClubDatabase, member_id: int) -> CareFigures:
    """Return who looks after a member, and what is open."""
    row = db.execute_sql(_CARE, {"member": member_id}).fetchone()
    return CareFigures(*[
        *row[:5], day_of(row[5]), row[6], row[7], day_of(row[8]), row[9],
        bool(row[10]),
    ])  # fmt: skip
