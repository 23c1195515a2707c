"""What stands beside a prediction: names and numbers, a member's own sales, what is to be done."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.history import MIRROR, RETURN, SALE, UNKNOWN, VISIT, History
from loyaldesk.store.database import ClubDatabase

Ids = NDArray[np.int64]

_PART = 5_000


def numbers(db: ClubDatabase) -> Iterator[list[tuple[int, str]]]:
    """Yield ids and numbers of who is there, by id, some at a time; erased and merged are not."""
    cursor = db.execute_sql(
        "SELECT id, number FROM member WHERE state <> 'erased' AND merged_into_id IS NULL"
        " ORDER BY id"
    )
    while rows := cursor.fetchmany(_PART):
        yield rows


def own_sales(db: ClubDatabase, member_id: int, until: date) -> History:
    """Return the sales of one member until a day; costs, hours and operators are left out."""
    rows = db.execute_sql(
        "SELECT unixepoch(sold_on) / 86400, net_rial, CASE kind"
        f" WHEN 'sale' THEN {SALE} WHEN 'visit' THEN {VISIT} WHEN 'return' THEN {RETURN}"
        f" ELSE {MIRROR} END FROM sale WHERE member_id = ? AND sold_on <= ? ORDER BY sold_on, id",
        (member_id, until.isoformat()),
    ).fetchall()
    day, net, kind = np.array(rows, np.int64).reshape(-1, 3).T
    count = len(day)
    ids = np.array([member_id] if count else [], np.int64)
    return History(
        ids, np.array([0, count] if count else [0], np.int64), day.astype(np.int32), net,
        np.full(count, UNKNOWN, np.int64), np.zeros(count, bool), np.zeros(count, np.int64),
        kind.astype(np.uint8), np.zeros(count, np.uint8), np.zeros(count, np.int32),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """What is open about some members: ids of those with it, and what ends or comes soon."""

    complaints: frozenset[int]
    overdue: frozenset[int]
    expiring: dict[int, tuple[int, date]]
    birthdays: dict[int, date]


def open_about(db: ClubDatabase, ids: Sequence[int], today: date, soon: date) -> Open:
    """Return what is open about some members until the day *soon*."""
    some = json.dumps(list(ids))
    among = "member_id IN (SELECT value FROM json_each(:some))"
    values = {"some": some, "today": today.isoformat(), "soon": soon.isoformat()}

    def ask(text: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = db.execute_sql(text, values).fetchall()
        return rows

    return Open(
        frozenset(row[0] for row in ask(
            f"SELECT DISTINCT member_id FROM complaint WHERE {among} AND closed_at IS NULL")),
        frozenset(row[0] for row in ask(
            f"SELECT DISTINCT member_id FROM followup WHERE {among} AND state = 'open'"
            " AND due_on < :today")),
        {row[0]: (row[1], date.fromisoformat(row[2])) for row in ask(
            f"SELECT member_id, SUM(points - used), MIN(expires_on) FROM lot WHERE {among}"
            " AND expires_on BETWEEN :today AND :soon AND points > used GROUP BY member_id")},
        {row[0]: date.fromisoformat(row[1]) for row in ask(
            "SELECT id, birthday FROM member WHERE id IN (SELECT value FROM json_each(:some))"
            " AND birthday IS NOT NULL")},
    )  # fmt: skip


def open_silence(db: ClubDatabase, ids: Sequence[int]) -> frozenset[int]:
    """Return those of *ids* whom somebody is already to ask because they were silent."""
    rows = db.execute_sql(
        "SELECT DISTINCT member_id FROM followup WHERE state = 'open' AND reason = 'silence'"
        " AND member_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ).fetchall()
    return frozenset(row[0] for row in rows)


def engaged(db: ClubDatabase, member_id: int, since: date) -> tuple[int, int, int]:
    """Return ties, contacts from the member's side and feedback since a day, of one member."""
    row = db.execute_sql(
        "SELECT (SELECT COUNT(*) FROM member WHERE referrer_id = :id AND state <> 'erased')"
        " + (SELECT COUNT(*) FROM family_member WHERE member_id = :id)"
        " + (SELECT COUNT(*) FROM agreement WHERE member_id = :id AND ended_at IS NULL),"
        " (SELECT COUNT(*) FROM contact WHERE member_id = :id AND direction = 'in'"
        " AND on_day >= :since),"
        " (SELECT COUNT(*) FROM feedback WHERE member_id = :id AND made_on >= :since)",
        {"id": member_id, "since": since.isoformat()},
    ).fetchone()
    return row[0], row[1], row[2]


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody in a list."""

    member_id: int
    number: str
    name: str
    tier: str


def who(db: ClubDatabase, ids: Sequence[int]) -> dict[int, Who]:
    """Return who some members are; erased and merged ones are left out."""
    rows = db.execute_sql(
        "SELECT id, number, name, tier FROM member WHERE id IN (SELECT value FROM json_each(?))"
        " AND state <> 'erased' AND merged_into_id IS NULL",
        (json.dumps(list(ids)),),
    ).fetchall()
    return {row[0]: Who(*row) for row in rows}


def living_among(db: ClubDatabase, ids: Sequence[int]) -> frozenset[int]:
    """Return those of *ids* who are there: not erased, and not part of another record."""
    return frozenset(who(db, ids))
