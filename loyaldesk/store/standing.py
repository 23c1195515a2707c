"""What members reached in a window, for one member or for all at once; and what holds a tier."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.standing import History, Part
from loyaldesk.domain.tiers import Standing
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_text

Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is reckoned.

    Attributes:
        measures: Of `Standing`, by name.
        member_id: Whose; None: everybody's.
        held_on: Points that ended before this day are gone, booked or not; None, or later than
            the last day of the window: that day. At night it is the day before, so that a tier is
            looked at before anything ends (E53).
    """

    measures: frozenset[str]
    member_id: int | None = None
    held_on: date | None = None


_EARNED = (
    "(e.kind = 'earn' OR (e.kind = 'return' AND e.points < 0) OR (e.kind = 'reverse'"
    " AND (o.kind = 'earn' OR (o.kind = 'return' AND o.points < 0))))"
)
"""Entries that gave points, and those that took such points back."""


def standings(db: ClubDatabase, asked: Asked, window: Window) -> dict[int, Standing]:
    """Return what members reached in *window*; who reached nothing may be left out."""
    return _standings(db, asked, "{day} BETWEEN :first AND :last", _days(window))


def standings_since(
    db: ClubDatabase, asked: Asked, windows: Mapping[date, Window]
) -> dict[int, Standing]:
    """Return what members reached in a window that depends on when they came into their tier."""
    listed = json.dumps([[d.isoformat(), *map(date.isoformat, w)] for d, w in windows.items()])
    within = (
        "EXISTS (SELECT 1 FROM member h JOIN json_each(:windows) w"
        " ON json_extract(w.value, '$[0]') = h.tier_since WHERE h.id = {member}"
        " AND {day} BETWEEN json_extract(w.value, '$[1]') AND json_extract(w.value, '$[2]'))"
    )
    last = max((window[1] for window in windows.values()), default=date.max)
    return _standings(db, asked, within, {"windows": listed, "last": last.isoformat()})


def _days(window: Window) -> dict[str, object]:
    return {"first": window[0].isoformat(), "last": window[1].isoformat()}


def _standings(
    db: ClubDatabase, asked: Asked, within: str, values: dict[str, object]
) -> dict[int, Standing]:  # fmt: skip
    one = ""
    if asked.member_id is not None:
        one, values = " AND {member} = :member", {**values, "member": asked.member_id}
    where = within + one
    found: dict[str, dict[int, int]] = {}
    for measure in asked.measures:
        match measure:
            case "points":
                found[measure] = _sums(db, _points_sql(where), values)
            case "active_points":
                found[measure] = _held(db, asked, values)
            case _:
                found[measure] = _sums(db, _sales_sql(measure, where), values)
    if len(found) == 1:  # the usual club looks at one thing
        ((name, sums),) = found.items()
        return {member: Standing(**{name: n}) for member, n in sums.items()}
    members = {member for sums in found.values() for member in sums}
    return {
        member: Standing(**{name: sums.get(member, 0) for name, sums in found.items()})
        for member in members
    }


def _sums(db: ClubDatabase, sql: str, values: dict[str, object]) -> dict[int, int]:
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    return dict(db.execute_sql(sql, used).fetchall())


def _sales_sql(measure: str, where: str) -> str:
    rest = where.format(day="s.basis_on", member="s.member_id")
    if measure == "visits":
        return (
            "SELECT member_id, COUNT(*) FROM (SELECT s.member_id AS member_id FROM sale s"
            f" WHERE {rest} GROUP BY s.member_id, s.basis_on HAVING SUM(s.net_rial) > 0)"
            " GROUP BY member_id"
        )
    column, known = "s.net_rial", ""
    if measure == "margin_rial":
        column, known = "s.net_rial - s.tax_rial - s.cost_rial", " AND s.cost_rial IS NOT NULL"
    return f"SELECT s.member_id, SUM({column}) FROM sale s WHERE {rest}{known} GROUP BY s.member_id"


def _points_sql(where: str) -> str:
    """Points of sales count on their sale's day and for whom the sale is; others on their own."""
    of_sales = where.format(day="s.basis_on", member="s.member_id")
    others = where.format(day="COALESCE(o.on_day, e.on_day)", member="e.member_id")
    return (
        "SELECT member_id, SUM(points) FROM (SELECT s.member_id AS member_id, e.points AS points"
        " FROM sale s JOIN points_entry e ON e.sale_id = s.id LEFT JOIN points_entry o"
        f" ON o.id = e.reverses_id WHERE {_EARNED} AND {of_sales} UNION ALL"
        " SELECT e.member_id, e.points FROM points_entry e LEFT JOIN points_entry o"
        f" ON o.id = e.reverses_id WHERE e.sale_id IS NULL AND {_EARNED} AND {others})"
        " GROUP BY member_id"
    )


def _held(db: ClubDatabase, asked: Asked, values: dict[str, object]) -> dict[int, int]:
    """Return the points held at the end of a day: booked since, or ended before it, are not."""
    given = {
        "last": values["last"], "alive": asked.held_on.isoformat() if asked.held_on else None,
        "member": asked.member_id,
    }  # fmt: skip
    one = " AND {0}member_id = :member" if asked.member_id is not None else ""
    sql = (
        "SELECT b.member_id, MAX(b.points - b.debt - COALESCE(a.n, 0) - COALESCE(g.n, 0), 0)"
        " FROM points_balance b"
        " LEFT JOIN (SELECT member_id, SUM(points) AS n FROM points_entry WHERE on_day > :last"
        f"{one.format('')} GROUP BY member_id) a ON a.member_id = b.member_id"
        " LEFT JOIN (SELECT member_id, SUM(points - used) AS n FROM lot WHERE used < points"
        f" AND expires_on < MIN(COALESCE(:alive, :last), :last){one.format('')}"
        f" GROUP BY member_id) g ON g.member_id = b.member_id WHERE 1{one.format('b.')}"
    )
    return _sums(db, sql, given)


def history(db: ClubDatabase, asked: Asked, first: date, today: date) -> History:
    """Return what one member reached day by day since *first*."""
    who = {"member": asked.member_id, "first": first.isoformat()}
    parts: list[Part] = []
    if asked.measures & {"rial", "visits", "margin_rial"}:
        rows = db.execute_sql(
            "SELECT s.basis_on, MAX(s.sold_on, s.basis_on), s.net_rial,"
            " s.net_rial - s.tax_rial - s.cost_rial FROM sale s"
            " WHERE s.member_id = :member AND s.basis_on >= :first",
            who,
        ).fetchall()
        parts += [_part(day, known, Standing(rial=net, margin_rial=margin or 0))
                  for day, known, net, margin in rows]  # fmt: skip
    if "points" in asked.measures:
        parts += [
            _part(day, known, Standing(points=n)) for day, known, n in _earned_by_day(db, who)
        ]
    entries: list[tuple[date, int]] = []
    lots: list[tuple[date | None, int]] = []
    if "active_points" in asked.measures:
        rows = db.execute_sql(
            "SELECT on_day, SUM(points) FROM points_entry WHERE member_id = ? GROUP BY on_day",
            (asked.member_id,),
        ).fetchall()
        entries = [(date.fromisoformat(day), n) for day, n in rows]
        rows = db.execute_sql(
            "SELECT expires_on, points - used FROM lot WHERE member_id = ? AND used < points",
            (asked.member_id,),
        ).fetchall()
        lots = [(day_of(day), n) for day, n in rows]
    return History(today, tuple(parts), tuple(entries), tuple(lots))


def _part(on_day: str, known_on: str, what: Standing) -> Part:
    return Part(date.fromisoformat(on_day), date.fromisoformat(known_on), what)


def _earned_by_day(db: ClubDatabase, who: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = db.execute_sql(
        "SELECT s.basis_on, e.on_day, e.points FROM sale s JOIN points_entry e ON e.sale_id = s.id"
        f" LEFT JOIN points_entry o ON o.id = e.reverses_id WHERE {_EARNED}"
        " AND s.member_id = :member AND s.basis_on >= :first UNION ALL"
        " SELECT COALESCE(o.on_day, e.on_day), e.on_day, e.points FROM points_entry e"
        f" LEFT JOIN points_entry o ON o.id = e.reverses_id WHERE {_EARNED} AND e.sale_id IS NULL"
        " AND e.member_id = :member AND COALESCE(o.on_day, e.on_day) >= :first",
        who,
    ).fetchall()
    return rows


@dataclass(frozen=True, slots=True)
class Hand:
    """A tier given by hand."""

    id: int
    member_id: int
    tier: str
    reason: str
    from_on: date
    until_on: date
    is_floor: bool


_HAND = "SELECT id, member_id, tier, reason, from_on, until_on, is_floor FROM tier_hand"


def _hand(row: tuple[Any, ...]) -> Hand:
    return Hand(
        row[0], row[1], row[2], row[3], date.fromisoformat(row[4]), date.fromisoformat(row[5]),
        bool(row[6]),
    )  # fmt: skip


def hand_of(db: ClubDatabase, member_id: int) -> Hand | None:
    """Return the tier by hand of a member that was not ended, over or not."""
    row = db.execute_sql(
        f"{_HAND} WHERE member_id = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1", (member_id,)
    ).fetchone()
    return _hand(row) if row else None


def hands(db: ClubDatabase) -> dict[int, Hand]:
    """Return every tier by hand that was not ended, by member."""
    rows = db.execute_sql(f"{_HAND} WHERE ended_at IS NULL ORDER BY id").fetchall()
    return {row[1]: _hand(row) for row in rows}


def add_hand(
    db: ClubDatabase, member_id: int, tier: str, reason: str, days: Window, at: datetime,
    operator_id: int, *, is_floor: bool,
) -> None:  # fmt: skip
    """Store a tier given by hand."""
    db.execute_sql(
        "INSERT INTO tier_hand (member_id, tier, reason, from_on, until_on, is_floor, at,"
        " operator_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            member_id, tier, reason, days[0].isoformat(), days[1].isoformat(), int(is_floor),
            utc_text(at), operator_id,
        ),
    )  # fmt: skip


def end_hand(db: ClubDatabase, member_id: int, at: datetime) -> None:
    """End the tier by hand of a member."""
    db.execute_sql(
        "UPDATE tier_hand SET ended_at = ? WHERE member_id = ? AND ended_at IS NULL",
        (utc_text(at), member_id),
    )


def before_hand(db: ClubDatabase, member_id: int, reason: str) -> str:
    """Return the tier a member stood in before tiers by hand began; empty when none moved it."""
    found = ""
    rows = db.execute_sql(
        "SELECT from_tier, reason FROM tier_change WHERE member_id = ? ORDER BY id DESC",
        (member_id,),
    )
    for old, why in rows.fetchall():
        if why != reason:
            break
        found = old
    return found


def brought(db: ClubDatabase, first: date, reason: str) -> dict[int, str]:
    """Return the tiers that were given without a sale for *reason* since *first*, by member."""
    rows = db.execute_sql(
        "SELECT member_id, to_tier FROM tier_change WHERE reason = ? AND sale_id IS NULL"
        " AND on_day >= ? ORDER BY id",
        (reason, first.isoformat()),
    )
    return dict(rows.fetchall())


def last_moves(
    db: ClubDatabase, members: Iterable[int] | None = None
) -> dict[int, tuple[str, str, date]]:  # fmt: skip
    """Return each member's last move: from, to and when; None: everybody's."""
    where, values = "", ()
    if members is not None:
        where = " WHERE member_id IN (SELECT value FROM json_each(?))"
        values = (json.dumps(list(members)),)  # type: ignore[assignment]
    rows = db.execute_sql(
        "SELECT member_id, from_tier, to_tier, on_day, MAX(id) FROM tier_change"
        f"{where} GROUP BY member_id",
        values,
    )
    return {row[0]: (row[1], row[2], date.fromisoformat(row[3])) for row in rows.fetchall()}


def lifted_from(db: ClubDatabase, member_id: int, mirror_id: int) -> str:
    """Return the tier before the last move, if that was made by the sale now taken back."""
    row = db.execute_sql(
        "SELECT c.from_tier, c.sale_id = COALESCE(m.reverses_id, m.returns_id) FROM tier_change c"
        " JOIN sale m ON m.id = ? WHERE c.member_id = ? ORDER BY c.id DESC LIMIT 1",
        (mirror_id, member_id),
    ).fetchone()
    return str(row[0]) if row and row[1] else ""


def listed(db: ClubDatabase) -> list[tuple[int, str, date]]:
    """Return every member that can move, with tier and since when."""
    rows = db.execute_sql(
        "SELECT id, tier, tier_since FROM member WHERE state <> 'erased' AND merged_into_id IS NULL"
    )
    seen: dict[str, date] = {}
    found = []
    for id_, tier, since in rows.fetchall():
        day = seen.get(since)
        if day is None:
            day = seen[since] = date.fromisoformat(since)
        found.append((id_, tier, day))
    return found
