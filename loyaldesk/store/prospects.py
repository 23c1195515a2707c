"""Storing prospects: people who are no members yet, and moving what is theirs to a member."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.kernel.persian import fold
from loyaldesk.store import contacts, record_events
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

PLACE = "prospect"

MOVED = ("request", "feedback", "occasion_order", "contact", "followup", "complaint")
"""Tables whose rows belong to a prospect or to a member."""


@dataclass(frozen=True, slots=True)
class StoredProspect:
    """Somebody who is no member, or became one."""

    id: int
    number: int
    name: str
    mobile: str
    email: str
    source: str
    enquiry: str
    state: str
    reason: str
    owner_id: int | None
    owner: str
    member_id: int | None
    made_at: datetime
    made_on: date
    joined_at: datetime | None
    version: int


_SELECT = (
    "SELECT p.id, p.number, p.name, p.mobile, p.email, p.source, p.enquiry, p.state, p.reason,"
    " p.owner_id, COALESCE(o.name, ''), p.member_id, p.made_at, p.made_on, p.joined_at, p.version"
    " FROM prospect p LEFT JOIN operator o ON o.id = p.owner_id"
)


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredProspect]:
    rows = db.execute_sql(f"{_SELECT} {ending}", values).fetchall()
    return [
        StoredProspect(*[
            *row[:12], utc_moment(row[12]), date.fromisoformat(row[13]),
            utc_moment(row[14]) if row[14] else None, row[15],
        ])
        for row in rows
    ]  # fmt: skip


def by_id(db: ClubDatabase, prospect_id: int) -> StoredProspect | None:
    """Return a prospect, or None."""
    found = _rows(db, "WHERE p.id = ?", (prospect_id,))
    return found[0] if found else None


def with_mobile(db: ClubDatabase, mobile: str) -> StoredProspect | None:
    """Return the prospect with a mobile who has not joined, an open one first; or None."""
    found = _rows(
        db,
        "WHERE p.mobile = ? AND p.state <> 'joined' ORDER BY p.state = 'lost', p.id DESC LIMIT 1",
        (mobile,),
    )
    return found[0] if found else None


def listing(
    db: ClubDatabase, *, state: str, source: str, owner_id: int | None, typed: str, limit: int
) -> list[StoredProspect]:
    """Return prospects, the newest first; *typed* is a part of a name or of a mobile."""
    digits = "".join(c for c in fold(typed) if c.isdecimal()).lstrip("0")
    return _rows(
        db,
        "WHERE (? = '' OR p.state = ?) AND (? = '' OR p.source = ?)"
        " AND (? IS NULL OR p.owner_id = ?)"
        " AND (? = '' OR instr(p.name_key, ?) > 0 OR (? <> '' AND instr(p.mobile, ?) > 0))"
        " AND p.reason <> 'erased' ORDER BY p.id DESC LIMIT ?",
        (
            *(state,) * 2, *(source,) * 2, *(owner_id,) * 2, *(fold(typed),) * 2, *(digits,) * 2,
            limit,
        ),
    )  # fmt: skip


def move_to_member(db: ClubDatabase, prospect_id: int, member_id: int) -> dict[str, int]:
    """Make everything of a prospect the member's; return how many rows of each table."""
    moved = {}
    for table in MOVED:
        row = db.execute_sql(
            f"UPDATE {table} SET member_id = ?, prospect_id = NULL WHERE prospect_id = ?",
            (member_id, prospect_id),
        )
        moved[table] = int(row.rowcount)
    return moved


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What came of the prospects of one source. ``known`` were members already."""

    source: str
    came: int
    joined: int
    lost: int
    known: int


def by_source(db: ClubDatabase, first: date, last: date) -> list[SourceCount]:
    """Return what came of who came from *first* to *last*, the largest source first.

    Who was taken twice or erased counts nowhere.
    """
    rows = db.execute_sql(
        "SELECT source, COUNT(*), SUM(state = 'joined' AND reason <> 'known'),"
        " SUM(state = 'lost'), SUM(state = 'joined' AND reason = 'known') FROM prospect"
        " WHERE made_on BETWEEN ? AND ? AND NOT (state = 'lost' AND reason IN ('twice', 'erased'))"
        " GROUP BY source ORDER BY COUNT(*) DESC, source",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [SourceCount(*row) for row in rows]


def forget(db: ClubDatabase, member_id: int) -> None:
    """Blank what a member was as a prospect, when the member's data are erased."""
    record_events.forget_of_member(db, PLACE, member_id)
    db.execute_sql(
        "UPDATE prospect SET name = '', name_key = '', mobile = '', email = '', enquiry = '',"
        " version = version + 1 WHERE member_id = ?",
        (member_id,),
    )


def blank(db: ClubDatabase, prospect_id: int) -> None:
    """Take a prospect's person out: the source and the days stay as figures."""
    record_events.forget_of(db, PLACE, prospect_id)
    db.execute_sql(
        "UPDATE prospect SET name = '', name_key = '', mobile = '', email = '', enquiry = '',"
        " state = 'lost', reason = 'erased', version = version + 1 WHERE id = ?",
        (prospect_id,),
    )
    contacts.forget_prospect(db, prospect_id)
    db.execute_sql(
        "UPDATE followup SET text = '', checklist = '', result = '', version = version + 1"
        " WHERE prospect_id = ?",
        (prospect_id,),
    )
    db.execute_sql(
        "UPDATE followup_event SET text = '' WHERE text <> '' AND followup_id IN"
        " (SELECT id FROM followup WHERE prospect_id = ?)",
        (prospect_id,),
    )


def open_followups(db: ClubDatabase, prospect_id: int) -> list[int]:
    """Return the open follow-ups for a prospect."""
    rows = db.execute_sql(
        "SELECT id FROM followup WHERE prospect_id = ? AND state = 'open' ORDER BY id",
        (prospect_id,),
    )
    return [row[0] for row in rows]
