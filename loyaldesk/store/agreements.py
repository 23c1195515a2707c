"""Storing agreements that end on a day, and reading which of them need somebody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store import record_events
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

PLACE = "agreement"


@dataclass(frozen=True, slots=True)
class StoredAgreement:
    """A subscription, contract, warranty or service."""

    id: int
    number: int
    kind: str
    member_id: int
    who: str
    title: str
    starts_on: date | None
    ends_on: date
    remind_days: tuple[int, ...]
    amount_rial: int | None
    owner_id: int | None
    owner: str
    state: str
    reason: str
    renewed_by_id: int | None
    made_at: datetime
    ended_at: datetime | None
    version: int


_SELECT = (
    "SELECT g.id, g.number, g.kind, g.member_id, m.name, g.title, g.starts_on, g.ends_on,"
    " g.remind_days, g.amount_rial, g.owner_id, COALESCE(o.name, ''), g.state, g.reason,"
    " g.renewed_by_id, g.made_at, g.ended_at, g.version FROM agreement g"
    " JOIN member m ON m.id = g.member_id LEFT JOIN operator o ON o.id = g.owner_id"
)


def days_text(days: Iterable[int]) -> str:
    """Return a ladder as it is kept: ``30,7,1``."""
    return ",".join(map(str, days))


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredAgreement]:
    rows = db.execute_sql(f"{_SELECT} {ending}", values).fetchall()
    return [
        StoredAgreement(*[
            *row[:6], day_of(row[6]), date.fromisoformat(row[7]),
            tuple(int(each) for each in row[8].split(",") if each), *row[9:15],
            utc_moment(row[15]), utc_moment(row[16]) if row[16] else None, row[17],
        ])
        for row in rows
    ]  # fmt: skip


def by_id(db: ClubDatabase, agreement_id: int) -> StoredAgreement | None:
    """Return an agreement, or None."""
    found = _rows(db, "WHERE g.id = ?", (agreement_id,))
    return found[0] if found else None


def listing(
    db: ClubDatabase, *, state: str, kind: str, member_id: int | None, owner_id: int | None,
    ends_first: date | None, ends_last: date | None, limit: int,
) -> list[StoredAgreement]:  # fmt: skip
    """Return agreements, the running ones first, by the day they end."""
    first, last = (day.isoformat() if day else None for day in (ends_first, ends_last))
    return _rows(
        db,
        "WHERE (? = '' OR g.state = ?) AND (? = '' OR g.kind = ?)"
        " AND (? IS NULL OR g.member_id = ?)"
        " AND (? IS NULL OR g.owner_id = ?) AND (? IS NULL OR g.ends_on >= ?)"
        " AND (? IS NULL OR g.ends_on <= ?)"
        " ORDER BY g.state <> 'active', g.ends_on, g.id LIMIT ?",
        (
            *(state,) * 2, *(kind,) * 2, *(member_id,) * 2, *(owner_id,) * 2, *(first,) * 2,
            *(last,) * 2, limit,
        ),
    )  # fmt: skip


def running_until(db: ClubDatabase, last: date) -> list[StoredAgreement]:
    """Return the running agreements that end up to a day, or have ended."""
    return _rows(
        db, "WHERE g.state = 'active' AND g.ends_on <= ? ORDER BY g.ends_on, g.id",
        (last.isoformat(),),
    )  # fmt: skip


def keys_made(db: ClubDatabase, keys: Iterable[str]) -> frozenset[str]:
    """Return which of *keys* follow-ups were made with."""
    rows = db.execute_sql(
        "SELECT key FROM followup WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return frozenset(row[0] for row in rows.fetchall())


@dataclass(frozen=True, slots=True)
class RenewalCount:
    """What came of agreements of a kind. ``lapsed``: over, and nobody said what came of it."""

    kind: str
    renewed: int
    left: int
    lapsed: int
    running: int


def renewals(db: ClubDatabase, first: date, last: date, today: date) -> list[RenewalCount]:
    """Return what came of the agreements that end from *first* to *last*; cancelled ones are none.

    One of an erased member counts as cancelled.
    """
    rows = db.execute_sql(
        "SELECT kind, SUM(state = 'renewed'), SUM(state = 'left'),"
        " SUM(state = 'active' AND ends_on < ?), SUM(state = 'active' AND ends_on >= ?)"
        " FROM agreement WHERE ends_on BETWEEN ? AND ? AND state <> 'cancelled'"
        " GROUP BY kind ORDER BY kind",
        (today.isoformat(), today.isoformat(), first.isoformat(), last.isoformat()),
    ).fetchall()
    return [RenewalCount(*row) for row in rows]


def left_reasons(db: ClubDatabase, first: date, last: date) -> list[tuple[str, int]]:
    """Return why members left agreements that end from *first* to *last*, the commonest first."""
    rows = db.execute_sql(
        "SELECT e.code, COUNT(*) FROM agreement g JOIN record_event e ON e.place = 'agreement'"
        " AND e.record_id = g.id AND e.what = 'left' WHERE g.state = 'left'"
        " AND g.ends_on BETWEEN ? AND ? GROUP BY e.code ORDER BY COUNT(*) DESC, e.code",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def forget(db: ClubDatabase, member_id: int, at: datetime, operator_id: int) -> None:
    """Cancel what runs for a member whose data are erased, and blank the texts of all."""
    record_events.forget_of_member(db, PLACE, member_id)
    rows = db.execute_sql(
        "UPDATE agreement SET state = 'cancelled', ended_at = ?, version = version + 1"
        " WHERE member_id = ? AND state = 'active' RETURNING id",
        (utc_text(at), member_id),
    ).fetchall()
    for row in rows:
        record_events.add(
            db, PLACE, row[0], "cancelled", at=at, operator_id=operator_id, code="erased"
        )
    db.execute_sql("UPDATE agreement SET title = '', reason = '' WHERE member_id = ?", (member_id,))
