"""Figures of a month that the shop typed in, and members lost in a month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a month.

    Attributes:
        id: Its row.
        kind: What it is of, one of `domain.insight.costs.KINDS`.
        on_day: First day of its month.
        amount_rial: How much.
        note: What it was for.
        made_at: When it was typed in.
        operator: Who did.
        is_removed: Whether it was taken away again.
    """

    id: int
    kind: str
    on_day: date
    amount_rial: int
    note: str
    made_at: datetime
    operator: str
    is_removed: bool


_FIGURE = (
    "SELECT f.id, f.kind, f.on_day, f.amount_rial, f.note, f.made_at, COALESCE(o.name, ''),"
    " f.removed_at IS NOT NULL FROM shop_figure f LEFT JOIN operator o ON o.id = f.operator_id"
)


def _figures(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[Figure]:
    rows = db.execute_sql(f"{_FIGURE} {ending}", values).fetchall()
    return [
        Figure(
            row[0], row[1], date.fromisoformat(row[2]), row[3], row[4], utc_moment(row[5]), row[6],
            bool(row[7]),
        )
        for row in rows
    ]  # fmt: skip


def figure(db: ClubDatabase, figure_id: int) -> Figure | None:
    """Return one figure, removed or not, or None."""
    found = _figures(db, "WHERE f.id = ?", (figure_id,))
    return found[0] if found else None


def figures(db: ClubDatabase, first: date, last: date) -> list[Figure]:
    """Return the figures of months that begin from *first* to *last*, the newest month first."""
    return _figures(
        db,
        "WHERE f.removed_at IS NULL AND f.on_day BETWEEN ? AND ? ORDER BY f.on_day DESC, f.id",
        (first.isoformat(), last.isoformat()),
    )


def add(
    db: ClubDatabase, kind: str, on_day: date, amount_rial: int, note: str, *, at: datetime,
    operator_id: int,
) -> int:  # fmt: skip
    """Store a figure and return its id."""
    row = db.execute_sql(
        "INSERT INTO shop_figure (kind, on_day, amount_rial, note, made_at, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kind, on_day.isoformat(), amount_rial, note, utc_text(at), operator_id),
    )
    return int(row.lastrowid)


def set_removed(db: ClubDatabase, figure_id: int, at: datetime | None) -> None:
    """Take a figure away, or with None bring it back."""
    db.execute_sql(
        "UPDATE shop_figure SET removed_at = ? WHERE id = ?",
        (utc_text(at) if at else None, figure_id),
    )


def sums(db: ClubDatabase, first: date, last: date) -> dict[str, int]:
    """Return what the months that begin from *first* to *last* come to, by kind."""
    rows = db.execute_sql(
        "SELECT kind, SUM(amount_rial) FROM shop_figure WHERE removed_at IS NULL"
        " AND on_day BETWEEN ? AND ? GROUP BY kind",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Lost:
    """A member classed as lost in a month.

    Attributes:
        id: Of the row.
        member_id: Whose record it is now: of a merged member, the one they went into.
        name: How they are called; empty when their data were erased.
        first_on: First day of the month.
        last_on: Last day of it.
        last_seen_on: Day of the last visit before.
        margin_rial: Margin that was expected of twelve more months.
        basis: ``own`` or ``model``.
        came_back_on: First visit after the month; None: not seen since.
        reason: Code of why they left; empty: nobody asked.
    """

    id: int
    member_id: int
    name: str
    first_on: date
    last_on: date
    last_seen_on: date
    margin_rial: int
    basis: str
    came_back_on: date | None
    reason: str


_BACK = (
    "(SELECT MIN(d.sold_on) FROM (SELECT s.sold_on FROM sale s"
    " WHERE s.member_id = COALESCE(m.merged_into_id, m.id) AND s.sold_on > l.last_on"
    " GROUP BY s.sold_on HAVING SUM(s.net_rial) > 0) d)"
)
"""The first day after the month on which a lost member bought for more than nothing."""


def lost(db: ClubDatabase, first: date, last: date) -> list[Lost]:
    """Return who was lost in the months from *first* to *last*, the dearest first."""
    rows = db.execute_sql(
        "SELECT l.id, COALESCE(m.merged_into_id, m.id), COALESCE(i.name, m.name), l.first_on,"
        f" l.last_on, l.last_seen_on, l.margin_rial, l.basis, {_BACK}, l.reason FROM lost_member l"
        " JOIN member m ON m.id = l.member_id LEFT JOIN member i ON i.id = m.merged_into_id"
        " WHERE l.first_on >= ? AND l.last_on <= ? ORDER BY l.margin_rial DESC, l.id",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [
        Lost(
            row[0], row[1], row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]),
            date.fromisoformat(row[5]), row[6], row[7],
            date.fromisoformat(row[8]) if row[8] else None, row[9],
        )
        for row in rows
    ]  # fmt: skip


def add_lost(
    db: ClubDatabase, first: date, last: date, basis: str, rows: Iterable[tuple[int, date, int]]
) -> None:
    """Store who was lost in a month: member, last visit and expected margin."""
    db.cursor().executemany(
        "INSERT OR IGNORE INTO lost_member (member_id, first_on, last_on, last_seen_on,"
        " margin_rial, basis, came_back_on, reason) VALUES (?, ?, ?, ?, ?, ?, NULL, '')",
        [
            (member, first.isoformat(), last.isoformat(), seen.isoformat(), margin, basis)
            for member, seen, margin in rows
        ],
    )


def note_returns(db: ClubDatabase, since: date) -> int:
    """Note who of those lost since *since* bought again, or did not after all; return how many."""
    rows: Sequence[tuple[int, str | None, str | None]] = db.execute_sql(
        f"SELECT l.id, l.came_back_on, {_BACK} FROM lost_member l"
        " JOIN member m ON m.id = l.member_id WHERE l.first_on >= ?",
        (since.isoformat(),),
    ).fetchall()
    changed = [(now, id_) for id_, before, now in rows if before != now]
    for now, id_ in changed:
        db.execute_sql("UPDATE lost_member SET came_back_on = ? WHERE id = ?", (now, id_))
    return len(changed)


def reason_of(db: ClubDatabase, lost_id: int) -> str | None:
    """Return why a lost member left as it was noted; None: there is no such row."""
    row = db.execute_sql("SELECT reason FROM lost_member WHERE id = ?", (lost_id,)).fetchone()
    return row[0] if row else None


def set_reason(db: ClubDatabase, lost_id: int, reason: str) -> None:
    """Note why a lost member left."""
    db.execute_sql("UPDATE lost_member SET reason = ? WHERE id = ?", (reason, lost_id))


def recorded_until(db: ClubDatabase, job: str) -> date | None:
    """Return the last day of the last month whose losses were stored, or None."""
    row = db.execute_sql("SELECT done_on FROM job WHERE name = ?", (job,)).fetchone()
    return date.fromisoformat(row[0]) if row else None


def note_recorded(db: ClubDatabase, job: str, last: date, at: datetime) -> None:
    """Note that the losses up to *last* are stored."""
    db.execute_sql(
        "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
        (job, last.isoformat(), utc_text(at)),
    )


def back_since(db: ClubDatabase, day: date) -> dict[int, date]:
    """Return who bought after *day* and on which day first, by member."""
    rows = db.execute_sql(
        "SELECT member_id, MIN(sold_on) FROM (SELECT member_id, sold_on FROM sale"
        " WHERE sold_on > ? GROUP BY member_id, sold_on HAVING SUM(net_rial) > 0)"
        " GROUP BY member_id",
        (day.isoformat(),),
    )
    return {int(member): date.fromisoformat(on) for member, on in rows.fetchall()}
