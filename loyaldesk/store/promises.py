"""Ticks of promises by hand, and how often each kind of promise was kept, by set queries."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


def add_tick(
    db: ClubDatabase, key: str, promise: str, *, is_kept: bool, member_id: int | None, text: str,
    at: datetime, on_day: date, operator_id: int,
) -> int:  # fmt: skip
    """Store that a promise was kept or not and return the tick's id."""
    row = db.execute_sql(
        "INSERT INTO promise_tick (key, promise, is_kept, member_id, text, at, on_day, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key, promise, int(is_kept), member_id, text, utc_text(at), on_day.isoformat(),
            operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick by hand."""

    id: int
    promise: str
    is_kept: bool
    member_id: int | None
    who: str
    text: str
    at: datetime
    operator: str


def ticks(db: ClubDatabase, promise: str, first: date, last: date) -> list[Tick]:
    """Return the ticks of a promise, the newest first."""
    rows = db.execute_sql(
        "SELECT t.id, t.promise, t.is_kept, t.member_id, COALESCE(m.name, ''), t.text, t.at,"
        " COALESCE(o.name, '') FROM promise_tick t LEFT JOIN member m ON m.id = t.member_id"
        " LEFT JOIN operator o ON o.id = t.operator_id WHERE t.promise = ?"
        " AND t.on_day BETWEEN ? AND ? ORDER BY t.id DESC",
        (promise, first.isoformat(), last.isoformat()),
    ).fetchall()
    return [
        Tick(row[0], row[1], bool(row[2]), row[3], row[4], row[5], utc_moment(row[6]), row[7])
        for row in rows
    ]


_COMPLAINT = (
    "SELECT COALESCE(SUM({done} <= {due}), 0),"
    " COALESCE(SUM({done} > {due} OR ({done} IS NULL AND {due} < :now)), 0) FROM complaint"
    " WHERE {due} >= :first AND {due} < :last AND NOT is_withdrawn"
)
_REQUEST = (
    "SELECT COALESCE(SUM({done} <= promised_at), 0),"
    " COALESCE(SUM({done} > promised_at OR ({done} IS NULL AND promised_at < :now)), 0)"
    " FROM request WHERE promised_at >= :first AND promised_at < :last AND state <> 'cancelled'"
    " AND {kind}"
)
_ANSWERED = "MIN(COALESCE(answered_at, done_at), COALESCE(done_at, answered_at))"

_QUESTIONS = {
    "complaint_ack": _COMPLAINT.format(
        done="COALESCE(acked_at, answered_at, solved_at, closed_at)", due="ack_due"
    ),
    "complaint_answer": _COMPLAINT.format(
        done="COALESCE(answered_at, solved_at, closed_at)", due="answer_due"
    ),
    "complaint_solve": _COMPLAINT.format(done="COALESCE(solved_at, closed_at)", due="solve_due"),
    "request_due": _REQUEST.format(done=_ANSWERED, kind="kind <> 'callback'"),
    "callback_due": _REQUEST.format(done=_ANSWERED, kind="kind = 'callback'"),
    "followup_promise": (
        "SELECT COALESCE(SUM(state = 'done' AND done_on <= promised), 0),"
        " COALESCE(SUM((state = 'done' AND done_on > promised)"
        " OR (state = 'open' AND promised < :today)), 0) FROM"
        " (SELECT f.state, f.done_on, COALESCE((SELECT date(e.from_due, :shift)"
        " FROM followup_event e WHERE e.followup_id = f.id AND e.what = 'moved'"
        " AND e.code <> 'member_asked' AND e.id > COALESCE((SELECT MAX(a.id)"
        " FROM followup_event a WHERE a.followup_id = f.id AND a.what = 'moved'"
        " AND a.code = 'member_asked'), 0) ORDER BY e.id LIMIT 1), f.due_on) AS promised"
        " FROM followup f WHERE f.is_promise AND f.state <> 'cancelled')"
        " WHERE promised BETWEEN :first_on AND :last_on"
    ),
    "occasion_order": (
        "SELECT COALESCE(SUM(state = 'kept'), 0),"
        " COALESCE(SUM(state = 'missed' OR (state = 'open' AND promised_at < :now)), 0)"
        " FROM occasion_order WHERE promised_at >= :first AND promised_at < :last"
        " AND state <> 'cancelled'"
    ),
    "by_hand": (
        "SELECT COALESCE(SUM(is_kept), 0), COALESCE(SUM(NOT is_kept), 0) FROM promise_tick"
        " WHERE promise = :promise AND on_day BETWEEN :first_on AND :last_on"
    ),
}
"""Measure -> how many were kept and missed of what was due in a period. What is open and not due
yet counts nowhere. A promise that the shop put off by itself is measured by its first day."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days of the shop, as moments too (the last one is not in it)."""

    first_on: date
    last_on: date
    first: datetime
    last: datetime


def kept_and_missed(
    db: ClubDatabase, measure: str, promise: str, period: Period, now: datetime, today: date
) -> tuple[int, int]:
    """Return how often a promise was kept and missed of what was due in a period."""
    shift = period.first.utcoffset()
    values = {
        "promise": promise, "first_on": period.first_on.isoformat(),
        "last_on": period.last_on.isoformat(), "first": utc_text(period.first),
        "last": utc_text(period.last), "now": utc_text(now), "today": today.isoformat(),
        "shift": f"{int(shift.total_seconds()) if shift else 0:+d} seconds",
    }  # fmt: skip
    row = db.execute_sql(_QUESTIONS[measure], values).fetchone()
    return int(row[0]), int(row[1])


def forget(db: ClubDatabase, member_id: int) -> None:
    """Blank what was written beside the ticks of a member whose data are erased."""
    db.execute_sql("UPDATE promise_tick SET text = '' WHERE member_id = ?", (member_id,))
