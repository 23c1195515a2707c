"""What a day asks of an operator: each list one statement over the whole club, read in one go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and what of others is shown.

    Attributes:
        id: Of the operator.
        role: Follow-ups for a role without an owner are shown to it.
        sees_all: Others' follow-ups and requests too.
        sees_complaints: All complaints, not only the own ones.
    """

    id: int
    role: str
    sees_all: bool
    sees_complaints: bool


@dataclass(frozen=True, slots=True)
class FollowupLine:
    """An open follow-up as the start page shows it; ``owner_id`` None: anybody's."""

    id: int
    member_id: int | None
    prospect_id: int | None
    number: str
    name: str
    mobile: str
    channel: str
    reason: str
    text: str
    due_at: datetime
    due_on: date
    has_time: bool
    is_promise: bool
    priority: int
    tries: int
    minutes: int
    owner_id: int | None
    owner: str
    about: str
    about_id: int | None
    version: int


_FOLLOWUP = (
    "SELECT f.id, f.member_id, f.prospect_id, COALESCE(m.number, ''), COALESCE(m.name, p.name, ''),"
    " COALESCE(m.mobile, p.mobile, ''), f.channel, f.reason, f.text, f.due_at, f.due_on,"
    " f.has_time, f.is_promise, f.priority, f.tries, f.minutes, f.owner_id, COALESCE(o.name, ''),"
    " f.about, f.about_id, f.version FROM followup f LEFT JOIN member m ON m.id = f.member_id"
    " LEFT JOIN prospect p ON p.id = f.prospect_id LEFT JOIN operator o ON o.id = f.owner_id"
)
_SEEN = "(:all OR f.owner_id = :me OR f.owner_id IS NULL OR f.made_by = :me)"


def _lines(
    db: ClubDatabase, where: str, viewer: Viewer, values: dict[str, object], limit: int
) -> list[FollowupLine]:
    bound = {"me": viewer.id, "role": viewer.role, "all": int(viewer.sees_all), "limit": limit}
    rows = db.execute_sql(f"{_FOLLOWUP} WHERE {where} LIMIT :limit", bound | values).fetchall()
    return [
        FollowupLine(*[
            *r[:9], utc_moment(r[9]), date.fromisoformat(r[10]), bool(r[11]), bool(r[12]), *r[13:]
        ])
        for r in rows
    ]  # fmt: skip


def due(db: ClubDatabase, viewer: Viewer, day: date, limit: int) -> list[FollowupLine]:
    """Return what is due on *day* for the viewer, and for nobody or the viewer's role.

    What waits for a role nobody has is everybody's.
    """
    where = (
        "f.state = 'open' AND f.due_on = :day AND (f.owner_id = :me OR (f.owner_id IS NULL"
        " AND (f.role IN ('', :role) OR f.role NOT IN (SELECT role FROM operator WHERE"
        " is_active)))) ORDER BY f.owner_id IS NULL, NOT f.has_time, f.due_at, f.priority DESC,"
        " f.id"
    )
    return _lines(db, where, viewer, {"day": day.isoformat()}, limit)


def overdue(db: ClubDatabase, viewer: Viewer, day: date, limit: int) -> list[FollowupLine]:
    """Return what was due before *day* and the viewer may see: own first, then the oldest."""
    where = (
        f"f.state = 'open' AND f.due_on < :day AND {_SEEN} ORDER BY f.owner_id IS NOT :me,"
        " f.is_promise DESC, f.due_on, f.priority DESC, f.id"
    )
    return _lines(db, where, viewer, {"day": day.isoformat()}, limit)


def overdue_counts(db: ClubDatabase, viewer: Viewer, day: date) -> tuple[int, int]:
    """Return how many are overdue: the viewer's own, and all that the viewer may see."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(f.owner_id = :me), 0), COUNT(*) FROM followup f"
        f" WHERE f.state = 'open' AND f.due_on < :day AND {_SEEN}",
        {"me": viewer.id, "all": int(viewer.sees_all), "day": day.isoformat()},
    ).fetchone()
    return int(row[0]), int(row[1])


@dataclass(frozen=True, slots=True)
class Birthday:
    """A member whose birthday comes; ``may_write``: there is leave to write or call."""

    member_id: int
    number: str
    name: str
    mobile: str
    tier: str
    born_on: date
    consent: str

    @property
    def may_write(self) -> bool:
        """Whether the member agreed to be reached by any channel."""
        return bool(self.consent)


def birthdays(db: ClubDatabase, births: Iterable[date], limit: int) -> list[Birthday]:
    """Return active members born on one of *births*."""
    days = tuple(day.isoformat() for day in births)
    marks = ", ".join("?" * len(days))
    rows = db.execute_sql(
        "SELECT id, number, name, mobile, tier, birthday, consent FROM member"
        f" WHERE birthday IN ({marks}) AND state = 'active' AND merged_into_id IS NULL"
        " ORDER BY id LIMIT ?",
        (*days, limit),
    ).fetchall()
    return [Birthday(*[*r[:5], date.fromisoformat(r[5]), r[6]]) for r in rows]


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """An open complaint whose next clock ends soon or has ended.

    Attributes:
        clock: Which clock ends next: ``ack``, ``answer`` or ``solve``.
        due_at: When.
    """

    id: int
    number: int
    member_id: int | None
    name: str
    category: str
    severity: int
    text: str
    owner_id: int | None
    owner: str
    clock: str
    due_at: datetime


def complaints_at_risk(
    db: ClubDatabase, viewer: Viewer, until: datetime, limit: int
) -> list[ComplaintLine]:
    """Return complaints with a running clock that ends before *until*, the first to end first.

    A clock that stands still cannot end: paused complaints are left out.
    """
    clocks = " UNION ALL ".join(
        f"SELECT id, '{name}' AS clock, {name}_due AS due FROM complaint WHERE closed_at IS NULL"
        f" AND paused_at IS NULL AND {done}_at IS NULL AND solved_at IS NULL AND {name}_due <= :at"
        for name, done in (("ack", "acked"), ("answer", "answered"), ("solve", "solved"))
    )
    rows = db.execute_sql(
        "SELECT c.id, c.number, c.member_id, COALESCE(m.name, p.name, ''), c.category, c.severity,"
        f" c.text, c.owner_id, COALESCE(o.name, ''), k.clock, MIN(k.due) FROM ({clocks}) k"
        " JOIN complaint c ON c.id = k.id LEFT JOIN member m ON m.id = c.member_id"
        " LEFT JOIN prospect p ON p.id = c.prospect_id LEFT JOIN operator o ON o.id = c.owner_id"
        " WHERE :all OR c.owner_id = :me OR c.opened_by = :me"
        " GROUP BY c.id ORDER BY MIN(k.due), c.severity DESC, c.id LIMIT :limit",
        {
            "at": utc_text(until), "me": viewer.id, "all": int(viewer.sees_complaints),
            "limit": limit,
        },
    ).fetchall()  # fmt: skip
    return [ComplaintLine(*[*r[:10], utc_moment(r[10])]) for r in rows]


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A request, an occasion order or an agreement that asks for something.

    Attributes:
        place: ``request``, ``occasion_order`` or ``agreement``.
        kind: Kind of the request or agreement, name of the occasion.
        on_day: When it is due, promised, or ends.
    """

    place: str
    id: int
    number: int
    member_id: int | None
    name: str
    kind: str
    text: str
    on_day: date
    owner_id: int | None
    owner: str


def _records(
    db: ClubDatabase, place: str, columns: str, where: str, viewer: Viewer, day: date, limit: int
) -> list[RecordLine]:
    joined = "" if place == "agreement" else " LEFT JOIN prospect p ON p.id = r.prospect_id"
    name = "COALESCE(m.name, '')" if place == "agreement" else "COALESCE(m.name, p.name, '')"
    rows = db.execute_sql(
        f"SELECT r.id, r.number, r.member_id, {name}, {columns}, r.owner_id, COALESCE(o.name, '')"
        f" FROM {place} r LEFT JOIN member m ON m.id = r.member_id{joined}"
        f" LEFT JOIN operator o ON o.id = r.owner_id WHERE {where}"
        " AND (:all OR r.owner_id = :me OR r.owner_id IS NULL) ORDER BY 7, r.id LIMIT :limit",
        {"me": viewer.id, "all": int(viewer.sees_all), "day": day.isoformat(), "limit": limit},
    ).fetchall()
    return [RecordLine(*[place, *r[:6], date.fromisoformat(r[6]), *r[7:]]) for r in rows]


def requests_due(db: ClubDatabase, viewer: Viewer, day: date, limit: int) -> list[RecordLine]:
    """Return requests that are not done and due by *day*, the oldest first."""
    columns = "r.kind, CASE WHEN r.product = '' THEN r.text ELSE r.product END, r.due_on"
    where = "r.done_at IS NULL AND r.due_on <= :day"
    return _records(db, "request", columns, where, viewer, day, limit)


def orders_due(db: ClubDatabase, viewer: Viewer, day: date, limit: int) -> list[RecordLine]:
    """Return open occasion orders that somebody has to look after by *day*."""
    columns = "r.occasion, r.text, r.promised_on"
    where = "r.state = 'open' AND r.alert_on <= :day"
    return _records(db, "occasion_order", columns, where, viewer, day, limit)


def agreements_ending(db: ClubDatabase, viewer: Viewer, day: date, limit: int) -> list[RecordLine]:
    """Return agreements in force that end by *day*."""
    where = "r.state = 'active' AND r.ends_on <= :day"
    return _records(db, "agreement", "r.kind, r.title, r.ends_on", where, viewer, day, limit)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who has not bought for a while, with what was spent so far."""

    member_id: int
    number: str
    name: str
    mobile: str
    tier: str
    net_rial: int
    last_on: date
    owner_id: int | None


def quiet(
    db: ClubDatabase, viewer: Viewer, before: date, touched: datetime, limit: int
) -> list[Candidate]:
    """Return members of the viewer, or of nobody, who have not bought since *before*.

    Of the *limit* members of most value, best first. Who was spoken to since *touched*, has an open
    follow-up or came only once is left out: somebody thinks of them already, or there is no rhythm
    to miss.
    """
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.mobile, m.tier, t.net_rial, t.last_on, c.owner_id"
        " FROM (SELECT member_id, net_rial, last_on FROM member_totals WHERE last_on <= :before"
        " AND visits > 1 AND net_rial > 0 ORDER BY net_rial DESC, member_id LIMIT :limit) t"
        " CROSS JOIN member m ON m.id = t.member_id LEFT JOIN care c ON c.member_id = m.id"
        " WHERE m.state = 'active' AND m.merged_into_id IS NULL"
        " AND (c.owner_id IS NULL OR c.owner_id = :me) AND NOT EXISTS (SELECT 1 FROM followup f"
        " WHERE f.member_id = m.id AND f.state = 'open') AND NOT EXISTS (SELECT 1 FROM contact k"
        " WHERE k.member_id = m.id AND k.at >= :touched) ORDER BY t.net_rial DESC, m.id",
        {
            "before": before.isoformat(), "me": viewer.id, "touched": utc_text(touched),
            "limit": limit,
        },
    ).fetchall()  # fmt: skip
    return [Candidate(*[*r[:6], date.fromisoformat(r[6]), r[7]]) for r in rows]


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A note or result that names the operator and was not read yet."""

    id: int
    member_id: int
    number: str
    name: str
    text: str
    by: str
    at: datetime


def mentions(db: ClubDatabase, operator_id: int, limit: int) -> list[MentionLine]:
    """Return texts that name an operator and were not read, the newest first."""
    rows = db.execute_sql(
        "SELECT x.id, m.id, m.number, m.name, COALESCE(n.text, f.result), COALESCE(o.name, ''),"
        " x.at FROM mention x LEFT JOIN note n ON n.id = x.note_id LEFT JOIN followup f"
        " ON f.id = x.followup_id JOIN member m ON m.id = COALESCE(n.member_id, f.member_id)"
        " LEFT JOIN operator o ON o.id = x.by_id WHERE x.operator_id = ? AND x.seen_at IS NULL"
        " AND COALESCE(n.text, f.result) <> ''"
        " ORDER BY x.at DESC, x.id DESC LIMIT ?",
        (operator_id, limit),
    ).fetchall()
    return [MentionLine(*[*r[:6], utc_moment(r[6])]) for r in rows]


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A compensation that waits for somebody to agree."""

    id: int
    complaint_id: int
    complaint: int
    name: str
    kind: str
    points: int
    rial: int
    by: str
    made_at: datetime


def approvals(db: ClubDatabase, operator_id: int, limit: int) -> list[ApprovalLine]:
    """Return compensations that others proposed and nobody decided on, the oldest first."""
    rows = db.execute_sql(
        "SELECT k.id, c.id, c.number, COALESCE(m.name, p.name, ''), k.kind, k.points, k.rial,"
        " COALESCE(o.name, ''), k.made_at FROM compensation k JOIN complaint c"
        " ON c.id = k.complaint_id LEFT JOIN member m ON m.id = c.member_id LEFT JOIN prospect p"
        " ON p.id = c.prospect_id LEFT JOIN operator o ON o.id = k.operator_id"
        " WHERE k.state = 'proposed' AND k.operator_id <> ? ORDER BY k.made_at, k.id LIMIT ?",
        (operator_id, limit),
    ).fetchall()
    return [ApprovalLine(*[*r[:8], utc_moment(r[8])]) for r in rows]


_OPEN_RECORDS = {
    "complaint": "r.closed_at IS NULL",
    "request": "r.done_at IS NULL",
    "feedback": "r.state IN ('new', 'considered', 'accepted')",
    "occasion_order": "r.state = 'open'",
    "prospect": "r.state = 'open'",
}
"""Records that need a next action while they are open; a prospect's may be the person's own."""


def gaps(db: ClubDatabase, most: int) -> tuple[int, int]:
    """Return open records without a next action, and members with an owner but without one.

    Each is counted up to *most*: beyond it the number says nothing more.
    """
    parts = [
        f"SELECT 1 FROM {place} r WHERE {is_open} AND NOT EXISTS (SELECT 1 FROM followup f"
        f" WHERE f.state = 'open' AND f.about = '{place}' AND f.about_id = r.id)"
        for place, is_open in _OPEN_RECORDS.items()
    ]
    parts[-1] += (
        " AND r.id NOT IN (SELECT f.prospect_id FROM followup f WHERE f.state = 'open'"
        " AND f.prospect_id IS NOT NULL)"
    )
    records = _count(db, " UNION ALL ".join(parts), most)
    members = _count(
        db,
        "SELECT 1 FROM care c CROSS JOIN member m ON m.id = c.member_id WHERE c.owner_id"
        " IS NOT NULL AND m.state = 'active' AND m.merged_into_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM followup f WHERE f.member_id = c.member_id AND f.state = 'open')",
        most,
    )
    return records, members


def _count(db: ClubDatabase, sql: str, most: int) -> int:
    row: Sequence[Any] = db.execute_sql(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM ({sql}) LIMIT ?)", (most,)
    ).fetchone()
    return int(row[0])
