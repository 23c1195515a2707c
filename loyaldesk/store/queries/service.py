"""How members are served, each by one statement: free hands, hand-overs, ways, what came after."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.queries.journey import UNREACHED
from loyaldesk.store.queries.patterns import only

Ints = NDArray[np.int64]

_DAY = "CAST(julianday({}) - 2440587.5 AS INTEGER)"
_STANDS = "NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)"


@dataclass(frozen=True, slots=True)
class Free:
    """What one operator decided by own taste.

    Attributes:
        operator_id: Who.
        name: What they are called.
        sales: Sales that stand.
        discounts: Of them with a discount by hand.
        discount_rial: What these discounts came to.
        given: Points added by hand.
        taken: Points taken by hand.
        unproved: Times points were spent without a proof of who spends.
        alone: Times a limit was passed with nobody else to agree, or with somebody's leave.
        backdated: Sales written down for an earlier day.
        skipped: Follow-ups of playbooks that were cancelled.
    """

    operator_id: int
    name: str
    sales: int
    discounts: int
    discount_rial: int
    given: int
    taken: int
    unproved: int
    alone: int
    backdated: int
    skipped: int

    @property
    def exceptions(self) -> int:
        """Spends without a proof, limits passed and sales dated back."""
        return self.unproved + self.alone + self.backdated


_FREE = f"""
SELECT w.operator_id, COALESCE(o.name, ''), SUM(sales), SUM(discounts), SUM(rial), SUM(given),
    SUM(taken), SUM(unproved), SUM(alone), SUM(backdated), SUM(skipped)
FROM (
    SELECT s.operator_id, COUNT(*) AS sales, SUM(s.discount_rial > 0) AS discounts,
        SUM(s.discount_rial) AS rial, 0 AS given, 0 AS taken, 0 AS unproved, 0 AS alone,
        SUM(s.run_id IS NULL AND s.sold_on < :local_made) AS backdated, 0 AS skipped
    FROM sale s WHERE s.kind = 'sale' AND s.sold_on BETWEEN :first AND :last AND {_STANDS}{{some}}
    GROUP BY 1
    UNION ALL
    SELECT s.operator_id, 0, 0, 0, SUM(MAX(s.points, 0)), SUM(MAX(-s.points, 0)), 0,
        SUM(s.approved_by IS NOT NULL), 0, 0
    FROM points_entry s WHERE s.kind = 'adjust' AND s.reason <> 'opening'
        AND s.on_day BETWEEN :first AND :last{{some}} GROUP BY 1
    UNION ALL
    SELECT operator_id, 0, 0, 0, 0, 0, SUM(act = 'points.spend_unchecked'),
        SUM(act = 'approval.alone'), 0, 0
    FROM audit WHERE at >= :start AND at < :end AND result = 'ok'
        AND act IN ('points.spend_unchecked', 'approval.alone') GROUP BY 1
    UNION ALL
    SELECT e.operator_id, 0, 0, 0, 0, 0, 0, 0, 0, COUNT(*)
    FROM followup_event e JOIN followup s ON s.id = e.followup_id
    WHERE e.what = 'cancelled' AND e.at >= :start AND e.at < :end AND s.run_id IS NOT NULL{{some}}
    GROUP BY 1
) w JOIN operator o ON o.id = w.operator_id WHERE o.role <> 'system'
GROUP BY w.operator_id ORDER BY SUM(rial) DESC, w.operator_id
"""


def free_hands(
    db: ClubDatabase, first: date, last: date, span: tuple[datetime, datetime], hours: float,
    ids: Ints | None = None,
) -> list[Free]:  # fmt: skip
    """Return what each operator decided by own taste; *span*: the moments of the days.

    *hours*: how far the shop's clock is before UTC, for the day on which a sale was written down.
    """
    some, more = only(ids)
    made = f"date(s.made_at, '{round(hours * 60):+d} minutes')"
    rows = db.execute_sql(
        _FREE.format(some=some).replace(":local_made", made),
        {
            "first": first.isoformat(), "last": last.isoformat(), "start": utc_text(span[0]),
            "end": utc_text(span[1]), **more,
        },
    ).fetchall()  # fmt: skip
    return [Free(*row) for row in rows]


def discounted_by(
    db: ClubDatabase, first: date, last: date, ids: Ints | None = None
) -> dict[int, Ints]:
    """Return who got a discount by hand from each operator in some days, rising."""
    some, more = only(ids)
    rows = db.execute_sql(
        "SELECT DISTINCT s.operator_id, s.member_id FROM sale s JOIN member m ON m.id = s.member_id"
        " WHERE s.kind = 'sale' AND s.discount_rial > 0 AND s.sold_on BETWEEN :first AND :last"
        f" AND m.state <> 'erased' AND {_STANDS}{some} ORDER BY s.operator_id, s.member_id",
        {"first": first.isoformat(), "last": last.isoformat(), **more},
    ).fetchall()
    found: dict[int, list[int]] = {}
    for operator_id, member_id in rows:
        found.setdefault(operator_id, []).append(member_id)
    return {operator: np.array(held, np.int64) for operator, held in found.items()}


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the members of one hand-over bought before and after it.

    ``came`` are those who bought at all on each side, ``stayed`` those who did on both.
    """

    on_day: date
    giver: str
    getter: str
    ids: Ints
    visits: tuple[int, int]
    net_rial: tuple[int, int]
    came: tuple[int, int]
    stayed: int


def handed_over(
    db: ClubDatabase, first: date, last: date, days: int, ids: Ints | None = None
) -> list[HandedOver]:
    """Return the hand-overs of some days with what their members bought *days* before and after.

    A hand-over is all members who went from one operator to another on one day.
    """
    some, more = only(ids, "e.member_id")
    values = {
        "first": first.isoformat(), "last": last.isoformat(), "days": f"{days} days",
        "back": f"-{days} days", **more,
    }  # fmt: skip
    rows = db.execute_sql(
        "WITH moved AS MATERIALIZED (SELECT substr(e.at, 1, 10) AS day, e.from_owner_id AS giver,"
        " e.to_owner_id AS getter, e.member_id FROM care_event e JOIN member m ON m.id ="
        " e.member_id WHERE e.from_owner_id IS NOT NULL AND e.to_owner_id IS NOT NULL AND"
        " e.from_owner_id <> e.to_owner_id AND substr(e.at, 1, 10) BETWEEN :first AND :last"
        f" AND m.state <> 'erased' AND m.merged_into_id IS NULL{some} GROUP BY 1, 2, 3, 4),"
        " day AS (SELECT v.day, v.giver, v.getter, v.member_id, s.sold_on > v.day AS after,"
        " SUM(s.net_rial) AS net FROM moved v JOIN sale s ON s.member_id = v.member_id AND"
        " s.sold_on BETWEEN date(v.day, :back) AND date(v.day, :days) AND s.sold_on <> v.day"
        " GROUP BY 1, 2, 3, 4, 5, s.sold_on)"
        " SELECT v.day, COALESCE(a.name, ''), COALESCE(b.name, ''), v.member_id,"
        " COALESCE(SUM(NOT d.after AND d.net > 0), 0), COALESCE(SUM(d.after AND d.net > 0), 0),"
        " COALESCE(SUM(d.net * (NOT d.after)), 0), COALESCE(SUM(d.net * d.after), 0),"
        " v.giver, v.getter FROM moved v"
        " LEFT JOIN day d ON d.day = v.day AND d.giver = v.giver AND d.getter = v.getter AND"
        " d.member_id = v.member_id LEFT JOIN operator a ON a.id = v.giver LEFT JOIN operator b"
        " ON b.id = v.getter GROUP BY v.day, v.giver, v.getter, v.member_id"
        " ORDER BY v.day DESC, v.giver, v.getter, v.member_id",
        values,
    ).fetchall()
    groups: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for day, giver, getter, *figures, from_id, to_id in rows:
        groups.setdefault((day, giver, getter, from_id, to_id), []).append(tuple(figures))
    found = []
    for (day, giver, getter, _, _), held in groups.items():
        some_ids, before, after, net, net_after = (
            np.array(column, np.int64) for column in zip(*held, strict=True)
        )  # fmt: skip
        found.append(HandedOver(
            date.fromisoformat(str(day)), str(giver), str(getter), some_ids,
            (int(before.sum()), int(after.sum())), (int(net.sum()), int(net_after.sum())),
            (int((before > 0).sum()), int((after > 0).sum())),
            int(((before > 0) & (after > 0)).sum()),
        ))  # fmt: skip
    return found


def not_contacted(
    db: ClubDatabase, first: date, last: date, days: int, today: date, ids: Ints | None = None
) -> Ints:
    """Return who bought in some days and was not reached within *days* after any of these sales."""
    some, more = only(ids)
    rows = db.execute_sql(
        "SELECT DISTINCT s.member_id FROM sale s JOIN member m ON m.id = s.member_id WHERE s.kind ="
        " 'sale' AND s.sold_on BETWEEN :first AND :last AND date(s.sold_on, :days) < :today AND"
        f" m.state <> 'erased' AND {_STANDS} AND NOT EXISTS (SELECT 1 FROM contact c WHERE"
        " c.member_id = s.member_id AND c.direction = 'out' AND c.at > s.sold_at AND c.on_day <="
        f" date(s.sold_on, :days) AND c.result NOT IN {UNREACHED}){some} ORDER BY 1",
        {
            "first": first.isoformat(), "last": last.isoformat(), "days": f"{days} days",
            "today": today.isoformat(), **more,
        },
    ).fetchall()  # fmt: skip
    return np.array([row[0] for row in rows], np.int64)


def answered_requests(
    db: ClubDatabase, first: date, last: date, ids: Ints | None = None
) -> list[tuple[date, datetime, datetime]]:
    """Return when requests of some days came and were answered: by words, or by being done."""
    some, more = only(ids, "member_id")
    rows = db.execute_sql(
        "SELECT opened_on, opened_at, COALESCE(answered_at, done_at) FROM request WHERE opened_on"
        f" BETWEEN :first AND :last AND COALESCE(answered_at, done_at) IS NOT NULL{some}"
        " ORDER BY id",
        {"first": first.isoformat(), "last": last.isoformat(), **more},
    ).fetchall()
    return [(date.fromisoformat(row[0]), utc_moment(row[1]), utc_moment(row[2])) for row in rows]


def followups_in_time(
    db: ClubDatabase, first: date, last: date, today: date, ids: Ints | None = None
) -> list[tuple[date, int, int]]:
    """Return for each day: follow-ups due then that were not cancelled, and those done in time.

    What is due today and open has time until the evening.
    """
    some, more = only(ids, "member_id")
    rows = db.execute_sql(
        "SELECT due_on, COUNT(*), SUM(state = 'done' AND done_on <= due_on) FROM followup WHERE"
        " due_on BETWEEN :first AND :last AND state <> 'cancelled' AND NOT (state = 'open' AND"
        f" due_on >= :today){some} GROUP BY 1 ORDER BY 1",
        {
            "first": first.isoformat(), "last": last.isoformat(), "today": today.isoformat(),
            **more,
        },
    ).fetchall()  # fmt: skip
    return [(date.fromisoformat(row[0]), row[1], row[2]) for row in rows]


def ways(db: ClubDatabase, first: date, last: date) -> tuple[Ints, Ints, list[tuple[str, int]]]:
    """Return who was reached in some days, rising, by how many ways, and members of each way."""
    reached = (
        f"FROM contact WHERE member_id IS NOT NULL AND on_day BETWEEN ? AND ? AND result NOT IN"
        f" {UNREACHED} AND channel <> 'task'"
    )
    days = first.isoformat(), last.isoformat()
    rows = db.execute_sql(
        f"SELECT member_id, COUNT(DISTINCT channel) {reached} GROUP BY 1 ORDER BY 1", days
    ).fetchall()
    channels = db.execute_sql(
        f"SELECT channel, COUNT(DISTINCT member_id) {reached} GROUP BY 1 ORDER BY 2 DESC, 1", days
    ).fetchall()
    found = np.array(rows, np.int64).reshape(-1, 2)
    return (
        np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1]),
        [(row[0], row[1]) for row in channels],
    )  # fmt: skip


TRIGGERS = ("complaint", "return", "incident", "opt_out")
"""After what a member may leave."""

_BAD = f"""
WITH bad(member_id, day, kind) AS MATERIALIZED (
    SELECT member_id, opened_on, 0 FROM complaint WHERE member_id IS NOT NULL
        AND NOT is_withdrawn AND opened_on BETWEEN :first AND :last
    UNION
    SELECT s.member_id, s.sold_on, 1 FROM sale s WHERE s.kind = 'return'
        AND s.returns_id IS NOT NULL
        AND +s.sold_on BETWEEN :first AND :last AND {_STANDS}
    UNION
    SELECT i.member_id, substr(n.from_at, 1, 10), 2 FROM incident_member i
        JOIN incident n ON n.id = i.incident_id
        WHERE i.state <> 'skipped' AND substr(n.from_at, 1, 10) BETWEEN :first AND :last
    UNION
    SELECT member_id, substr(at, 1, 10), 3 FROM consent_event
        WHERE NOT is_given AND substr(at, 1, 10) BETWEEN :first AND :last
)
SELECT b.kind, b.member_id, {_DAY.format("b.day")}, COALESCE({
    _DAY.format('''(SELECT MIN(s.sold_on)
    FROM sale s WHERE s.member_id = b.member_id AND s.sold_at > b.day AND s.sold_on > b.day
    AND s.sold_on <= :today AND s.kind = 'sale' AND s.net_rial > 0 AND NOT EXISTS
    (SELECT 1 FROM sale r WHERE r.reverses_id = s.id))''')
}, -1)
FROM bad b JOIN member m ON m.id = b.member_id
WHERE m.state <> 'erased' AND m.merged_into_id IS NULL{{some}} ORDER BY 1, 2, 3
"""


def after_bad(
    db: ClubDatabase, first: date, last: date, today: date, ids: Ints | None = None
) -> Ints:
    """Return four rows: trigger (place in `TRIGGERS`), member, its day, day of the next purchase.

    Days are days since 1970; -1: none came. A purchase of the same day is none.
    """
    some, more = only(ids, "b.member_id")
    rows = db.execute_sql(
        _BAD.format(some=some),
        {
            "first": first.isoformat(), "last": last.isoformat(), "today": today.isoformat(),
            **more,
        },
    ).fetchall()  # fmt: skip
    return np.ascontiguousarray(np.array(rows, np.int64).reshape(-1, 4).T)
