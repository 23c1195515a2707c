"""Two member records that are one person: merged, with everything that refers to them, and undone.

The points ledger is never rewritten: entries stay with the old record, and pairs of entries carry
lots and debt over. What happens to a sale of the old record later is booked on its own entries and
carried on (`carrying.sweep`), so that a merged record always holds nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from loyaldesk.domain import errors
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.merging import UNDO_DAYS, Conflict, conflicts, emptied, filled
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.rules import Event
from loyaldesk.domain.tiers import rank
from loyaldesk.services import accounts, carrying, club, points, tiers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import families, ledger
from loyaldesk.store import members as member_store
from loyaldesk.store import merging as store
from loyaldesk.store import playbooks as playbook_store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.ledger import LotDates

MERGED = "merged"
"""Reason of the block of a record that became part of another, and of what is booked for it."""

Merge = store.Merge


class _Rehearsed(Exception):
    """Ends a change that was only to be looked at: nothing of it is stored."""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge does: found out by doing it and taking it back, so it is what will happen.

    Attributes:
        from_id: The record that becomes part of the other.
        into_id: The record that is kept.
        points: Points that move.
        lots: In which lots, with the dates they keep.
        debt: Points the other record owes, which the kept one takes over.
        points_after: What the kept record has then.
        debt_after: What it owes then.
        moved: Rows that move, by place: ``code``, ``sale``, ``note``, ``voucher``, ``gift_card``,
            ``stamp_entry``, ``reward_use``, ``rule_gain``, ``consent_event``, ``tier_hand``,
            ``referred``, ``operator``; places with none are left out.
        wallet_rial: Money that moves.
        stamps: Stamps the kept record has then, by card.
        tier_before: Tier of the kept record.
        tier_after: Its tier then.
        filled: Fields of the kept record that are filled from the other.
        conflicts: Fields in which both differ; the kept one's value stays.
        twice: Rules that give once in a lifetime and gave to both.
        leaves_family: The other record's family, when the kept one has another.
        until_on: Last day on which it can be undone.
    """

    from_id: int
    into_id: int
    points: int
    lots: tuple[LotDates, ...]
    debt: int
    points_after: int
    debt_after: int
    moved: dict[str, int]
    wallet_rial: int
    stamps: dict[str, int]
    tier_before: str
    tier_after: str
    filled: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    twice: tuple[str, ...]
    leaves_family: str
    until_on: date


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing a merge does.

    Attributes:
        merge: Which.
        points_back: Points that go back to the other record.
        points_gone: Points that had moved and were spent, taken back or expired since.
        debt_back: Points the other record owes again.
        sales_back: Sales that go back, with those that were returned or taken back since.
    """

    merge: Merge
    points_back: int
    points_gone: int
    debt_back: int
    sales_back: int


def plan(desk: Desk, from_id: int, into_id: int) -> MergePlan:
    """Return what merging *from_id* into *into_id* would do; nothing is stored.

    Raises:
        Missing, MemberErased, CannotMerge, OwnRecord: As `merge`.
    """
    with _rehearsal(desk) as change:
        return _merge(change, from_id, into_id)[1]


def merge(desk: Desk, from_id: int, into_id: int) -> int:
    """Let one record become part of another and return the merge's id.

    Raises:
        Missing, MemberErased: If one of the two is not there any more.
        CannotMerge: If they are one, or one of them is part of another already.
        OwnRecord: If one of them is the operator's own.
    """
    with desk.change(Permission.MEMBER_MERGE) as change:
        merge_id, done = _merge(change, from_id, into_id)
        change.note(
            "member.merge", "member", from_id, into=into_id, merge=merge_id, points=done.points,
            debt=done.debt, moved=done.moved, filled=list(done.filled),
        )  # fmt: skip
        _tell(change, from_id, into_id)
    return merge_id


def plan_undo(desk: Desk, merge_id: int) -> UndoPlan:
    """Return what undoing a merge would do; nothing is stored.

    Raises:
        Missing, MemberErased, CannotUnmerge, OwnRecord: As `undo`.
    """
    with _rehearsal(desk) as change:
        return _undo(change, merge_id)


def undo(desk: Desk, merge_id: int) -> UndoPlan:
    """Let the two records live apart again, and return what was done.

    Raises:
        Missing: If there is no such merge.
        MemberErased: If the data were erased since.
        CannotUnmerge: If it was undone, is too old, or the kept record is part of another.
        OwnRecord: If one of the two is the operator's own.
    """
    with desk.change(Permission.MEMBER_MERGE) as change:
        done = _undo(change, merge_id)
        change.note(
            "member.unmerge", "member", done.merge.from_id, into=done.merge.into_id,
            merge=merge_id, points=done.points_back, gone=done.points_gone,
        )  # fmt: skip
        _tell(change, done.merge.from_id, done.merge.into_id)
    return done


def merges_of(desk: Desk, member_id: int) -> list[Merge]:
    """Return the standing merges into a record, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        return store.merges_into(desk.db, member_id)


def merged_ids(db: ClubDatabase, member_id: int) -> list[int]:
    """Return the records that live in a member's record (a step of use cases)."""
    return store.merged_ids(db, member_id)


@contextmanager
def _rehearsal(desk: Desk) -> Iterator[Change]:
    """Open a change whose body is done and taken back."""
    try:
        with desk.change(Permission.MEMBER_MERGE) as change:
            yield change
            raise _Rehearsed
    except _Rehearsed:
        return


def _tell(change: Change, from_id: int, into_id: int) -> None:
    change.tell(MemberChanged(from_id))
    change.tell(MemberChanged(into_id))


def _checked(change: Change, from_id: int, into_id: int) -> tuple[sale_store.Buyer, ...]:
    if from_id == into_id:
        raise errors.CannotMerge("itself")
    found = []
    for member_id in (from_id, into_id):
        member = sale_store.buyer(change.db, member_id)
        if member is None:
            raise errors.Missing("member")
        if member.state == "erased":
            raise errors.MemberErased(member.number)
        found.append(member)
        kept = store.kept(change.db, member_id)
        if kept != member_id:
            other = sale_store.buyer(change.db, kept)
            why = "merged" if member_id == from_id else "into merged"
            raise errors.CannotMerge(why, other.name if other else "")
        points.refuse_own(change, member_id)
    return tuple(found)


def _merge(change: Change, from_id: int, into_id: int) -> tuple[int, MergePlan]:
    db = change.db
    other, kept = _checked(change, from_id, into_id)
    until_on = change.today + timedelta(days=UNDO_DAYS)
    for member_id in (from_id, into_id):
        points.expire_member(change, member_id)
    held = ledger.balance(db, from_id)
    lots = ledger.lots_with_dates(db, [lot.id for lot in ledger.all_lots_left(db, from_id)])
    twice = _twice(change, from_id, into_id)
    merge_id = store.add_merge(
        db, from_id, into_id, at=change.now, on_day=change.today, until_on=until_on,
        operator_id=change.desk.operator.id,
    )  # fmt: skip
    moved = store.move_all(db, merge_id, from_id, into_id)
    carrying.pour(change, f"merge:{merge_id}", from_id, into_id)
    wallet = accounts.move_wallet(change, from_id, into_id)
    store.log(db, merge_id, "wallet", from_id, rial=wallet)
    left_family = _family(change, merge_id, from_id, into_id)
    _spender(change, merge_id, from_id, into_id)
    _care(change, merge_id, from_id, into_id)
    for run_id, next_at in playbook_store.stop_twins(db, merge_id, into_id, change.now):
        store.log(db, merge_id, "run", run_id, next_at=next_at)
    names, differ = _fields(change, merge_id, from_id, into_id)
    store.log(db, merge_id, "state", from_id, state=other.state, reason=other.state_reason)
    store.set_merged(db, from_id, into_id, "blocked", MERGED)
    _count(change, from_id, into_id)
    tier = _tier(change, merge_id, other, kept)
    after = ledger.balance(db, into_id)
    return merge_id, MergePlan(
        from_id, into_id, held.points, tuple(lots), held.debt, after.points, after.debt,
        {place: n for place, n in moved.items() if n}, wallet, _stamps(db, into_id), kept.tier,
        tier, tuple(names), differ, twice, left_family, until_on,
    )  # fmt: skip


def _count(change: Change, *member_ids: int) -> None:
    for member_id in member_ids:
        store.recount(change.db, member_id)
        member_store.refresh_words(change.db, member_id)


def _twice(change: Change, from_id: int, into_id: int) -> tuple[str, ...]:
    """Return the rules that give once in a lifetime and gave to both records."""
    rules = club.rules_on(change, change.today)
    once = [rule.code for rule in rules.rules if rule.once]
    once += [bonus.code for bonus in rules.bonuses if bonus.event == Event.WELCOME]
    return tuple(
        code
        for code in once
        if all(_gained(change.db, code, member_id) > 0 for member_id in (from_id, into_id))
    )


def _gained(db: ClubDatabase, rule: str, member_id: int) -> int:
    row = db.execute_sql(
        "SELECT COALESCE(SUM(points), 0) FROM rule_gain WHERE rule = ? AND member_id = ?",
        (rule, member_id),
    ).fetchone()
    return int(row[0])


def _stamps(db: ClubDatabase, member_id: int) -> dict[str, int]:
    rows = db.execute_sql(
        "SELECT card, SUM(stamps) FROM stamp_entry WHERE member_id = ? GROUP BY card ORDER BY card",
        (member_id,),
    )
    return {row[0]: int(row[1]) for row in rows.fetchall()}


def _family(change: Change, merge_id: int, from_id: int, into_id: int) -> str:
    """Let the kept record take the other's place in a family; return the family that was left."""
    db = change.db
    theirs, own = families.membership(db, from_id), families.membership(db, into_id)
    if theirs is None:
        return ""
    family_id, may_spend = theirs
    at = db.execute_sql("SELECT at FROM family_member WHERE member_id = ?", (from_id,)).fetchone()
    joined = own is None
    store.log(
        db, merge_id, "family", from_id,
        family=family_id, may_spend=may_spend, at=at[0], joined=joined,
    )  # fmt: skip
    if joined:
        db.execute_sql(
            "UPDATE family_member SET member_id = ? WHERE member_id = ?", (into_id, from_id)
        )
        return ""
    db.execute_sql("DELETE FROM family_member WHERE member_id = ?", (from_id,))
    if own is not None and own[0] == family_id:
        return ""
    return families.name_of(db, family_id) or ""


def _family_back(change: Change, merge: Merge) -> None:
    db = change.db
    for _, detail in store.log_of(db, merge.id, "family"):
        family_id = _int(detail["family"])
        own = families.membership(db, merge.into_id)
        if detail["joined"] and own is not None and own[0] == family_id:
            db.execute_sql("DELETE FROM family_member WHERE member_id = ?", (merge.into_id,))
        if families.name_of(db, family_id) is not None:
            db.execute_sql(
                "INSERT INTO family_member (member_id, family_id, may_spend, at)"
                " VALUES (?, ?, ?, ?)",
                (merge.from_id, family_id, int(bool(detail["may_spend"])), str(detail["at"])),
            )


def _spender(change: Change, merge_id: int, from_id: int, into_id: int) -> None:
    """Keep the kept record's proof; one that has none takes the other's, and the later wait."""
    db = change.db
    ask = "SELECT mobile_changed_at FROM spender WHERE member_id = ?"
    theirs = db.execute_sql(ask, (from_id,)).fetchone()
    own = db.execute_sql(ask, (into_id,)).fetchone()
    if theirs is None:
        return
    if own is None:
        db.execute_sql("UPDATE spender SET member_id = ? WHERE member_id = ?", (into_id, from_id))
        store.log(db, merge_id, "spender", from_id)
        return
    later = max((at for at in (theirs[0], own[0]) if at), default=None)
    db.execute_sql(
        "UPDATE spender SET mobile_changed_at = ? WHERE member_id = ?", (later, into_id)
    )  # fmt: skip


def _care(change: Change, merge_id: int, from_id: int, into_id: int) -> None:
    """Keep who looks after the kept record; one nobody looks after takes the other's owner."""
    ask = "SELECT member_id FROM care WHERE member_id IN (?, ?)"
    rows = change.db.execute_sql(ask, (from_id, into_id)).fetchall()
    if [row[0] for row in rows] == [from_id]:
        change.db.execute_sql(
            "UPDATE care SET member_id = ? WHERE member_id = ?", (into_id, from_id)
        )
        store.log(change.db, merge_id, "care", from_id)


def _fields(
    change: Change, merge_id: int, from_id: int, into_id: int
) -> tuple[list[str], tuple[Conflict, ...]]:
    """Fill the kept record's empty fields; the log has their names only, the other the values."""
    other, (kept, version) = _form(change.db, from_id)[0], _form(change.db, into_id)
    if kept.referrer_id == into_id:  # referred by the other record: nobody refers oneself
        store.log(change.db, merge_id, "own_referrer", into_id)
        kept = replace(kept, referrer_id=None)
    new, names = filled(kept, other, into_id)
    for name in names:
        store.log(change.db, merge_id, "field", into_id, name=name)
    member_store.update_member(change.db, into_id, new, version)
    return names, conflicts(kept, other)


def _form(db: ClubDatabase, member_id: int) -> tuple[Any, int]:
    found = member_store.stored_draft(db, member_id)
    if found is None:
        raise errors.Missing("member")
    return found


def _fields_back(change: Change, merge: Merge) -> None:
    db = change.db
    names = [str(detail["name"]) for _, detail in store.log_of(db, merge.id, "field")]
    other, (kept, version) = _form(db, merge.from_id)[0], _form(db, merge.into_id)
    new = emptied(kept, other, names)
    if store.log_of(db, merge.id, "own_referrer") and new.referrer_id is None:
        new = replace(new, referrer_id=merge.from_id)
    member_store.update_member(db, merge.into_id, new, version)


def _tier(change: Change, merge_id: int, other: sale_store.Buyer, kept: sale_store.Buyer) -> str:
    """Reassess the kept record, which never stands lower than either did; return its tier."""
    db, rules = change.db, club.rules_on(change, change.today)
    tiers.reassess(change, kept, rules, carrying.MERGE)
    now = _again(db, kept.id)
    fixed = db.execute_sql(
        "SELECT 1 FROM tier_hand WHERE member_id = ? AND NOT is_floor AND ended_at IS NULL"
        " AND ? BETWEEN from_on AND until_on",
        (kept.id, change.today.isoformat()),
    ).fetchone()
    if not fixed and rank(other.tier, rules.tiers) > rank(now.tier, rules.tiers):
        first = rules.ladder.window(change.today)[0]
        brought = sale_store.tier_brought(db, other.id, first, tiers.IMPORT)
        reason = tiers.IMPORT if brought == other.tier else carrying.MERGE
        tiers.move(change, now, other.tier, reason, 0, change.today)
        now = _again(db, kept.id)
    store.log(
        db, merge_id, "tier", kept.id, was=kept.tier, since=kept.tier_since, now=now.tier
    )  # fmt: skip
    return now.tier


def _again(db: ClubDatabase, member_id: int) -> sale_store.Buyer:
    found = sale_store.buyer(db, member_id)
    if found is None:
        raise errors.Missing("member")
    return found


def _tiers_back(change: Change, merge: Merge) -> None:
    """Give the kept record its tier back unless it moved since; then let both rise if they may."""
    db, rules = change.db, club.rules_on(change, change.today)
    for _, was in store.log_of(db, merge.id, "tier"):
        kept = _again(db, merge.into_id)
        if was["was"] != was["now"] and kept.tier == was["now"]:
            tiers.move(change, kept, str(was["was"]), carrying.MERGE, 0, change.today)
            since = date.fromisoformat(str(was["since"]))
            sale_store.set_tier(db, kept.id, str(was["was"]), since)
    for member_id in (merge.into_id, merge.from_id):
        tiers.reassess(change, _again(db, member_id), rules, carrying.MERGE)


def _undo(change: Change, merge_id: int) -> UndoPlan:
    db = change.db
    merge = _undoable(change, merge_id)
    for member_id in (merge.from_id, merge.into_id):
        points.refuse_own(change, member_id)
        points.expire_member(change, member_id)
    store.note_undone(db, merge.id, change.now)
    sales = store.move_back(db, merge)
    back, gone, debt = _points_back(change, merge)
    for _, detail in store.log_of(db, merge.id, "wallet"):
        accounts.move_wallet(change, merge.into_id, merge.from_id, most_rial=_int(detail["rial"]))
    _family_back(change, merge)
    for _ in store.log_of(db, merge.id, "spender"):
        db.execute_sql(
            "UPDATE spender SET member_id = ? WHERE member_id = ?", (merge.from_id, merge.into_id)
        )
    for run_id, detail in store.log_of(db, merge.id, "run"):
        playbook_store.go_on(db, run_id, str(detail["next_at"]))
    for _ in store.log_of(db, merge.id, "care"):
        db.execute_sql(
            "UPDATE care SET member_id = ? WHERE member_id = ?", (merge.from_id, merge.into_id)
        )
    _fields_back(change, merge)
    for _, detail in store.log_of(db, merge.id, "state"):
        store.set_merged(db, merge.from_id, None, str(detail["state"]), str(detail["reason"]))
    _count(change, merge.from_id, merge.into_id)
    _tiers_back(change, merge)
    return UndoPlan(merge, back, gone, debt, sales)


def _undoable(change: Change, merge_id: int) -> Merge:
    merge = store.merge_by_id(change.db, merge_id)
    if merge is None:
        raise errors.Missing("merge", str(merge_id))
    if merge.undone_at is not None:
        raise errors.CannotUnmerge("undone")
    if change.today > merge.until_on:
        raise errors.CannotUnmerge("too late", merge.until_on)
    kept = store.kept(change.db, merge.into_id)
    if kept != merge.into_id:
        raise errors.CannotUnmerge("merged on", name=_again(change.db, kept).name)
    for member_id in (merge.from_id, merge.into_id):
        member = _again(change.db, member_id)
        if member.state == "erased":
            raise errors.MemberErased(member.number)
    return merge


def _points_back(change: Change, merge: Merge) -> tuple[int, int, int]:
    """Carry home what is still there, and let each record owe again what the other paid for it.

    Returns:
        Points that went home, points that did not, and debt that went home.
    """
    db, key = change.db, f"merge:{merge.id}:undo"
    moved = store.pairs(db, merge.id, "move")
    owed = store.pairs(db, merge.id, "debt")
    back = 0
    for step, (lot_id, left) in enumerate(store.lots_from(db, merge)):
        way = carrying.Way(f"{key}:{step}", merge.into_id, merge.from_id, carrying.MERGE)
        carrying.carry_lot(change, way, lot_id, left)
        back += left
    for step, pair in enumerate(pair for pair in moved if pair.settled):
        way = carrying.Way(f"{key}:kept{step}", pair.receiver, pair.giver, carrying.MERGE)
        carrying.owe(change, way, pair.settled)
        carrying.receive(change, way, pair.settled, pair.lot_id)
        back += pair.settled
    for step, pair in enumerate(reversed(owed)):  # what had become debt settles debt first
        way = carrying.Way(f"{key}:owed{step}", pair.receiver, pair.giver, carrying.MERGE)
        carrying.owe(change, way, pair.points)
        carrying.receive(change, way, pair.points, pair.lot_id)
    for member_id in (merge.from_id, merge.into_id):
        points.expire_member(change, member_id)
    gone = max(sum(pair.points for pair in moved) - back, 0)
    return back, gone, sum(pair.points for pair in owed)


def _int(value: object) -> int:
    return int(str(value))
