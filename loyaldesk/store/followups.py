"""Follow-ups and what happened to them, in the file. Rows are added and ended, never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.followups import Due, FollowupDraft
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

OPEN, DONE, CANCELLED = "open", "done", "cancelled"


@dataclass(frozen=True, slots=True)
class Stored:
    """A follow-up as its own room needs it."""

    id: int
    member_id: int | None
    prospect_id: int | None
    about: str
    about_id: int | None
    reason: str
    channel: str
    text: str
    checklist: tuple[str, ...]
    answer_id: int | None
    owner_id: int | None
    role: str
    skill: str
    due: Due
    minutes: int
    is_promise: bool
    priority: int
    state: str
    outcome: str
    result: str
    done_at: datetime | None
    done_on: date | None
    done_by: int | None
    tries: int
    recurrence: str
    series_id: int | None
    run_id: int | None
    step: int | None
    made_by: int
    version: int


_STORED = (
    "SELECT id, member_id, prospect_id, about, about_id, reason, channel, text, checklist,"
    " answer_id, owner_id, role, skill, due_at, due_on, has_time, minutes, is_promise, priority,"
    " state, outcome, result, done_at, done_on, done_by, tries, recurrence, series_id, run_id,"
    " step, made_by, version FROM followup"
)


def _stored(row: Sequence[Any]) -> Stored:
    due = Due(utc_moment(row[13]), date.fromisoformat(row[14]), bool(row[15]))
    done_at = utc_moment(row[22]) if row[22] else None
    return Stored(*[
        *row[:8], lines(row[8]), *row[9:13], due, row[16], bool(row[17]), *row[18:22], done_at,
        day_of(row[23]), *row[24:],
    ])  # fmt: skip


def lines(text: str) -> tuple[str, ...]:
    """Return the stored lines of a checklist."""
    return tuple(text.split("\n")) if text else ()


def by_id(db: ClubDatabase, followup_id: int) -> Stored | None:
    """Return a follow-up, or None."""
    row = db.execute_sql(f"{_STORED} WHERE id = ?", (followup_id,)).fetchone()
    return _stored(row) if row else None


def id_of_key(db: ClubDatabase, key: str) -> int | None:
    """Return the follow-up made with a key, or None."""
    row = db.execute_sql("SELECT id FROM followup WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def open_on(db: ClubDatabase, day: date) -> list[Stored]:
    """Return the open follow-ups due on a day, the most urgent first."""
    rows = db.execute_sql(
        f"{_STORED} WHERE state = 'open' AND due_on = ? ORDER BY priority DESC, due_at, id",
        (day.isoformat(),),
    )
    return [_stored(row) for row in rows.fetchall()]


def open_from(db: ClubDatabase, day: date) -> list[Stored]:
    """Return the open follow-ups due on a day or later."""
    rows = db.execute_sql(
        f"{_STORED} WHERE state = 'open' AND due_on >= ? ORDER BY due_at, id", (day.isoformat(),)
    )
    return [_stored(row) for row in rows.fetchall()]


def open_about(db: ClubDatabase, about: str, about_id: int) -> list[Stored]:
    """Return the open follow-ups that serve a record."""
    rows = db.execute_sql(
        f"{_STORED} WHERE state = 'open' AND about = ? AND about_id = ? ORDER BY id",
        (about, about_id),
    )
    return [_stored(row) for row in rows.fetchall()]


def open_of_run(db: ClubDatabase, run_id: int) -> list[Stored]:
    """Return the open follow-ups that a run of a playbook made."""
    rows = db.execute_sql(
        f"{_STORED} WHERE state = 'open' AND run_id = ? ORDER BY id", (run_id,)
    )  # fmt: skip
    return [_stored(row) for row in rows.fetchall()]


def open_of_member(db: ClubDatabase, member_id: int) -> list[Stored]:
    """Return the open follow-ups of a member."""
    rows = db.execute_sql(
        f"{_STORED} WHERE state = 'open' AND member_id = ? ORDER BY id", (member_id,)
    )
    return [_stored(row) for row in rows.fetchall()]


def add(
    db: ClubDatabase, draft: FollowupDraft, due: Due, *, series_id: int | None, at: datetime,
    operator_id: int,
) -> int:  # fmt: skip
    """Store a new open follow-up and return its id."""
    row = db.execute_sql(
        "INSERT INTO followup (key, member_id, prospect_id, about, about_id, reason, channel, text,"
        " checklist, answer_id, owner_id, role, skill, due_at, due_on, has_time, minutes,"
        " is_promise, priority, state, outcome, result, tries, recurrence, series_id, run_id,"
        " step, made_at, made_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?, ?, 'open', '', '', 0, ?, ?, ?, ?, ?, ?, 1)",
        (
            draft.key, draft.member_id, draft.prospect_id, draft.about, draft.about_id,
            draft.reason, draft.channel, draft.text, "\n".join(draft.checklist), draft.answer_id,
            draft.owner_id, draft.role, draft.skill, utc_text(due.at), due.on.isoformat(),
            int(due.has_time), draft.minutes, int(draft.is_promise), draft.priority,
            draft.recurrence, series_id, draft.run_id, draft.step, utc_text(at), operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a follow-up."""

    what: str
    code: str = ""
    from_due: datetime | None = None
    to_due: datetime | None = None
    from_owner_id: int | None = None
    to_owner_id: int | None = None
    text: str = ""
    key: str | None = None


def add_event(
    db: ClubDatabase, followup_id: int, event: Event, *, at: datetime, operator_id: int
) -> None:
    """Store what happened to a follow-up."""
    db.execute_sql(
        "INSERT INTO followup_event (followup_id, at, operator_id, what, code, from_due, to_due,"
        " from_owner_id, to_owner_id, text, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            followup_id, utc_text(at), operator_id, event.what, event.code,
            utc_text(event.from_due) if event.from_due else None,
            utc_text(event.to_due) if event.to_due else None,
            event.from_owner_id, event.to_owner_id, event.text, event.key,
        ),
    )  # fmt: skip


def event_of_key(db: ClubDatabase, key: str) -> tuple[int, str, datetime | None] | None:
    """Return follow-up, code and new due moment of the event that a key made, or None."""
    row = db.execute_sql(
        "SELECT followup_id, code, to_due FROM followup_event WHERE key = ?", (key,)
    ).fetchone()
    return (row[0], row[1], utc_moment(row[2]) if row[2] else None) if row else None


def made(db: ClubDatabase, followup_id: int) -> tuple[datetime, datetime]:
    """Return when a follow-up was first asked for, and when it was first due."""
    row = db.execute_sql(
        "SELECT from_due, to_due FROM followup_event WHERE followup_id = ? AND what = 'made'"
        " ORDER BY id LIMIT 1",
        (followup_id,),
    ).fetchone()
    return utc_moment(row[0] or row[1]), utc_moment(row[1])


def gave(db: ClubDatabase, followup_id: int, operator_id: int) -> bool:
    """Return whether an operator gave a follow-up to whom it belongs to now."""
    row = db.execute_sql(
        "SELECT operator_id FROM followup_event WHERE followup_id = ? AND what = 'given'"
        " ORDER BY id DESC LIMIT 1",
        (followup_id,),
    ).fetchone()
    return row is not None and row[0] == operator_id


def name_of(db: ClubDatabase, operator_id: int) -> str:
    """Return the name of an operator."""
    row = db.execute_sql("SELECT name FROM operator WHERE id = ?", (operator_id,)).fetchone()
    return str(row[0]) if row else ""


def last_ending(db: ClubDatabase, followup_id: int) -> tuple[datetime, int, str] | None:
    """Return when a follow-up ended last, by whom, and the code of its outcome or reason."""
    row = db.execute_sql(
        "SELECT at, operator_id, code FROM followup_event WHERE followup_id = ?"
        " AND what IN ('done', 'cancelled') ORDER BY id DESC LIMIT 1",
        (followup_id,),
    ).fetchone()
    return (utc_moment(row[0]), row[1], row[2]) if row else None


def end(
    db: ClubDatabase, found: Stored, *, outcome: str, result: str, at: datetime, on: date,
    operator_id: int, tries: int,
) -> None:  # fmt: skip
    """Store that a follow-up is done."""
    db.execute_sql(
        "UPDATE followup SET state = 'done', outcome = ?, result = ?, done_at = ?, done_on = ?,"
        " done_by = ?, tries = ?, version = version + 1 WHERE id = ?",
        (outcome, result, utc_text(at), on.isoformat(), operator_id, tries, found.id),
    )


def cancel(db: ClubDatabase, found: Stored, text: str) -> None:
    """Store that a follow-up is cancelled; the reason stands in its event."""
    db.execute_sql(
        "UPDATE followup SET state = 'cancelled', result = ?, version = version + 1 WHERE id = ?",
        (text, found.id),
    )


def put_due(db: ClubDatabase, found: Stored, due: Due, tries: int | None = None) -> None:
    """Store another due moment, and how often it was tried."""
    db.execute_sql(
        "UPDATE followup SET due_at = ?, due_on = ?, has_time = ?, tries = ?,"
        " version = version + 1 WHERE id = ?",
        (
            utc_text(due.at), due.on.isoformat(), int(due.has_time),
            found.tries if tries is None else tries, found.id,
        ),
    )  # fmt: skip


def put_owner(db: ClubDatabase, found: Stored, owner_id: int | None) -> None:
    """Store another owner."""
    db.execute_sql(
        "UPDATE followup SET owner_id = ?, version = version + 1 WHERE id = ?",
        (owner_id, found.id),
    )


def put_words(
    db: ClubDatabase, found: Stored, *, text: str, channel: str, priority: int, minutes: int,
    checklist: tuple[str, ...],
) -> None:  # fmt: skip
    """Store what is to be done in other words."""
    db.execute_sql(
        "UPDATE followup SET text = ?, channel = ?, priority = ?, minutes = ?, checklist = ?,"
        " version = version + 1 WHERE id = ?",
        (text, channel, priority, minutes, "\n".join(checklist), found.id),
    )


def open_again(db: ClubDatabase, found: Stored, due: Due, tries: int) -> None:
    """Store that a follow-up that had ended is open again."""
    db.execute_sql(
        "UPDATE followup SET state = 'open', outcome = '', result = '', done_at = NULL,"
        " done_on = NULL, done_by = NULL, tries = ?, due_at = ?, due_on = ?,"
        " version = version + 1 WHERE id = ?",
        (tries, utc_text(due.at), due.on.isoformat(), found.id),
    )


def forget(db: ClubDatabase, member_id: int) -> None:
    """Blank every free text of a member's follow-ups; what happened when stays as figures."""
    db.execute_sql(
        "UPDATE followup SET text = '', checklist = '', result = '', version = version + 1"
        " WHERE member_id = ?",
        (member_id,),
    )
    db.execute_sql(
        "UPDATE followup_event SET text = '' WHERE text <> '' AND followup_id IN"
        " (SELECT id FROM followup WHERE member_id = ?)",
        (member_id,),
    )


def is_working(db: ClubDatabase, operator_id: int) -> bool:
    """Return whether an operator is not disabled."""
    row = db.execute_sql(
        "SELECT 1 FROM operator WHERE id = ? AND is_active AND role <> 'system'", (operator_id,)
    ).fetchone()
    return row is not None


def kind_of_member(db: ClubDatabase, member_id: int) -> str:
    """Return whether a member is a ``person`` or a ``company``."""
    row = db.execute_sql("SELECT kind FROM member WHERE id = ?", (member_id,)).fetchone()
    return str(row[0]) if row else ""


def member_of_prospect(db: ClubDatabase, prospect_id: int) -> tuple[bool, int | None]:
    """Return whether there is such a prospect whose data stand, and the member it became."""
    row = db.execute_sql(
        "SELECT member_id FROM prospect WHERE id = ? AND reason <> 'erased'", (prospect_id,)
    ).fetchone()
    return (True, row[0]) if row else (False, None)
