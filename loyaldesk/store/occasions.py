"""Storing orders for a day that must not be missed, and reading what came of them."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store import record_events
from loyaldesk.store.casework import JOINS, WHO
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

PLACE = "occasion_order"
OWN = "own"
"""Code of an occasion that the shop named itself."""


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """Something promised for an occasion."""

    id: int
    number: int
    occasion: str
    occasion_on: date
    member_id: int | None
    prospect_id: int | None
    who: str
    mobile: str
    text: str
    promised_at: datetime
    promised_on: date
    alert_on: date
    owner_id: int | None
    owner: str
    state: str
    reason: str
    sale_id: int | None
    delivered_at: datetime | None
    made_at: datetime
    version: int


_SELECT = (
    "SELECT d.id, d.number, d.occasion, d.occasion_on," + WHO.format(t="d") + ", d.text,"
    " d.promised_at, d.promised_on, d.alert_on, d.owner_id, COALESCE(o.name, ''), d.state,"
    " d.reason, d.sale_id, d.delivered_at, d.made_at, d.version FROM occasion_order d"
    + JOINS.format(t="d")
)


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredOrder]:
    rows = db.execute_sql(f"{_SELECT} {ending}", values).fetchall()
    return [
        StoredOrder(*[
            *row[:3], date.fromisoformat(row[3]), *row[4:9], utc_moment(row[9]),
            date.fromisoformat(row[10]), date.fromisoformat(row[11]), *row[12:17],
            utc_moment(row[17]) if row[17] else None, utc_moment(row[18]), row[19],
        ])
        for row in rows
    ]  # fmt: skip


def by_id(db: ClubDatabase, order_id: int) -> StoredOrder | None:
    """Return an order, or None."""
    found = _rows(db, "WHERE d.id = ?", (order_id,))
    return found[0] if found else None


def listing(
    db: ClubDatabase, *, state: str, occasion: str, first: date | None, last: date | None,
    member_id: int | None, limit: int,
) -> list[StoredOrder]:  # fmt: skip
    """Return orders, the open ones first, by the moment that was promised."""
    since, until = (day.isoformat() if day else None for day in (first, last))
    return _rows(
        db,
        "WHERE (? = '' OR d.state = ?) AND (? = '' OR d.occasion = ?)"
        " AND (? IS NULL OR d.promised_on >= ?) AND (? IS NULL OR d.promised_on <= ?)"
        " AND (? IS NULL OR d.member_id = ?)"
        " ORDER BY d.state <> 'open', d.promised_at, d.id LIMIT ?",
        (
            *(state,) * 2, *(occasion,) * 2, *(since,) * 2, *(until,) * 2, *(member_id,) * 2,
            limit,
        ),
    )  # fmt: skip


def past(db: ClubDatabase, now: datetime) -> list[StoredOrder]:
    """Return the open orders whose promised moment is over."""
    return _rows(
        db, "WHERE d.state = 'open' AND d.promised_at < ? ORDER BY d.promised_at, d.id",
        (utc_text(now),),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OccasionCount:
    """What came of the orders for one day. ``open`` ones are not due yet."""

    occasion: str
    occasion_on: date
    kept: int
    missed: int
    open: int


def counts(db: ClubDatabase, first: date, last: date, now: datetime) -> list[OccasionCount]:
    """Return what came of what was promised from *first* to *last*; what is past is missed."""
    rows = db.execute_sql(
        "SELECT occasion, occasion_on, SUM(state = 'kept'),"
        " SUM(state = 'missed' OR (state = 'open' AND promised_at < :now)),"
        " SUM(state = 'open' AND promised_at >= :now) FROM occasion_order"
        " WHERE promised_on BETWEEN :first AND :last AND state <> 'cancelled'"
        " GROUP BY occasion, occasion_on ORDER BY occasion_on, occasion",
        {"now": utc_text(now), "first": first.isoformat(), "last": last.isoformat()},
    ).fetchall()
    return [OccasionCount(row[0], date.fromisoformat(row[1]), *row[2:]) for row in rows]


def forget(db: ClubDatabase, member_id: int, at: datetime, operator_id: int) -> None:
    """Cancel what is open for a member whose data are erased, and blank the texts of all."""
    record_events.forget_of_member(db, PLACE, member_id)
    _forget(db, "member_id", member_id, at, operator_id)


def forget_prospect(db: ClubDatabase, prospect_id: int, at: datetime, operator_id: int) -> None:
    """Do the same for a prospect."""
    for row in db.execute_sql(
        "SELECT id FROM occasion_order WHERE prospect_id = ?", (prospect_id,)
    ).fetchall():
        record_events.forget_of(db, PLACE, row[0])
    _forget(db, "prospect_id", prospect_id, at, operator_id)


def _forget(db: ClubDatabase, column: str, whose: int, at: datetime, operator_id: int) -> None:
    rows = db.execute_sql(
        f"UPDATE occasion_order SET state = 'cancelled', version = version + 1 WHERE {column} = ?"
        " AND state = 'open' RETURNING id",
        (whose,),
    ).fetchall()
    for row in rows:
        record_events.add(
            db, PLACE, row[0], "cancelled", at=at, operator_id=operator_id, code="erased"
        )
    db.execute_sql(
        "UPDATE occasion_order SET text = '', reason = '', occasion = CASE WHEN EXISTS (SELECT 1"
        " FROM record_event e WHERE e.place = :place AND e.record_id = occasion_order.id"
        " AND e.what = 'made' AND e.code = :own) THEN '' ELSE occasion END"
        f" WHERE {column} = :whose",
        {"place": PLACE, "own": OWN, "whose": whose},
    )
