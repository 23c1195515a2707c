"""Marks of members: stage and risk as they are now, and every change of them with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loyaldesk.store.database import ClubDatabase

STAGE, RISK = "stage", "risk"
"""Kinds of marks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a member as it is stored; ``ruled`` is filled when the stage is by hand."""

    member_id: int
    stage: str
    stage_on: str
    ruled: str
    risk: str
    risk_on: str
    why: str


@dataclass(frozen=True, slots=True)
class Event:
    """A mark that changed."""

    member_id: int
    kind: str
    was: str
    becomes: str
    on_day: date
    why: str
    operator_id: int


@dataclass(frozen=True, slots=True)
class Named(Event):
    """A mark that changed, with the names of the member and of who set it by hand."""

    name: str
    number: str
    operator: str


_MARK = "SELECT member_id, stage, stage_on, ruled, risk, risk_on, why FROM member_mark"


def marks_of(db: ClubDatabase, ids: Sequence[int]) -> dict[int, Mark]:
    """Return the marks of some members, by member."""
    inside = ", ".join("?" * len(ids))
    rows = db.execute_sql(f"{_MARK} WHERE member_id IN ({inside})", tuple(ids)).fetchall()
    return {row[0]: Mark(*row) for row in rows}


def gone(db: ClubDatabase, ids: Sequence[int]) -> set[int]:
    """Return which of some members are no more: erased, or part of another record."""
    inside = ", ".join("?" * len(ids))
    rows = db.execute_sql(
        f"SELECT id FROM member WHERE id IN ({inside}) AND (state = 'erased'"
        " OR merged_into_id IS NOT NULL)",
        tuple(ids),
    ).fetchall()
    return {row[0] for row in rows}


def put(db: ClubDatabase, found: Iterable[Mark]) -> None:
    """Store marks in place of those the members had."""
    db.cursor().executemany(
        "INSERT INTO member_mark (member_id, stage, stage_on, ruled, risk, risk_on, why)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (member_id) DO UPDATE SET stage ="
        " excluded.stage, stage_on = excluded.stage_on, ruled = excluded.ruled, risk ="
        " excluded.risk, risk_on = excluded.risk_on, why = excluded.why",
        [(m.member_id, m.stage, m.stage_on, m.ruled, m.risk, m.risk_on, m.why) for m in found],
    )


def drop(db: ClubDatabase, ids: Iterable[int]) -> None:
    """Take away the marks of members who are no more."""
    db.cursor().executemany("DELETE FROM member_mark WHERE member_id = ?", [(id_,) for id_ in ids])


def add_events(db: ClubDatabase, events: Iterable[Event]) -> None:
    """Store changes of marks."""
    db.cursor().executemany(
        "INSERT INTO mark_event (member_id, kind, was, becomes, on_day, why, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (e.member_id, e.kind, e.was, e.becomes, e.on_day.isoformat(), e.why, e.operator_id)
            for e in events
        ],
    )


_NAMED = (
    "SELECT e.member_id, e.kind, e.was, e.becomes, e.on_day, e.why, e.operator_id, m.name,"
    " m.number, COALESCE(o.name, ''), o.role = 'system' FROM mark_event e JOIN member m"
    " ON m.id = e.member_id LEFT JOIN operator o ON o.id = e.operator_id"
)


def _named(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[Named]:
    rows = db.execute_sql(f"{_NAMED} {ending}", values).fetchall()
    return [
        Named(
            row[0], row[1], row[2], row[3], date.fromisoformat(row[4]), row[5], row[6], row[7],
            row[8], "" if row[10] else row[9],
        )
        for row in rows
    ]  # fmt: skip


def last_events(
    db: ClubDatabase, kind: str, first: date, last: date, ids: Sequence[int]
) -> list[Named]:
    """Return the last change of some members in some days, the newest first."""
    inside = ", ".join("?" * len(ids))
    return _named(
        db,
        "WHERE e.id IN (SELECT MAX(id) FROM mark_event WHERE on_day BETWEEN ? AND ? AND kind = ?"
        f" AND member_id IN ({inside}) GROUP BY member_id) ORDER BY e.on_day DESC, e.id DESC",
        (first.isoformat(), last.isoformat(), kind, *ids),
    )


def events_of(db: ClubDatabase, member_id: int) -> list[Named]:
    """Return the changes of a member's marks, the newest first."""
    return _named(db, "WHERE e.member_id = ? ORDER BY e.id DESC", (member_id,))


def stage_days(
    db: ClubDatabase, was: str, becomes: str, first: date, last: date
) -> list[tuple[int, int]]:
    """Return who came from one stage to the next in some days, and how long they stood in it.

    Only changes whose beginning was noted too can be told.
    """
    rows = db.execute_sql(
        "SELECT e.member_id, CAST(julianday(e.on_day) - julianday((SELECT MAX(p.on_day) FROM"
        " mark_event p WHERE p.member_id = e.member_id AND p.kind = 'stage' AND p.becomes = e.was"
        " AND p.id < e.id)) AS INTEGER) FROM mark_event e WHERE e.kind = 'stage' AND e.was = ?"
        " AND e.becomes = ? AND e.on_day BETWEEN ? AND ?",
        (was, becomes, first.isoformat(), last.isoformat()),
    ).fetchall()
    return [(row[0], row[1]) for row in rows if row[1] is not None]


def forget(db: ClubDatabase, member_id: int) -> None:
    """Take away the mark of a member whose data are erased, and the words of who set it."""
    db.execute_sql("DELETE FROM member_mark WHERE member_id = ?", (member_id,))
    db.execute_sql(
        "UPDATE mark_event SET why = '' WHERE member_id = ? AND why NOT LIKE '=%'", (member_id,)
    )


def by_hand(db: ClubDatabase, until: date) -> list[tuple[int, str, str]]:
    """Return the stages set by hand until a day that still hold: member, stage, the rule's."""
    rows = db.execute_sql(
        "SELECT member_id, stage, ruled FROM member_mark WHERE ruled <> '' AND stage_on <= ?",
        (until.isoformat(),),
    )
    return [(row[0], row[1], row[2]) for row in rows.fetchall()]


def moved(db: ClubDatabase, kind: str, first: date, last: date) -> list[tuple[int, str, str]]:
    """Return who moved in some days, from where and to where; the last move of a day last."""
    rows = db.execute_sql(
        "SELECT e.member_id, e.was, e.becomes FROM mark_event e JOIN member m ON m.id = e.member_id"
        " WHERE e.on_day BETWEEN ? AND ? AND e.kind = ? AND m.state <> 'erased'"
        " AND m.merged_into_id IS NULL ORDER BY e.id",
        (first.isoformat(), last.isoformat(), kind),
    )
    return [(row[0], row[1], row[2]) for row in rows.fetchall()]
