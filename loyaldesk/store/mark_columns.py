"""Members with their marks, as columns of numbers for the night's work."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.store.database import ClubDatabase

Ints = NDArray[np.int64]


def living(db: ClubDatabase, until: date) -> tuple[Ints, Ints]:
    """Return the members of the club on a day, rising, and when each joined, as days since 1970.

    Erased members and records that became part of another are left out.
    """
    rows = db.execute_sql(
        "SELECT id, CAST(julianday(registered_on) - 2440587.5 AS INTEGER) FROM member"
        " WHERE state <> 'erased' AND merged_into_id IS NULL AND registered_on <= ? ORDER BY id",
        (until.isoformat(),),
    ).fetchall()
    found = np.array(rows, np.int64).reshape(-1, 2)
    return np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])


def advocates(db: ClubDatabase, until: date) -> tuple[Ints, Ints, Ints]:
    """Return who brought a member, said thanks, or had an idea used, until a day; each rising."""
    day = {"day": until.isoformat()}
    brought = _column(
        db,
        "SELECT DISTINCT COALESCE(r.merged_into_id, r.id) FROM member m JOIN member r"
        " ON r.id = m.referrer_id WHERE m.registered_on <= :day AND m.merged_into_id IS NULL"
        " ORDER BY 1",
        day,
    )
    voices = (
        "SELECT DISTINCT member_id FROM feedback WHERE member_id IS NOT NULL AND made_on <= :day"
        " AND {} ORDER BY 1"
    )
    thanked = _column(db, voices.format("kind = 'thanks'"), day)
    idea = _column(db, voices.format("kind = 'idea' AND state = 'done'"), day)
    return brought, thanked, idea


def _column(db: ClubDatabase, sql: str, values: Mapping[str, object]) -> Ints:
    return np.array([row[0] for row in db.execute_sql(sql, values).fetchall()], np.int64)


def stored_marks(
    db: ClubDatabase, stages: Sequence[str], risks: Sequence[str]
) -> tuple[Ints, NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]]:
    """Return the members with a mark, rising, and their stages as places in *stages*.

    The third are places of what the rule said where the stage is by hand: -1 is not by hand, -2
    means that it is not known. The last are risks as places in *risks*, -1 for none.
    """
    places = " ".join(f"WHEN '{stage}' THEN {n}" for n, stage in enumerate(stages))
    near = " ".join(f"WHEN '{risk}' THEN {n}" for n, risk in enumerate(risks))
    rows = db.execute_sql(
        f"SELECT member_id, CASE stage {places} ELSE -1 END, CASE ruled WHEN '' THEN -1 {places}"
        f" ELSE -2 END, CASE risk {near} ELSE -1 END FROM member_mark ORDER BY member_id"
    ).fetchall()
    found = np.array(rows, np.int64).reshape(-1, 4)
    stage, ruled, risk = (found[:, n].astype(np.int8) for n in (1, 2, 3))
    return np.ascontiguousarray(found[:, 0]), stage, ruled, risk
