"""Storing requests and reading them."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store import record_events
from loyaldesk.store.casework import JOINS, WHO
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

PLACE = "request"


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request. ``promised_at`` is what the member was told; ``due_at`` may be later."""

    id: int
    number: int
    kind: str
    member_id: int | None
    prospect_id: int | None
    who: str
    mobile: str
    channel: str
    product: str
    text: str
    owner_id: int | None
    owner: str
    state: str
    due_at: datetime
    due_on: date
    promised_at: datetime
    opened_at: datetime
    opened_on: date
    answer: str
    answered_at: datetime | None
    result: str
    done_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.done_at is None


_SELECT = (
    "SELECT r.id, r.number, r.kind," + WHO.format(t="r") + ", r.channel, r.product, r.text,"
    " r.owner_id, COALESCE(o.name, ''), r.state, r.due_at, r.due_on, r.promised_at, r.opened_at,"
    " r.opened_on, r.answer, r.answered_at, r.result, r.done_at, r.version FROM request r"
    + JOINS.format(t="r")
)


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredRequest]:
    rows = db.execute_sql(f"{_SELECT} {ending}", values).fetchall()
    return [
        StoredRequest(*[
            *row[:13], utc_moment(row[13]), date.fromisoformat(row[14]), utc_moment(row[15]),
            utc_moment(row[16]), date.fromisoformat(row[17]), row[18],
            utc_moment(row[19]) if row[19] else None, row[20],
            utc_moment(row[21]) if row[21] else None, row[22],
        ])
        for row in rows
    ]  # fmt: skip


def by_id(db: ClubDatabase, request_id: int) -> StoredRequest | None:
    """Return a request, or None."""
    found = _rows(db, "WHERE r.id = ?", (request_id,))
    return found[0] if found else None


def listing(
    db: ClubDatabase, *, state: str, kind: str, owner_id: int | None, member_id: int | None,
    prospect_id: int | None, number: int | None, limit: int,
) -> list[StoredRequest]:  # fmt: skip
    """Return requests: the open ones by what is due first, then the ended ones, newest first.

    *state* ``open`` means not ended; empty: all.
    """
    return _rows(
        db,
        "WHERE (? = '' OR r.state = ? OR (? = 'open' AND r.done_at IS NULL))"
        " AND (? = '' OR r.kind = ?) AND (? IS NULL OR r.owner_id = ?)"
        " AND (? IS NULL OR r.member_id = ?) AND (? IS NULL OR r.prospect_id = ?)"
        " AND (? IS NULL OR r.number = ?)"
        " ORDER BY r.done_at IS NOT NULL, CASE WHEN r.done_at IS NULL THEN r.due_at END,"
        " r.done_at DESC, r.id DESC LIMIT ?",
        (
            *(state,) * 3, *(kind,) * 2, *(owner_id,) * 2, *(member_id,) * 2, *(prospect_id,) * 2,
            *(number,) * 2, limit,
        ),
    )  # fmt: skip


def waiting(db: ClubDatabase) -> list[StoredRequest]:
    """Return the open requests for a product, who asked first first."""
    return _rows(
        db, "WHERE r.done_at IS NULL AND r.kind = 'product' ORDER BY r.opened_at, r.id", ()
    )  # fmt: skip


def open_of_prospect(db: ClubDatabase, prospect_id: int) -> list[StoredRequest]:
    """Return what is open of a prospect."""
    return _rows(db, "WHERE r.done_at IS NULL AND r.prospect_id = ?", (prospect_id,))


def forget(db: ClubDatabase, member_id: int, at: datetime, operator_id: int) -> None:
    """Cancel what is open for a member whose data are erased, and blank the texts of all.

    What product was asked for stays: it names nobody.
    """
    record_events.forget_of_member(db, PLACE, member_id)
    _end_open(db, "member_id", member_id, at, operator_id)
    _blank(db, "member_id", member_id)


def forget_prospect(db: ClubDatabase, prospect_id: int, at: datetime, operator_id: int) -> None:
    """Do the same for a prospect."""
    for row in db.execute_sql("SELECT id FROM request WHERE prospect_id = ?", (prospect_id,)):
        record_events.forget_of(db, PLACE, row[0])
    _end_open(db, "prospect_id", prospect_id, at, operator_id)
    _blank(db, "prospect_id", prospect_id)


def _end_open(db: ClubDatabase, column: str, whose: int, at: datetime, operator_id: int) -> None:
    rows = db.execute_sql(
        f"UPDATE request SET state = 'cancelled', done_at = ?, done_by = ?, version = version + 1"
        f" WHERE {column} = ? AND done_at IS NULL RETURNING id",
        (utc_text(at), operator_id, whose),
    ).fetchall()
    for row in rows:
        record_events.add(
            db, PLACE, row[0], "cancelled", at=at, operator_id=operator_id, code="erased"
        )


def _blank(db: ClubDatabase, column: str, whose: int) -> None:
    db.execute_sql(
        f"UPDATE request SET text = '', answer = '', result = '' WHERE {column} = ?", (whose,)
    )
