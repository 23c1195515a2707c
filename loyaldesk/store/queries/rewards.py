"""Figures of rewards: how often each was taken, and how many members could take it today."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.conditions import When
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment


@dataclass(frozen=True, slots=True)
class TakenSums:
    """What became of one reward between two days. ``open_vouchers``: of now."""

    uses: int = 0
    points: int = 0
    rial: int = 0
    open_vouchers: int = 0


def taken_between(db: ClubDatabase, first: date, last: date) -> dict[str, TakenSums]:
    """Return what became of each reward from *first* to *last*, both included.

    A voucher that was paid with points counts its points on the day it was taken, and its Rial on
    the day it is used.
    """
    days = (first.isoformat(), last.isoformat())
    rows = db.execute_sql(
        "SELECT reward, SUM(uses), SUM(points), SUM(rial), SUM(vouchers) FROM ("
        "SELECT reward, COUNT(*) AS uses, SUM(points) AS points, SUM(rial) AS rial, 0 AS vouchers"
        " FROM reward_use WHERE state = 'taken' AND on_day BETWEEN ? AND ? GROUP BY reward"
        " UNION ALL SELECT v.reward, 0, SUM(-e.points), 0, 0 FROM voucher v JOIN points_entry e"
        " ON e.id = v.entry_id WHERE e.on_day BETWEEN ? AND ? GROUP BY v.reward"
        " UNION ALL SELECT reward, 0, 0, 0, COUNT(*) FROM voucher WHERE state = 'open'"
        " AND (valid_until IS NULL OR valid_until >= ?) GROUP BY reward) GROUP BY reward",
        (*days, *days, last.isoformat()),
    )
    return {row[0]: TakenSums(*(int(value) for value in row[1:])) for row in rows.fetchall()}


def taken_by_day(db: ClubDatabase, first: date, last: date) -> dict[date, TakenSums]:
    """Return what became of all rewards on each day; points count as in `taken_between`."""
    days = (first.isoformat(), last.isoformat())
    rows = db.execute_sql(
        "SELECT on_day, SUM(uses), SUM(points), SUM(rial) FROM ("
        "SELECT on_day, COUNT(*) AS uses, SUM(points) AS points, SUM(rial) AS rial"
        " FROM reward_use WHERE state = 'taken' AND on_day BETWEEN ? AND ? GROUP BY on_day"
        " UNION ALL SELECT e.on_day, 0, SUM(-e.points), 0 FROM voucher v JOIN points_entry e"
        " ON e.id = v.entry_id WHERE e.on_day BETWEEN ? AND ? GROUP BY e.on_day) GROUP BY on_day",
        (*days, *days),
    )
    return {
        date.fromisoformat(row[0]): TakenSums(*(int(value) for value in row[1:]))
        for row in rows.fetchall()
    }


@dataclass(frozen=True, slots=True)
class Able:
    """Who could take a reward: the members' own dates, for conditions that ask for them."""

    birthday: date | None
    wedding_on: date | None


def _able(
    reward: str, least_points: int, most_per_member: int, when: When, today: date
) -> tuple[str, tuple[object, ...]]:  # fmt: skip
    """Return the question for members who could take a reward today, from ``FROM`` on."""
    day = today.isoformat()
    sql = (
        " FROM member m JOIN points_balance b ON b.member_id = m.id"
        " WHERE m.state = 'active' AND m.merged_into_id IS NULL AND b.points >= ?"
        " AND (SELECT COALESCE(SUM(l.points - l.used), 0) FROM lot l WHERE l.member_id = m.id"
        " AND l.used < l.points AND (l.usable_from <= ? OR l.usable_from = l.earned_on)"
        " AND (l.expires_on IS NULL OR l.expires_on >= ?)) >= ?"
    )
    values: list[object] = [least_points, day, day, least_points]
    if when.tiers:
        sql += f" AND m.tier IN ({', '.join('?' * len(when.tiers))})"
        values += when.tiers
    if when.tags:
        marks = ", ".join("?" * len(when.tags))
        sql += (
            " AND EXISTS (SELECT 1 FROM json_each(CASE m.tags WHEN '' THEN '[]' ELSE m.tags END)"
            f" AS t WHERE t.value IN ({marks}))"
        )
        values += when.tags
    if when.first_purchase:
        sql += (
            " AND NOT EXISTS (SELECT 1 FROM member_totals s WHERE s.member_id = m.id"
            " AND s.visits > 0)"
        )
    if most_per_member:
        sql += (
            " AND (SELECT COUNT(*) FROM reward_use u WHERE u.reward = ? AND u.member_id = m.id"
            " AND u.state = 'taken') + (SELECT COUNT(*) FROM voucher v WHERE v.member_id = m.id"
            " AND v.reward = ? AND v.state = 'open' AND v.source = 'points') < ?"
        )
        values += [reward, reward, most_per_member]
    return sql, tuple(values)


def count_able(
    db: ClubDatabase, reward: str, least_points: int, most_per_member: int, when: When,
    today: date,
) -> int:  # fmt: skip
    """Return how many members have the points, tier and tags for a reward today."""
    sql, values = _able(reward, least_points, most_per_member, when, today)
    return int(db.execute_sql(f"SELECT COUNT(*){sql}", values).fetchone()[0])


def dates_of_able(
    db: ClubDatabase, reward: str, least_points: int, most_per_member: int, when: When,
    today: date,
) -> list[Able]:  # fmt: skip
    """Return the own dates of the same members, for rewards of a personal occasion."""
    sql, values = _able(reward, least_points, most_per_member, when, today)
    rows = db.execute_sql(
        f"SELECT m.birthday, m.wedding_on{sql} AND (m.birthday IS NOT NULL"
        " OR m.wedding_on IS NOT NULL)",
        values,
    )
    return [Able(day_of(row[0]), day_of(row[1])) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class UseRow:
    """A reward that was taken, as the list shows it."""

    id: int
    reward: str
    member_id: int
    member: str
    number: str
    receipt: int | None
    voucher: str
    points: int
    rial: int
    state: str
    delivery: str
    at: datetime
    on_day: date


def uses(
    db: ClubDatabase, member_id: int | None, state: str, delivery: str, reward: str, limit: int,
    offset: int,
) -> list[UseRow]:  # fmt: skip
    """Return rewards that were taken, the newest first; filters that are empty let all pass."""
    rows = db.execute_sql(
        "SELECT u.id, u.reward, u.member_id, m.name, m.number, s.receipt, COALESCE(v.typed, ''),"
        " u.points, u.rial, u.state, u.delivery, u.at, u.on_day FROM reward_use u"
        " JOIN member m ON m.id = u.member_id LEFT JOIN sale s ON s.id = u.sale_id"
        " LEFT JOIN voucher v ON v.id = u.voucher_id WHERE (? IS NULL OR u.member_id = ?)"
        " AND (? = '' OR u.state = ?) AND (? = '' OR u.delivery = ?) AND (? = '' OR u.reward = ?)"
        " ORDER BY u.id DESC LIMIT ? OFFSET ?",
        (
            member_id, member_id, state, state, delivery, delivery, reward, reward, limit,
            offset,
        ),
    )  # fmt: skip
    return [
        UseRow(*(*row[:11], utc_moment(row[11]), date.fromisoformat(row[12])))
        for row in rows.fetchall()
    ]
