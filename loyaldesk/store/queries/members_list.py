"""The list of all members: in which order they stand, and the rows that are on view."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of

PIECE = 500
"""So many ids are bound in one statement."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which members, in which order.

    Attributes:
        among: Only these, best first; None: everybody.
        tier: Code of a tier, or empty for all.
        state: ``active``, ``blocked`` or ``erased``; empty: all but the erased ones.
        new_from: Only those enrolled on this day or later.
        seen_before: Only those who bought, but not on this day or later.
        order: ``number``, ``name``, ``tier``, ``points``, ``last`` or ``spent``.
        descending: The other way round; who has no figure stands last either way.
        window: First and last day of the money that decides the tier.
        tiers: Codes of the tiers, the lowest first, to sort by.
    """

    window: tuple[date, date]
    tiers: tuple[str, ...]
    among: tuple[int, ...] | None = None
    tier: str = ""
    state: str = ""
    new_from: date | None = None
    seen_before: date | None = None
    order: str = "number"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member as the list shows one. ``points`` is what is held, less what is owed."""

    id: int
    number: str
    name: str
    honorific: str
    mobile: str
    tier: str
    state: str
    points: int
    last_on: date | None
    spent_rial: int
    registered_on: date


_TOTALS = " LEFT JOIN member_totals t ON t.member_id = m.id"
_BALANCE = " LEFT JOIN points_balance b ON b.member_id = m.id"
_SPENT = (
    " LEFT JOIN (SELECT member_id, SUM(net_rial) AS net FROM sale WHERE basis_on BETWEEN ? AND ?"
    " GROUP BY member_id) w ON w.member_id = m.id"
)


def _order(wanted: Wanted) -> tuple[str, str]:
    """Return the join an order needs, and what it sorts by; numbers are given out as ids are."""
    way = " DESC" if wanted.descending else ""
    if wanted.order == "name":
        return "", f"m.name_key{way}, m.id{way}"
    if wanted.order == "tier":
        places = " ".join(f"WHEN ? THEN {place}" for place in range(len(wanted.tiers)))
        return "", f"CASE m.tier {places} ELSE -1 END{way}, m.name_key"
    if wanted.order == "points":
        return _BALANCE, f"COALESCE(b.points - b.debt, 0){way}, m.name_key"
    if wanted.order == "last":
        return _TOTALS, f"t.last_on IS NULL, t.last_on{way}, m.name_key"
    if wanted.order == "spent":
        return _SPENT, f"COALESCE(w.net, 0){way}, m.name_key"
    return "", f"m.id{way}"


def ids(db: ClubDatabase, wanted: Wanted, limit: int = -1) -> "array[int]":
    """Return the ids of the members wanted, in order; at most *limit* of them.

    A number of eight bytes for each member: the rows themselves are read when they come on view.
    """
    joins, order = _order(wanted)
    values: list[object] = []
    if wanted.order == "spent":
        values += [day.isoformat() for day in wanted.window]
    where, more = _where(wanted)
    values += more
    if wanted.seen_before is not None and _TOTALS not in joins:
        joins += _TOTALS
    if wanted.order == "tier":
        values += wanted.tiers
    rows = db.execute_sql(
        f"SELECT m.id FROM member m{joins} WHERE {where} ORDER BY {order} LIMIT ?",
        (*values, limit),
    )
    found = array("q", (row[0] for row in rows.fetchall()))
    if wanted.among is None or wanted.order:
        return found
    kept = set(found)
    return array("q", (id_ for id_ in wanted.among if id_ in kept))


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    parts, values = [], list[object]()
    if wanted.state != "erased":
        parts.append("m.merged_into_id IS NULL")
    if wanted.state:
        parts.append("m.state = ?")
        values.append(wanted.state)
    else:
        parts.append("m.state <> 'erased'")
    if wanted.among is not None:
        parts.append(f"m.id IN ({', '.join('?' * len(wanted.among))})")
        values += wanted.among
    if wanted.tier:
        parts.append("m.tier = ?")
        values.append(wanted.tier)
    if wanted.new_from is not None:
        parts.append("m.registered_on >= ?")
        values.append(wanted.new_from.isoformat())
    if wanted.seen_before is not None:
        parts.append("t.last_on < ?")
        values.append(wanted.seen_before.isoformat())
    return " AND ".join(parts), values


def rows(
    db: ClubDatabase, member_ids: Sequence[int], window: tuple[date, date]
) -> list[ListedMember]:
    """Return the rows of some members, in the order asked for; who is gone is left out."""
    marks = ", ".join("?" * len(member_ids))
    found = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.honorific, m.mobile, m.tier, m.state,"
        " COALESCE(b.points - b.debt, 0), t.last_on,"
        " (SELECT COALESCE(SUM(net_rial), 0) FROM sale WHERE member_id = m.id"
        f" AND basis_on BETWEEN ? AND ?), m.registered_on FROM member m{_BALANCE}{_TOTALS}"
        f" WHERE m.id IN ({marks})",
        (*(day.isoformat() for day in window), *member_ids),
    ).fetchall()
    by_id = {
        row[0]: ListedMember(*[*row[:8], day_of(row[8]), row[9], date.fromisoformat(row[10])])
        for row in found
    }
    return [by_id[id_] for id_ in member_ids if id_ in by_id]


def highest_id(db: ClubDatabase) -> int:
    """Return the id given out last: how large the club is at most, without counting."""
    return int(db.execute_sql("SELECT COALESCE(MAX(id), 0) FROM member").fetchone()[0])


def without_card(db: ClubDatabase, member_ids: Sequence[int]) -> list[int]:
    """Return which of some members have no card in use, in the order given."""
    found: set[int] = set()
    for start in range(0, len(member_ids), PIECE):
        piece = member_ids[start : start + PIECE]
        marks = ", ".join("?" * len(piece))
        rows = db.execute_sql(
            f"SELECT member_id FROM code WHERE member_id IN ({marks}) AND kind = 'card'"
            " AND state = 'active'",
            tuple(piece),
        ).fetchall()
        found.update(row[0] for row in rows)
    return [id_ for id_ in member_ids if id_ not in found]
