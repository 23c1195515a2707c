"""What the four warning signs are counted from, each one statement over the whole club."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from loyaldesk.domain.signs import Behind
from loyaldesk.store.database import ClubDatabase

STREAM = 5_000
"""Rows of visits fetched at once."""


@dataclass(frozen=True, slots=True)
class FollowupDay:
    """How many follow-ups due on a day were done on another; ``done_on`` None: still open."""

    due_on: date
    done_on: date | None
    count: int


def followup_days(db: ClubDatabase, first: date, last: date) -> list[FollowupDay]:
    """Return follow-ups due from *first* to *last* that were not cancelled."""
    rows = db.execute_sql(
        "SELECT due_on, done_on, COUNT(*) FROM followup WHERE due_on BETWEEN ? AND ?"
        " AND state <> 'cancelled' GROUP BY 1, 2",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [
        FollowupDay(date.fromisoformat(due), date.fromisoformat(done) if done else None, count)
        for due, done, count in rows
    ]


def late_followups(
    db: ClubDatabase, last_days: dict[date, date], today: date, limit: int
) -> list[Behind]:
    """Return the follow-ups behind the first sign, the oldest first.

    *last_days*: for each day looked at, the last one on which what was due then is done in time.
    """
    if not last_days:
        return []
    marks = ", ".join(["(?, ?)"] * len(last_days))
    values = [day.isoformat() for pair in last_days.items() for day in pair]
    rows = db.execute_sql(
        f"WITH ok(due_on, until) AS (VALUES {marks})"
        " SELECT f.id, COALESCE(m.number, ''), COALESCE(m.name, p.name, ''), f.due_on,"
        " COALESCE(o.name, ''), f.text FROM ok JOIN followup f ON f.due_on = ok.due_on"
        " LEFT JOIN member m ON m.id = f.member_id LEFT JOIN prospect p ON p.id = f.prospect_id"
        " LEFT JOIN operator o ON o.id = COALESCE(f.done_by, f.owner_id)"
        " WHERE (f.state = 'open' AND f.due_on < ?) OR (f.state = 'done' AND f.done_on > ok.until)"
        " ORDER BY f.due_on, f.id LIMIT ?",
        (*values, today.isoformat(), limit),
    ).fetchall()
    return [_behind("followup", row) for row in rows]


def own_words(db: ClubDatabase, first: date, last: date, limit: int) -> list[Behind]:
    """Return contacts on a topic without an answer that was approved then, the newest first."""
    rows = db.execute_sql(
        "SELECT c.id, COALESCE(m.number, ''), COALESCE(m.name, p.name, ''), c.on_day,"
        " COALESCE(o.name, ''), c.text FROM contact c LEFT JOIN answer_version v"
        " ON v.id = c.answer_version_id LEFT JOIN member m ON m.id = c.member_id"
        " LEFT JOIN prospect p ON p.id = c.prospect_id LEFT JOIN operator o ON o.id = c.operator_id"
        " WHERE c.on_day BETWEEN ? AND ? AND (c.topic_id IS NOT NULL OR v.id IS NOT NULL)"
        " AND (v.id IS NULL OR v.approved_at > c.at OR v.ended_at <= c.at)"
        " ORDER BY c.at DESC, c.id DESC LIMIT ?",
        (first.isoformat(), last.isoformat(), limit),
    ).fetchall()
    return [_behind("contact", row) for row in rows]


_NEGLECT = " FROM complaint c{} WHERE c.category = 'neglect' AND c.opened_on BETWEEN ? AND ?"


def neglect_count(db: ClubDatabase, first: date, last: date) -> int:
    """Return complaints of neglect that were opened in the days named, those withdrawn too."""
    row = db.execute_sql(
        f"SELECT COUNT(*){_NEGLECT.format('')}", (first.isoformat(), last.isoformat())
    ).fetchone()
    return int(row[0])


def neglect(db: ClubDatabase, first: date, last: date, limit: int) -> list[Behind]:
    """Return complaints of neglect, the newest first."""
    joined = _NEGLECT.format(
        " LEFT JOIN member m ON m.id = c.member_id LEFT JOIN prospect p ON p.id = c.prospect_id"
        " LEFT JOIN operator o ON o.id = c.owner_id"
    )
    rows = db.execute_sql(
        "SELECT c.id, CAST(c.number AS TEXT), COALESCE(m.name, p.name, ''), c.opened_on,"
        f" COALESCE(o.name, ''), c.text{joined} ORDER BY c.opened_on DESC, c.id DESC LIMIT ?",
        (first.isoformat(), last.isoformat(), limit),
    ).fetchall()
    return [_behind("complaint", row) for row in rows]


def visit_days(db: ClubDatabase) -> Iterator[tuple[int, list[str]]]:
    """Yield each member with the days of purchases in order, as they are stored.

    The sum runs along an index that holds all it takes; goods that came back are taken from the
    day they were bought.
    """
    cursor = db.execute_sql(
        "SELECT member_id, basis_on FROM sale GROUP BY member_id, basis_on HAVING SUM(net_rial) > 0"
        " ORDER BY member_id, basis_on"
    )

    def rows() -> Iterator[tuple[int, str]]:
        while found := cursor.fetchmany(STREAM):
            yield from found

    for member_id, days in groupby(rows(), key=itemgetter(0)):
        yield member_id, [day for _, day in days]


def days_of(db: ClubDatabase, member_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the days of purchases of some members, in order."""
    marks = ", ".join("?" * len(member_ids))
    found: dict[int, list[str]] = {id_: [] for id_ in member_ids}
    for member_id, day in db.execute_sql(
        f"SELECT member_id, basis_on FROM sale WHERE member_id IN ({marks})"
        " GROUP BY member_id, basis_on HAVING SUM(net_rial) > 0 ORDER BY member_id, basis_on",
        tuple(member_ids),
    ).fetchall():
        found[member_id].append(day)
    return found


def gone(db: ClubDatabase) -> frozenset[int]:
    """Return members that are no more: erased, or part of another record."""
    rows = db.execute_sql(
        "SELECT id FROM member WHERE state = 'erased' OR merged_into_id IS NOT NULL"
    ).fetchall()
    return frozenset(row[0] for row in rows)


def lost_members(db: ClubDatabase, member_ids: Sequence[int], limit: int) -> list[Behind]:
    """Return members who stay away, who spent most first."""
    marks = ", ".join(map(str, member_ids)) or "NULL"
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, t.last_on, COALESCE(o.name, ''), '' FROM member m"
        " JOIN member_totals t ON t.member_id = m.id LEFT JOIN care c ON c.member_id = m.id"
        f" LEFT JOIN operator o ON o.id = c.owner_id WHERE m.id IN ({marks})"
        " ORDER BY t.net_rial DESC, m.id LIMIT ?",
        (limit,),
    ).fetchall()
    return [_behind("member", row) for row in rows]


def _behind(kind: str, row: Sequence[str]) -> Behind:
    id_, number, name, day, operator, text = row
    return Behind(kind, int(id_), number, name, date.fromisoformat(day), operator, text[:200])
