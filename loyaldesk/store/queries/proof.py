"""What tells whether the club works: use of the programme, data kept, contacts, complaints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.contacts import NOT_REACHED, OUT
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

_HOME = "COALESCE(m.merged_into_id, m.id)"
"""A merged record's points belong to the one it went into."""


def spent_points(db: ClubDatabase, first: date, last: date) -> int:
    """Return the points spent in these days, less those that were given back."""
    row = db.execute_sql(
        "SELECT COALESCE(-SUM(e.points), 0) FROM points_entry e"
        " LEFT JOIN points_entry o ON o.id = e.reverses_id WHERE e.on_day BETWEEN ? AND ?"
        " AND COALESCE(o.kind, CASE WHEN e.kind = 'return' AND e.points > 0 THEN 'spend'"
        " ELSE e.kind END) = 'spend'",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    return int(row[0])


def spent_by_member(db: ClubDatabase, first: date, last: date) -> list[tuple[int, int]]:
    """Return member and points spent in these days, by id; who spent none is left out."""
    rows = db.execute_sql(
        f"SELECT {_HOME}, -SUM(e.points) FROM points_entry e"
        " LEFT JOIN points_entry o ON o.id = e.reverses_id JOIN member m ON m.id = e.member_id"
        " WHERE e.on_day BETWEEN ? AND ?"
        " AND COALESCE(o.kind, CASE WHEN e.kind = 'return' AND e.points > 0 THEN 'spend'"
        " ELSE e.kind END) = 'spend' GROUP BY 1 HAVING SUM(e.points) <> 0 ORDER BY 1",
        (first.isoformat(), last.isoformat()),
    )
    return [(int(member), int(points)) for member, points in rows.fetchall()]


def users(db: ClubDatabase, until: date) -> list[int]:
    """Return, rising, who had spent points or taken a reward by the end of *until*."""
    rows = db.execute_sql(
        f"SELECT DISTINCT {_HOME} FROM"
        " (SELECT e.member_id FROM points_entry e WHERE e.kind = 'spend' AND e.on_day <= :day"
        " AND NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id)"
        " UNION SELECT member_id FROM reward_use WHERE state = 'taken' AND on_day <= :day) u"
        " JOIN member m ON m.id = u.member_id ORDER BY 1",
        {"day": until.isoformat()},
    )
    return [int(row[0]) for row in rows.fetchall()]


FIELDS = ("mobile", "birthday", "gender", "source", "consent", "interests")
"""What a shop should know of a member, one tick each."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the members who joined in some days."""

    members: int
    filled: dict[str, int]


def known(db: ClubDatabase, first: date, last: date) -> Known:
    """Return how many members joined in these days, and of how many each field is known."""
    row = db.execute_sql(
        "SELECT COUNT(*), COALESCE(SUM(mobile <> ''), 0), COALESCE(SUM(birthday IS NOT NULL), 0),"
        " COALESCE(SUM(gender <> '' OR kind <> 'person'), 0), COALESCE(SUM(source <> ''), 0),"
        " COALESCE(SUM(consent <> ''), 0), COALESCE(SUM(tags <> '' OR preferences <> ''), 0)"
        " FROM member WHERE registered_on BETWEEN ? AND ? AND state <> 'erased'"
        " AND merged_into_id IS NULL",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    return Known(int(row[0]), dict(zip(FIELDS, map(int, row[1:]), strict=True)))


_NOT_REACHED = ", ".join(f"'{code}'" for code in sorted(NOT_REACHED))


def first_contacts(db: ClubDatabase, first: date, last: date) -> list[tuple[int, date]]:
    """Return member and day of each contact the shop began in these days and that reached them."""
    rows = db.execute_sql(
        f"SELECT member_id, on_day FROM contact WHERE member_id IS NOT NULL AND direction = '{OUT}'"
        f" AND result NOT IN ({_NOT_REACHED}) AND channel NOT IN ('counter', 'task')"
        " AND on_day BETWEEN ? AND ? GROUP BY member_id, on_day ORDER BY member_id, on_day",
        (first.isoformat(), last.isoformat()),
    )
    return [(int(member), date.fromisoformat(day)) for member, day in rows.fetchall()]


def sent_at(db: ClubDatabase, first: date, last: date) -> Iterator[tuple[datetime, int]]:
    """Yield the minutes at which the shop called or wrote in these days, and how often."""
    rows = db.execute_sql(
        f"SELECT substr(at, 1, 16), COUNT(*), MIN(at) FROM contact WHERE direction = '{OUT}'"
        " AND channel IN ('call', 'sms', 'messenger', 'email') AND on_day BETWEEN ? AND ?"
        " GROUP BY 1",
        (first.isoformat(), last.isoformat()),
    )
    for _minute, times, at in rows.fetchall():
        yield utc_moment(at), int(times)


@dataclass(frozen=True, slots=True)
class Complaining:
    """Members with a complaint, and what came of it.

    Attributes:
        members: Who complained at least 90 days before the last day asked for.
        left: Of them, who bought nothing in those 90 days.
        complaints: Complaints of the days.
        social: Of them, told on social media.
    """

    members: int
    left: int
    complaints: int
    social: int


def complaining(db: ClubDatabase, first: date, last: date, wait_days: int) -> Complaining:
    """Return what members did after complaints of these days."""
    row = db.execute_sql(
        "SELECT COUNT(*), COALESCE(SUM(NOT bought), 0) FROM (SELECT c.member_id,"
        " MAX(EXISTS (SELECT 1 FROM sale s WHERE s.member_id = c.member_id"
        " AND s.sold_on > c.opened_on AND s.sold_on <= date(c.opened_on, :wait)"
        " GROUP BY s.sold_on HAVING SUM(s.net_rial) > 0)) AS bought FROM complaint c"
        " WHERE c.member_id IS NOT NULL AND NOT c.is_withdrawn AND c.opened_on >= :first"
        " AND date(c.opened_on, :wait) <= :last GROUP BY c.member_id)",
        {"first": first.isoformat(), "last": last.isoformat(), "wait": f"+{wait_days} days"},
    ).fetchone()
    told = db.execute_sql(
        "SELECT COUNT(*), COALESCE(SUM(channel = 'social'), 0) FROM complaint"
        " WHERE NOT is_withdrawn AND opened_on BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    return Complaining(int(row[0]), int(row[1]), int(told[0]), int(told[1]))
