"""Pairs of members who may be one person, and what a person said about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.alike import Face, Pair
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of

OPEN, DIFFERENT, MERGED = "open", "different", "merged"

_LIVING = "state <> 'erased' AND merged_into_id IS NULL"


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A pair as a list shows it; marks are as they are stored, the reader may have to mask them."""

    one_id: int
    one_number: str
    one_name: str
    other_id: int
    other_number: str
    other_name: str
    score: int
    why: tuple[str, ...]
    found_on: date


def faces(db: ClubDatabase) -> list[Face]:
    """Return every living member by what records are compared by."""
    rows = db.execute_sql(
        "SELECT id, name_key, last_first_key, mobile, national_id, birthday, email, landline"
        f" FROM member WHERE {_LIVING} ORDER BY id"
    ).fetchall()
    return [
        Face(
            row[0], row[1].replace(" ", ""), row[2].replace(" ", ""), row[3], row[4],
            day_of(row[5]), row[6], row[7],
        )
        for row in rows
    ]  # fmt: skip


def keep(db: ClubDatabase, found: Sequence[Pair], today: date) -> int:
    """Store the pairs that are new, let go of open ones that are alike no more; return the new."""
    db.execute_sql(
        "UPDATE alike SET state = 'merged' WHERE state = 'open' AND EXISTS (SELECT 1 FROM member m"
        " WHERE m.id IN (alike.one_id, alike.other_id) AND m.merged_into_id IS NOT NULL)"
    )
    known = {
        (row[0], row[1]): row[2]
        for row in db.execute_sql("SELECT one_id, other_id, state FROM alike").fetchall()
    }
    now = {(pair.one_id, pair.other_id) for pair in found}
    for (one, other), state in known.items():
        if state == OPEN and (one, other) not in now:
            db.execute_sql("DELETE FROM alike WHERE one_id = ? AND other_id = ?", (one, other))
    new = [pair for pair in found if (pair.one_id, pair.other_id) not in known]
    for pair in new:
        db.execute_sql(
            "INSERT INTO alike (one_id, other_id, score, why, found_on, state)"
            " VALUES (?, ?, ?, ?, ?, 'open')",
            (pair.one_id, pair.other_id, pair.score, " ".join(pair.why), today.isoformat()),
        )
    return len(new)


_WAITING = (
    " FROM alike a JOIN member o ON o.id = a.one_id JOIN member p ON p.id = a.other_id"
    " WHERE a.state = 'open' AND o.state <> 'erased' AND p.state <> 'erased'"
    " AND o.merged_into_id IS NULL AND p.merged_into_id IS NULL"
)


def waiting(db: ClubDatabase, limit: int) -> list[AlikeRow]:
    """Return the pairs nobody has decided about, the most alike first."""
    rows = db.execute_sql(
        "SELECT a.one_id, o.number, o.name, a.other_id, p.number, p.name, a.score, a.why,"
        f" a.found_on{_WAITING} ORDER BY length(a.why) DESC, a.score DESC, a.one_id, a.other_id"
        " LIMIT ?",
        (limit,),
    ).fetchall()
    return [
        AlikeRow(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], tuple(row[7].split()),
            date.fromisoformat(str(row[8])),
        )
        for row in rows
    ]  # fmt: skip


def count(db: ClubDatabase) -> int:
    """Return how many pairs nobody has decided about."""
    return int(db.execute_sql(f"SELECT COUNT(*){_WAITING}").fetchone()[0])


def say(db: ClubDatabase, one_id: int, other_id: int, state: str) -> bool:
    """Store what a person said about an open pair; False: there is no such pair."""
    return bool(
        db.execute_sql(
            "UPDATE alike SET state = ? WHERE one_id = ? AND other_id = ? AND state = 'open'",
            (state, min(one_id, other_id), max(one_id, other_id)),
        ).rowcount
    )
