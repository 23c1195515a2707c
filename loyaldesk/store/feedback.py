"""Storing voices of members and reading them: the inbox, what was done, and thanks."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store import record_events
from loyaldesk.store.casework import JOINS, WHO
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

PLACE = "feedback"


@dataclass(frozen=True, slots=True)
class StoredFeedback:
    """What somebody said and what became of it."""

    id: int
    number: int
    kind: str
    member_id: int | None
    prospect_id: int | None
    who: str
    mobile: str
    channel: str
    product: str
    praised_id: int | None
    praised: str
    text: str
    owner_id: int | None
    owner: str
    state: str
    due_at: datetime | None
    made_at: datetime
    made_on: date
    answer: str
    answered_at: datetime | None
    we_did: str
    told_on: date | None
    points: int
    entry_id: int | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state not in ("done", "declined")


_SELECT = (
    "SELECT f.id, f.number, f.kind," + WHO.format(t="f") + ", f.channel, f.product, f.praised_id,"
    " COALESCE(a.name, ''), f.text, f.owner_id, COALESCE(o.name, ''), f.state, f.due_at, f.made_at,"
    " f.made_on, f.answer, f.answered_at, f.we_did, f.told_on, f.points, f.entry_id, f.version"
    " FROM feedback f" + JOINS.format(t="f") + " LEFT JOIN operator a ON a.id = f.praised_id"
)


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredFeedback]:
    rows = db.execute_sql(f"{_SELECT} {ending}", values).fetchall()
    return [
        StoredFeedback(*[
            *row[:15], utc_moment(row[15]) if row[15] else None, utc_moment(row[16]),
            date.fromisoformat(row[17]), row[18], utc_moment(row[19]) if row[19] else None,
            row[20], day_of(row[21]), *row[22:],
        ])
        for row in rows
    ]  # fmt: skip


def by_id(db: ClubDatabase, feedback_id: int) -> StoredFeedback | None:
    """Return what somebody said, or None."""
    found = _rows(db, "WHERE f.id = ?", (feedback_id,))
    return found[0] if found else None


def listing(
    db: ClubDatabase, *, state: str, kind: str, owner_id: int | None, member_id: int | None,
    limit: int,
) -> list[StoredFeedback]:  # fmt: skip
    """Return voices: what waits for an answer first, by its deadline; then the newest.

    *state* ``open`` means not decided; empty: all.
    """
    return _rows(
        db,
        "WHERE (? = '' OR f.state = ? OR (? = 'open' AND f.state NOT IN ('done', 'declined')))"
        " AND (? = '' OR f.kind = ?) AND (? IS NULL OR f.owner_id = ?)"
        " AND (? IS NULL OR f.member_id = ?)"
        " ORDER BY f.state IN ('done', 'declined'), f.answered_at IS NOT NULL,"
        " CASE WHEN f.state NOT IN ('done', 'declined') AND f.answered_at IS NULL THEN f.due_at"
        " END, f.id DESC LIMIT ?",
        (*(state,) * 3, *(kind,) * 2, *(owner_id,) * 2, *(member_id,) * 2, limit),
    )


def said_and_did(db: ClubDatabase, first: datetime, last: datetime) -> list[StoredFeedback]:
    """Return what the shop did after a voice, from *first* to before *last*, newest first."""
    return _rows(
        db,
        "WHERE f.we_did <> '' AND f.id IN (SELECT record_id FROM record_event"
        " WHERE place = 'feedback' AND what = 'done' AND at >= ? AND at < ?) ORDER BY f.id DESC",
        (utc_text(first), utc_text(last)),
    )


@dataclass(frozen=True, slots=True)
class LoopCount:
    """Voices that were decided in a period, and of how many somebody was told."""

    decided: int
    told: int


def loops(db: ClubDatabase, first: datetime, last: datetime) -> LoopCount:
    """Return how many voices were decided, from *first* to before *last*, and how many told.

    A voice of nobody known cannot be told to anybody and is left out; so are thanks.
    """
    row = db.execute_sql(
        "SELECT COUNT(*), COALESCE(SUM(f.told_on IS NOT NULL OR (f.state = 'declined'"
        " AND f.answered_at IS NOT NULL)), 0) FROM feedback f WHERE f.kind <> 'thanks'"
        " AND (f.member_id IS NOT NULL OR f.prospect_id IS NOT NULL)"
        " AND f.state IN ('done', 'declined') AND f.id IN (SELECT record_id FROM record_event"
        " WHERE place = 'feedback' AND what IN ('done', 'declined') AND code <> 'erased'"
        " AND at >= ? AND at < ?)",
        (utc_text(first), utc_text(last)),
    ).fetchone()
    return LoopCount(int(row[0]), int(row[1]))


def thanks(db: ClubDatabase, first: date, last: date) -> list[StoredFeedback]:
    """Return the thanks of a period, the newest first."""
    return _rows(
        db,
        "WHERE f.kind = 'thanks' AND f.made_on BETWEEN ? AND ? ORDER BY f.id DESC",
        (first.isoformat(), last.isoformat()),
    )


def points_given_on(db: ClubDatabase, operator_id: int, day: date) -> int:
    """Return the points an operator gave as thanks on a day."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE on_day = ? AND operator_id = ?"
        " AND kind = 'adjust' AND reason = 'feedback' AND points > 0",
        (day.isoformat(), operator_id),
    ).fetchone()
    return int(row[0])


def forget(db: ClubDatabase, member_id: int, at: datetime, operator_id: int) -> None:
    """Blank the words of a member whose data are erased; what the shop did stays its own."""
    record_events.forget_of_member(db, PLACE, member_id)
    _forget(db, "member_id", member_id, at, operator_id)


def forget_prospect(db: ClubDatabase, prospect_id: int, at: datetime, operator_id: int) -> None:
    """Do the same for a prospect."""
    for row in db.execute_sql(
        "SELECT id FROM feedback WHERE prospect_id = ?", (prospect_id,)
    ).fetchall():
        record_events.forget_of(db, PLACE, row[0])
    _forget(db, "prospect_id", prospect_id, at, operator_id)


def _forget(db: ClubDatabase, column: str, whose: int, at: datetime, operator_id: int) -> None:
    rows = db.execute_sql(
        f"UPDATE feedback SET state = 'declined', version = version + 1 WHERE {column} = ?"
        " AND state NOT IN ('done', 'declined') RETURNING id",
        (whose,),
    ).fetchall()
    for row in rows:
        record_events.add(
            db, PLACE, row[0], "declined", at=at, operator_id=operator_id, code="erased"
        )
    db.execute_sql(f"UPDATE feedback SET text = '', answer = '' WHERE {column} = ?", (whose,))
