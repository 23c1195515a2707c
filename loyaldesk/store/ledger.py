"""Adding to the points ledger: entries, lots and allocations. Kept SQL texts: this path is hot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.points import EntryKind, Lot, Taken
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_text


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A movement of points before it has its sequence number.

    Attributes:
        key: Unique in the ledger: a second try with it is refused.
        on_day: The shop's day it belongs to (an expiry: the day after the lot's last day).
        reason: Code of an adjustment or transfer; empty otherwise.
        approved_by: The second person, where one was needed.
    """

    key: str
    member_id: int
    kind: EntryKind
    points: int
    at: datetime
    on_day: date
    operator_id: int
    till: str
    sale_id: int | None = None
    reverses_id: int | None = None
    reason: str = ""
    reason_text: str = ""
    clock_suspect: bool = False
    approved_by: int | None = None


@dataclass(frozen=True, slots=True)
class LotDates:
    """A lot, what is left of it, and its dates."""

    id: int
    left: int
    earned_on: date
    expires_on: date | None


def add_entry(db: ClubDatabase, new: NewEntry) -> int:
    """Store *new* behind the last entry and return its id; the balance follows by trigger."""
    row = db.execute_sql(
        "INSERT INTO points_entry (seq, key, member_id, kind, points, sale_id, reverses_id, reason,"
        " reason_text, at, on_day, operator_id, till, clock_suspect, approved_by)"
        " VALUES (1 + COALESCE((SELECT MAX(seq) FROM points_entry), 0),"
        " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.key, new.member_id, new.kind.value, new.points, new.sale_id, new.reverses_id,
            new.reason, new.reason_text, utc_text(new.at), new.on_day.isoformat(),
            new.operator_id, new.till, int(new.clock_suspect), new.approved_by,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def add_lot(
    db: ClubDatabase, entry_id: int, member_id: int, points: int, earned_on: date,
    expires_on: date | None, *, usable_from: date | None = None, idle_months: int | None = None,
) -> int:  # fmt: skip
    """Store the lot an entry made and return its id.

    It can be spent from *usable_from* on, or from the day it was earned; with *idle_months* every
    purchase lets it live on for so long.
    """
    row = db.execute_sql(
        "INSERT INTO lot (entry_id, member_id, points, used, earned_on, usable_from, expires_on,"
        " idle_months) VALUES (?, ?, ?, 0, ?, ?, ?, ?)",
        (
            entry_id, member_id, points, earned_on.isoformat(),
            (usable_from or earned_on).isoformat(), expires_on.isoformat() if expires_on else None,
            idle_months,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def allocate(db: ClubDatabase, entry_id: int, taken: Iterable[Taken]) -> None:
    """Store how much of which lot an entry took."""
    for part in taken:
        db.execute_sql(
            "INSERT INTO allocation (entry_id, lot_id, points) VALUES (?, ?, ?)",
            (entry_id, part.lot_id, part.points),
        )


def allocations_of(db: ClubDatabase, entry_id: int) -> list[Taken]:
    """Return what an entry took, lot by lot."""
    rows = db.execute_sql(
        "SELECT lot_id, SUM(points) FROM allocation WHERE entry_id = ? GROUP BY lot_id", (entry_id,)
    )
    return [Taken(lot, points) for lot, points in rows.fetchall() if points]


def lot_of_entry(db: ClubDatabase, entry_id: int) -> int | None:
    """Return the lot that an entry made, if it made one."""
    row = db.execute_sql("SELECT id FROM lot WHERE entry_id = ?", (entry_id,)).fetchone()
    return int(row[0]) if row else None


def add_lot_like(db: ClubDatabase, entry_id: int, member_id: int, points: int, like: int) -> int:
    """Store the lot an entry made with every date of the lot *like*, and return its id."""
    row = db.execute_sql(
        "INSERT INTO lot (entry_id, member_id, points, used, earned_on, usable_from, expires_on,"
        " idle_months) SELECT ?, ?, ?, 0, earned_on, usable_from, expires_on, idle_months"
        " FROM lot WHERE id = ?",
        (entry_id, member_id, points, like),
    )
    return int(row.lastrowid)


LINE_SQL = (
    "WITH RECURSIVE line(id) AS ({first} UNION SELECT n.id FROM line"
    " CROSS JOIN allocation a ON a.lot_id = line.id CROSS JOIN points_entry o ON o.id = a.entry_id"
    " AND o.kind = 'transfer' AND o.reason = 'merge' CROSS JOIN points_entry i ON i.key ="
    " substr(o.key, 1, length(o.key) - 4) || ':in' CROSS JOIN lot n ON n.entry_id = i.id)"
)
"""Lots and what became of them when the member's record was merged: a pair of entries has the keys
``….out`` and ``….in``.

``CROSS JOIN`` keeps the order written: from these few lots on, never through the whole ledger."""


def lots_now(db: ClubDatabase, lot_id: int | None) -> list[int]:
    """Return the lots that hold the points of a lot now: itself, or where merges carried them."""
    rows = db.execute_sql(
        LINE_SQL.format(first="SELECT id FROM lot WHERE id = ?")
        + " SELECT l.id FROM line CROSS JOIN lot l ON l.id = line.id WHERE l.used < l.points"
        " ORDER BY l.id",
        (lot_id,),
    )
    return [row[0] for row in rows.fetchall()]


def lots_left(db: ClubDatabase, member_id: int, on_day: date) -> list[Lot]:
    """Return the lots of a member that can be spent on *on_day*, nearest to expire first (E25).

    A lot that could be used from the day it was earned stays usable when the clock of the computer
    was set back behind that day (E26).
    """
    rows = db.execute_sql(
        "SELECT id, points - used, expires_on FROM lot WHERE member_id = ? AND used < points"
        " AND (usable_from <= ? OR usable_from = earned_on)"
        " AND (expires_on IS NULL OR expires_on >= ?)"
        " ORDER BY expires_on IS NULL, expires_on, id",
        (member_id, on_day.isoformat(), on_day.isoformat()),
    )
    return [Lot(id_, left, day_of(day)) for id_, left, day in rows.fetchall()]


def pending(db: ClubDatabase, member_id: int, today: date) -> int:
    """Return the points of a member that can be spent only after *today*."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(points - used), 0) FROM lot WHERE member_id = ? AND used < points"
        " AND usable_from > ? AND usable_from <> earned_on"
        " AND (expires_on IS NULL OR expires_on >= ?)",
        (member_id, today.isoformat(), today.isoformat()),
    ).fetchone()
    return int(row[0])


def idle_months(db: ClubDatabase, member_id: int, alive_on: date) -> list[int]:
    """Return the months without a purchase after which open lots of a member end."""
    rows = db.execute_sql(
        "SELECT DISTINCT idle_months FROM lot WHERE member_id = ? AND used < points"
        " AND expires_on >= ? AND idle_months IS NOT NULL",
        (member_id, alive_on.isoformat()),
    )
    return [row[0] for row in rows.fetchall()]


def prolong(
    db: ClubDatabase, member_id: int, months: int, alive_on: date, until: date
) -> None:  # fmt: skip
    """Let open lots that end after *months* without a purchase live until *until* at least."""
    db.execute_sql(
        "UPDATE lot SET expires_on = ? WHERE member_id = ? AND used < points AND idle_months = ?"
        " AND expires_on >= ? AND expires_on < ?",
        (until.isoformat(), member_id, months, alive_on.isoformat(), until.isoformat()),
    )


def lots_due(db: ClubDatabase, member_id: int, today: date) -> list[Lot]:
    """Return the lots of a member whose last day is over and that still hold points."""
    rows = db.execute_sql(
        "SELECT id, points - used, expires_on FROM lot WHERE member_id = ? AND expires_on < ?"
        " AND used < points ORDER BY expires_on, id",
        (member_id, today.isoformat()),
    )
    return [Lot(id_, left, day_of(day)) for id_, left, day in rows.fetchall()]


def members_due(db: ClubDatabase, today: date) -> list[int]:
    """Return members who hold a lot whose last day is over."""
    rows = db.execute_sql(
        "SELECT DISTINCT member_id FROM lot WHERE expires_on < ? AND used < points",
        (today.isoformat(),),
    )
    return [row[0] for row in rows.fetchall()]


def times_used(db: ClubDatabase, lot_id: int) -> int:
    """Return how often something was taken from a lot or given back to it."""
    row = db.execute_sql("SELECT COUNT(*) FROM allocation WHERE lot_id = ?", (lot_id,)).fetchone()
    return int(row[0])


def movement_by_key(db: ClubDatabase, key: str) -> tuple[int, str, int] | None:
    """Return member, kind and points of the entry with *key*, or None."""
    row = db.execute_sql(
        "SELECT member_id, kind, points FROM points_entry WHERE key = ?", (key,)
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


def all_lots_left(db: ClubDatabase, member_id: int) -> list[Lot]:
    """Return every lot of a member that still holds points, whatever its dates."""
    rows = db.execute_sql(
        "SELECT id, points - used, expires_on FROM lot WHERE member_id = ? AND used < points",
        (member_id,),
    )
    return [Lot(id_, left, day_of(day)) for id_, left, day in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class Balance:
    """What a member has and owes; one of the two is 0."""

    points: int
    debt: int


def balance(db: ClubDatabase, member_id: int) -> Balance:
    """Return the stored balance of a member."""
    row = db.execute_sql(
        "SELECT points, debt FROM points_balance WHERE member_id = ?", (member_id,)
    ).fetchone()
    return Balance(*row) if row else Balance(0, 0)


def sum_of_entries(db: ClubDatabase, member_id: int) -> int:
    """Return the sum of a member's entries: what the balance must be."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE member_id = ?", (member_id,)
    ).fetchone()
    return int(row[0])


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry of a sale, as far as its reversal needs it.

    Attributes:
        member_id: Whose it is; not the sale's member when the record was merged since.
    """

    id: int
    kind: str
    points: int
    member_id: int = 0


def earned_by(db: ClubDatabase, sale_id: int) -> list[int]:
    """Return the entries that gave the points of a sale."""
    rows = db.execute_sql(
        "SELECT id FROM points_entry WHERE sale_id = ? AND kind = 'earn'", (sale_id,)
    )
    return [row[0] for row in rows.fetchall()]


def left_over(db: ClubDatabase, sale_id: int, member_id: int, today: date) -> tuple[int, int]:
    """Return what a sale's reversal would find in lots past their last day, and in its own lot.

    The first counts what the sale spent out of such lots, and what of others is still to be booked
    as ended.
    """
    over = db.execute_sql(
        "SELECT COALESCE(SUM(a.points), 0) FROM points_entry e JOIN allocation a ON a.entry_id ="
        " e.id JOIN lot l ON l.id = a.lot_id WHERE e.sale_id = ? AND e.kind = 'spend'"
        " AND l.expires_on < ?",
        (sale_id, today.isoformat()),
    ).fetchone()[0]
    own = db.execute_sql(
        LINE_SQL.format(
            first="SELECT l.id FROM lot l JOIN points_entry e ON e.id = l.entry_id"
            " WHERE e.sale_id = ?"
        )
        + " SELECT l.id, l.points - l.used FROM line CROSS JOIN lot l ON l.id = line.id",
        (sale_id,),
    ).fetchall()
    ids = {row[0] for row in own}  # what is left in them the mirror takes: it does not end
    due = sum(lot.left for lot in lots_due(db, member_id, today) if lot.id not in ids)
    return int(over) + due, sum(row[1] for row in own)


def expiries_of(db: ClubDatabase, entries: Iterable[int]) -> list[StoredEntry]:
    """Return the standing expiries of the lots that *entries* made."""
    found = []
    for entry_id in entries:
        rows = db.execute_sql(
            LINE_SQL.format(first="SELECT id FROM lot WHERE entry_id = ?")
            + " SELECT e.id, e.kind, e.points, e.member_id FROM line CROSS JOIN allocation a"
            " ON a.lot_id = line.id CROSS JOIN points_entry e ON e.id = a.entry_id"
            " WHERE e.kind = 'expire'"
            " AND NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id)",
            (entry_id,),
        )
        found += [StoredEntry(*row) for row in rows.fetchall()]
    return found


def entry_by_key(db: ClubDatabase, key: str) -> StoredEntry | None:
    """Return the entry with a key if it was not reversed, or None."""
    row = db.execute_sql(
        "SELECT e.id, e.kind, e.points, e.member_id FROM points_entry e WHERE e.key = ?"
        " AND NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id)",
        (key,),
    ).fetchone()
    return StoredEntry(*row) if row else None


def entries_of_sale(db: ClubDatabase, sale_id: int) -> list[StoredEntry]:
    """Return the entries a sale made, in their order."""
    rows = db.execute_sql(
        "SELECT id, kind, points, member_id FROM points_entry WHERE sale_id = ?"
        " AND kind <> 'reverse'"
        " ORDER BY seq",
        (sale_id,),
    )
    return [StoredEntry(*row) for row in rows.fetchall()]


def next_seq(db: ClubDatabase) -> int:
    """Return the sequence number the next entry will have."""
    row = db.execute_sql("SELECT 1 + COALESCE(MAX(seq), 0) FROM points_entry").fetchone()
    return int(row[0])


def lots_with_dates(db: ClubDatabase, ids: Iterable[int]) -> list[LotDates]:
    """Return lots with what is left of them and when, in the order of *ids*."""
    found = []
    for lot_id in ids:
        row = db.execute_sql(
            "SELECT id, points - used, earned_on, expires_on FROM lot WHERE id = ?", (lot_id,)
        ).fetchone()
        found.append(LotDates(row[0], row[1], date.fromisoformat(row[2]), day_of(row[3])))
    return found
