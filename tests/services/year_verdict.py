"""The verdict over a simulated shop: what became of each promise, told by the club itself."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from loyaldesk.domain.followups import SPOKEN
from loyaldesk.services import (
    agreements,
    complaint_reading,
    followups,
    occasion_days,
    requests,
    worktime,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.followups import Filter, FollowupRow
from loyaldesk.store import record_events
from loyaldesk.store.fields import utc_moment

EVER = date(2020, 1, 1), date(2040, 1, 1)
ALL = Filter(states=("open", "done", "cancelled"))
NOT_TELLING = (
    "audit", "job", "schema_migration", "sqlite_sequence",
    "insight_column", "insight_state", "model_fit", "member_mark", "mark_event", "seal", "lease",
)  # fmt: skip
"""Tables that may differ between a shop that was killed and one that was not.

What is measured is reckoned anew from the sales: where a night was killed after its own work, the
next one marks the members, a day later. An act done a second time changes nothing and is sealed
all the same.
"""

Fate = str


def fates(desk: Desk, promised: Iterable[tuple[str, int]]) -> Counter[str]:
    """Return what became of each promise; a lost one or one without a story is an error."""
    rooms: dict[str, Callable[[int], Fate]] = {
        "followup": _followup_fates(desk), "request": lambda id_: _request(desk, id_),
        "complaint": lambda id_: _complaint(desk, id_),
        "agreement": lambda id_: _agreement(desk, id_),
        "occasion_order": lambda id_: _order(desk, id_), "feedback": lambda id_: _voice(desk, id_),
    }  # fmt: skip
    return Counter(f"{place}: {rooms[place](id_)}" for place, id_ in promised)


# follow-ups


def rows_of(desk: Desk) -> dict[int, FollowupRow]:
    """Return every follow-up there ever was, in pieces, so that no list is cut."""
    found: dict[int, FollowupRow] = {}
    first, last = desk.db.execute_sql("SELECT MIN(due_on), MAX(due_on) FROM followup").fetchone()
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        until = day + timedelta(days=13)
        found |= {row.id: row for row in followups.agenda(desk, day, until, ALL)}
        day = until + timedelta(days=1)
    return found


def tell_all(desk: Desk) -> int:
    """Read the story of every follow-up there is, and return how many there are."""
    rows = rows_of(desk)
    for row in rows.values():
        _story(desk, row)
    return len(rows)


def _followup_fates(desk: Desk) -> Callable[[int], Fate]:
    rows = rows_of(desk)
    overdue = {row.id for row in followups.overdue(desk)}

    def fate(id_: int) -> Fate:
        row = rows[id_]
        told = _story(desk, row)
        if row.state == "done":
            assert row.outcome and row.ended_at is not None
            return "done"
        if row.state == "cancelled":
            assert row.outcome, "a cancelled one has a reason"
            return "cancelled with a reason"
        if row.id in overdue:
            return "in the overdue list"
        assert row.due_at >= desk.clock() or row.due_on == desk.today()
        return "moved with a reason, to come" if "moved" in told else "to come"

    return fate


def _story(desk: Desk, row: FollowupRow) -> list[str]:
    """Return what happened to a follow-up; it leads to where it stands."""
    events = followups.history(desk, row.id)
    told = [event.what for event in events]
    assert told[0] == "made"
    endings = [what for what in told if what in ("done", "cancelled", "reopened")]
    last = endings[-1] if endings else "reopened"
    assert row.state == {"reopened": "open"}.get(last, last)
    assert all(event.code for event in events if event.what in ("moved", "cancelled", "tried"))
    assert row.due_at == [event.to_due for event in events if event.to_due][-1]
    for event in events:
        if event.to_due and event.what != "reopened":
            assert event.to_due >= event.at, "nothing was ever put into the past"
    return told


def closed_dues(desk: Desk) -> list[int]:
    """Return the follow-ups to come that are due while the shop, or the telephone, rests."""
    working = worktime.of(desk.db)
    calling = {kind: working.calling(company=kind) for kind in (False, True)}
    firms = {row[0] for row in desk.db.execute_sql(
        "SELECT id FROM member WHERE kind = 'company'").fetchall()}  # fmt: skip
    found = []
    for row in rows_of(desk).values():
        when = calling[row.member_id in firms] if row.channel in SPOKEN else working
        if row.state == "open" and row.due_at >= desk.clock() and not when.is_open(row.due_at):
            found.append(row.id)
    return found


# records


def _told(desk: Desk, place: str, id_: int) -> dict[str, str]:
    events = record_events.of(desk.db, place, id_)
    assert events, "a record tells how it began"
    return {event.what: event.code or event.text for event in events}


def _has_next(desk: Desk, place: str, id_: int) -> bool:
    """Return whether something open says who goes on with a record, or the gap list tells of it."""
    open_ = desk.db.execute_sql(
        "SELECT 1 FROM followup WHERE about = ? AND about_id = ? AND state = 'open'", (place, id_)
    ).fetchone()
    return open_ is not None or _in_gaps(desk, place, id_)


def _in_gaps(desk: Desk, place: str, id_: int) -> bool:
    gaps = followups.gap_list(desk)
    return any((row.about, row.about_id) == (place, id_) for row in gaps.rows)


def _is_erased(desk: Desk, member_id: int | None) -> bool:
    sql = "SELECT 1 FROM member WHERE id = ? AND state = 'erased'"
    return desk.db.execute_sql(sql, (member_id,)).fetchone() is not None


def _request(desk: Desk, id_: int) -> Fate:
    row, told = requests.detail(desk, id_), _told(desk, "request", id_)
    if row.state == "done":
        assert row.result or _is_erased(desk, row.member_id)
        return "done"
    if row.state == "cancelled":
        assert told["cancelled"]
        return "cancelled with a reason"
    assert row.id in {each.id for each in requests.listing(desk, limit=5000)}
    assert _has_next(desk, "request", id_)
    if row.due_at < desk.clock():
        return "open and late"
    return "moved with a reason, to come" if told.get("moved") else "to come"


def _complaint(desk: Desk, id_: int) -> Fate:
    found, told = complaint_reading.detail(desk, id_), _told(desk, "complaint", id_)
    case = found.complaint
    if case.closed_at is not None:
        assert case.root_cause and case.cause and case.result
        assert told.keys() & {"close", "withdraw"} or _is_erased(desk, case.member_id)
        return "closed"
    assert id_ in {row.id for row in complaint_reading.listing(desk)}
    assert _has_next(desk, "complaint", id_)
    return "open and late" if found.row.is_overdue else "open"


def _agreement(desk: Desk, id_: int) -> Fate:
    row, told = agreements.detail(desk, id_), _told(desk, "agreement", id_)
    if row.state != "active":
        assert row.state in told or _is_erased(desk, row.member_id)
        return row.state
    is_near = row.ends_on - timedelta(days=max(row.remind_days)) <= desk.today()
    assert not is_near or "reminded" in told, "an agreement near its end was spoken of"
    return "reminded" if "reminded" in told else "to come"


def _order(desk: Desk, id_: int) -> Fate:
    row, told = occasion_days.detail(desk, id_), _told(desk, "occasion_order", id_)
    if row.state == "open":
        assert row.promised_at > desk.clock() - timedelta(days=1), "missed without a word"
        return "to come"
    assert row.state in told or "late" in told or _is_erased(desk, row.member_id)
    if row.state == "missed":
        recovery = desk.db.execute_sql(
            "SELECT 1 FROM followup WHERE key = ?", (f"occasion:{id_}:recovery",)
        ).fetchone()
        assert recovery, "a missed order is made good"
    return row.state


def _voice(desk: Desk, id_: int) -> Fate:
    told = _told(desk, "feedback", id_)
    state = desk.db.execute_sql("SELECT state FROM feedback WHERE id = ?", (id_,)).fetchone()[0]
    if state in ("new", "considered", "accepted"):
        assert _has_next(desk, "feedback", id_)
        return "open"
    assert told
    return state


# two shops


def picture(desk: Desk) -> dict[str, list[tuple]]:
    """Return all that stands in the club, but its trail and marks of the machine."""
    names = [row[0] for row in desk.db.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'member_words%'"
        " ORDER BY name"
    ).fetchall()]  # fmt: skip
    return {
        name: desk.db.execute_sql(f"SELECT * FROM {name}").fetchall()
        for name in names if name not in NOT_TELLING
    }  # fmt: skip


def differing(one: Desk, other: Desk) -> list[str]:
    """Return where two clubs hold something else, a row and a column of each table."""
    here, there = picture(one), picture(other)
    found = []
    for name, rows in here.items():
        columns = [each[1] for each in one.db.execute_sql(f"PRAGMA table_info({name})").fetchall()]
        if len(rows) != len(there[name]):
            found.append(f"{name}: {len(rows)} rows, not {len(there[name])}")
        found += [
            f"{name} {row[0]} {column}: {mine!r}, not {theirs!r}"
            for row, twin in zip(rows, there[name], strict=False)
            for column, mine, theirs in zip(columns, row, twin, strict=True)
            if mine != theirs
        ]
    return found


def is_in_time(desk: Desk) -> bool:
    """Return whether the trail reads forward."""
    rows = [utc_moment(row[0]) for row in desk.db.execute_sql(
        "SELECT at FROM audit ORDER BY seq").fetchall()]  # fmt: skip
    return rows == sorted(rows)
