"""Members whose records became one: what refers to a member, and moving it all to another."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.ledger import LINE_SQL
from loyaldesk.store.sales import TOTALS_SQL

MOVED: dict[str, tuple[str, str]] = {
    "code": ("code", "member_id"),
    "note": ("note", "member_id"),
    "consent_event": ("consent_event", "member_id"),
    "sale": ("sale", "member_id"),
    "rule_gain": ("rule_gain", "member_id"),
    "voucher": ("voucher", "member_id"),
    "reward_use": ("reward_use", "member_id"),
    "stamp_entry": ("stamp_entry", "member_id"),
    "tier_hand": ("tier_hand", "member_id"),
    "gift_card": ("account", "member_id"),
    "referred": ("member", "referrer_id"),
    "operator": ("operator", "member_id"),
    "followup": ("followup", "member_id"),
    "complaint": ("complaint", "member_id"),
    "contact": ("contact", "member_id"),
    "care_event": ("care_event", "member_id"),
    "prospect": ("prospect", "member_id"),
    "request": ("request", "member_id"),
    "feedback": ("feedback", "member_id"),
    "agreement": ("agreement", "member_id"),
    "occasion_order": ("occasion_order", "member_id"),
    "promise_tick": ("promise_tick", "member_id"),
    "playbook_run": ("playbook_run", "member_id"),
    "mark_event": ("mark_event", "member_id"),
    "let_go": ("let_go", "member_id"),
}
"""Place -> table and column: every row that refers to a member and moves with a merge."""

STAY = frozenset({
    ("points_entry", "member_id"), ("lot", "member_id"), ("points_balance", "member_id"),
    ("member_totals", "member_id"), ("tier_change", "member_id"), ("member_merge", "from_id"),
    ("member_merge", "into_id"), ("member", "merged_into_id"), ("account", "member_id"),
    ("family_member", "member_id"), ("spender", "member_id"), ("care", "member_id"),
    ("incident_member", "member_id"), ("member_mark", "member_id"), ("lost_member", "member_id"),
    ("trial_member", "member_id"), ("alike", "one_id"), ("alike", "other_id"),
})  # fmt: skip
"""The other references: the ledger is never rewritten, the last ones are one for each member, so
that `services.merging` decides which is kept, and lists of incidents and of trials are read
through merges."""

_OF_SALE = ("rule_gain", "reward_use", "stamp_entry", "voucher")
"""Places whose rows belong to a sale and go home with it."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge of two records."""

    id: int
    from_id: int
    into_id: int
    at: datetime
    until_on: date
    undone_at: datetime | None


_MERGE = "SELECT id, from_id, into_id, at, until_on, undone_at FROM member_merge"


def _merges(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[Merge]:
    rows = db.execute_sql(f"{_MERGE} {ending}", values).fetchall()
    return [
        Merge(
            row[0], row[1], row[2], utc_moment(row[3]), date.fromisoformat(row[4]),
            utc_moment(row[5]) if row[5] else None,
        )
        for row in rows
    ]  # fmt: skip


def merge_by_id(db: ClubDatabase, merge_id: int) -> Merge | None:
    """Return a merge, or None."""
    found = _merges(db, "WHERE id = ?", (merge_id,))
    return found[0] if found else None


def standing_merge(db: ClubDatabase, member_id: int) -> Merge | None:
    """Return the merge by which a record went into another and that was not undone, or None."""
    found = _merges(db, "WHERE from_id = ? AND undone_at IS NULL", (member_id,))
    return found[0] if found else None


def merges_into(db: ClubDatabase, member_id: int) -> list[Merge]:
    """Return the standing merges into a record, the newest first."""
    return _merges(
        db, "WHERE into_id = ? AND undone_at IS NULL ORDER BY id DESC", (member_id,)
    )  # fmt: skip


def add_merge(
    db: ClubDatabase, from_id: int, into_id: int, *, at: datetime, on_day: date, until_on: date,
    operator_id: int,
) -> int:  # fmt: skip
    """Store that a record goes into another and return the merge's id."""
    row = db.execute_sql(
        "INSERT INTO member_merge (from_id, into_id, at, on_day, until_on, operator_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            from_id, into_id, utc_text(at), on_day.isoformat(), until_on.isoformat(), operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def note_undone(db: ClubDatabase, merge_id: int, at: datetime) -> None:
    """Store that a merge was undone."""
    db.execute_sql(
        "UPDATE member_merge SET undone_at = ? WHERE id = ?", (utc_text(at), merge_id)
    )  # fmt: skip


def kept(db: ClubDatabase, member_id: int) -> int:
    """Return the record a member lives in now: itself, or where merges led."""
    while True:
        row = db.execute_sql(
            "SELECT merged_into_id FROM member WHERE id = ?", (member_id,)
        ).fetchone()
        if row is None or row[0] is None:
            return member_id
        member_id = row[0]


def merged_ids(db: ClubDatabase, member_id: int) -> list[int]:
    """Return the records that live in a member's record now, without the record itself."""
    rows = db.execute_sql(
        "WITH RECURSIVE inside(id) AS (SELECT id FROM member WHERE merged_into_id = ? UNION"
        " SELECT m.id FROM inside JOIN member m ON m.merged_into_id = inside.id)"
        " SELECT id FROM inside ORDER BY id",
        (member_id,),
    )
    return [row[0] for row in rows.fetchall()]


def _where(place: str) -> str:
    column = MOVED[place][1]
    return f"{column} = ?" + (" AND kind = 'gift_card'" if place == "gift_card" else "")


def counts(db: ClubDatabase, member_id: int) -> dict[str, int]:
    """Return how many rows of each place refer to a member."""
    found = {}
    for place, (table, _) in MOVED.items():
        row = db.execute_sql(
            f"SELECT COUNT(*) FROM {table} WHERE {_where(place)}", (member_id,)
        ).fetchone()
        found[place] = int(row[0])
    return found


def move_all(db: ClubDatabase, merge_id: int, from_id: int, into_id: int) -> dict[str, int]:
    """Move every row that refers to a member, log each, and return how many of each place moved."""
    before = counts(db, from_id), counts(db, into_id)
    for place in _OF_SALE:
        last = db.execute_sql(f"SELECT COALESCE(MAX(id), 0) FROM {place}").fetchone()[0]
        log(db, merge_id, f"last {place}", last)
    for place, (table, column) in MOVED.items():
        db.execute_sql(
            "INSERT INTO merge_move (merge_id, place, row_id, detail)"
            f" SELECT ?, ?, id, '' FROM {table} WHERE {_where(place)} ORDER BY id",
            (merge_id, place, from_id),
        )
        db.execute_sql(
            f"UPDATE {table} SET {column} = ? WHERE {_where(place)}", (into_id, from_id)
        )  # fmt: skip
    after = counts(db, from_id), counts(db, into_id)
    for place in MOVED:
        if after[0][place] or after[1][place] != before[0][place] + before[1][place]:
            raise RuntimeError(f"rows of {place} were lost while merging")
    return before[0]


def move_back(db: ClubDatabase, merge: Merge) -> int:
    """Give the logged rows home, and what was booked on their sales since; return how many sales.

    A row that is no more stays away.
    """
    sales = _sales_home(db, merge)
    for place, (table, column) in MOVED.items():
        ids = [row_id for row_id, _ in log_of(db, merge.id, place)]
        if place == "sale":
            ids = sales
        elif place in _OF_SALE:
            ids += _rows_of_sales(db, merge, place, set(sales))
        for row_id in ids:
            db.execute_sql(
                f"UPDATE {table} SET {column} = ? WHERE id = ? AND {_where(place)}",
                (merge.from_id, row_id, merge.into_id),
            )
        left = _still_there(db, place, ids, merge.into_id)
        if left:
            raise RuntimeError(f"{left} rows of {place} did not come home")
    _follow_home(db, merge)
    return len(sales)


_RECORDS = ("sale", "complaint", "request", "feedback", "agreement", "occasion_order")
_FOLLOWING = {
    "followup": " OR run_id IN ({of_run}) OR series_id IN ({of_followup})",
    "contact": " OR followup_id IN ({of_followup})",
    "playbook_run": "",
}


def _follow_home(db: ClubDatabase, merge: Merge) -> None:
    """Give home what was made since the merge for a record that goes home: it is one story."""
    logged = "SELECT row_id FROM merge_move WHERE merge_id = :merge AND place = '{place}'"
    parts = {
        "of_run": logged.format(place="playbook_run"),
        "of_followup": logged.format(place="followup"),
    }  # fmt: skip
    abouts = " OR ".join(
        f"(about = '{place}' AND about_id IN ({logged.format(place=place)}))" for place in _RECORDS
    )
    values = {"merge": merge.id, "home": merge.from_id, "kept": merge.into_id}
    for table, more in _FOLLOWING.items():
        db.execute_sql(
            f"UPDATE {table} SET member_id = :home WHERE member_id = :kept AND"
            f" ({abouts}{more.format(**parts)})",
            values,
        )
    db.execute_sql(
        "UPDATE agreement SET member_id = :home WHERE member_id = :kept AND id IN (SELECT"
        f" a.renewed_by_id FROM agreement a WHERE a.id IN ({logged.format(place='agreement')}))",
        values,
    )


def _sales_home(db: ClubDatabase, merge: Merge) -> list[int]:
    """Return the logged sales with what mirrored or returned them since."""
    rows = db.execute_sql(
        "WITH RECURSIVE home(id) AS (SELECT row_id FROM merge_move WHERE merge_id = ?"
        " AND place = 'sale' UNION SELECT s.id FROM home JOIN sale s ON s.reverses_id = home.id"
        " OR s.returns_id = home.id) SELECT id FROM home ORDER BY id",
        (merge.id,),
    )
    return [row[0] for row in rows.fetchall()]


def _rows_of_sales(db: ClubDatabase, merge: Merge, place: str, sales: set[int]) -> list[int]:
    """Return the rows made for *sales* since the merge.

    A bonus that the kept record got for a sale of the other (it had brought the member) stays, and
    so does what took it back: a row with an entry follows the logged row of that entry.
    """
    last = log_of(db, merge.id, f"last {place}")[0][0]
    own = "AND (entry_id IS NULL OR entry_id IN (SELECT g.entry_id FROM rule_gain g JOIN merge_move"
    own += " v ON v.row_id = g.id WHERE v.place = 'rule_gain' AND v.merge_id = :merge))"
    rows = db.execute_sql(
        f"SELECT id, sale_id FROM {place} WHERE member_id = :member AND sale_id IS NOT NULL"
        f" AND id > :last {own if place == 'rule_gain' else ''}",
        {"member": merge.into_id, "last": last, "merge": merge.id},
    )
    return [row[0] for row in rows.fetchall() if row[1] in sales]


def _still_there(db: ClubDatabase, place: str, ids: list[int], into_id: int) -> int:
    rows = db.execute_sql(
        f"SELECT id FROM {MOVED[place][0]} WHERE {_where(place)}", (into_id,)
    ).fetchall()
    return len({row[0] for row in rows} & set(ids))


def log(db: ClubDatabase, merge_id: int, place: str, row_id: int, **detail: object) -> None:
    """Store what a merge did to one row that has no place of its own in `MOVED`."""
    text = json.dumps(detail, sort_keys=True) if detail else ""
    db.execute_sql(
        "INSERT INTO merge_move (merge_id, place, row_id, detail) VALUES (?, ?, ?, ?)",
        (merge_id, place, row_id, text),
    )


def log_of(db: ClubDatabase, merge_id: int, place: str) -> list[tuple[int, dict[str, object]]]:
    """Return the logged rows of a place, each with its detail."""
    rows = db.execute_sql(
        "SELECT row_id, detail FROM merge_move WHERE merge_id = ? AND place = ? ORDER BY id",
        (merge_id, place),
    ).fetchall()
    return [(row[0], json.loads(row[1]) if row[1] else {}) for row in rows]


def forget_details(db: ClubDatabase, member_id: int) -> None:
    """Blank what the log of merges holds of a member whose data are erased."""
    db.execute_sql(
        "UPDATE merge_move SET detail = '' WHERE merge_id IN"
        " (SELECT id FROM member_merge WHERE from_id = ? OR into_id = ?)",
        (member_id, member_id),
    )


def recount(db: ClubDatabase, member_id: int) -> None:
    """Compute a member's sums of sales anew, none for who has no sale."""
    db.execute_sql("DELETE FROM member_totals WHERE member_id = ?", (member_id,))
    db.execute_sql(
        "INSERT INTO member_totals (member_id, net_rial, visits, first_on, last_on) "
        + TOTALS_SQL.format(where="WHERE a.member_id = ?"),
        (member_id,),
    )


def set_merged(
    db: ClubDatabase, member_id: int, into_id: int | None, state: str, reason: str
) -> None:
    """Store where a record leads, None: it lives by itself; and its state."""
    db.execute_sql(
        "UPDATE member SET merged_into_id = ?, state = ?, state_reason = ?, version = version + 1"
        " WHERE id = ?",
        (into_id, state, reason, member_id),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of entries a merge booked: ``settled`` of it went into a debt of who got it."""

    key: str
    giver: int
    receiver: int
    points: int
    settled: int
    lot_id: int


def pairs(db: ClubDatabase, merge_id: int, step: str) -> list[Pair]:
    """Return the pairs of one step of a merge (``move`` or ``debt``), in their order."""
    begin = f"merge:{merge_id}:{step}:"
    rows = db.execute_sql(
        "SELECT i.key, o.member_id, i.member_id, i.points, COALESCE((SELECT SUM(a.points)"
        " FROM allocation a WHERE a.entry_id = i.id AND a.lot_id = l.id), 0), l.id"
        " FROM points_entry i JOIN points_entry o ON o.key ="
        " substr(i.key, 1, length(i.key) - 3) || ':out' JOIN lot l ON l.entry_id = i.id"
        " WHERE i.key >= ? AND i.key < ? AND i.key LIKE '%:in' ORDER BY i.seq",
        (begin, begin[:-1] + ";"),
    ).fetchall()
    return [Pair(row[0][:-3], *row[1:]) for row in rows]


def lots_from(db: ClubDatabase, merge: Merge) -> list[tuple[int, int]]:
    """Return (lot, points left) of what goes home with a merge and is still with the kept record.

    That is what the merge, or a sweep after it, carried, and what returns of the sales that go
    home gave back. What other merges carried on is followed.
    """
    begin = f"merge:{merge.id}:"
    rows = db.execute_sql(
        LINE_SQL.format(
            first="SELECT l.id FROM points_entry e JOIN lot l ON l.entry_id = e.id"
            " WHERE e.key >= ? AND e.key < ? AND e.key NOT LIKE 'merge:%:undo:%'"
            " AND e.member_id = ? UNION SELECT l.id FROM merge_move g JOIN sale r ON r.returns_id ="
            " g.row_id JOIN points_entry e ON e.sale_id = r.id JOIN lot l ON l.entry_id = e.id"
            " WHERE g.merge_id = ? AND g.place = 'sale' AND e.member_id = ?"
        )
        + " SELECT l.id, l.points - l.used FROM line CROSS JOIN lot l ON l.id = line.id"
        " WHERE l.member_id = ? AND l.used < l.points"
        " ORDER BY l.expires_on IS NULL, l.expires_on, l.id",
        (begin, begin[:-1] + ";", merge.into_id, merge.id, merge.into_id, merge.into_id),
    ).fetchall()
    return [(row[0], row[1]) for row in rows]
