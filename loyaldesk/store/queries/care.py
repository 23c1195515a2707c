"""Who serves whom, how much each has to do, and what operators do of their own accord."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of


@dataclass(frozen=True, slots=True)
class LoadRow:
    """How much an operator has to do on a day.

    Attributes:
        operator_id: Who.
        name: Of the operator.
        open: Open follow-ups due on the day.
        overdue: Open follow-ups due before it.
        limit: Of a day; 0: none.
        is_away: Whether an absence covers the day.
    """

    operator_id: int
    name: str
    open: int
    overdue: int
    limit: int
    is_away: bool

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be given."""
        return self.limit > 0 and self.open >= self.limit


_LOAD = (
    "SELECT o.id, o.name, COUNT(CASE WHEN f.due_on = :day THEN 1 END),"
    " COUNT(CASE WHEN f.due_on < :day THEN 1 END), COALESCE(p.day_limit, 0),"
    " EXISTS (SELECT 1 FROM absence a WHERE a.operator_id = o.id"
    " AND :day BETWEEN a.from_on AND a.until_on) FROM operator o"
    " LEFT JOIN operator_profile p ON p.operator_id = o.id"
    " LEFT JOIN followup f ON f.owner_id = o.id AND f.state = 'open' AND f.due_on <= :day"
    " WHERE o.role <> 'system' AND o.is_active GROUP BY o.id ORDER BY o.name, o.id"
)


def load(db: ClubDatabase, day: date) -> list[LoadRow]:
    """Return how much each operator has to do on a day."""
    rows = db.execute_sql(_LOAD, {"day": day.isoformat()}).fetchall()
    return [LoadRow(*[*row[:5], bool(row[5])]) for row in rows]


@dataclass(frozen=True, slots=True)
class OnlyOneRow:
    """A member whom one and the same operator always served."""

    member_id: int
    number: str
    name: str
    operator_id: int
    operator: str
    times: int
    last_on: date


_TOUCHES = (
    "SELECT member_id, operator_id, sold_on AS on_day FROM sale WHERE kind IN ('sale', 'visit')"
    " AND run_id IS NULL UNION ALL SELECT c.member_id, c.operator_id, c.on_day FROM contact c"
    " WHERE c.member_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM record_event w"
    " WHERE w.place = 'contact' AND w.record_id = c.id AND w.what = 'withdrawn')"
)


def only_one(db: ClubDatabase, least: int, limit: int) -> list[OnlyOneRow]:
    """Return the members with at least so many sales and contacts, all by one operator."""
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, t.who, COALESCE(o.name, ''), t.times, t.last_on FROM"
        " (SELECT member_id, MIN(operator_id) AS who, COUNT(*) AS times, MAX(on_day) AS last_on"
        f" FROM ({_TOUCHES}) GROUP BY member_id HAVING COUNT(*) >= ?"
        " AND MIN(operator_id) = MAX(operator_id)) t JOIN member m ON m.id = t.member_id"
        " JOIN operator o ON o.id = t.who AND o.role <> 'system' WHERE m.state <> 'erased'"
        " AND m.merged_into_id IS NULL ORDER BY t.times DESC, m.id LIMIT ?",
        (least, limit),
    ).fetchall()
    return [OnlyOneRow(*[*row[:6], date.fromisoformat(row[6])]) for row in rows]


@dataclass(frozen=True, slots=True)
class ServedRow:
    """Somebody who served a member: how often, and on which days first and last."""

    operator_id: int
    operator: str
    sales: int
    contacts: int
    first_on: date
    last_on: date


def served_by(db: ClubDatabase, member_id: int) -> list[ServedRow]:
    """Return who served a member, the last one first."""
    rows = db.execute_sql(
        "SELECT t.who, COALESCE(o.name, ''), SUM(t.sales), SUM(t.contacts), MIN(t.on_day),"
        " MAX(t.on_day) FROM (SELECT operator_id AS who, sold_on AS on_day, 1 AS sales,"
        " 0 AS contacts FROM sale WHERE member_id = :member AND kind IN ('sale', 'visit')"
        " AND run_id IS NULL UNION ALL SELECT c.operator_id, c.on_day, 0, 1 FROM contact c"
        " WHERE c.member_id = :member AND NOT EXISTS (SELECT 1 FROM record_event w"
        " WHERE w.place = 'contact' AND w.record_id = c.id AND w.what = 'withdrawn')) t"
        " JOIN operator o ON o.id = t.who AND o.role <> 'system'"
        " GROUP BY t.who ORDER BY MAX(t.on_day) DESC, 3 DESC, t.who",
        {"member": member_id},
    ).fetchall()
    return [ServedRow(*[*row[:4], *map(date.fromisoformat, row[4:])]) for row in rows]


@dataclass(frozen=True, slots=True)
class DiscretionRow:
    """What an operator did of their own accord in a time.

    Attributes:
        operator_id: Who.
        name: Of the operator.
        sales: Sales recorded.
        discounts: Sales with a discount by hand.
        discount_rial: What these discounts came to.
        corrections: Corrections of points by hand.
        points_given: Points given by them.
        points_taken: Points taken by them.
        skipped_steps: Steps of playbooks that were cancelled.
        moved: Follow-ups moved to another day.
        cancelled: Follow-ups cancelled, the steps of playbooks among them.
    """

    operator_id: int
    name: str
    sales: int
    discounts: int
    discount_rial: int
    corrections: int
    points_given: int
    points_taken: int
    skipped_steps: int
    moved: int
    cancelled: int


_DISCRETION = """
SELECT o.id, o.name, COALESCE(s.sales, 0), COALESCE(s.discounts, 0), COALESCE(s.rial, 0),
    COALESCE(p.times, 0), COALESCE(p.given, 0), COALESCE(p.taken, 0), COALESCE(e.steps, 0),
    COALESCE(e.moved, 0), COALESCE(e.cancelled, 0)
FROM operator o
LEFT JOIN (
    SELECT operator_id, COUNT(CASE WHEN kind = 'sale' THEN 1 END) AS sales,
        COUNT(CASE WHEN kind = 'sale' AND discount_rial > 0 THEN 1 END) AS discounts,
        SUM(discount_rial) AS rial
    FROM sale WHERE sold_on BETWEEN :first AND :last AND run_id IS NULL GROUP BY operator_id
) s ON s.operator_id = o.id
LEFT JOIN (
    SELECT operator_id, COUNT(*) AS times, SUM(MAX(points, 0)) AS given,
        SUM(MAX(-points, 0)) AS taken
    FROM points_entry WHERE kind = 'adjust' AND on_day BETWEEN :first AND :last
    GROUP BY operator_id
) p ON p.operator_id = o.id
LEFT JOIN (
    SELECT e.operator_id, COUNT(CASE WHEN e.what = 'moved' THEN 1 END) AS moved,
        COUNT(CASE WHEN e.what = 'cancelled' THEN 1 END) AS cancelled,
        COUNT(CASE WHEN e.what = 'cancelled' AND f.run_id IS NOT NULL THEN 1 END) AS steps
    FROM followup_event e JOIN followup f ON f.id = e.followup_id
    WHERE e.what IN ('moved', 'cancelled') AND e.at >= :from_at AND e.at < :until_at
    GROUP BY e.operator_id
) e ON e.operator_id = o.id
WHERE o.role <> 'system' AND (o.is_active OR s.sales OR p.times OR e.moved OR e.cancelled)
ORDER BY o.name, o.id
"""


def discretion(
    db: ClubDatabase, first: date, last: date, from_at: str, until_at: str
) -> list[DiscretionRow]:
    """Return what each operator did of their own accord from *first* to *last*."""
    values = {
        "first": first.isoformat(), "last": last.isoformat(), "from_at": from_at,
        "until_at": until_at,
    }  # fmt: skip
    return [DiscretionRow(*row) for row in db.execute_sql(_DISCRETION, values).fetchall()]


@dataclass(frozen=True, slots=True)
class Span:
    """What the members of a hand-over were like in a stretch of days.

    Attributes:
        bought: How many of them bought.
        complaints: Complaints they opened.
        answer_minutes: Mean minutes from a complaint or request to the answer; None: no answer.
    """

    bought: int
    complaints: int
    answer_minutes: float | None


_GIVEN = (
    "SELECT DISTINCT member_id FROM care_event WHERE from_owner_id = :from AND to_owner_id = :to"
    " AND at = :at"
)
_SPAN = f"""
WITH given AS ({_GIVEN})
SELECT
    (SELECT COUNT(DISTINCT s.member_id) FROM given g JOIN sale s ON s.member_id = g.member_id
        WHERE s.kind = 'sale' AND s.sold_on BETWEEN :first AND :last
        AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)),
    (SELECT COUNT(*) FROM given g JOIN complaint c ON c.member_id = g.member_id
        WHERE c.opened_on BETWEEN :first AND :last),
    (SELECT AVG((julianday(answered_at) - julianday(opened_at)) * 1440) FROM (
        SELECT c.opened_at, c.answered_at FROM given g
        JOIN complaint c ON c.member_id = g.member_id
        WHERE c.opened_on BETWEEN :first AND :last AND c.answered_at IS NOT NULL
        UNION ALL SELECT q.opened_at, q.answered_at FROM given g
        JOIN request q ON q.member_id = g.member_id
        WHERE q.opened_on BETWEEN :first AND :last AND q.answered_at IS NOT NULL))
"""


def given_count(db: ClubDatabase, between: tuple[int, int, str]) -> int:
    """Return how many members a hand-over gave; *between*: who, whom, and the stored moment."""
    row = db.execute_sql(
        f"SELECT COUNT(*) FROM ({_GIVEN})", dict(zip(("from", "to", "at"), between, strict=True))
    ).fetchone()
    return int(row[0])


def span(db: ClubDatabase, between: tuple[int, int, str], first: date, last: date) -> Span:
    """Return what the members of a hand-over were like from *first* to *last*."""
    values = dict(zip(("from", "to", "at"), between, strict=True))
    days = {"first": first.isoformat(), "last": last.isoformat()}
    row = db.execute_sql(_SPAN, {**values, **days}).fetchone()
    return Span(row[0], row[1], row[2])


@dataclass(frozen=True, slots=True)
class CareNames:
    """Owner and deputy of a member, and when that began."""

    owner_id: int | None
    owner: str
    deputy_id: int | None
    deputy: str
    since: date | None


def of_member(db: ClubDatabase, member_id: int) -> CareNames:
    """Return who looks after a member; nobody when nothing is said."""
    row = db.execute_sql(
        "SELECT c.owner_id, COALESCE(o.name, ''), c.deputy_id, COALESCE(d.name, ''),"
        " substr(c.at, 1, 10) FROM care c LEFT JOIN operator o ON o.id = c.owner_id"
        " LEFT JOIN operator d ON d.id = c.deputy_id WHERE c.member_id = ?",
        (member_id,),
    ).fetchone()
    return CareNames(*[*row[:4], day_of(row[4])]) if row else CareNames(None, "", None, "", None)
