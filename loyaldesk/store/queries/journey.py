"""The way of members from the first question to leaving, each by one statement over the club."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.contacts import NOT_REACHED
from loyaldesk.store.database import ClubDatabase

Ints = NDArray[np.int64]

_DAY = "CAST(julianday({}) - 2440587.5 AS INTEGER)"
UNREACHED = "({})".format(", ".join(f"'{code}'" for code in sorted(NOT_REACHED)))

NOBODY = -1
"""A prospect who is no member, or a day that has not come."""


def _table(db: ClubDatabase, sql: str, values: dict[str, object], width: int) -> Ints:
    """Return the rows of a statement of whole numbers, one column after the other."""
    rows = db.execute_sql(sql, values).fetchall()
    return np.ascontiguousarray(np.array(rows, np.int64).reshape(-1, width).T)


def prospects(db: ClubDatabase, first: date, last: date) -> Ints:
    """Return three rows: the day of each enquiry, the day it joined, and as which member.

    Who turned out to be a member already, was written down twice or erased counts nowhere.
    """
    return _table(
        db,
        f"SELECT {_DAY.format('made_on')}, CASE WHEN state = 'joined' THEN"
        f" COALESCE({_DAY.format('substr(joined_at, 1, 10)')}, {NOBODY}) ELSE {NOBODY} END,"
        f" CASE WHEN state = 'joined' THEN COALESCE(member_id, {NOBODY}) ELSE {NOBODY} END"
        " FROM prospect WHERE made_on BETWEEN :first AND :last AND reason NOT IN ('known')"
        " AND NOT (state = 'lost' AND reason IN ('twice', 'erased')) ORDER BY id",
        {"first": first.isoformat(), "last": last.isoformat()},
        3,
    )


@dataclass(frozen=True, slots=True)
class Came:
    """New members of one source; ``referred`` of them were brought by a member."""

    source: str
    ids: Ints
    referred: int


def sources(db: ClubDatabase, first: date, last: date) -> tuple[list[Came], Ints]:
    """Return the new members of some days by where they came from, and who was brought by a member.

    Brought is who has a member that brought them, or was written down first as sent by a member.
    """
    rows = db.execute_sql(
        "SELECT m.id, trim(m.source), m.referrer_id IS NOT NULL OR EXISTS (SELECT 1 FROM prospect p"
        " WHERE p.member_id = m.id AND p.source = 'referral' AND p.reason <> 'known') FROM member m"
        " WHERE m.registered_on BETWEEN ? AND ? AND m.state <> 'erased' AND m.merged_into_id IS"
        " NULL ORDER BY m.id",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    held: dict[str, list[int]] = {}
    brought = {row[0] for row in rows if row[2]}
    for id_, source, _ in rows:
        held.setdefault(source, []).append(id_)
    found = [
        Came(source, np.array(ids, np.int64), sum(id_ in brought for id_ in ids))
        for source, ids in held.items()
    ]
    found.sort(key=lambda each: (-len(each.ids), each.source))
    return found, np.array(sorted(brought), np.int64)


def last_contacts(db: ClubDatabase, until: date) -> tuple[Ints, Ints]:
    """Return the members somebody spoke to or wrote to until a day, rising, and the last day."""
    found = _table(
        db,
        f"SELECT member_id, {_DAY.format('MAX(on_day)')} FROM contact WHERE member_id IS NOT NULL"
        f" AND on_day <= :last AND result NOT IN {UNREACHED} GROUP BY member_id ORDER BY member_id",
        {"last": until.isoformat()},
        2,
    )
    return found[0], found[1]


HAPPENINGS = (
    "complaint", "return", "incident", "unhappy", "late", "not_reached", "expired", "tier_fall",
    "opt_out", "happy", "contact",
)  # fmt: skip
"""What may happen before somebody leaves; the sadder first."""

_HAPPENED = f"""
SELECT member_id, day, kind FROM (
    SELECT member_id, {_DAY.format("opened_on")} AS day, 0 AS kind FROM complaint
        WHERE member_id IS NOT NULL AND NOT is_withdrawn
    UNION ALL
    SELECT s.member_id, {_DAY.format("s.sold_on")}, 1 FROM sale s WHERE s.kind = 'return'
        AND s.returns_id IS NOT NULL
        AND +s.sold_on BETWEEN :first AND :last
        AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)
    UNION ALL
    SELECT i.member_id, {_DAY.format("substr(n.from_at, 1, 10)")}, 2 FROM incident_member i
        JOIN incident n ON n.id = i.incident_id WHERE i.state <> 'skipped'
    UNION ALL
    SELECT member_id, {_DAY.format("on_day")},
        CASE WHEN result IN {UNREACHED} THEN 5 WHEN feeling <= 2 THEN 3 WHEN feeling >= 4 THEN 9
        ELSE 10 END FROM contact WHERE member_id IS NOT NULL AND on_day BETWEEN :first AND :last
    UNION ALL
    SELECT member_id, {_DAY.format("substr(promised_at, 1, 10)")}, 4 FROM request
        WHERE member_id IS NOT NULL AND state <> 'cancelled'
        AND COALESCE(done_at, :now) > promised_at
    UNION ALL
    SELECT member_id, {_DAY.format("substr(answer_due, 1, 10)")}, 4 FROM complaint
        WHERE member_id IS NOT NULL AND COALESCE(answered_at, closed_at, :now) > answer_due
    UNION ALL
    SELECT member_id, {_DAY.format("on_day")}, 6 FROM points_entry WHERE kind = 'expire'
        AND on_day BETWEEN :first AND :last
    UNION ALL
    SELECT t.member_id, {_DAY.format("t.on_day")}, 7 FROM tier_change t
        JOIN json_each(:ladder) a ON a.value = t.from_tier
        JOIN json_each(:ladder) b ON b.value = t.to_tier
        WHERE b.key < a.key AND t.on_day BETWEEN :first AND :last
    UNION ALL
    SELECT member_id, {_DAY.format("substr(at, 1, 10)")}, 8 FROM consent_event WHERE NOT is_given
) WHERE day BETWEEN {_DAY.format(":first")} AND {_DAY.format(":last")} ORDER BY member_id, day
"""


def happenings(
    db: ClubDatabase, first: date, last: date, now: str, ladder: Sequence[str]
) -> tuple[Ints, Ints, Ints]:
    """Return members, days and kinds (places in `HAPPENINGS`) of what happened in some days.

    Args:
        db: The club.
        first: First day.
        last: Last day.
        now: The present moment as it is stored: what is not done by now is late.
        ladder: Codes of the tiers, the lowest first.
    """
    found = _table(
        db,
        _HAPPENED,
        {
            "first": first.isoformat(), "last": last.isoformat(), "now": now,
            "ladder": json.dumps(list(ladder)),
        },
        3,
    )  # fmt: skip
    return found[0], found[1], found[2]
