"""Storing trials, who is in them, and who of them bought again; read through merges."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class StoredTrial:
    """A trial as it was begun."""

    id: int
    key: str
    name: str
    act: str
    kind: str
    days: int
    share_held: int
    began_on: date
    made_at: datetime
    operator_id: int
    ended_at: datetime | None


_SELECT = (
    "SELECT id, key, name, act, kind, days, share_held, began_on, made_at, operator_id, ended_at"
    " FROM trial"
)


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredTrial]:
    return [
        StoredTrial(*[
            *row[:7], date.fromisoformat(row[7]), utc_moment(row[8]), row[9],
            utc_moment(row[10]) if row[10] else None,
        ])
        for row in db.execute_sql(f"{_SELECT} {ending}", values).fetchall()
    ]  # fmt: skip


def by_id(db: ClubDatabase, trial_id: int) -> StoredTrial | None:
    """Return a trial, or None."""
    found = _rows(db, "WHERE id = ?", (trial_id,))
    return found[0] if found else None


def by_key(db: ClubDatabase, key: str) -> StoredTrial | None:
    """Return the trial that was begun with a key, or None."""
    found = _rows(db, "WHERE key = ?", (key,))
    return found[0] if found else None


def listing(db: ClubDatabase, until: date, limit: int) -> list[StoredTrial]:
    """Return the trials begun up to a day, the newest first."""
    return _rows(
        db, "WHERE began_on <= ? ORDER BY began_on DESC, id DESC LIMIT ?",
        (until.isoformat(), limit),
    )  # fmt: skip


def add(
    db: ClubDatabase, *, key: str, name: str, act: str, kind: str, days: int, share_held: int,
    began_on: date, at: datetime, operator_id: int, asked: Iterable[int], held: Iterable[int],
) -> int:  # fmt: skip
    """Store a trial with its members and return its id."""
    row = db.execute_sql(
        "INSERT INTO trial (key, name, act, kind, days, share_held, began_on, made_at, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key, name, act, kind, days, share_held, began_on.isoformat(), utc_text(at), operator_id,
        ),
    )  # fmt: skip
    trial_id = int(row.lastrowid)
    for ids, is_held in ((asked, 0), (held, 1)):
        db.execute_sql(
            "INSERT INTO trial_member (trial_id, member_id, is_held)"
            " SELECT ?, value, ? FROM json_each(?)",
            (trial_id, is_held, json.dumps(list(ids))),
        )
    return trial_id


def end(db: ClubDatabase, trial_id: int, at: datetime) -> None:
    """Store that a trial was ended."""
    db.execute_sql("UPDATE trial SET ended_at = ? WHERE id = ?", (utc_text(at), trial_id))


_KEPT = (
    "WITH RECURSIVE road(start, id, next) AS ("
    "SELECT m.id, m.id, m.merged_into_id FROM member m WHERE m.id IN"
    " (SELECT member_id FROM trial_member)"
    " UNION ALL SELECT road.start, m.id, m.merged_into_id FROM road"
    " JOIN member m ON m.id = road.next)"
)
"""From each member of a trial to the record they live in now: where *next* is null."""


def running(db: ClubDatabase, today: date) -> dict[int, bool]:
    """Return the members of trials whose days are not over, and whether they are held back."""
    rows = db.execute_sql(
        f"{_KEPT} SELECT road.id, MAX(tm.is_held) FROM trial t"
        " JOIN trial_member tm ON tm.trial_id = t.id"
        " JOIN road ON road.start = tm.member_id AND road.next IS NULL"
        " WHERE t.ended_at IS NULL AND date(t.began_on, '+' || t.days || ' days') >= ?"
        " GROUP BY road.id",
        (today.isoformat(),),
    ).fetchall()
    return {row[0]: bool(row[1]) for row in rows}


def bought(
    db: ClubDatabase, trial_id: int, first: date, last: date
) -> list[tuple[int, bool, bool]]:
    """Return of each member of a trial the id, whether held back, and whether they bought.

    They bought when sales less returns of the days are above nothing. Records that became one
    count once; those of both sides not at all: the one person was asked and held back.
    """
    rows = db.execute_sql(
        f"{_KEPT} SELECT road.id, MAX(tm.is_held), COALESCE((SELECT SUM(s.net_rial) FROM sale s"
        " WHERE s.member_id = road.id AND s.sold_on BETWEEN ? AND ?), 0) > 0"
        " FROM trial_member tm JOIN road ON road.start = tm.member_id AND road.next IS NULL"
        " WHERE tm.trial_id = ? GROUP BY road.id HAVING MAX(tm.is_held) = MIN(tm.is_held)"
        " ORDER BY road.id",
        (first.isoformat(), last.isoformat(), trial_id),
    ).fetchall()
    return [(row[0], bool(row[1]), bool(row[2])) for row in rows]
