"""Playbooks in the file: their versions, their runs, and what became of each step."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loyaldesk.domain.care import words_of_member
from loyaldesk.domain.followups import Due, FollowupDraft
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

RUNNING, DONE, STOPPED = "running", "done", "stopped"
MADE, SKIPPED = "made", "skipped"

REFUSED_DAYS = 365
"""Who refused to be contacted is left in peace so long."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A playbook with the document in force."""

    id: int
    code: str
    is_on: bool
    on_since: date | None
    version: int
    version_id: int
    document: str


_STORED = (
    "SELECT p.id, p.code, p.is_on, p.on_since, p.version, v.id, v.document FROM playbook p"
    " JOIN playbook_version v ON v.playbook_id = p.id AND v.number = p.version"
)


def _stored(row: Sequence[object]) -> Stored:
    since = day_of(row[3])  # type: ignore[arg-type]
    return Stored(row[0], row[1], bool(row[2]), since, *row[4:])  # type: ignore[arg-type]


def by_code(db: ClubDatabase, code: str) -> Stored | None:
    """Return a playbook, or None."""
    row = db.execute_sql(f"{_STORED} WHERE p.code = ?", (code,)).fetchone()
    return _stored(row) if row else None


def every(db: ClubDatabase) -> list[Stored]:
    """Return every playbook, the running ones first."""
    rows = db.execute_sql(f"{_STORED} ORDER BY p.is_on DESC, p.id").fetchall()
    return [_stored(row) for row in rows]


def document_of(db: ClubDatabase, version_id: int) -> str:
    """Return the document of a version."""
    row = db.execute_sql(
        "SELECT document FROM playbook_version WHERE id = ?", (version_id,)
    ).fetchone()
    return str(row[0]) if row else ""


def counts(db: ClubDatabase) -> dict[int, dict[str, int]]:
    """Return how many runs of each playbook are in which state."""
    found: dict[int, dict[str, int]] = {}
    rows = db.execute_sql(
        "SELECT playbook_id, state, COUNT(*) FROM playbook_run GROUP BY playbook_id, state"
    )
    for playbook_id, state, n in rows.fetchall():
        found.setdefault(playbook_id, {})[state] = n
    return found


def add(db: ClubDatabase, code: str, document: str, at: datetime, operator_id: int) -> int:
    """Store a new playbook, switched off, and return its id."""
    row = db.execute_sql(
        "INSERT INTO playbook (code, is_on, version, made_at, operator_id) VALUES (?, 0, 1, ?, ?)",
        (code, utc_text(at), operator_id),
    )
    new = int(row.lastrowid)
    add_version(db, new, 1, document, at, operator_id)
    return new


def add_version(
    db: ClubDatabase, playbook_id: int, number: int, document: str, at: datetime, operator_id: int
) -> None:
    """Store another document of a playbook and put it in force."""
    db.execute_sql(
        "INSERT INTO playbook_version (playbook_id, number, document, made_at, operator_id)"
        " VALUES (?, ?, ?, ?, ?)",
        (playbook_id, number, document, utc_text(at), operator_id),
    )
    db.execute_sql("UPDATE playbook SET version = ? WHERE id = ?", (number, playbook_id))


def set_on(db: ClubDatabase, playbook_id: int, since: date | None) -> None:
    """Store since when a playbook is on; None: it is off."""
    db.execute_sql(
        "UPDATE playbook SET is_on = ?, on_since = ? WHERE id = ?",
        (int(since is not None), since.isoformat() if since else None, playbook_id),
    )


def looked_until(db: ClubDatabase, job: str) -> tuple[date, datetime] | None:
    """Return the last day a job looked at, and when it did."""
    row = db.execute_sql("SELECT done_on, at FROM job WHERE name = ?", (job,)).fetchone()
    return (date.fromisoformat(row[0]), utc_moment(row[1])) if row else None


def note_looked(db: ClubDatabase, job: str, until: date, at: datetime) -> None:
    """Store the last day a job looked at."""
    db.execute_sql(
        "INSERT INTO job (name, done_on, at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on, at = excluded.at",
        (job, until.isoformat(), utc_text(at)),
    )


def last_act_at(db: ClubDatabase) -> datetime | None:
    """Return the moment of the last act in the trail."""
    row = db.execute_sql("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return utc_moment(row[0]) if row else None


def earlier(db: ClubDatabase, playbook_id: int, members: Iterable[int]) -> dict[int, list[date]]:
    """Return the days on which a playbook ran for members before."""
    rows = db.execute_sql(
        "SELECT r.member_id, r.trigger_on FROM json_each(?) w CROSS JOIN playbook_run r ON"
        " r.playbook_id = ? AND r.member_id = w.value",
        (json.dumps(sorted(set(members))), playbook_id),
    )
    found: dict[int, list[date]] = {}
    for member_id, day in rows.fetchall():
        found.setdefault(member_id, []).append(date.fromisoformat(day))
    return found


def led_to(db: ClubDatabase, runs: Iterable[int]) -> dict[int, set[int]]:
    """Return for each run the playbooks that led to it, its own among them.

    A run about a contact or a follow-up that another run's step led to goes back to that run.
    """
    rows = db.execute_sql(
        "WITH RECURSIVE line(first, run) AS (SELECT CAST(value AS INTEGER), CAST(value AS INTEGER)"
        " FROM json_each(?) UNION SELECT"
        " l.first, f.run_id FROM line l JOIN playbook_run r ON r.id = l.run LEFT JOIN contact c ON"
        " r.about = 'contact' AND c.id = r.about_id JOIN followup f ON f.id = CASE r.about WHEN"
        " 'contact' THEN c.followup_id WHEN 'followup' THEN r.about_id END WHERE f.run_id IS NOT"
        " NULL) SELECT l.first, r.playbook_id FROM line l JOIN playbook_run r ON r.id = l.run",
        (json.dumps(sorted(set(runs))),),
    )
    found: dict[int, set[int]] = {}
    for run, playbook_id in rows.fetchall():
        found.setdefault(run, set()).add(playbook_id)
    return found


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that begins; ``next_at`` is when its first step is due."""

    key: str
    playbook_id: int
    version_id: int
    member_id: int
    about: str
    about_id: int | None
    trigger_at: datetime
    trigger_on: date
    next_at: datetime


def add_runs(db: ClubDatabase, runs: Sequence[NewRun], at: datetime) -> int:
    """Store runs and return how many are new: a key begins one run only."""
    if not runs:
        return 0
    cursor = db.cursor()
    cursor.executemany(
        "INSERT INTO playbook_run (key, playbook_id, playbook_version_id, member_id, about,"
        " about_id, trigger_at, trigger_on, state, reason, next_step, next_at, made_at)"
        " SELECT ?, ?, ?, m.id, ?, ?, ?, ?, 'running', '', 1, ?, ? FROM member m WHERE m.id = ?"
        " AND m.state = 'active' AND m.merged_into_id IS NULL ON CONFLICT (key) DO NOTHING",
        [
            (
                r.key, r.playbook_id, r.version_id, r.about, r.about_id, utc_text(r.trigger_at),
                r.trigger_on.isoformat(), utc_text(r.next_at), utc_text(at), r.member_id,
            )
            for r in runs
        ],
    )  # fmt: skip
    return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class DueRun:
    """A run whose next step is due, with what must be known of the member to make it.

    Attributes:
        operator_id: Who served when it was set off.
        flags: What is so, of `domain.playbooks.SKIPS`, wanted or not.
        consent: Channels the member agreed to.
        words: Of the member's form, that a skill or language of an operator may fit.
    """

    id: int
    version_id: int
    member_id: int
    about: str
    about_id: int | None
    trigger_at: datetime
    trigger_on: date
    next_step: int
    next_at: datetime
    is_company: bool
    consent: frozenset[str]
    words: frozenset[str]
    owner_id: int | None
    deputy_id: int | None
    operator_id: int | None
    flags: dict[str, bool]


_UNDONE = (
    "COALESCE(r.about = 'sale' AND (EXISTS (SELECT 1 FROM sale t WHERE t.reverses_id = r.about_id)"
    " OR (SELECT s.amount_rial FROM sale s WHERE s.id = r.about_id) <= (SELECT"
    " -COALESCE(SUM(b.amount_rial), 0) FROM sale b WHERE b.returns_id = r.about_id AND NOT EXISTS"
    " (SELECT 1 FROM sale u WHERE u.reverses_id = b.id))), 0)"
)
_BOUGHT = (
    "EXISTS (SELECT 1 FROM sale s WHERE s.member_id = r.member_id AND s.sold_at > r.trigger_at"
    " AND s.kind = 'sale' AND NOT (r.about = 'sale' AND s.id = r.about_id) AND NOT EXISTS (SELECT 1"
    " FROM sale t WHERE t.reverses_id = s.id))"
)
_COMPLAINT = (
    "EXISTS (SELECT 1 FROM complaint c WHERE c.member_id = r.member_id AND c.closed_at IS NULL"
    " AND NOT (r.about = 'complaint' AND c.id = r.about_id))"
)
_REFUSED = (
    "(EXISTS (SELECT 1 FROM contact c WHERE c.member_id = r.member_id AND c.at >= :peace AND"
    " c.result = 'refuses_contact') OR EXISTS (SELECT 1 FROM followup f WHERE f.member_id ="
    " r.member_id AND f.outcome = 'refuses_contact' AND f.done_at >= :peace))"
)
_SETTLED = (
    "COALESCE(CASE r.about WHEN 'complaint' THEN (SELECT (c.closed_at IS NULL) = (r.key LIKE"
    " '%|closed:%') FROM complaint c WHERE c.id = r.about_id) WHEN 'followup' THEN (SELECT f.state"
    " <> 'open' FROM followup f WHERE f.id = r.about_id) WHEN 'occasion_order' THEN (SELECT"
    " o.state <> 'open' FROM occasion_order o WHERE o.id = r.about_id) WHEN 'agreement' THEN"
    " (SELECT g.state <> 'active' FROM agreement g WHERE g.id = r.about_id) WHEN 'tier' THEN"
    " (SELECT c.to_tier <> m.tier FROM tier_change c WHERE c.id = r.about_id) WHEN 'points' THEN"
    " NOT EXISTS (SELECT 1 FROM lot l WHERE l.member_id = r.member_id AND l.used < l.points AND"
    " l.expires_on BETWEEN :today AND substr(r.key, -10)) END, 0)"
)
_DUE = (
    "SELECT r.id, r.playbook_version_id, r.member_id, r.about, r.about_id, r.trigger_at,"
    " r.trigger_on, r.next_step, r.next_at, m.kind, m.tone, m.tags, m.consent, k.owner_id,"
    " k.deputy_id, CASE r.about WHEN 'sale' THEN (SELECT s.operator_id FROM sale s WHERE s.id ="
    " r.about_id) WHEN 'contact' THEN (SELECT c.operator_id FROM contact c WHERE c.id ="
    " r.about_id) WHEN 'complaint' THEN (SELECT COALESCE(c.owner_id, c.opened_by) FROM complaint c"
    " WHERE c.id = r.about_id) END, m.state <> 'active' OR m.merged_into_id IS NOT NULL,"
    f" {_UNDONE}, {_SETTLED}, {_REFUSED}, {_BOUGHT}, {_COMPLAINT} FROM playbook_run r JOIN member m"
    " ON m.id = r.member_id LEFT JOIN care k ON k.member_id = r.member_id WHERE r.state ="
    " 'running' AND (r.next_at, r.id) > (:after_at, :after_id) AND r.next_at < :end"
    " ORDER BY r.next_at, r.id LIMIT :limit"
)
_FLAGS = ("gone", "undone", "settled", "refused", "bought", "complaint")


def due_runs(
    db: ClubDatabase, now: datetime, today: date, end: datetime, after: tuple[str, int], limit: int
) -> list[DueRun]:
    """Return the first running runs after *after* whose next step is due before *end*."""
    rows = db.execute_sql(
        _DUE,
        {
            "peace": utc_text(now - timedelta(days=REFUSED_DAYS)), "today": today.isoformat(),
            "after_at": after[0], "after_id": after[1], "end": utc_text(end), "limit": limit,
        },
    )  # fmt: skip
    return [
        DueRun(
            row[0], row[1], row[2], row[3], row[4], utc_moment(row[5]), date.fromisoformat(row[6]),
            row[7], utc_moment(row[8]), row[9] == "company", frozenset(row[12].split()),
            words_of_member(row[9], row[10], json.loads(row[11]) if row[11] else ()), row[13],
            row[14], row[15], {name: bool(row[16 + n]) for n, name in enumerate(_FLAGS)},
        )
        for row in rows.fetchall()
    ]  # fmt: skip


def place_of(run: DueRun) -> tuple[str, int]:
    """Return where a run stands in the order in which they are due."""
    return utc_text(run.next_at), run.id


@dataclass(frozen=True, slots=True)
class NewFollowup:
    """A follow-up of a step with everything that was settled for it."""

    draft: FollowupDraft
    due: Due
    asked: datetime
    why: str


def make_followups(
    db: ClubDatabase, made: Sequence[NewFollowup], at: datetime, operator_id: int
) -> list[int]:
    """Store follow-ups as `followups.make_step` does, many at once; return their ids.

    Their keys must be new.
    """
    first = db.execute_sql("SELECT COALESCE(MAX(id), 0) + 1 FROM followup").fetchone()[0]
    ids = list(range(first, first + len(made)))
    now = utc_text(at)
    cursor = db.cursor()
    cursor.executemany(
        "INSERT INTO followup (id, key, member_id, about, about_id, reason, channel, text,"
        " checklist, answer_id, owner_id, role, skill, due_at, due_on, has_time, minutes,"
        " is_promise, priority, state, outcome, result, tries, recurrence, run_id, step, made_at,"
        " made_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " 'open', '', '', 0, '', ?, ?, ?, ?, 1)",
        [
            (
                id_, d.key, d.member_id, d.about, d.about_id, d.reason, d.channel, d.text,
                "\n".join(d.checklist), d.answer_id, d.owner_id, d.role, d.skill,
                utc_text(new.due.at), new.due.on.isoformat(), int(new.due.has_time), d.minutes,
                int(d.is_promise), d.priority, d.run_id, d.step, now, operator_id,
            )
            for id_, new in zip(ids, made, strict=True)
            for d in (new.draft,)
        ],
    )  # fmt: skip
    cursor.executemany(
        "INSERT INTO followup_event (followup_id, at, operator_id, what, code, from_due, to_due,"
        " to_owner_id, text) VALUES (?, ?, ?, 'made', ?, ?, ?, ?, '')",
        [
            (
                id_, now, operator_id, new.why, utc_text(new.asked), utc_text(new.due.at),
                new.draft.owner_id,
            )
            for id_, new in zip(ids, made, strict=True)
        ],
    )  # fmt: skip
    return ids


@dataclass(frozen=True, slots=True)
class StepDone:
    """What became of a step, and where its run stands then.

    Attributes:
        followup_id: What was made; None: it was skipped, for `reason`.
        reason: Of a step that was made: a note, or nothing.
        next_at: When the next step is due; None: the run ends.
        ended: Why the run is stopped; empty: it is not, or it is done.
    """

    run_id: int
    step: int
    followup_id: int | None
    reason: str
    next_at: datetime | None
    ended: str = ""


def store_steps(db: ClubDatabase, steps: Sequence[StepDone], at: datetime) -> None:
    """Store what became of steps and move their runs on."""
    now = utc_text(at)
    cursor = db.cursor()
    cursor.executemany(
        "INSERT INTO playbook_step (run_id, step, state, followup_id, reason, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                each.run_id, each.step, SKIPPED if each.followup_id is None else MADE,
                each.followup_id, each.reason, now,
            )
            for each in steps
        ],
    )  # fmt: skip
    cursor.executemany(
        "UPDATE playbook_run SET next_step = ?, next_at = ?, state = ?, reason = ?, ended_at = ?"
        " WHERE id = ?",
        [
            (
                each.step + 1, utc_text(each.next_at) if each.next_at else None,
                RUNNING if each.next_at else STOPPED if each.ended else DONE, each.ended,
                None if each.next_at else now, each.run_id,
            )
            for each in steps
        ],
    )  # fmt: skip


def stop_runs(db: ClubDatabase, playbook_id: int, reason: str, at: datetime) -> int:
    """Stop every run of a playbook that goes on; return how many."""
    return _stop(db, "playbook_id = ?", playbook_id, reason, at)


def forget(db: ClubDatabase, member_id: int, at: datetime) -> int:
    """Stop the runs of a member whose data are erased; a run holds no text of anybody's."""
    return _stop(db, "member_id = ?", member_id, "erased", at)


MERGED = "gone"
"""Reason of a run that ended with the record it was for: blocked, erased or merged."""


def stop_twins(
    db: ClubDatabase, merge_id: int, member_id: int, at: datetime
) -> list[tuple[int, str]]:
    """Stop the runs that came with a merge to a member who lives by the same playbook already.

    Return each with the moment of its next step.
    """
    rows = db.execute_sql(
        "SELECT r.id, r.next_at FROM merge_move g JOIN playbook_run r ON r.id = g.row_id"
        " WHERE g.merge_id = :merge AND g.place = 'playbook_run' AND r.state = 'running'"
        " AND EXISTS (SELECT 1 FROM playbook_run q WHERE q.member_id = :member"
        " AND q.playbook_id = r.playbook_id AND q.state = 'running' AND q.id NOT IN (SELECT row_id"
        " FROM merge_move WHERE merge_id = :merge AND place = 'playbook_run')) ORDER BY r.id",
        {"merge": merge_id, "member": member_id},
    ).fetchall()
    for row in rows:
        _stop(db, "id = ?", row[0], MERGED, at)
    return [(row[0], row[1]) for row in rows]


def go_on(db: ClubDatabase, run_id: int, next_at: str) -> None:
    """Let a run go on that stopped because of a merge, when that is undone."""
    db.execute_sql(
        "UPDATE playbook_run SET state = 'running', reason = '', next_at = ?, ended_at = NULL"
        " WHERE id = ? AND state = 'stopped' AND reason = ? AND playbook_id IN (SELECT id FROM"
        " playbook WHERE is_on)",
        (next_at, run_id, MERGED),
    )


def _stop(db: ClubDatabase, where: str, id_: int, reason: str, at: datetime) -> int:
    done = db.execute_sql(
        "UPDATE playbook_run SET state = 'stopped', reason = ?, next_at = NULL, ended_at = ?"
        f" WHERE state = 'running' AND {where}",
        (reason, utc_text(at), id_),
    )
    return int(done.rowcount)
