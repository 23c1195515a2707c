"""Storing vouchers, rewards that were taken, stock of gifts and what open baskets hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher before it is stored. ``sale_id``: the sale it was made by, not used at."""

    code_key: str
    typed: str
    reward: str
    document: str
    member_id: int | None
    source: str
    valid_from: date
    valid_until: date | None
    made_at: datetime
    operator_id: int
    entry_id: int | None = None
    sale_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredVoucher:
    """A voucher as far as a sale needs it."""

    id: int
    typed: str
    reward: str
    document: str
    member_id: int | None
    state: str
    source: str
    valid_from: date
    valid_until: date | None


_VOUCHER = "id, typed, reward, document, member_id, state, source, valid_from, valid_until"


def _voucher(row: tuple[Any, ...]) -> StoredVoucher:
    return StoredVoucher(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], date.fromisoformat(row[7]),
        day_of(row[8]),
    )  # fmt: skip


def add_voucher(db: ClubDatabase, new: NewVoucher) -> int:
    """Store an open voucher and return its id."""
    row = db.execute_sql(
        "INSERT INTO voucher (code_key, typed, reward, document, member_id, state, source,"
        " valid_from, valid_until, entry_id, sale_id, made_at, operator_id)"
        " VALUES (?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?)",
        (
            new.code_key, new.typed, new.reward, new.document, new.member_id, new.source,
            new.valid_from.isoformat(), new.valid_until.isoformat() if new.valid_until else None,
            new.entry_id, new.sale_id, utc_text(new.made_at), new.operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def is_code_free(db: ClubDatabase, code_key: str) -> bool:
    """Return whether no card, voucher or gift card has this code."""
    return not any(
        db.execute_sql(f"SELECT 1 FROM {table} WHERE code_key = ?", (code_key,)).fetchone()
        for table in ("code", "voucher", "account")
    )


def voucher_by_key(db: ClubDatabase, code_key: str) -> StoredVoucher | None:
    """Return the voucher with a folded code, or None."""
    row = db.execute_sql(
        f"SELECT {_VOUCHER} FROM voucher WHERE code_key = ?", (code_key,)
    ).fetchone()
    return _voucher(row) if row else None


def voucher_by_id(db: ClubDatabase, voucher_id: int) -> StoredVoucher | None:
    """Return a voucher, or None."""
    row = db.execute_sql(f"SELECT {_VOUCHER} FROM voucher WHERE id = ?", (voucher_id,)).fetchone()
    return _voucher(row) if row else None


def voucher_by_entry(db: ClubDatabase, entry_id: int) -> StoredVoucher | None:
    """Return the voucher that was paid by an entry of points, or None."""
    row = db.execute_sql(
        f"SELECT {_VOUCHER} FROM voucher WHERE entry_id = ?", (entry_id,)
    ).fetchone()
    return _voucher(row) if row else None


def open_vouchers(db: ClubDatabase, member_id: int, today: date) -> list[StoredVoucher]:
    """Return the vouchers a member can use today, the one that ends first in front."""
    day = today.isoformat()
    rows = db.execute_sql(
        f"SELECT {_VOUCHER} FROM voucher WHERE member_id = ? AND state = 'open'"
        " AND valid_from <= ? AND (valid_until IS NULL OR valid_until >= ?)"
        " ORDER BY valid_until IS NULL, valid_until, id",
        (member_id, day, day),
    )
    return [_voucher(row) for row in rows.fetchall()]


def use_voucher(db: ClubDatabase, voucher_id: int) -> bool:
    """Set an open voucher used; return False when it is not open any more."""
    done = db.execute_sql(
        "UPDATE voucher SET state = 'used' WHERE id = ? AND state = 'open'", (voucher_id,)
    )
    return bool(done.rowcount)


def reopen_voucher(db: ClubDatabase, voucher_id: int) -> None:
    """Open a voucher again that was ended."""
    db.execute_sql(
        "UPDATE voucher SET state = 'open' WHERE id = ? AND state = 'ended'", (voucher_id,)
    )


def end_voucher(db: ClubDatabase, voucher_id: int) -> bool:
    """End an open voucher and let go of it; return False when it is not open any more."""
    done = db.execute_sql(
        "UPDATE voucher SET state = 'ended' WHERE id = ? AND state = 'open'", (voucher_id,)
    )
    db.execute_sql("DELETE FROM hold WHERE kind = 'voucher' AND subject = ?", (str(voucher_id),))
    return bool(done.rowcount)


@dataclass(frozen=True, slots=True)
class NewUse:
    """A reward that is taken, before it is stored."""

    key: str
    reward: str
    member_id: int
    points: int
    rial: int
    delivery: str
    at: datetime
    on_day: date
    operator_id: int
    voucher_id: int | None = None
    sale_id: int | None = None
    entry_id: int | None = None


def add_use(db: ClubDatabase, new: NewUse) -> int:
    """Store a reward that was taken and return its id."""
    row = db.execute_sql(
        "INSERT INTO reward_use (key, reward, voucher_id, member_id, sale_id, entry_id, points,"
        " rial, state, delivery, at, on_day, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'taken', ?, ?, ?, ?)",
        (
            new.key, new.reward, new.voucher_id, new.member_id, new.sale_id, new.entry_id,
            new.points, new.rial, new.delivery, utc_text(new.at), new.on_day.isoformat(),
            new.operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


@dataclass(frozen=True, slots=True)
class StoredUse:
    """A reward that was taken."""

    id: int
    reward: str
    voucher_id: int | None
    member_id: int
    state: str
    delivery: str


_USE = "id, reward, voucher_id, member_id, state, delivery"


def use_by_key(db: ClubDatabase, key: str) -> StoredUse | None:
    """Return the use stored under *key*, or None."""
    row = db.execute_sql(f"SELECT {_USE} FROM reward_use WHERE key = ?", (key,)).fetchone()
    return StoredUse(*row) if row else None


def use_by_id(db: ClubDatabase, use_id: int) -> StoredUse | None:
    """Return a use, or None."""
    row = db.execute_sql(f"SELECT {_USE} FROM reward_use WHERE id = ?", (use_id,)).fetchone()
    return StoredUse(*row) if row else None


def set_delivery(db: ClubDatabase, use_id: int, delivery: str) -> None:
    """Store where a gift is."""
    db.execute_sql("UPDATE reward_use SET delivery = ? WHERE id = ?", (delivery, use_id))


def undo_use(db: ClubDatabase, use: StoredUse) -> None:
    """Take a use back: its voucher is open again, its gift is in stock again."""
    db.execute_sql("UPDATE reward_use SET state = 'undone' WHERE id = ?", (use.id,))
    if use.voucher_id is not None:
        db.execute_sql(
            "UPDATE voucher SET state = 'open' WHERE id = ? AND state = 'used'", (use.voucher_id,)
        )
    if use.delivery:
        db.execute_sql(
            "UPDATE reward_stock SET pieces = pieces + 1 WHERE reward = ?", (use.reward,)
        )


def uses_of_sale(db: ClubDatabase, sale_id: int) -> list[StoredUse]:
    """Return the standing uses of a sale."""
    rows = db.execute_sql(
        f"SELECT {_USE} FROM reward_use WHERE sale_id = ? AND state = 'taken' ORDER BY id",
        (sale_id,),
    )
    return [StoredUse(*row) for row in rows.fetchall()]


def redo_use(db: ClubDatabase, use: StoredUse) -> bool:
    """Let a use stand that was undone; return False when its voucher is not open any more."""
    if use.voucher_id is not None and not use_voucher(db, use.voucher_id):
        return False
    db.execute_sql("UPDATE reward_use SET state = 'taken' WHERE id = ?", (use.id,))
    if use.delivery:
        db.execute_sql(
            "UPDATE reward_stock SET pieces = MAX(pieces - 1, 0) WHERE reward = ?", (use.reward,)
        )
    return True


def uses_undone_by_return(db: ClubDatabase, return_id: int) -> list[StoredUse]:
    """Return the uses that a return undid with the last of the goods; none for anything else."""
    rows = db.execute_sql(
        f"SELECT {_USE} FROM reward_use WHERE state = 'undone' AND sale_id ="
        " (SELECT returns_id FROM sale WHERE id = ?) AND NOT EXISTS"
        " (SELECT 1 FROM sale r WHERE r.reverses_id = reward_use.sale_id) ORDER BY id",
        (return_id,),
    )
    return [StoredUse(*row) for row in rows.fetchall()]


def times_taken(
    db: ClubDatabase, rewards: Iterable[str], member_id: int, *, in_all: Iterable[str] | None = None
) -> dict[str, tuple[int, int]]:
    """Return how often each reward was taken by everybody and by a member.

    A voucher that was paid with points and waits to be used counts as taken. What everybody took
    is counted for *in_all* only (None: for each): an offer may have been taken a million times.
    """
    counted = None if in_all is None else set(in_all)
    found = {}
    for reward in rewards:
        own = _taken(db, "reward = ? AND member_id = ?", (reward, member_id))
        is_asked = counted is None or reward in counted
        found[reward] = (_taken(db, "reward = ?", (reward,)) if is_asked else 0, own)
    return found


def _taken(db: ClubDatabase, where: str, values: tuple[object, ...]) -> int:
    row = db.execute_sql(
        f"SELECT (SELECT COUNT(*) FROM reward_use WHERE {where} AND state = 'taken') + (SELECT"
        f" COUNT(*) FROM voucher WHERE {where} AND state = 'open' AND source = 'points')",
        (*values, *values),
    ).fetchone()
    return int(row[0])


def stock_of(db: ClubDatabase, reward: str, first: int | None) -> int | None:
    """Return the pieces of a gift; *first* until one was given, None when they are not counted."""
    if first is None:
        return None
    row = db.execute_sql("SELECT pieces FROM reward_stock WHERE reward = ?", (reward,)).fetchone()
    return int(row[0]) if row else first


def set_stock(db: ClubDatabase, reward: str, pieces: int) -> None:
    """Store how many pieces of a gift there are."""
    db.execute_sql(
        "INSERT INTO reward_stock (reward, pieces) VALUES (?, ?)"
        " ON CONFLICT (reward) DO UPDATE SET pieces = excluded.pieces",
        (reward, pieces),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a voucher."""

    basket: str
    till: str
    until: datetime


def holder(db: ClubDatabase, voucher_id: int, now: datetime) -> Held | None:
    """Return the basket that holds a voucher now, or None."""
    row = db.execute_sql(
        "SELECT basket, till, until FROM hold WHERE kind = 'voucher' AND subject = ? AND until > ?",
        (str(voucher_id), utc_text(now)),
    ).fetchone()
    return Held(row[0], row[1], utc_moment(row[2])) if row else None


def held_pieces(db: ClubDatabase, reward: str, basket: str, now: datetime) -> int:
    """Return how many pieces of a gift other baskets hold."""
    row = db.execute_sql(
        "SELECT COUNT(*) FROM hold WHERE kind = 'stock' AND subject = ? AND basket <> ?"
        " AND until > ?",
        (reward, basket, utc_text(now)),
    ).fetchone()
    return int(row[0])


def add_hold(
    db: ClubDatabase, kind: str, subject: str, basket: str, till: str, operator_id: int,
    now: datetime, until: datetime,
) -> None:  # fmt: skip
    """Hold a voucher or a piece for a basket; what nobody holds any more goes first."""
    db.execute_sql("DELETE FROM hold WHERE until <= ?", (utc_text(now),))
    db.execute_sql(
        "INSERT INTO hold (kind, subject, basket, till, operator_id, until)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, subject, basket) DO UPDATE SET"
        " till = excluded.till, operator_id = excluded.operator_id, until = excluded.until",
        (kind, subject, basket, till, operator_id, utc_text(until)),
    )


def release_holds(db: ClubDatabase, basket: str) -> int:
    """Let go of everything a basket holds; return how much it was."""
    return int(db.execute_sql("DELETE FROM hold WHERE basket = ?", (basket,)).rowcount)
