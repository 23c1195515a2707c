"""What is asked of follow-ups: lists of days, what is overdue, what has no next action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.followups import MOST_LISTED
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text
from loyaldesk.store.followups import lines


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which follow-ups.

    Attributes:
        owner_ids: Only theirs; 0 stands for nobody's; empty: everybody's.
        channels: Only by these ways; empty: all.
        reasons: Only for these reasons; empty: all.
        member_id: Only of this member.
        is_promise: Only promises.
    """

    owner_ids: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    member_id: int | None = None
    is_promise: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A follow-up with the names that belong to it."""

    id: int
    member_id: int | None
    prospect_id: int | None
    name: str
    number: str
    honorific: str
    mobile: str
    tier: str
    about: str
    about_id: int | None
    reason: str
    channel: str
    text: str
    checklist: tuple[str, ...]
    answer_id: int | None
    owner_id: int | None
    owner: str
    due_at: datetime
    due_on: date
    has_time: bool
    minutes: int
    is_promise: bool
    priority: int
    state: str
    outcome: str
    result: str
    ended_at: datetime | None
    ended_by: str
    tries: int
    moves: int
    recurrence: str
    series_id: int | None
    run_id: int | None
    step: int | None
    made_at: datetime
    made_by_id: int
    made_by: str
    version: int
    changed_at: datetime
    given_by_id: int | None


_ROW = (
    "SELECT f.id, f.member_id, f.prospect_id, COALESCE(m.name, p.name, ''),"
    " COALESCE(m.number, ''), COALESCE(m.honorific, ''), COALESCE(m.mobile, p.mobile, ''),"
    " COALESCE(m.tier, ''), f.about, f.about_id, f.reason, f.channel, f.text, f.checklist,"
    " f.answer_id, f.owner_id, COALESCE(o.name, ''), f.due_at, f.due_on, f.has_time, f.minutes,"
    " f.is_promise, f.priority, f.state, CASE f.state WHEN 'cancelled' THEN e.code ELSE f.outcome"
    " END, f.result, e.at, COALESCE(b.name, ''), f.tries, (SELECT COUNT(*) FROM followup_event v"
    " WHERE v.followup_id = f.id AND v.what = 'moved'), f.recurrence, f.series_id, f.run_id,"
    " f.step, f.made_at, f.made_by, COALESCE(a.name, ''), f.version, (SELECT MAX(v.at)"
    " FROM followup_event v WHERE v.followup_id = f.id), (SELECT g.operator_id"
    " FROM followup_event g WHERE g.followup_id = f.id AND g.what = 'given' ORDER BY g.id DESC"
    " LIMIT 1) FROM followup f"
    " LEFT JOIN member m ON m.id = f.member_id LEFT JOIN prospect p ON p.id = f.prospect_id"
    " LEFT JOIN operator o ON o.id = f.owner_id LEFT JOIN operator a ON a.id = f.made_by"
    " LEFT JOIN followup_event e ON f.state <> 'open' AND e.id = (SELECT MAX(x.id) FROM"
    " followup_event x WHERE x.followup_id = f.id AND x.what IN ('done', 'cancelled'))"
    " LEFT JOIN operator b ON b.id = e.operator_id"
)
_IN_ORDER = "f.due_on, f.has_time, f.due_at, f.priority DESC, f.id"


def _row(row: Sequence[Any]) -> Row:
    return Row(*[
        *row[:13], lines(row[13]), *row[14:17], utc_moment(row[17]), date.fromisoformat(row[18]),
        bool(row[19]), row[20], bool(row[21]), *row[22:26],
        utc_moment(row[26]) if row[26] else None, *row[27:34], utc_moment(row[34]), *row[35:38],
        utc_moment(row[38]), row[39],
    ])  # fmt: skip


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    parts, values = list[str](), list[object]()
    if wanted.owner_ids:
        marks = ", ".join("?" * len(wanted.owner_ids))
        parts.append(f" AND COALESCE(f.owner_id, 0) IN ({marks})")
        values += wanted.owner_ids
    for column, codes in (("channel", wanted.channels), ("reason", wanted.reasons)):
        if codes:
            parts.append(f" AND f.{column} IN ({', '.join('?' * len(codes))})")
            values += codes
    if wanted.member_id is not None:
        parts.append(" AND f.member_id = ?")
        values.append(wanted.member_id)
    if wanted.is_promise:
        parts.append(" AND f.is_promise")
    return "".join(parts), values


def _asked(
    db: ClubDatabase, where: str, values: Iterable[object], order: str, limit: int
) -> list[Row]:
    rows = db.execute_sql(f"{_ROW} WHERE {where} ORDER BY {order} LIMIT ?", (*values, limit))
    return [_row(row) for row in rows.fetchall()]


def due_between(
    db: ClubDatabase, first: date, last: date, wanted: Wanted, limit: int = MOST_LISTED
) -> list[Row]:
    """Return the open follow-ups due from *first* to *last*."""
    more, values = _where(wanted)
    return _asked(
        db, f"f.state = 'open' AND f.due_on BETWEEN ? AND ?{more}",
        (first.isoformat(), last.isoformat(), *values), _IN_ORDER, limit,
    )  # fmt: skip


def done_between(
    db: ClubDatabase, first: date, last: date, wanted: Wanted, limit: int = MOST_LISTED
) -> list[Row]:
    """Return the follow-ups that were done from *first* to *last*."""
    more, values = _where(wanted)
    return _asked(
        db, f"f.done_on BETWEEN ? AND ?{more}",
        (first.isoformat(), last.isoformat(), *values), "f.done_at, f.id", limit,
    )  # fmt: skip


def cancelled_between(
    db: ClubDatabase, first: date, last: date, wanted: Wanted, limit: int = MOST_LISTED
) -> list[Row]:
    """Return the cancelled follow-ups that would have been due from *first* to *last*."""
    more, values = _where(wanted)
    return _asked(
        db, f"f.state = 'cancelled' AND f.due_on BETWEEN ? AND ?{more}",
        (first.isoformat(), last.isoformat(), *values), _IN_ORDER, limit,
    )  # fmt: skip


_OVERDUE = "f.state = 'open' AND f.due_on <= ? AND (f.due_on < ? OR f.has_time AND f.due_at < ?)"


def overdue(
    db: ClubDatabase, today: date, now: datetime, wanted: Wanted, limit: int = MOST_LISTED
) -> list[Row]:
    """Return what should have been done before now, the oldest first."""
    more, values = _where(wanted)
    asked = (today.isoformat(), today.isoformat(), utc_text(now), *values)
    return _asked(db, _OVERDUE + more, asked, _IN_ORDER, limit)


def overdue_count(db: ClubDatabase, today: date, now: datetime, wanted: Wanted) -> int:
    """Return how many should have been done before now."""
    more, values = _where(wanted)
    row = db.execute_sql(
        f"SELECT COUNT(*) FROM followup f WHERE {_OVERDUE}{more}",
        (today.isoformat(), today.isoformat(), utc_text(now), *values),
    ).fetchone()
    return int(row[0])


def of_member(db: ClubDatabase, member_id: int, limit: int) -> list[Row]:
    """Return a member's follow-ups: the open ones first, then the newest."""
    return _asked(
        db, "f.member_id = ?", (member_id,),
        "f.state <> 'open', CASE f.state WHEN 'open' THEN f.due_at END, f.due_at DESC, f.id", limit,
    )  # fmt: skip


def by_ids(db: ClubDatabase, ids: Sequence[int]) -> list[Row]:
    """Return some follow-ups in the order of their days."""
    marks = ", ".join("?" * len(ids))
    return _asked(db, f"f.id IN ({marks})", ids, _IN_ORDER, len(ids))


@dataclass(frozen=True, slots=True)
class DayCount:
    """What stands on one day of a month."""

    on: date
    open: int
    done: int
    promises: int
    high: int


def counts(db: ClubDatabase, first: date, last: date, wanted: Wanted) -> list[DayCount]:
    """Return what is open by the day it is due, and what was done by the day it was."""
    more, values = _where(wanted)
    span = (first.isoformat(), last.isoformat(), *values)
    rows = db.execute_sql(
        "SELECT day, SUM(is_open), SUM(1 - is_open), SUM(is_open * is_promise),"
        " SUM(is_open * is_high) FROM (SELECT f.due_on AS day, 1 AS is_open, f.is_promise,"
        f" f.priority > 1 AS is_high FROM followup f WHERE f.state = 'open' AND f.due_on BETWEEN ?"
        f" AND ?{more} UNION ALL SELECT f.done_on, 0, 0, 0 FROM followup f WHERE f.done_on"
        f" BETWEEN ? AND ?{more}) GROUP BY day ORDER BY day",
        (*span, *span),
    )
    return [DayCount(date.fromisoformat(row[0]), *row[1:]) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class EventRow:
    """What happened to a follow-up, and who did it."""

    at: datetime
    operator: str
    what: str
    code: str
    from_due: datetime | None
    to_due: datetime | None
    from_owner: str
    to_owner: str
    text: str


def history(db: ClubDatabase, followup_id: int) -> list[EventRow]:
    """Return all that happened to a follow-up, the first first."""
    rows = db.execute_sql(
        "SELECT e.at, COALESCE(o.name, ''), e.what, e.code, e.from_due, e.to_due,"
        " COALESCE(x.name, ''), COALESCE(y.name, ''), e.text FROM followup_event e"
        " LEFT JOIN operator o ON o.id = e.operator_id LEFT JOIN operator x"
        " ON x.id = e.from_owner_id LEFT JOIN operator y ON y.id = e.to_owner_id"
        " WHERE e.followup_id = ? ORDER BY e.id",
        (followup_id,),
    )
    return [
        EventRow(
            utc_moment(row[0]), row[1], row[2], row[3], utc_moment(row[4]) if row[4] else None,
            utc_moment(row[5]) if row[5] else None, *row[6:],
        )
        for row in rows.fetchall()
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GapRow:
    """Somebody or something open that nobody has a next action for.

    Attributes:
        about: ``complaint``, ``request``, ``feedback``, ``prospect``, ``occasion_order`` or
            ``member``.
        about_id: Its id.
        number: How it is numbered; of a member the member number.
        member_id: Whose it is.
        name: The name of the member or prospect.
        since: Since when it is open; of a member the last purchase.
        owner: Who is to look after it; empty: nobody.
    """

    about: str
    about_id: int
    number: str
    member_id: int | None
    name: str
    since: date | None
    owner_id: int | None
    owner: str


_NONE_OPEN = (
    "NOT EXISTS (SELECT 1 FROM followup f WHERE f.state = 'open' AND f.about = '{about}'"
    " AND f.about_id = r.id)"
)
_RECORD = (
    "SELECT '{about}' AS about, r.id AS about_id, CAST(r.number AS TEXT) AS number,"
    " r.member_id AS member_id, COALESCE(m.name, {other}) AS name, r.{since} AS since,"
    " r.owner_id AS owner_id FROM {about} r LEFT JOIN member m ON m.id = r.member_id{join}"
    " WHERE {state} AND " + _NONE_OPEN
)
_PROSPECT = " LEFT JOIN prospect p ON p.id = r.prospect_id"
_GAPS = (
    _RECORD.format(
        about="complaint", other="p.name, r.who", since="opened_on", join=_PROSPECT,
        state="r.closed_at IS NULL",
    ),
    _RECORD.format(
        about="request", other="p.name, ''", since="opened_on", join=_PROSPECT,
        state="r.done_at IS NULL",
    ),
    _RECORD.format(
        about="feedback", other="p.name, ''", since="made_on", join=_PROSPECT,
        state="r.state IN ('new', 'considered', 'accepted')",
    ),
    _RECORD.format(
        about="occasion_order", other="p.name, ''", since="promised_on", join=_PROSPECT,
        state="r.state = 'open'",
    ),
    _RECORD.format(
        about="prospect", other="r.name", since="made_on", join="", state="r.state = 'open'",
    ) + " AND NOT EXISTS (SELECT 1 FROM followup g WHERE g.state = 'open'"
    " AND g.prospect_id = r.id)",
    ("SELECT 'member', m.id, m.number, m.id, m.name, t.last_on, c.owner_id FROM care c"
    " CROSS JOIN member m ON m.id = c.member_id LEFT JOIN member_totals t ON t.member_id = m.id"
    " WHERE c.owner_id IS NOT NULL AND m.state = 'active' AND m.merged_into_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM followup f WHERE f.member_id = m.id AND f.state = 'open')"),
)  # fmt: skip


def gaps(db: ClubDatabase, owner_id: int | None, limit: int) -> list[GapRow]:
    """Return everything open without a next action, then the members; the oldest first.

    *owner_id*: only what this operator looks after, and what nobody does; None: all.
    """
    mine = "" if owner_id is None else " WHERE COALESCE(g.owner_id, :me) = :me"
    rows = db.execute_sql(
        f"SELECT g.*, COALESCE(o.name, '') FROM ({' UNION ALL '.join(_GAPS)}) g"
        f" LEFT JOIN operator o ON o.id = g.owner_id{mine} ORDER BY g.about = 'member',"
        " g.since, g.about, g.about_id LIMIT :most",
        {"most": limit} | ({} if owner_id is None else {"me": owner_id}),
    )
    return [
        GapRow(row[0], row[1], row[2], row[3], row[4], day_of(row[5]), row[6], row[7])
        for row in rows.fetchall()
    ]


def gap_counts(db: ClubDatabase) -> dict[str, int]:
    """Return how many of each are open without a next action."""
    rows = db.execute_sql(
        f"SELECT about, COUNT(*) FROM ({' UNION ALL '.join(_GAPS)}) GROUP BY about"
    )
    return dict(rows.fetchall())


def operator_name(db: ClubDatabase, operator_id: int) -> str:
    """Return the name of an operator."""
    row = db.execute_sql("SELECT name FROM operator WHERE id = ?", (operator_id,)).fetchone()
    return str(row[0]) if row else ""
