"""What stands beside a prediction: names and numbers, a member's own sales, what is to be done."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.history import MIRROR, RETURN, SALE, UNKNOWN, VISIT, History
from loyaldesk.store.database import ClubDatabase

Ids = NDArray[np.int64]

_PART = 5_000


def numbers(db: ClubDatabase) -> Iterator[list[tuple[int, str]]]:
    """Yield ids and numbers of who is there, by id, some at a time; erased and merged are not."""
    cursor = db.execute_sql(
        "SELECT id, number FROM member WHERE state <> 'erased' AND merged_into_id IS NULL"
        " ORDER BY id"
    )
    while rows := cursor.fetchmany(_PART):
        yield rows


def own_sales(db: ClubDatabase, member_id: int, until: date) -> History:
    """Return the sales of one member until a day; costs, hours and operators are left out."""
    rows = db.execute_sql(
        "SELECT unixepoch(sold_on) / 86400, net_rial, CASE kind"
        f" WHEN 'sale' THEN {SALE} WHEN 'visit' THEN {VISIT} WHEN 'return' THEN {RETURN}"
        f" ELSE {MIRROR} END FROM sale WHERE member_id = ? AND sold_on <= ? ORDER BY sold_on, id",
        (member_id, until.isoformat()),
    ).fetchall()
    day, net, kind = np.array(rows, np.int64).reshape(-1, 3).T
    count = len(day)
    ids = np.array([member_id] if count else [], np.int64)
    return History(
        ids, np.array([0, count] if count else [0], np.int64), day.astype(np.int32), net,
        np.full(count, UNKNOWN, np.int64), np.zeros(count, bool), np.zeros(count, np.int64),
        kind.astype(np.uint8), np.zeros(count, np.uint8), np.zeros(count, np.int32),
    )  # fmt: skip


def names(db: ClubDatabase, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return number and name of those of *ids* who are there, by id."""
    rows = db.execute_sql(
        "SELECT id, number, name FROM member WHERE id IN (SELECT value FROM json_each(?))"
        " AND state <> 'erased' AND merged_into_id IS NULL",
        (json.dumps(list(ids)),),
    ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}
