"""Who looks after whom, in the file: owners and deputies, operators' profiles, absences, loads."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loyaldesk.domain.care import AbsenceDraft, Hand, folded, words_of_member
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

MOST_COUNTED = 500
"""A load is counted up to so many; more is as good as full."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CareRow:
    """Owner and deputy of a member."""

    owner_id: int | None
    deputy_id: int | None


_HANDS = (
    "SELECT o.id, o.role, EXISTS (SELECT 1 FROM role_right r WHERE r.role = o.role"
    " AND r.permission = 'followup.write'), COALESCE(p.day_limit, 0), p.deputy_id,"
    " a.id IS NOT NULL, a.deputy_id, COALESCE(p.skills, ''), COALESCE(p.languages, ''),"
    " COALESCE(p.team, '')"
    " FROM operator o LEFT JOIN operator_profile p ON p.operator_id = o.id"
    " LEFT JOIN absence a ON a.operator_id = o.id AND ? BETWEEN a.from_on AND a.until_on"
    " WHERE o.is_active AND o.role <> 'system' ORDER BY o.id"
)


def hands(db: ClubDatabase, on: date) -> dict[int, Hand]:
    """Return the operators that are not disabled, as they are on a day."""
    rows = db.execute_sql(_HANDS, (on.isoformat(),)).fetchall()
    return {
        row[0]: Hand(
            row[0], row[1], bool(row[2]), row[3], row[4], row[6], bool(row[5]), folded(row[7]),
            folded(row[8]), row[9],
        )
        for row in rows
    }  # fmt: skip


def load(db: ClubDatabase, operator_id: int, on: date) -> int:
    """Return how many open follow-ups of an operator fall due on a day, up to `MOST_COUNTED`."""
    row = db.execute_sql(
        "SELECT COUNT(*) FROM (SELECT 1 FROM followup WHERE state = 'open' AND owner_id = ?"
        " AND due_on = ? LIMIT ?)",
        (operator_id, on.isoformat(), MOST_COUNTED),
    ).fetchone()
    return int(row[0])


def care_of(db: ClubDatabase, member_id: int) -> CareRow | None:
    """Return who looks after a member, or None."""
    row = db.execute_sql(
        "SELECT owner_id, deputy_id FROM care WHERE member_id = ?", (member_id,)
    ).fetchone()
    return CareRow(*row) if row else None


def prospect_owner(db: ClubDatabase, prospect_id: int) -> int | None:
    """Return who looks after a prospect, or None."""
    row = db.execute_sql("SELECT owner_id FROM prospect WHERE id = ?", (prospect_id,)).fetchone()
    return row[0] if row else None


def words_of(db: ClubDatabase, member_id: int) -> frozenset[str]:
    """Return the words of a member's form by which somebody may suit the member."""
    row = db.execute_sql(
        "SELECT kind, tone, tags FROM member WHERE id = ?", (member_id,)
    ).fetchone()  # fmt: skip
    return words_of_member(row[0], row[1], json.loads(row[2]) if row[2] else ()) if row else _NONE


def set_care(
    db: ClubDatabase, member_id: int, care: CareRow, at: datetime, operator_id: int
) -> None:
    """Store who looks after a member."""
    db.execute_sql(
        "INSERT INTO care (member_id, owner_id, deputy_id, at, operator_id) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (member_id) DO UPDATE SET owner_id = excluded.owner_id,"
        " deputy_id = excluded.deputy_id, at = excluded.at, operator_id = excluded.operator_id",
        (member_id, care.owner_id, care.deputy_id, utc_text(at), operator_id),
    )


def add_event(
    db: ClubDatabase, member_id: int, was: CareRow | None, care: CareRow, note: str, at: datetime,
    operator_id: int,
) -> None:  # fmt: skip
    """Store that a member got another owner or deputy."""
    db.execute_sql(
        "INSERT INTO care_event (member_id, from_owner_id, to_owner_id, deputy_id, note, at,"
        " operator_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            member_id, was.owner_id if was else None, care.owner_id, care.deputy_id, note,
            utc_text(at), operator_id,
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """An operator with what the rule of assignment knows."""

    operator_id: int
    name: str
    role: str
    is_active: bool
    day_limit: int
    deputy_id: int | None
    team: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    version: int


def profiles(db: ClubDatabase, operator_id: int | None = None) -> list[ProfileRow]:
    """Return the operators, or one of them, those without a profile with an empty one."""
    only = "" if operator_id is None else " AND o.id = :id"
    rows = db.execute_sql(
        "SELECT o.id, o.name, o.role, o.is_active, COALESCE(p.day_limit, 0), p.deputy_id,"
        " COALESCE(p.team, ''), COALESCE(p.skills, ''), COALESCE(p.languages, ''),"
        " COALESCE(p.version, 0) FROM operator o LEFT JOIN operator_profile p"
        f" ON p.operator_id = o.id WHERE o.role <> 'system'{only} ORDER BY o.name, o.id",
        {"id": operator_id},
    ).fetchall()
    return [
        ProfileRow(*[
            *row[:3], bool(row[3]), *row[4:7], _words(row[7]), _words(row[8]), row[9],
        ])
        for row in rows
    ]  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def save_profile(db: ClubDatabase, profile: ProfileRow) -> bool:
    """Store a profile as the next version; return whether nobody else stored one meanwhile."""
    found = db.execute_sql(
        "SELECT version FROM operator_profile WHERE operator_id = ?", (profile.operator_id,)
    ).fetchone()
    if (found[0] if found else 0) != profile.version:
        return False
    db.execute_sql(
        "INSERT INTO operator_profile (operator_id, day_limit, deputy_id, team, skills, languages,"
        " version) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (operator_id) DO UPDATE SET"
        " day_limit = excluded.day_limit, deputy_id = excluded.deputy_id, team = excluded.team,"
        " skills = excluded.skills, languages = excluded.languages, version = excluded.version",
        (
            profile.operator_id, profile.day_limit, profile.deputy_id, profile.team,
            ",".join(profile.skills), ",".join(profile.languages), profile.version + 1,
        ),
    )  # fmt: skip
    return True


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days on which somebody is away; ``ended_at``: came back early, then."""

    id: int
    operator_id: int
    operator: str
    from_on: date
    until_on: date
    deputy_id: int | None
    deputy: str
    reason: str
    ended_at: datetime | None


_ABSENCES = (
    "SELECT a.id, a.operator_id, COALESCE(o.name, ''), a.from_on, a.until_on, a.deputy_id,"
    " COALESCE(d.name, ''), a.reason, a.ended_at FROM absence a LEFT JOIN operator o"
    " ON o.id = a.operator_id LEFT JOIN operator d ON d.id = a.deputy_id"
)


def absences(
    db: ClubDatabase, first: date, last: date, operator_id: int | None = None
) -> list[AbsenceRow]:
    """Return the absences that touch the days from *first* to *last*."""
    rows = db.execute_sql(
        f"{_ABSENCES} WHERE a.from_on <= ? AND a.until_on >= ?"
        " AND (? IS NULL OR a.operator_id = ?) ORDER BY a.from_on, a.id",
        (last.isoformat(), first.isoformat(), operator_id, operator_id),
    ).fetchall()
    return [_absence(row) for row in rows]


def absence(db: ClubDatabase, absence_id: int) -> AbsenceRow | None:
    """Return an absence, or None."""
    row = db.execute_sql(f"{_ABSENCES} WHERE a.id = ?", (absence_id,)).fetchone()
    return _absence(row) if row else None


def _absence(row: tuple) -> AbsenceRow:  # type: ignore[type-arg]
    days = map(date.fromisoformat, row[3:5])
    ended_at = utc_moment(row[8]) if row[8] else None
    return AbsenceRow(*[*row[:3], *days, *row[5:8], ended_at])


def add_absence(db: ClubDatabase, draft: AbsenceDraft, at: datetime, by_id: int) -> int:
    """Store that somebody is away and return the row's id."""
    row = db.execute_sql(
        "INSERT INTO absence (operator_id, from_on, until_on, deputy_id, reason, at, by_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            draft.operator_id, draft.from_on.isoformat(), draft.until_on.isoformat(),
            draft.deputy_id, draft.reason, utc_text(at), by_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def end_absence(db: ClubDatabase, row: AbsenceRow, today: date, at: datetime) -> None:
    """Let somebody be here from *today* on; an absence that had no whole day is taken out."""
    if today <= row.from_on:
        db.execute_sql("DELETE FROM absence WHERE id = ?", (row.id,))
        return
    db.execute_sql(
        "UPDATE absence SET until_on = ?, ended_at = ? WHERE id = ?",
        ((today - timedelta(days=1)).isoformat(), utc_text(at), row.id),
    )


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open follow-up as the rule of assignment sees one."""

    id: int
    member_id: int | None
    prospect_id: int | None
    owner_id: int | None
    role: str
    skill: str


def open_of_the_absent(db: ClubDatabase, day: date, operator_id: int | None) -> list[OpenRow]:
    """Return the open follow-ups due up to *day* of who is away on it, the most urgent first.

    Who is disabled is away for ever.
    """
    rows = db.execute_sql(
        "SELECT f.id, f.member_id, f.prospect_id, f.owner_id, f.role, f.skill FROM followup f"
        " WHERE f.state = 'open' AND f.due_on <= :day AND (:who IS NULL OR f.owner_id = :who)"
        " AND f.owner_id IN (SELECT a.operator_id FROM absence a WHERE :day BETWEEN a.from_on"
        " AND a.until_on UNION SELECT o.id FROM operator o WHERE NOT o.is_active)"
        " ORDER BY f.is_promise DESC, f.priority DESC, f.due_at, f.id",
        {"day": day.isoformat(), "who": operator_id},
    ).fetchall()
    return [OpenRow(*row) for row in rows]


def falling_in(db: ClubDatabase, draft: AbsenceDraft) -> int:
    """Return how many open follow-ups of somebody fall into an absence."""
    row = db.execute_sql(
        "SELECT COUNT(*) FROM followup WHERE state = 'open' AND owner_id = ?"
        " AND due_on BETWEEN ? AND ?",
        (draft.operator_id, draft.from_on.isoformat(), draft.until_on.isoformat()),
    ).fetchone()
    return int(row[0])


def open_of_member(db: ClubDatabase, member_id: int, owner_id: int) -> list[int]:
    """Return the open follow-ups of a member that somebody has."""
    rows = db.execute_sql(
        "SELECT id FROM followup WHERE state = 'open' AND member_id = ? AND owner_id = ?",
        (member_id, owner_id),
    ).fetchall()
    return [row[0] for row in rows]


def forget(db: ClubDatabase, member_id: int) -> None:
    """Blank what was written about a member when somebody else took over; who did stays."""
    db.execute_sql(
        "UPDATE care_event SET note = '' WHERE member_id = ? AND note <> ''", (member_id,)
    )  # fmt: skip
