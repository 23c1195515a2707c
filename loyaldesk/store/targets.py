"""Goals, their targets, and what these came to."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.errors import ChangedMeanwhile
from loyaldesk.domain.insight.targets import GoalDraft, KpiDraft, Result
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_text


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the shop; *ended_on* is None while it holds."""

    id: int
    text: str
    owner_id: int | None
    owner: str
    ended_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Kpi:
    """A target of a metric; *ended_on* is None while it holds."""

    id: int
    goal_id: int | None
    name: str
    metric: str
    segment: str
    owner_id: int | None
    owner: str
    target: float
    better: str
    period: str
    calendar: str
    since_on: date
    ended_on: date | None
    version: int


def goals(db: ClubDatabase, *, ended: bool = False) -> list[Goal]:
    """Return the goals that hold, or with *ended* all, the oldest first."""
    rows = db.execute_sql(
        "SELECT g.id, g.text, g.owner_id, COALESCE(o.name, ''), g.ended_on, g.version FROM goal g"
        " LEFT JOIN operator o ON o.id = g.owner_id WHERE g.ended_on IS NULL OR ? ORDER BY g.id",
        (int(ended),),
    ).fetchall()
    return [Goal(r[0], r[1], r[2], r[3], day_of(r[4]), r[5]) for r in rows]


def add_goal(db: ClubDatabase, draft: GoalDraft, at: datetime, operator_id: int) -> int:
    """Store a goal and return its id."""
    row = db.execute_sql(
        "INSERT INTO goal (text, owner_id, made_at, operator_id, ended_on, version)"
        " VALUES (?, ?, ?, ?, NULL, 1)",
        (draft.text, draft.owner_id, utc_text(at), operator_id),
    )
    return int(row.lastrowid)


def change_goal(db: ClubDatabase, goal_id: int, draft: GoalDraft, version: int) -> None:
    """Store a goal in place of the one with *version*.

    Raises:
        ChangedMeanwhile: If somebody else changed it since.
    """
    done = db.execute_sql(
        "UPDATE goal SET text = ?, owner_id = ?, version = version + 1 WHERE id = ?"
        " AND version = ?",
        (draft.text, draft.owner_id, goal_id, version),
    )
    _changed(done.rowcount, "goal")


def end_goal(db: ClubDatabase, goal_id: int, on_day: date | None) -> None:
    """Let a goal end on a day, or with None hold again."""
    db.execute_sql(
        "UPDATE goal SET ended_on = ?, version = version + 1 WHERE id = ?",
        (on_day.isoformat() if on_day else None, goal_id),
    )


_KPI = (
    "SELECT k.id, k.goal_id, k.name, k.metric, k.segment, k.owner_id, COALESCE(o.name, ''),"
    " k.target, k.better, k.period, k.calendar, k.since_on, k.ended_on, k.version FROM kpi k"
    " LEFT JOIN operator o ON o.id = k.owner_id"
)


def kpis(db: ClubDatabase, *, ended: bool = False) -> list[Kpi]:
    """Return the targets that hold, or with *ended* all, the oldest first."""
    rows = db.execute_sql(
        f"{_KPI} WHERE k.ended_on IS NULL OR ? ORDER BY k.id", (int(ended),)
    ).fetchall()
    return [
        Kpi(
            r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10],
            date.fromisoformat(r[11]), day_of(r[12]), r[13],
        )
        for r in rows
    ]  # fmt: skip


def kpi(db: ClubDatabase, kpi_id: int) -> Kpi | None:
    """Return one target, ended or not, or None."""
    return next((one for one in kpis(db, ended=True) if one.id == kpi_id), None)


def add_kpi(
    db: ClubDatabase, draft: KpiDraft, better: str, calendar: str, since: date, *, at: datetime,
    operator_id: int,
) -> int:  # fmt: skip
    """Store a target and return its id."""
    row = db.execute_sql(
        "INSERT INTO kpi (goal_id, name, metric, segment, owner_id, target, better, period,"
        " calendar, since_on, ended_on, made_at, operator_id, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, 1)",
        (
            draft.goal_id, draft.name, draft.metric, draft.segment, draft.owner_id, draft.target,
            better, draft.period, calendar, since.isoformat(), utc_text(at), operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def change_kpi(db: ClubDatabase, kpi_id: int, draft: KpiDraft, version: int) -> None:
    """Store name, target, goal and owner in place of those with *version*.

    Raises:
        ChangedMeanwhile: If somebody else changed it since.
    """
    done = db.execute_sql(
        "UPDATE kpi SET goal_id = ?, name = ?, owner_id = ?, target = ?, version = version + 1"
        " WHERE id = ? AND version = ?",
        (draft.goal_id, draft.name, draft.owner_id, draft.target, kpi_id, version),
    )
    _changed(done.rowcount, "kpi")


def end_kpi(db: ClubDatabase, kpi_id: int, on_day: date | None) -> None:
    """Let a target end on a day, or with None hold again."""
    db.execute_sql(
        "UPDATE kpi SET ended_on = ?, version = version + 1 WHERE id = ?",
        (on_day.isoformat() if on_day else None, kpi_id),
    )


def results(db: ClubDatabase, kpi_id: int) -> list[Result]:
    """Return what a target came to in the periods that are over, the oldest first."""
    rows = db.execute_sql(
        "SELECT first_on, last_on, target, actual, grade, formula, count FROM kpi_result"
        " WHERE kpi_id = ? ORDER BY first_on",
        (kpi_id,),
    ).fetchall()
    return [
        Result(date.fromisoformat(r[0]), date.fromisoformat(r[1]), r[2], r[3], r[4], r[5], r[6])
        for r in rows
    ]


def add_result(db: ClubDatabase, kpi_id: int, one: Result, at: datetime) -> None:
    """Store what a target came to; a period that has a result keeps it."""
    db.execute_sql(
        "INSERT OR IGNORE INTO kpi_result (kpi_id, first_on, last_on, target, actual, formula,"
        " count, grade, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kpi_id, one.first.isoformat(), one.last.isoformat(), one.target, one.actual,
            one.formula, one.count, one.grade, utc_text(at),
        ),
    )  # fmt: skip


def _changed(rows: int, what: str) -> None:
    if rows != 1:
        raise ChangedMeanwhile(what)
