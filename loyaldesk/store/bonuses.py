"""Who is to get a bonus, and who got it: birthdays, referrals, and what was given so far."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from loyaldesk.store.database import ClubDatabase

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member as far as a referral needs it."""

    id: int
    mobile: str
    state: str
    registered_on: date
    referrer_id: int | None


def member(db: ClubDatabase, member_id: int) -> NewMember | None:
    """Return a member, or None."""
    row = db.execute_sql(
        "SELECT id, mobile, state, registered_on, referrer_id FROM member WHERE id = ?",
        (member_id,),
    ).fetchone()
    return NewMember(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4]) if row else None


def mobiles(db: ClubDatabase, members: Iterable[int]) -> set[str]:
    """Return the mobiles of members."""
    rows = db.execute_sql(
        "SELECT mobile FROM member WHERE id IN (SELECT value FROM json_each(?)) AND mobile <> ''",
        (json.dumps(list(members)),),
    )
    return {row[0] for row in rows.fetchall()}


def stands(db: ClubDatabase, keys: Iterable[str]) -> bool:
    """Return whether an entry whose key begins with one of *keys* stands."""
    return any(
        db.execute_sql(
            "SELECT 1 FROM points_entry e WHERE e.key >= ? AND e.key < ? AND NOT EXISTS"
            " (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id) LIMIT 1",
            (key, key + _LAST),
        ).fetchone()
        for key in keys
    )


def is_of_import(db: ClubDatabase, sale_id: int) -> bool:
    """Return whether a sale came from a list of another program."""
    row = db.execute_sql("SELECT run_id FROM sale WHERE id = ?", (sale_id,)).fetchone()
    return row is not None and row[0] is not None


def has_bought_before(db: ClubDatabase, member_id: int, sale_id: int) -> bool:
    """Return whether a member has a standing purchase beside one; what came back is none."""
    row = db.execute_sql(
        "SELECT 1 FROM sale s WHERE s.member_id = ? AND s.kind = 'sale' AND s.id <> ? AND NOT"
        " EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id) AND s.amount_rial > COALESCE("
        "(SELECT -SUM(b.amount_rial) FROM sale b WHERE b.returns_id = s.id AND NOT EXISTS"
        " (SELECT 1 FROM sale u WHERE u.reverses_id = b.id)), 0) LIMIT 1",
        (member_id, sale_id),
    ).fetchone()
    return row is not None


def times(db: ClubDatabase, members: Iterable[int], rule: str, first: date, last: date) -> int:
    """Return how often members got a bonus from *first* to *last*, less what was taken back."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(CASE WHEN points > 0 THEN 1 WHEN points < 0 THEN -1 END), 0)"
        " FROM rule_gain WHERE member_id IN (SELECT value FROM json_each(?)) AND rule = ?"
        " AND on_day BETWEEN ? AND ?",
        (json.dumps(list(members)), rule, first.isoformat(), last.isoformat()),
    ).fetchone()
    return int(row[0])


def times_by_key(
    db: ClubDatabase, members: Iterable[int], key: str, first: date, last: date
) -> int:
    """Return how often members got standing entries whose key begins so, from *first* to *last*."""
    row = db.execute_sql(
        "SELECT COUNT(*) FROM points_entry e WHERE e.member_id IN (SELECT value FROM json_each(?))"
        " AND e.on_day BETWEEN ? AND ? AND e.key >= ? AND e.key < ? AND NOT EXISTS"
        " (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id)",
        (json.dumps(list(members)), first.isoformat(), last.isoformat(), key, key + _LAST),
    ).fetchone()
    return int(row[0])


def add_gain(
    db: ClubDatabase, member_id: int, rule: str, on_day: date, points: int, *, entry_id: int,
    sale_id: int | None = None, about_id: int | None = None,
) -> None:  # fmt: skip
    """Store what a bonus gave or, negative, what was taken back."""
    db.execute_sql(
        "INSERT INTO rule_gain (rule, member_id, on_day, points, sale_id, entry_id, about_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (rule, member_id, on_day.isoformat(), points, sale_id, entry_id, about_id),
    )


@dataclass(frozen=True, slots=True)
class Gain:
    """A bonus given for a sale that still stands."""

    entry_id: int
    entry_member_id: int
    points: int
    member_id: int
    rule: str
    on_day: date
    about_id: int | None


def gains_of_sale(db: ClubDatabase, sale_id: int) -> list[Gain]:
    """Return the standing bonuses that were given for a sale."""
    rows = db.execute_sql(
        "SELECT e.id, e.member_id, e.points, g.member_id, g.rule, g.on_day, g.about_id"
        " FROM rule_gain g JOIN points_entry e ON e.id = g.entry_id WHERE g.sale_id = ?"
        " AND g.points > 0 AND e.sale_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id) ORDER BY g.id",
        (sale_id,),
    )
    return [
        Gain(row[0], row[1], row[2], row[3], row[4], date.fromisoformat(row[5]), row[6])
        for row in rows.fetchall()
    ]


def net_left(db: ClubDatabase, sale_id: int) -> int:
    """Return what is left of a sale's net amount after what came back."""
    row = db.execute_sql(
        "WITH own AS (SELECT id FROM sale WHERE id = :sale OR returns_id = :sale)"
        " SELECT SUM(net_rial) FROM sale WHERE id IN own OR reverses_id IN own",
        {"sale": sale_id},
    ).fetchone()
    return int(row[0] or 0)


def born_on(
    db: ClubDatabase, column: str, days: Iterable[date]
) -> list[tuple[int, date, date]]:  # fmt: skip
    """Return active members whose birthday or wedding is one of *days*, it, and when they joined.

    *column* is ``birthday`` or ``wedding_on``.
    """
    rows = db.execute_sql(
        f"SELECT id, {column}, registered_on FROM member WHERE state = 'active'"
        f" AND {column} IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([day.isoformat() for day in days]),),
    )
    return [(id_, date.fromisoformat(day), date.fromisoformat(joined))
            for id_, day, joined in rows.fetchall()]  # fmt: skip
