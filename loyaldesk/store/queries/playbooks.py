"""What is shown of playbooks: their runs with every step, the shop they work in, past cases."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.care import folded
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class StepRow:
    """What became of a step.

    Attributes:
        state: ``made`` or ``skipped``.
        reason: Why it was skipped, or a note.
        outcome: What came of the follow-up, when it is done.
    """

    step: int
    state: str
    reason: str
    at: datetime
    followup_id: int | None
    followup_state: str
    outcome: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as its log shows it."""

    id: int
    member_id: int
    number: str
    name: str
    about: str
    about_id: int | None
    trigger_on: date
    state: str
    reason: str
    next_step: int
    next_at: datetime | None
    ended_at: datetime | None
    version: int
    steps: tuple[StepRow, ...]


def runs(
    db: ClubDatabase, playbook_id: int, state: str, limit: int, member_id: int | None = None
) -> list[RunRow]:
    """Return the last runs of a playbook, or of one member, with their steps."""
    rows = db.execute_sql(
        "SELECT r.id, r.member_id, m.number, m.name, r.about, r.about_id, r.trigger_on, r.state,"
        " r.reason, r.next_step, r.next_at, r.ended_at, v.number FROM playbook_run r JOIN member m"
        " ON m.id = r.member_id JOIN playbook_version v ON v.id = r.playbook_version_id"
        " WHERE r.playbook_id = :playbook AND (:state = '' OR r.state = :state) AND (:member IS"
        " NULL OR r.member_id = :member) ORDER BY r.trigger_on DESC, r.id DESC LIMIT :limit",
        {"playbook": playbook_id, "state": state, "member": member_id, "limit": limit},
    ).fetchall()
    steps = _steps(db, [row[0] for row in rows])
    return [_run(row, steps.get(row[0], ())) for row in rows]


def _run(row: Sequence[Any], steps: Sequence[StepRow]) -> RunRow:
    return RunRow(*[
        *row[:6], date.fromisoformat(row[6]), *row[7:10],
        utc_moment(row[10]) if row[10] else None, utc_moment(row[11]) if row[11] else None,
        row[12], tuple(steps),
    ])  # fmt: skip


def _steps(db: ClubDatabase, run_ids: list[int]) -> dict[int, list[StepRow]]:
    rows = db.execute_sql(
        "SELECT s.run_id, s.step, s.state, s.reason, s.at, s.followup_id, COALESCE(f.state, ''),"
        " COALESCE(f.outcome, '') FROM playbook_step s LEFT JOIN followup f ON f.id = s.followup_id"
        " WHERE s.run_id IN (SELECT value FROM json_each(?)) ORDER BY s.run_id, s.step",
        (json.dumps(run_ids),),
    )
    found: dict[int, list[StepRow]] = {}
    for row in rows.fetchall():
        found.setdefault(row[0], []).append(
            StepRow(row[1], row[2], row[3], utc_moment(row[4]), row[5], row[6], row[7])
        )
    return found


def skipped(db: ClubDatabase, playbook_id: int) -> dict[tuple[int, str], int]:
    """Return how often each step of a playbook was left out, by step and reason."""
    rows = db.execute_sql(
        "SELECT s.step, s.reason, COUNT(*) FROM playbook_step s JOIN playbook_run r ON r.id ="
        " s.run_id WHERE r.playbook_id = ? AND s.state = 'skipped' GROUP BY s.step, s.reason",
        (playbook_id,),
    )
    return {(step, reason): n for step, reason, n in rows.fetchall()}


def roles_and_skills(db: ClubDatabase) -> tuple[frozenset[str], frozenset[str]]:
    """Return the roles that somebody has, and what somebody can, among those not disabled."""
    rows = db.execute_sql(
        "SELECT o.role, COALESCE(p.skills, '') FROM operator o LEFT JOIN operator_profile p"
        " ON p.operator_id = o.id WHERE o.is_active AND o.role <> 'system'"
    ).fetchall()
    skills: set[str] = set()
    for _, words in rows:
        skills |= folded(words)
    return frozenset(role for role, _ in rows), frozenset(skills)


def approved_answers(db: ClubDatabase) -> frozenset[int]:
    """Return the answers whose words are approved."""
    rows = db.execute_sql(
        "SELECT DISTINCT a.id FROM answer a JOIN answer_version v ON v.answer_id = a.id"
        " WHERE a.is_on AND v.state = 'approved'"
    )
    return frozenset(row[0] for row in rows.fetchall())


def names(db: ClubDatabase, members: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return number and name of members."""
    rows = db.execute_sql(
        "SELECT id, number, name FROM member WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(members)),),
    )
    return {id_: (number, name) for id_, number, name in rows.fetchall()}


@dataclass(frozen=True, slots=True)
class History:
    """What lies behind members in the days of a rehearsal, as far as stop rules ask for it.

    Attributes:
        bought: Moments of purchases.
        complaints: When complaints were opened and closed (None: open).
        refused: When they refused to be contacted.
        consent: Channels agreed to, as of now.
        is_company: Whether it is a company.
    """

    bought: dict[int, list[datetime]]
    complaints: dict[int, list[tuple[datetime, datetime | None, int]]]
    refused: dict[int, list[datetime]]
    consent: dict[int, frozenset[str]]
    is_company: dict[int, bool]


def history(db: ClubDatabase, members: Sequence[int], since: datetime) -> History:
    """Return what stop rules ask for about members, since a moment."""
    who = {"who": json.dumps(sorted(set(members))), "since": utc_text(since)}
    bought: dict[int, list[datetime]] = {}
    for member_id, at in db.execute_sql(
        "SELECT s.member_id, s.sold_at FROM json_each(:who) w CROSS JOIN sale s ON s.member_id ="
        " w.value AND s.sold_at >= :since WHERE s.kind = 'sale' AND NOT EXISTS (SELECT 1 FROM sale"
        " t WHERE t.reverses_id = s.id) ORDER BY s.sold_at",
        who,
    ).fetchall():
        bought.setdefault(member_id, []).append(utc_moment(at))
    complaints: dict[int, list[tuple[datetime, datetime | None, int]]] = {}
    for member_id, opened, closed, id_ in db.execute_sql(
        "SELECT member_id, opened_at, closed_at, id FROM complaint WHERE member_id IS NOT NULL AND"
        " (closed_at IS NULL OR closed_at >= :since)",
        {"since": who["since"]},
    ).fetchall():
        end = utc_moment(closed) if closed else None
        complaints.setdefault(member_id, []).append((utc_moment(opened), end, id_))
    refused: dict[int, list[datetime]] = {}
    for member_id, at in db.execute_sql(
        "SELECT member_id, at FROM contact WHERE member_id IS NOT NULL AND result ="
        " 'refuses_contact' UNION ALL SELECT member_id, done_at FROM followup WHERE member_id IS"
        " NOT NULL AND outcome = 'refuses_contact'"
    ).fetchall():
        refused.setdefault(member_id, []).append(utc_moment(at))
    consent, company = {}, {}
    for member_id, channels, kind in db.execute_sql(
        "SELECT m.id, m.consent, m.kind FROM json_each(:who) w CROSS JOIN member m"
        " ON m.id = w.value",
        {"who": who["who"]},
    ).fetchall():
        consent[member_id] = frozenset(channels.split())
        company[member_id] = kind == "company"
    return History(bought, complaints, refused, consent, company)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One thing that was done in a case."""

    on: date
    channel: str
    text: str
    checklist: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Case:
    """What was done in a complaint or a chain of follow-ups, and whose names must not stay in it.

    Attributes:
        begun_on: The day of its beginning.
        reason: Category of a complaint, or the reason of a follow-up.
        secrets: Names and numbers of the member.
    """

    begun_on: date
    reason: str
    steps: tuple[CaseStep, ...]
    secrets: tuple[str, ...]


_DONE = (
    "SELECT f.due_on, f.done_on, f.channel, f.text, f.checklist, COALESCE(o.role, f.role) FROM"
    " followup f LEFT JOIN operator o ON o.id = f.done_by WHERE f.state = 'done' AND {where}"
    " ORDER BY f.done_at, f.id"
)


def case_of_complaint(db: ClubDatabase, complaint_id: int) -> Case | None:
    """Return what was done in a closed complaint, or None when there is none."""
    row = db.execute_sql(
        "SELECT opened_on, category, member_id FROM complaint WHERE id = ? AND closed_at IS NOT"
        " NULL",
        (complaint_id,),
    ).fetchone()
    if row is None:
        return None
    where = "f.about = 'complaint' AND f.about_id = ?"
    steps = _case_steps(db, where, (complaint_id,))
    noted = db.execute_sql(
        "SELECT substr(e.at, 1, 10), e.text, o.role FROM record_event e LEFT JOIN operator o ON"
        " o.id = e.operator_id WHERE e.place = 'complaint' AND e.record_id = ? AND e.text <> ''"
        " AND e.what IN ('step', 'answer', 'solve') ORDER BY e.id",
        (complaint_id,),
    ).fetchall()
    steps += [CaseStep(date.fromisoformat(r[0]), "task", r[1], (), r[2] or "") for r in noted]
    steps.sort(key=lambda each: each.on)
    return Case(date.fromisoformat(row[0]), row[1], tuple(steps), _secrets(db, row[2]))


def case_of_followup(db: ClubDatabase, followup_id: int) -> Case | None:
    """Return the finished follow-ups that belong together with one, or None."""
    row = db.execute_sql(
        "SELECT about, about_id, run_id, COALESCE(series_id, id), reason, member_id FROM followup"
        " WHERE id = ? AND state = 'done'",
        (followup_id,),
    ).fetchone()
    if row is None:
        return None
    about, about_id, run_id, series_id, reason, member_id = row
    if run_id is not None:
        steps = _case_steps(db, "f.run_id = ?", (run_id,))
    elif about_id is not None:
        steps = _case_steps(db, "f.about = ? AND f.about_id = ?", (about, about_id))
    else:
        steps = _case_steps(db, "(f.id = ? OR f.series_id = ?)", (series_id, series_id))
    return Case(steps[0].on, reason, tuple(steps), _secrets(db, member_id))


def _case_steps(db: ClubDatabase, where: str, values: tuple[object, ...]) -> list[CaseStep]:
    rows = db.execute_sql(_DONE.format(where=where), values).fetchall()
    return [
        CaseStep(
            date.fromisoformat(row[1] or row[0]), row[2], row[3],
            tuple(row[4].split("\n")) if row[4] else (), row[5] or "",
        )
        for row in rows
    ]  # fmt: skip


def _secrets(db: ClubDatabase, member_id: int | None) -> tuple[str, ...]:
    row = db.execute_sql(
        "SELECT name, first_name, last_name, company_name, mobile, national_id, email, landline,"
        " number FROM member WHERE id = ?",
        (member_id,),
    ).fetchone()
    return tuple(sorted((part for part in row or () if part), key=len, reverse=True))
