"""Figures on follow-ups: load of a day, promises kept, work by operator, care after a sale."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.contacts import NOT_REACHED
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What one operator has to do on a day.

    Attributes:
        operator_id: None: what nobody has yet.
        name: Of the operator; empty: nobody.
        due: Open and due on the day.
        minutes: How long these take.
        overdue: Open and due before the day.
        done: Done on the day.
        day_limit: How many in a day; 0: as many as come.
    """

    operator_id: int | None
    name: str
    due: int
    minutes: int
    overdue: int
    done: int
    day_limit: int


def load(db: ClubDatabase, day: date) -> list[LoadRow]:
    """Return what each operator has to do on a day; nobody's last, who has nothing left out."""
    rows = db.execute_sql(
        "SELECT t.owner_id, COALESCE(o.name, ''), SUM(t.due), SUM(t.due * t.minutes), SUM(t.late),"
        " SUM(t.done), COALESCE(p.day_limit, 0) FROM (SELECT owner_id, due_on = :day AS due,"
        " minutes, due_on < :day AS late, 0 AS done FROM followup WHERE state = 'open'"
        " AND due_on <= :day UNION ALL SELECT done_by, 0, 0, 0, 1 FROM followup"
        " WHERE done_on = :day) t LEFT JOIN operator o ON o.id = t.owner_id"
        " LEFT JOIN operator_profile p ON p.operator_id = t.owner_id GROUP BY t.owner_id"
        " ORDER BY t.owner_id IS NULL, SUM(t.due) + SUM(t.late) DESC, t.owner_id",
        {"day": day.isoformat()},
    )
    return [LoadRow(*row) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise and what became of it.

    Attributes:
        promised_at: The moment promised: the first one, or one that the member asked for since.
        tried_at: When it was first done or tried; None: not yet.
        is_moved: The shop moved it.
    """

    state: str
    has_time: bool
    minutes: int
    due_at: datetime
    promised_at: datetime
    tried_at: datetime | None
    is_moved: bool


def promises(db: ClubDatabase, start: datetime, end: datetime) -> list[PromiseRow]:
    """Return the promises that were first due from *start* until before *end*."""
    rows = db.execute_sql(
        "SELECT f.state, f.has_time, f.minutes, f.due_at, (SELECT p.to_due FROM followup_event p"
        " WHERE p.followup_id = f.id AND (p.what = 'made' OR p.what = 'moved' AND p.code ="
        " 'member_asked') ORDER BY p.id DESC LIMIT 1), (SELECT MIN(t.at) FROM followup_event t"
        " WHERE t.followup_id = f.id AND t.what IN ('tried', 'done')), EXISTS (SELECT 1 FROM"
        " followup_event m WHERE m.followup_id = f.id AND m.what = 'moved' AND m.code <>"
        " 'member_asked') FROM followup f JOIN followup_event e ON e.followup_id = f.id"
        " AND e.what = 'made' WHERE f.is_promise AND e.to_due >= ? AND e.to_due < ? ORDER BY f.id",
        (utc_text(start), utc_text(end)),
    )
    return [
        PromiseRow(
            row[0], bool(row[1]), row[2], utc_moment(row[3]), utc_moment(row[4]),
            utc_moment(row[5]) if row[5] else None, bool(row[6]),
        )
        for row in rows.fetchall()
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkRow:
    """How one operator followed up in a period.

    Attributes:
        operator_id: None: nobody's.
        done: Done by the operator.
        in_time: Of these on the day they were due or before, without having been moved.
        reached: Of these with somebody spoken to.
        tried: How often nobody was reached, these and those still open.
        cancelled: Cancelled by the operator.
        moved: How often the operator moved one.
        overdue: Open, theirs, and due before today.
    """

    operator_id: int | None
    name: str
    done: int
    in_time: int
    reached: int
    tried: int
    cancelled: int
    moved: int
    overdue: int


_UNREACHED = "({})".format(", ".join(f"'{code}'" for code in sorted(NOT_REACHED)))
_WORK = f"""
SELECT w.operator_id, COALESCE(o.name, ''), SUM(done), SUM(in_time), SUM(reached), SUM(tried),
    SUM(cancelled), SUM(moved), SUM(overdue)
FROM (
    SELECT f.done_by AS operator_id, 1 AS done, f.done_on <= f.due_on AND NOT EXISTS (SELECT 1
        FROM followup_event m WHERE m.followup_id = f.id AND m.what = 'moved') AS in_time,
        f.outcome NOT IN {_UNREACHED} AS reached, 0 AS tried, 0 AS cancelled, 0 AS moved,
        0 AS overdue
    FROM followup f WHERE f.done_on BETWEEN :first AND :last
    UNION ALL
    SELECT e.operator_id, 0, 0, 0,
        e.what = 'tried' AND e.code <> 'call_later' OR e.what = 'done' AND e.code IN {_UNREACHED},
        e.what = 'cancelled', e.what = 'moved', 0
    FROM followup_event e WHERE e.at >= :start AND e.at < :end
        AND e.what IN ('tried', 'done', 'cancelled', 'moved')
    UNION ALL
    SELECT f.owner_id, 0, 0, 0, 0, 0, 0, 1 FROM followup f
    WHERE f.state = 'open' AND f.due_on < :today
) w LEFT JOIN operator o ON o.id = w.operator_id
GROUP BY w.operator_id ORDER BY w.operator_id IS NULL, SUM(done) DESC, w.operator_id
"""


def work(
    db: ClubDatabase, first: date, last: date, span: tuple[datetime, datetime], today: date
) -> list[WorkRow]:
    """Return how each operator followed up; *span*: the moments in which the days lie."""
    rows = db.execute_sql(
        _WORK,
        {
            "first": first.isoformat(), "last": last.isoformat(), "start": utc_text(span[0]),
            "end": utc_text(span[1]), "today": today.isoformat(),
        },
    )  # fmt: skip
    return [WorkRow(*row) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class AfterSaleRow:
    """How an operator's sales of a period were followed by a contact.

    Attributes:
        sales: Sales that stand.
        contacted: Of these with a contact from the shop within the days.
        waiting: Of these without one, with days left.
    """

    operator_id: int
    name: str
    sales: int
    contacted: int
    waiting: int

    @property
    def share(self) -> float | None:
        """Share with a contact among the sales whose days are over or that have one."""
        judged = self.sales - self.waiting
        return self.contacted / judged if judged else None


def after_sales(
    db: ClubDatabase, first: date, last: date, days: int, today: date
) -> list[AfterSaleRow]:
    """Return, by the operator of the sale, how many were followed by a contact within *days*."""
    rows = db.execute_sql(
        "SELECT t.operator_id, COALESCE(o.name, ''), COUNT(*), SUM(t.touched),"
        " SUM(NOT t.touched AND t.until_on >= :today) FROM (SELECT s.operator_id,"
        " date(s.sold_on, :days) AS until_on, EXISTS (SELECT 1 FROM contact c WHERE c.member_id ="
        " s.member_id AND c.direction = 'out' AND c.at > s.sold_at AND c.on_day <="
        f" date(s.sold_on, :days) AND c.result NOT IN {_UNREACHED}) AS touched FROM sale s"
        " WHERE s.kind = 'sale' AND s.sold_on BETWEEN :first AND :last AND NOT EXISTS"
        " (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)) t LEFT JOIN operator o"
        " ON o.id = t.operator_id GROUP BY t.operator_id ORDER BY COUNT(*) DESC, t.operator_id",
        {
            "first": first.isoformat(), "last": last.isoformat(), "days": f"+{days} days",
            "today": today.isoformat(),
        },
    )  # fmt: skip
    return [AfterSaleRow(*row) for row in rows.fetchall()]
