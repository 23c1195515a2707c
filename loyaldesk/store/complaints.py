"""Complaints, what happened to them and what was given for them, in the file; none is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.complaints import Clocks, Remedy, State, Targets
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.sales import next_number

PLACE = "complaint"
"""Where events of complaints stand in `record_event`."""

ERASED = "\u2013"
"""What stands for a text that must not be empty and was blanked."""


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint before it has its number."""

    key: str
    member_id: int | None
    prospect_id: int | None
    who: str
    sale_id: int | None
    incident_id: int | None
    category: str
    severity: int
    load: int
    channel: str
    product: str
    text: str
    owner_id: int | None
    policy: str
    opened_at: datetime
    opened_on: date
    opened_by: int
    clocks: Clocks


@dataclass(frozen=True, slots=True)
class Stored:
    """A complaint as its own room needs it."""

    id: int
    number: int
    key: str
    member_id: int | None
    prospect_id: int | None
    who: str
    sale_id: int | None
    incident_id: int | None
    category: str
    severity: int
    load: int
    channel: str
    product: str
    text: str
    owner_id: int | None
    state: State
    policy: str
    opened_at: datetime
    opened_on: date
    opened_by: int
    clocks: Clocks
    closed_at: datetime | None
    escalation: int
    root_cause: str
    cause: str
    action: str
    result: str
    effort: int | None
    effort_scale: int | None
    satisfaction: int | None
    is_confirmed: bool
    is_withdrawn: bool
    reopened: int
    version: int


STORED_COLUMNS = (
    "c.id, c.number, c.key, c.member_id, c.prospect_id, c.who, c.sale_id, c.incident_id,"
    " c.category, c.severity, c.load, c.channel, c.product, c.text, c.owner_id, c.state, c.policy,"
    " c.opened_at, c.opened_on, c.opened_by, c.ack_minutes, c.answer_minutes, c.solve_minutes,"
    " c.ack_due, c.answer_due, c.solve_due, c.acked_at, c.answered_at, c.solved_at, c.paused_at,"
    " c.paused_minutes, c.closed_at, c.escalation, c.root_cause, c.cause, c.action, c.result,"
    " c.effort, c.effort_scale, c.satisfaction, c.is_confirmed, c.is_withdrawn, c.reopened,"
    " c.version"
)
"""What `stored` reads, in its order, of a complaint called ``c``."""

COLUMN_COUNT = STORED_COLUMNS.count(",") + 1


def stored(row: Sequence[Any]) -> Stored:
    """Return a complaint from the columns of `STORED_COLUMNS`."""
    clocks = Clocks(*[
        Targets(*row[20:23]), *(utc_moment(text) for text in row[23:26]),
        *(_moment(text) for text in row[26:30]), row[30],
    ])  # fmt: skip
    return Stored(*[
        *row[:15], State(row[15]), row[16], utc_moment(row[17]), date.fromisoformat(row[18]),
        row[19], clocks, _moment(row[31]), *row[32:40], bool(row[40]), bool(row[41]), *row[42:44],
    ])  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return utc_moment(text) if text else None


def _text(moment: datetime | None) -> str | None:
    return utc_text(moment) if moment else None


def by_id(db: ClubDatabase, complaint_id: int) -> Stored | None:
    """Return a complaint, or None."""
    row = db.execute_sql(
        f"SELECT {STORED_COLUMNS} FROM complaint c WHERE c.id = ?", (complaint_id,)
    ).fetchone()
    return stored(row) if row else None


def by_key(db: ClubDatabase, key: str) -> Stored | None:
    """Return the complaint opened with a key, or None."""
    row = db.execute_sql(
        f"SELECT {STORED_COLUMNS} FROM complaint c WHERE c.key = ?", (key,)
    ).fetchone()
    return stored(row) if row else None


def running(db: ClubDatabase) -> list[Stored]:
    """Return the complaints whose clocks run, the one due first in front."""
    rows = db.execute_sql(
        f"SELECT {STORED_COLUMNS} FROM complaint c WHERE c.closed_at IS NULL"
        " AND c.solved_at IS NULL AND c.paused_at IS NULL ORDER BY c.solve_due, c.id"
    )
    return [stored(row) for row in rows.fetchall()]


def add(db: ClubDatabase, new: NewComplaint) -> tuple[int, int]:
    """Store a complaint and return its id and number."""
    number = next_number(db, "complaint")
    clocks = new.clocks
    row = db.execute_sql(
        "INSERT INTO complaint (number, key, member_id, prospect_id, who, sale_id, incident_id,"
        " category, severity, load, channel, product, text, owner_id, state, policy, opened_at,"
        " opened_on, opened_by, ack_minutes, answer_minutes, solve_minutes, ack_due, answer_due,"
        " solve_due, paused_minutes, escalation, root_cause, cause, action, result, is_confirmed,"
        " is_withdrawn, reopened, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " 'received', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', '', '', 0, 0, 0, 1)",
        (
            number, new.key, new.member_id, new.prospect_id, new.who, new.sale_id,
            new.incident_id, new.category, new.severity, new.load, new.channel, new.product,
            new.text, new.owner_id, new.policy, utc_text(new.opened_at),
            new.opened_on.isoformat(), new.opened_by, clocks.targets.ack, clocks.targets.answer,
            clocks.targets.solve, utc_text(clocks.ack_due), utc_text(clocks.answer_due),
            utc_text(clocks.solve_due),
        ),
    )  # fmt: skip
    return int(row.lastrowid), number


def put_clocks(db: ClubDatabase, complaint_id: int, state: State, clocks: Clocks) -> None:
    """Store the state and the clocks of a complaint that is open."""
    db.execute_sql(
        "UPDATE complaint SET state = ?, ack_minutes = ?, answer_minutes = ?, solve_minutes = ?,"
        " ack_due = ?, answer_due = ?, solve_due = ?, acked_at = ?, answered_at = ?,"
        " solved_at = ?, paused_at = ?, paused_minutes = ?, closed_at = NULL,"
        " version = version + 1 WHERE id = ?",
        (
            state.value, clocks.targets.ack, clocks.targets.answer, clocks.targets.solve,
            utc_text(clocks.ack_due), utc_text(clocks.answer_due), utc_text(clocks.solve_due),
            _text(clocks.acked_at), _text(clocks.answered_at),
            _text(clocks.solved_at), _text(clocks.paused_at), clocks.paused_minutes, complaint_id,
        ),
    )  # fmt: skip


def put_solution(
    db: ClubDatabase, complaint_id: int, *, root_cause: str, cause: str, action: str, result: str
) -> None:
    """Store where a complaint came from, what was done and what came of it."""
    db.execute_sql(
        "UPDATE complaint SET root_cause = ?, cause = ?, action = ?, result = ? WHERE id = ?",
        (root_cause, cause, action, result, complaint_id),
    )


def close(
    db: ClubDatabase, complaint_id: int, at: datetime, *, effort: int | None,
    effort_scale: int | None, satisfaction: int | None, is_confirmed: bool, is_withdrawn: bool,
) -> None:  # fmt: skip
    """Store that a complaint is closed."""
    db.execute_sql(
        "UPDATE complaint SET state = 'closed', closed_at = ?, effort = ?, effort_scale = ?,"
        " satisfaction = ?, is_confirmed = ?, is_withdrawn = ?, version = version + 1"
        " WHERE id = ?",
        (
            utc_text(at), effort, effort_scale, satisfaction, int(is_confirmed),
            int(is_withdrawn), complaint_id,
        ),
    )  # fmt: skip


def reopen(db: ClubDatabase, complaint_id: int) -> None:
    """Store that a complaint is open once more; the old answers to the closing question go."""
    db.execute_sql(
        "UPDATE complaint SET closed_at = NULL, state = 'answered', effort = NULL,"
        " effort_scale = NULL, satisfaction = NULL, is_confirmed = 0, is_withdrawn = 0,"
        " escalation = 0, reopened = reopened + 1 WHERE id = ?",
        (complaint_id,),
    )


def put_owner(db: ClubDatabase, complaint_id: int, owner_id: int | None) -> None:
    """Store who handles a complaint."""
    db.execute_sql(
        "UPDATE complaint SET owner_id = ?, version = version + 1 WHERE id = ?",
        (owner_id, complaint_id),
    )


def put_about(
    db: ClubDatabase, complaint_id: int, *, category: str, severity: int, load: int, policy: str,
    sale_id: int | None, incident_id: int | None, product: str,
) -> None:  # fmt: skip
    """Store what a complaint is about, how grave it is and what it hangs on."""
    db.execute_sql(
        "UPDATE complaint SET category = ?, severity = ?, load = ?, policy = ?, sale_id = ?,"
        " incident_id = ?, product = ? WHERE id = ?",
        (category, severity, load, policy, sale_id, incident_id, product, complaint_id),
    )


def put_escalated(db: ClubDatabase, complaint_id: int, rungs: int, at: datetime) -> None:
    """Store how many rungs of the ladder a complaint reached."""
    db.execute_sql(
        "UPDATE complaint SET escalation = ?, escalated_at = ?, version = version + 1 WHERE id = ?",
        (rungs, utc_text(at), complaint_id),
    )


def rungs_told(db: ClubDatabase, complaint_id: int) -> set[str]:
    """Return the rungs of the ladder a complaint has reached since it was opened, or opened again.

    One that is opened again climbs anew: who was told of it then was told it was solved.
    """
    rows = db.execute_sql(
        "SELECT code FROM record_event WHERE place = :place AND record_id = :id"
        " AND what = 'escalated' AND id > (SELECT COALESCE(MAX(r.id), 0) FROM record_event r"
        " WHERE r.place = :place AND r.record_id = :id AND r.what = 'reopen')",
        {"place": PLACE, "id": complaint_id},
    )
    return {row[0] for row in rows.fetchall()}


@dataclass(frozen=True, slots=True)
class Compensation:
    """What is given to make a complaint good."""

    id: int
    key: str
    complaint_id: int
    kind: Remedy
    points: int
    rial: int
    text: str
    state: str
    entry_id: int | None
    made_at: datetime
    operator_id: int
    approved_by: int | None
    decided_at: datetime | None
    reason: str


_COMPENSATION = (
    "SELECT id, key, complaint_id, kind, points, rial, text, state, entry_id, made_at, operator_id,"
    " approved_by, decided_at, reason FROM compensation"
)


def _compensation(row: Sequence[Any]) -> Compensation:
    return Compensation(*[
        *row[:3], Remedy(row[3]), *row[4:9], utc_moment(row[9]), *row[10:12], _moment(row[12]),
        row[13],
    ])  # fmt: skip


def compensation_by_id(db: ClubDatabase, compensation_id: int) -> Compensation | None:
    """Return a compensation, or None."""
    row = db.execute_sql(f"{_COMPENSATION} WHERE id = ?", (compensation_id,)).fetchone()
    return _compensation(row) if row else None


def compensation_by_key(db: ClubDatabase, key: str) -> Compensation | None:
    """Return the compensation proposed with a key, or None."""
    row = db.execute_sql(f"{_COMPENSATION} WHERE key = ?", (key,)).fetchone()
    return _compensation(row) if row else None


def compensations(db: ClubDatabase, complaint_id: int) -> list[Compensation]:
    """Return what was proposed and given for a complaint, the oldest first."""
    rows = db.execute_sql(f"{_COMPENSATION} WHERE complaint_id = ? ORDER BY id", (complaint_id,))
    return [_compensation(row) for row in rows.fetchall()]


def compensations_of_member(
    db: ClubDatabase, member_id: int, since: datetime
) -> list[Compensation]:  # fmt: skip
    """Return what was proposed and given for a member's complaints from a moment on."""
    rows = db.execute_sql(
        f"{_COMPENSATION} WHERE made_at >= ? AND complaint_id IN (SELECT id FROM complaint"
        " WHERE member_id = ?) ORDER BY id",
        (utc_text(since), member_id),
    )
    return [_compensation(row) for row in rows.fetchall()]


def waiting(db: ClubDatabase) -> list[Compensation]:
    """Return every compensation that somebody must agree to, the oldest first."""
    rows = db.execute_sql(f"{_COMPENSATION} WHERE state = 'proposed' ORDER BY id")
    return [_compensation(row) for row in rows.fetchall()]


def add_compensation(
    db: ClubDatabase, *, key: str, complaint_id: int, kind: Remedy, points: int, rial: int,
    text: str, state: str, at: datetime, operator_id: int,
) -> int:  # fmt: skip
    """Store a compensation and return its id."""
    row = db.execute_sql(
        "INSERT INTO compensation (key, complaint_id, kind, points, rial, text, state, made_at,"
        " operator_id, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
        (key, complaint_id, kind.value, points, rial, text, state, utc_text(at), operator_id),
    )
    return int(row.lastrowid)


def put_decision(
    db: ClubDatabase, compensation_id: int, state: str, at: datetime, *,
    approved_by: int | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Store what was decided on a compensation."""
    db.execute_sql(
        "UPDATE compensation SET state = ?, decided_at = ?, reason = ?,"
        " approved_by = COALESCE(?, approved_by) WHERE id = ?",
        (state, utc_text(at), reason, approved_by, compensation_id),
    )


def put_given(
    db: ClubDatabase, compensation_id: int, rial: int, entry_id: int | None, at: datetime
) -> None:
    """Store that a compensation was handed over, and the entry of its points."""
    db.execute_sql(
        "UPDATE compensation SET state = 'given', rial = ?, entry_id = ?,"
        " decided_at = COALESCE(decided_at, ?) WHERE id = ?",
        (rial, entry_id, utc_text(at), compensation_id),
    )


def last_sale(db: ClubDatabase, member_id: int, since: date) -> int | None:
    """Return the last purchase of a member from a day on that was not taken back, or None."""
    row = db.execute_sql(
        "SELECT s.id FROM sale s WHERE s.member_id = ? AND s.kind = 'sale' AND s.sold_on >= ?"
        " AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)"
        " ORDER BY s.sold_at DESC, s.id DESC LIMIT 1",
        (member_id, since.isoformat()),
    ).fetchone()
    return int(row[0]) if row else None


def buyer_of(db: ClubDatabase, sale_id: int) -> int | None:
    """Return whose sale it is, None: there is no such sale."""
    row = db.execute_sql("SELECT member_id FROM sale WHERE id = ?", (sale_id,)).fetchone()
    return int(row[0]) if row else None


def tier_of(db: ClubDatabase, member_id: int) -> str:
    """Return the tier of a member."""
    row = db.execute_sql("SELECT tier FROM member WHERE id = ?", (member_id,)).fetchone()
    return str(row[0]) if row else ""


def roles_at_work(db: ClubDatabase) -> set[str]:
    """Return the roles that at least one active operator has."""
    rows = db.execute_sql("SELECT DISTINCT role FROM operator WHERE is_active AND role <> 'system'")
    return {row[0] for row in rows.fetchall()}


def operators_with(db: ClubDatabase, permission: str) -> set[int]:
    """Return the active operators whose role has a right."""
    rows = db.execute_sql(
        "SELECT o.id FROM operator o JOIN role_right r ON r.role = o.role WHERE o.is_active"
        " AND o.role <> 'system' AND r.permission = ?",
        (permission,),
    )
    return {row[0] for row in rows.fetchall()}


def forget(db: ClubDatabase, member_id: int, at: datetime) -> None:
    """Blank what complaints and incidents hold of a member whose data are erased."""
    _forget(db, "member_id", member_id, at)
    db.execute_sql(
        "UPDATE incident_member SET way = CASE WHEN state = 'apologised' THEN way ELSE ? END,"
        " state = CASE WHEN state = 'open' THEN 'skipped' ELSE state END,"
        " at = COALESCE(at, ?) WHERE member_id = ?",
        (ERASED, utc_text(at), member_id),
    )
    db.execute_sql(  # why somebody was put on the list of an incident
        "UPDATE record_event SET text = '' WHERE place = 'incident' AND what = 'add' AND code = ?",
        (str(member_id),),
    )


def forget_prospect(db: ClubDatabase, prospect_id: int, at: datetime) -> None:
    """Blank what complaints hold of a prospect who is forgotten."""
    _forget(db, "prospect_id", prospect_id, at)


def _forget(db: ClubDatabase, column: str, who: int, at: datetime) -> None:
    """Blank the words of somebody's complaints.

    What is open ends: nobody is there to answer. What a closed one must have keeps a dash.
    """
    moment = utc_text(at)
    db.execute_sql(
        "UPDATE complaint SET text = '', who = '', product = '', action = '',"
        " cause = CASE WHEN cause <> '' OR closed_at IS NULL THEN ? ELSE '' END,"
        " result = CASE WHEN result <> '' OR closed_at IS NULL THEN ? ELSE '' END,"
        " root_cause = CASE WHEN root_cause = '' THEN 'outside' ELSE root_cause END,"
        " acked_at = COALESCE(acked_at, ?), answered_at = COALESCE(answered_at, ?),"
        " solved_at = COALESCE(solved_at, ?), paused_at = NULL, state = 'closed',"
        f" closed_at = COALESCE(closed_at, ?), version = version + 1 WHERE {column} = ?",
        (ERASED, ERASED, moment, moment, moment, moment, who),
    )
    of_them = f"(SELECT id FROM complaint WHERE {column} = ?)"
    db.execute_sql(
        "UPDATE compensation SET text = '', reason = '', decided_at = COALESCE(decided_at, ?),"
        " state = CASE WHEN state IN ('proposed', 'approved') THEN 'refused' ELSE state END"
        f" WHERE complaint_id IN {of_them}",
        (moment, who),
    )
    db.execute_sql(
        "UPDATE record_event SET text = '' WHERE place = ? AND text <> '' AND record_id IN"
        f" {of_them}",
        (PLACE, who),
    )
