"""Incidents and whom they hit, in the file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.sales import next_number

PLACE = "incident"
_PIECE = 200
"""So many pairs are bound in one statement."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Something that hit many at once."""

    id: int
    number: int
    kind: str
    text: str
    product: str
    severity: int
    load: int
    from_at: datetime
    until_at: datetime
    state: str
    made_at: datetime
    operator_id: int
    closed_at: datetime | None
    version: int


_STORED = (
    "SELECT id, number, kind, text, product, severity, load, from_at, until_at, state, made_at,"
    " operator_id, closed_at, version FROM incident"
)


def _stored(row: Sequence[Any]) -> Stored:
    return Stored(*[
        *row[:7], utc_moment(row[7]), utc_moment(row[8]), row[9], utc_moment(row[10]), row[11],
        utc_moment(row[12]) if row[12] else None, row[13],
    ])  # fmt: skip


def by_id(db: ClubDatabase, incident_id: int) -> Stored | None:
    """Return an incident, or None."""
    row = db.execute_sql(f"{_STORED} WHERE id = ?", (incident_id,)).fetchone()
    return _stored(row) if row else None


def by_key(db: ClubDatabase, key: str) -> Stored | None:
    """Return the incident opened with a key, or None."""
    row = db.execute_sql(f"{_STORED} WHERE key = ?", (key,)).fetchone()
    return _stored(row) if row else None


def all_of(db: ClubDatabase, *, open_only: bool) -> list[Stored]:
    """Return the incidents, the newest first."""
    where = " WHERE state = 'open'" if open_only else ""
    return [_stored(row) for row in db.execute_sql(f"{_STORED}{where} ORDER BY id DESC").fetchall()]


def add(
    db: ClubDatabase, *, key: str, kind: str, text: str, product: str, severity: int, load: int,
    from_at: datetime, until_at: datetime, at: datetime, operator_id: int,
) -> tuple[int, int]:  # fmt: skip
    """Store an incident and return its id and number."""
    number = next_number(db, PLACE)
    row = db.execute_sql(
        "INSERT INTO incident (number, key, kind, text, product, severity, load, from_at, until_at,"
        " state, made_at, operator_id, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?,"
        " 1)",
        (
            number, key, kind, text, product, severity, load, utc_text(from_at),
            utc_text(until_at), utc_text(at), operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid), number


def close(db: ClubDatabase, incident_id: int, at: datetime) -> None:
    """Store that an incident is closed."""
    db.execute_sql(
        "UPDATE incident SET state = 'closed', closed_at = ?, version = version + 1 WHERE id = ?",
        (utc_text(at), incident_id),
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """A member whom an incident hit, with the last sale it hit."""

    member_id: int
    sale_id: int | None


_SPAN = (
    " FROM sale s JOIN member m ON m.id = s.member_id AND m.state <> 'erased'"
    " WHERE s.sold_on BETWEEN ? AND ? AND s.sold_at BETWEEN ? AND ? AND s.kind IN ('sale', 'visit')"
    " AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)"
)
_GOODS = " AND EXISTS (SELECT 1 FROM sale_line l WHERE l.sale_id = s.id AND ({same}))"


def _span(first: datetime, last: datetime) -> tuple[str, str, str, str]:
    """Return days around a time, which have an index, and its moments."""
    day = timedelta(days=1)
    return (
        (first - day).date().isoformat(), (last + day).date().isoformat(), utc_text(first),
        utc_text(last),
    )  # fmt: skip


def products_between(db: ClubDatabase, first: datetime, last: datetime) -> list[tuple[str, str]]:
    """Return code and name of every product that was sold from *first* to *last*."""
    rows = db.execute_sql(
        "SELECT DISTINCT l.product, l.name FROM sale s JOIN sale_line l ON l.sale_id = s.id"
        " WHERE s.sold_on BETWEEN ? AND ? AND s.sold_at BETWEEN ? AND ? AND s.kind = 'sale'",
        _span(first, last),
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def hit_between(
    db: ClubDatabase, first: datetime, last: datetime,
    products: Collection[tuple[str, str]] | None = None,
) -> list[Hit]:  # fmt: skip
    """Return the members who bought from *first* to *last*: anything, or one of *products*."""
    span = _span(first, last)
    begin = f"SELECT s.member_id, MAX(s.id){_SPAN}"
    if products is None:
        rows = db.execute_sql(f"{begin} GROUP BY s.member_id", span).fetchall()
        return [Hit(*row) for row in sorted(rows)]
    found: dict[int, int] = {}
    pairs = sorted(products)
    for start in range(0, len(pairs), _PIECE):
        piece = pairs[start : start + _PIECE]
        same = " OR ".join("(l.product = ? AND l.name = ?)" for _ in piece)
        values = (*span, *(text for pair in piece for text in pair))
        sql = f"{begin}{_GOODS.format(same=same)} GROUP BY s.member_id"
        for member_id, sale_id in db.execute_sql(sql, values).fetchall():
            found[member_id] = max(found.get(member_id, 0), sale_id)
    return [Hit(*each) for each in sorted(found.items())]


def add_members(db: ClubDatabase, incident_id: int, hits: Iterable[Hit]) -> None:
    """Put members on the list of an incident; who stands on it already stays as they are."""
    db.cursor().executemany(
        "INSERT OR IGNORE INTO incident_member (incident_id, member_id, sale_id, state, way)"
        " VALUES (?, ?, ?, 'open', '')",
        [(incident_id, hit.member_id, hit.sale_id) for hit in hits],
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: a record and the one it lives in now."""

    member_id: int
    merged_into_id: int | None
    name: str
    number: str
    mobile: str
    sale_id: int | None
    receipt: int | None
    state: str
    way: str
    at: datetime | None
    operator_id: int | None


def listed(db: ClubDatabase, incident_id: int) -> list[Listed]:
    """Return the list of an incident, in the order of the members' numbers."""
    rows = db.execute_sql(
        "SELECT i.member_id, m.merged_into_id, m.name, m.number, m.mobile, i.sale_id,"
        " s.receipt, i.state, i.way, i.at, i.operator_id FROM incident_member i"
        " JOIN member m ON m.id = i.member_id LEFT JOIN sale s ON s.id = i.sale_id"
        " WHERE i.incident_id = ? ORDER BY m.number, m.id",
        (incident_id,),
    )
    return [
        Listed(*[*row[:9], utc_moment(row[9]) if row[9] else None, row[10]])
        for row in rows.fetchall()
    ]


@dataclass(frozen=True, slots=True)
class Sums:
    """The lines of an incident by state. ``has_merged``: some are of records that were merged."""

    open: int
    apologised: int
    skipped: int
    has_merged: bool


def sums(db: ClubDatabase) -> dict[int, Sums]:
    """Return the sums of every incident that has a line."""
    rows = db.execute_sql(
        "SELECT i.incident_id, SUM(i.state = 'open'), SUM(i.state = 'apologised'),"
        " SUM(i.state = 'skipped'), MAX(m.merged_into_id IS NOT NULL) FROM incident_member i"
        " JOIN member m ON m.id = i.member_id GROUP BY i.incident_id"
    )
    return {row[0]: Sums(row[1], row[2], row[3], bool(row[4])) for row in rows.fetchall()}


def put_member(
    db: ClubDatabase, incident_id: int, member_ids: Iterable[int], state: str, way: str,
    at: datetime | None, operator_id: int | None,
) -> None:  # fmt: skip
    """Store what was done for a member of the list, in each record that lives in theirs."""
    moment = utc_text(at) if at else None
    for member_id in member_ids:
        db.execute_sql(
            "UPDATE incident_member SET state = ?, way = ?, at = ?, operator_id = ?"
            " WHERE incident_id = ? AND member_id = ?",
            (state, way, moment, operator_id, incident_id, member_id),
        )


def member_words(db: ClubDatabase, member_id: int) -> tuple[str, str, str]:
    """Return name, number and mobile of a member."""
    row = db.execute_sql(
        "SELECT name, number, mobile FROM member WHERE id = ?", (member_id,)
    ).fetchone()
    return (row[0], row[1], row[2]) if row else ("", "", "")
