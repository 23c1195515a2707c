"""Storing stamps of stamp cards. Rows are added, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text


def has_entry(db: ClubDatabase, key: str) -> bool:
    """Return whether stamps stand under *key* already."""
    return db.execute_sql("SELECT 1 FROM stamp_entry WHERE key = ?", (key,)).fetchone() is not None


def add_entry(
    db: ClubDatabase, card: str, member_id: int, key: str, stamps: int, sale_id: int | None,
    at: datetime, on_day: date, operator_id: int,
) -> None:  # fmt: skip
    """Add stamps to a member's card, or (negative) take them."""
    db.execute_sql(
        "INSERT INTO stamp_entry (card, member_id, key, stamps, sale_id, at, on_day, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (card, member_id, key, stamps, sale_id, utc_text(at), on_day.isoformat(), operator_id),
    )


def stamps_of(db: ClubDatabase, member_id: int) -> dict[str, int]:
    """Return how many stamps a member has on each card."""
    rows = db.execute_sql(
        "SELECT card, SUM(stamps) FROM stamp_entry WHERE member_id = ? GROUP BY card", (member_id,)
    )
    return {row[0]: int(row[1]) for row in rows.fetchall()}


def shares_of(db: ClubDatabase, sale_id: int) -> dict[int, tuple[int, int]]:
    """Return for each line what was taken off it by hand, and in all.

    A sale known by its amount has no lines: then all of it is line 0.
    """
    rows = db.execute_sql(
        "SELECT number, manual_rial, shared_rial FROM sale_line WHERE sale_id = ?", (sale_id,)
    ).fetchall()
    if rows:
        return {row[0]: (row[1], row[2]) for row in rows}
    row = db.execute_sql("SELECT reward_rial FROM sale WHERE id = ?", (sale_id,)).fetchone()
    return {0: (0, row[0])} if row else {}


@dataclass(frozen=True, slots=True)
class StoredStamps:
    """Stamps of a sale or return.

    Attributes:
        made: The voucher a full card became, for the stamps it took.
        ended: The voucher a return ended, for the stamps that came back.
    """

    id: int
    card: str
    member_id: int
    stamps: int
    made: int | None
    ended: int | None


def entries_of(db: ClubDatabase, sale_id: int) -> list[StoredStamps]:
    """Return the stamps a sale or return gave and took that were not mirrored yet."""
    rows = db.execute_sql(
        "SELECT s.id, s.card, s.member_id, s.stamps, s.key FROM stamp_entry s WHERE s.sale_id = ?"
        " AND s.key LIKE 'sale:%' AND NOT EXISTS"
        " (SELECT 1 FROM stamp_entry u WHERE u.key = 'undo:' || s.id) ORDER BY s.id",
        (sale_id,),
    )
    return [
        StoredStamps(
            id_, card, member_id, stamps, _voucher_in(key, "voucher"), _voucher_in(key, "ended")
        )
        for id_, card, member_id, stamps, key in rows.fetchall()
    ]


def _voucher_in(key: str, what: str) -> int | None:
    """Return the voucher that the key of an entry names last, as ``...:voucher:17``."""
    before, _, number = key.rpartition(":")
    return int(number) if before.endswith(f":{what}") and number.isdecimal() else None
