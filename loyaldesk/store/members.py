"""Storing members and their codes, and finding whom a code means."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.cards import CodeKind
from loyaldesk.domain.members import MemberDraft
from loyaldesk.kernel import phone
from loyaldesk.kernel.persian import code_key, fold
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text
from loyaldesk.store.merging import kept

_FORM = (
    "kind", "honorific", "first_name", "last_name", "company_name", "mobile", "national_id",
    "gender", "email", "landline", "address", "postal_code", "family", "preferences", "sizes",
    "preferred_channel", "preferred_time", "tone", "source",
)  # fmt: skip


def columns_of(draft: MemberDraft) -> dict[str, object]:
    """Return a draft as columns, with the folded keys that search uses."""
    columns: dict[str, object] = {name: getattr(draft, name) for name in _FORM}
    columns["birthday"] = draft.birthday.isoformat() if draft.birthday else None
    columns["wedding_on"] = draft.wedding_on.isoformat() if draft.wedding_on else None
    columns["tags"] = json.dumps(list(draft.tags), ensure_ascii=False) if draft.tags else ""
    columns["consent"] = " ".join(sorted(draft.consent))
    columns["referrer_id"] = draft.referrer_id
    columns["name"] = draft.name
    columns["name_key"] = fold(draft.name)
    back = f"{draft.last_name} {draft.first_name}".strip()
    columns["last_first_key"] = fold(back) if draft.first_name and draft.last_name else ""
    columns["mobile_back"] = draft.mobile.lstrip("+")[::-1]
    return columns


def words_of(draft: MemberDraft, codes: list[str]) -> str:
    """Return everything a member can be found by, folded, in one text."""
    parts = [draft.name, draft.company_name, phone.national(draft.mobile), *codes]
    return "|".join(dict.fromkeys(fold(part) for part in parts if part))


def add_member(
    db: ClubDatabase, draft: MemberDraft, *, number: str, tier: str, tier_since: date,
    at: datetime, on_day: date, operator_id: int, run_id: int | None = None,
    codes: Sequence[tuple[str, CodeKind]] = (),
) -> int:  # fmt: skip
    """Store a new member with the number as first code, then *codes*, and return the id."""
    every = [number, *(typed for typed, _ in codes)]
    columns = columns_of(draft) | {
        "number": number, "tier": tier, "tier_since": tier_since.isoformat(),
        "registered_at": utc_text(at), "registered_on": on_day.isoformat(),
        "operator_id": operator_id, "run_id": run_id, "words": words_of(draft, every),
        "state": "active", "state_reason": "", "version": 1,
    }  # fmt: skip
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    row = db.execute_sql(f"INSERT INTO member ({names}) VALUES ({marks})", tuple(columns.values()))
    member_id = int(row.lastrowid)
    add_code(db, member_id, number, CodeKind.NUMBER, at)
    for typed, kind in codes:
        add_code(db, member_id, typed, kind, at)
    return member_id


def update_member(db: ClubDatabase, member_id: int, draft: MemberDraft, version: int) -> bool:
    """Store *draft* over version *version*; return False when somebody was quicker."""
    columns = columns_of(draft) | {"words": words_of(draft, codes_of(db, member_id))}
    pairs = ", ".join(f"{name} = ?" for name in columns)
    done = db.execute_sql(
        f"UPDATE member SET {pairs}, version = version + 1 WHERE id = ? AND version = ?",
        (*columns.values(), member_id, version),
    )
    return bool(done.rowcount)


def codes_of(db: ClubDatabase, member_id: int) -> list[str]:
    """Return a member's codes as they were typed."""
    rows = db.execute_sql("SELECT typed FROM code WHERE member_id = ? ORDER BY id", (member_id,))
    return [row[0] for row in rows.fetchall()]


def refresh_words(db: ClubDatabase, member_id: int) -> None:
    """Let search know a member's codes of now."""
    row = db.execute_sql(
        "SELECT name, company_name, mobile FROM member WHERE id = ?", (member_id,)
    ).fetchone()
    parts = [row[0], row[1], phone.national(row[2]), *codes_of(db, member_id)]
    words = "|".join(dict.fromkeys(fold(part) for part in parts if part))
    db.execute_sql("UPDATE member SET words = ? WHERE id = ?", (words, member_id))


def add_code(db: ClubDatabase, member_id: int, typed: str, kind: CodeKind, at: datetime) -> int:
    """Store a code; the schema refuses one that stands already."""
    row = db.execute_sql(
        "INSERT INTO code (code_key, typed, member_id, kind, state, reason, made_at)"
        " VALUES (?, ?, ?, ?, 'active', '', ?)",
        (code_key(typed), typed, member_id, kind.value, utc_text(at)),
    )
    return int(row.lastrowid)


@dataclass(frozen=True, slots=True)
class CodeHit:
    """A member that a code means."""

    member_id: int
    name: str
    number: str
    kind: str
    state: str
    member_state: str


def by_code(db: ClubDatabase, typed: str) -> list[CodeHit]:
    """Return whom a code means: card, member number, former code, or a mobile in any spelling."""
    rows = db.execute_sql(
        "SELECT m.id, m.name, m.number, c.kind, c.state, m.state FROM code c"
        " JOIN member m ON m.id = c.member_id WHERE c.code_key = ?",
        (code_key(typed),),
    ).fetchall()
    hits = [CodeHit(*row) for row in rows]
    mobile = phone.normalize(typed)
    if mobile:
        known = {hit.member_id for hit in hits}
        rows = db.execute_sql(
            "SELECT id FROM member WHERE mobile = ? AND state <> 'erased' ORDER BY id", (mobile,)
        ).fetchall()
        ids = dict.fromkeys(kept(db, row[0]) for row in rows)
        hits += [_by_mobile(db, id_) for id_ in ids if id_ not in known]
    return hits


def _by_mobile(db: ClubDatabase, member_id: int) -> CodeHit:
    row = db.execute_sql(
        "SELECT id, name, number, 'mobile', 'active', state FROM member WHERE id = ?", (member_id,)
    ).fetchone()
    return CodeHit(*row)


def add_note(db: ClubDatabase, member_id: int, text: str, at: datetime, operator_id: int) -> None:
    """Store a note about a member."""
    db.execute_sql(
        "INSERT INTO note (member_id, text, at, operator_id) VALUES (?, ?, ?, ?)",
        (member_id, text, utc_text(at), operator_id),
    )


def owner_of_code(db: ClubDatabase, typed: str) -> tuple[int, str] | None:
    """Return id and name of the member who has a code, or None."""
    row = db.execute_sql(
        "SELECT m.id, m.name FROM code c JOIN member m ON m.id = c.member_id WHERE c.code_key = ?",
        (code_key(typed),),
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def with_mobile(db: ClubDatabase, mobile: str, but: int | None = None) -> list[tuple[int, str]]:
    """Return id and name of those who have a mobile, except *but*."""
    rows = db.execute_sql(
        "SELECT id FROM member WHERE mobile = ? AND state <> 'erased' ORDER BY id LIMIT 5",
        (mobile,),
    ).fetchall()
    ids = dict.fromkeys(kept(db, row[0]) for row in rows)
    return [(id_, _by_mobile(db, id_).name) for id_ in ids if id_ != but]


def named_like(db: ClubDatabase, key: str, limit: int = 400) -> list[tuple[int, str, str, str]]:
    """Return (id, number, name, mobile) of those whose folded name begins alike."""
    start = key[:2]
    if not start:
        return []
    end = start[:-1] + chr(ord(start[-1]) + 1)
    rows = db.execute_sql(
        "SELECT id, number, name, mobile FROM member WHERE name_key >= ? AND name_key < ?"
        " AND state <> 'erased' AND merged_into_id IS NULL"
        " AND abs(length(name_key) - ?) <= 4 LIMIT ?",
        (start, end, len(key), limit),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows.fetchall()]


def consent_of(db: ClubDatabase, member_id: int) -> frozenset[str]:
    """Return by which channels a member may be reached now."""
    row = db.execute_sql("SELECT consent FROM member WHERE id = ?", (member_id,)).fetchone()
    return frozenset(row[0].split()) if row else frozenset()


def with_national_id(
    db: ClubDatabase, national_id: str, but: int | None
) -> tuple[int, str, str, str] | None:
    """Return (id, number, name, mobile) of another member with the same national id, or None."""
    row: Any = db.execute_sql(
        "SELECT id, number, name, mobile FROM member WHERE national_id = ? AND state <> 'erased'"
        " AND merged_into_id IS NULL AND id <> ? LIMIT 1",
        (national_id, but or 0),
    ).fetchone()
    return (row[0], row[1], row[2], row[3]) if row else None


def stored_draft(db: ClubDatabase, member_id: int) -> tuple[MemberDraft, int] | None:
    """Return a member's form and its version, or None."""
    row = db.execute_sql(
        f"SELECT {', '.join(_FORM)}, birthday, wedding_on, tags, consent, referrer_id, version"
        " FROM member WHERE id = ?",
        (member_id,),
    ).fetchone()
    if row is None:
        return None
    form = dict(zip(_FORM, row, strict=False))
    birthday, wedding_on, tags, consent, referrer_id, version = row[len(_FORM) :]
    return MemberDraft(
        **form,
        birthday=date.fromisoformat(birthday) if birthday else None,
        wedding_on=date.fromisoformat(wedding_on) if wedding_on else None,
        tags=tuple(json.loads(tags)) if tags else (),
        consent=frozenset(consent.split()),
        referrer_id=referrer_id,
    ), int(version)
