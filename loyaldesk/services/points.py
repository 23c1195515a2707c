"""Points: earn, spend, expire, take back, correct. Steps of use cases, each inside one `Change`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from loyaldesk.domain.errors import (
    KeyUsed,
    LedgerBroken,
    MemberErased,
    MemberMerged,
    Missing,
    NotEnoughPoints,
    OwnRecord,
)
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, EntryKind, Taken, take
from loyaldesk.domain.rules import Expiry, LotTerms, months_after
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services import carrying, club, corrections
from loyaldesk.services.approvals import Approval
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import ledger, merging
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase


def refuse_own(change: Change, member_id: int) -> None:
    """Refuse to book on the member record of who is at the desk (T1).

    Raises:
        OwnRecord: If it is the operator's own.
    """
    own = change.db.execute_sql(
        "SELECT member_id FROM operator WHERE id = ?", (change.desk.operator.id,)
    ).fetchone()
    if own and own[0] == member_id:
        raise OwnRecord


def refuse_merged(db: ClubDatabase, member_id: int) -> None:
    """Refuse to book by hand on a record that became part of another.

    Raises:
        MemberMerged: Naming the record that is kept.
    """
    kept_id = merging.kept(db, member_id)
    if kept_id != member_id:
        old, new = sale_store.buyer(db, member_id), sale_store.buyer(db, kept_id)
        raise MemberMerged(old.number if old else "", new.name if new else "", kept_id)


def book(
    change: Change, key: str, member_id: int, kind: EntryKind, points: int, on_day: date, *,
    sale_id: int | None = None, reverses_id: int | None = None, reason: str = "",
    reason_text: str = "", approved_by: int | None = None,
) -> int:  # fmt: skip
    """Add one entry and return its id."""
    return ledger.add_entry(
        change.db,
        ledger.NewEntry(
            key=key, member_id=member_id, kind=kind, points=points, at=change.now, on_day=on_day,
            operator_id=change.desk.operator.id, till=change.desk.till, sale_id=sale_id,
            reverses_id=reverses_id, reason=reason, reason_text=reason_text,
            clock_suspect=change.clock_suspect, approved_by=approved_by,
        ),
    )  # fmt: skip


def give(
    change: Change, key: str, member_id: int, kind: EntryKind, points: int, on_day: date,
    expires_on: date | None = None, *, terms: LotTerms | None = None, sale_id: int | None = None,
    reason: str = "", reason_text: str = "", approved_by: int | None = None,
) -> int:  # fmt: skip
    """Add points as a lot of their own; a debt is settled out of it first (E12).

    *terms* say from when to when they can be spent; without them it is from *on_day* to
    *expires_on*.
    """
    debt = ledger.balance(change.db, member_id).debt
    entry = book(
        change, key, member_id, kind, points, on_day,
        sale_id=sale_id, reason=reason, reason_text=reason_text, approved_by=approved_by,
    )  # fmt: skip
    if terms is None:
        lot = ledger.add_lot(change.db, entry, member_id, points, on_day, expires_on)
    else:
        lot = ledger.add_lot(
            change.db, entry, member_id, points, on_day, terms.last_day(on_day),
            usable_from=terms.usable_from(on_day),
            idle_months=terms.months if terms.expires == Expiry.IDLE else None,
        )  # fmt: skip
    if debt:
        ledger.allocate(change.db, entry, [Taken(lot, min(debt, points))])
    return entry


def spend(
    change: Change, key: str, member_id: int, points: int, sale_id: int | None, *,
    reason: str = "", reason_text: str = "", approved_by: int | None = None,
) -> int:  # fmt: skip
    """Take points, the lots nearest to expire first.

    Raises:
        NotEnoughPoints: If the member has fewer that can be spent today.
        LedgerBroken: If the stored balance is not the sum of the entries.
    """
    expire_member(change, member_id)
    stored = ledger.balance(change.db, member_id)
    if stored.points - stored.debt != ledger.sum_of_entries(change.db, member_id):
        raise LedgerBroken(member_id)
    lots = ledger.lots_left(change.db, member_id, change.today)
    taken, missing = take(points, lots)
    if missing or stored.points < points:
        raise NotEnoughPoints(points, min(points - missing, stored.points))
    entry = book(
        change, key, member_id, EntryKind.SPEND, -points, change.today, sale_id=sale_id,
        reason=reason, reason_text=reason_text, approved_by=approved_by,
    )  # fmt: skip
    ledger.allocate(change.db, entry, taken)
    return entry


def prolong_idle(change: Change, member_id: int, day: date) -> None:
    """Let the lots that end by inactivity live on from a purchase of *day*; none revives."""
    alive = max(day, change.today)
    for months in ledger.idle_months(change.db, member_id, alive):
        ledger.prolong(change.db, member_id, months, alive, months_after(day, months))


def expire_member(change: Change, member_id: int, day: date | None = None) -> int:
    """Book what of a member's lots is past its last day; return the points that ended.

    Each lot ends on its own day, in order, even when no nightly run did it (E25). *day* is today
    when left out.
    """
    ended = 0
    for lot in ledger.lots_due(change.db, member_id, day or change.today):
        assert lot.expires_on is not None  # noqa: S101  # lots_due asks for it
        entry = book(
            change, f"expire:{lot.id}:{ledger.times_used(change.db, lot.id)}", member_id,
            EntryKind.EXPIRE, -lot.left, lot.expires_on + timedelta(days=1),
        )  # fmt: skip
        ledger.allocate(change.db, entry, [Taken(lot.id, lot.left)])
        ended += lot.left
    return ended


def reverse_of_sale(
    change: Change, sale_id: int, mirror_id: int, member_id: int, approved_by: int | None = None
) -> int:
    """Mirror every entry of a sale; return the debt that was left.

    Points spent come back into the lots they were taken from; points earned are taken from their
    own lot first, then from the others, and what is missing becomes debt. What already expired of
    them is not taken a second time.
    """
    revive_expired(change, member_id, ledger.earned_by(change.db, sale_id))
    for entry in ledger.entries_of_sale(change.db, sale_id):
        if entry.kind == EntryKind.EXPIRE:
            continue
        mirror = book(
            change, f"reverse:{entry.id}", entry.member_id, EntryKind.REVERSE, -entry.points,
            change.today, sale_id=mirror_id, reverses_id=entry.id, approved_by=approved_by,
        )  # fmt: skip
        own = ledger.lot_of_entry(change.db, entry.id)
        if entry.points < 0:
            back = [Taken(t.lot_id, -t.points) for t in ledger.allocations_of(change.db, entry.id)]
            ledger.allocate(change.db, mirror, back)
        else:
            taken, _missing = take(
                entry.points, ledger.all_lots_left(change.db, entry.member_id), first=own
            )
            ledger.allocate(change.db, mirror, taken)
        if entry.member_id != member_id:  # the record was merged since: it must hold nothing
            carrying.sweep(change, entry.member_id, ledger.lots_now(change.db, own))
    settle_debt(change, member_id)
    return ledger.balance(change.db, member_id).debt


def reverse_entry(change: Change, member_id: int, entry: ledger.StoredEntry) -> None:
    """Mirror an entry that gave points without a sale, out of its own lot first."""
    mirror = book(
        change, f"reverse:{entry.id}", member_id, EntryKind.REVERSE, -entry.points, change.today,
        reverses_id=entry.id,
    )  # fmt: skip
    own = ledger.lot_of_entry(change.db, entry.id)
    lots = ledger.all_lots_left(change.db, member_id)
    ledger.allocate(change.db, mirror, take(entry.points, lots, first=own)[0])


def revive_expired(change: Change, member_id: int, entries: Iterable[int]) -> None:
    """Mirror what expired of the lots that *entries* made, before the entries themselves go.

    A sale that is taken back a year later would cost its points twice otherwise, or leave a debt.
    """
    for ended in ledger.expiries_of(change.db, entries):
        mirror = book(
            change, f"reverse:{ended.id}", ended.member_id or member_id, EntryKind.REVERSE,
            -ended.points, change.today, reverses_id=ended.id,
        )  # fmt: skip
        back = [Taken(t.lot_id, -t.points) for t in ledger.allocations_of(change.db, ended.id)]
        ledger.allocate(change.db, mirror, back)


def settle_debt(change: Change, member_id: int) -> None:
    """Let lots and balance say the same after a mirror gave points back into lots.

    A spend that comes back while there is debt settles it: the lots hold more than the balance
    then, by exactly what was settled, and that part is taken from them.
    """
    lots = ledger.all_lots_left(change.db, member_id)
    more = sum(lot.left for lot in lots) - ledger.balance(change.db, member_id).points
    if more > 0:
        last = change.db.execute_sql(
            "SELECT MAX(id) FROM points_entry WHERE member_id = ?", (member_id,)
        ).fetchone()[0]
        ledger.allocate(change.db, last, take(more, lots)[0])


def opening_balance(
    change: Change, member_id: int, points: int, expires_on: date | None, *, key: str
) -> int:
    """Book points a member brings from an older system."""
    return give(
        change, key, member_id, EntryKind.ADJUST, points, change.today, expires_on,
        reason="opening",
    )  # fmt: skip


def correct(
    desk: Desk, member_id: int, points: int, reason: str, *, key: str,
    approval: Approval | None = None,
) -> None:  # fmt: skip
    """Add or take points by hand, with a reason.

    A second try with the same key changes nothing.

    Args:
        desk: Where and who.
        member_id: Whose points.
        points: More than 0 to add, less to take.
        reason: Why, in the operator's words.
        key: Made when the form was opened.
        approval: A second person's leave for ``points.adjust`` of these points, above the limit.

    Raises:
        BadInput: If the points are 0 or too many, or the reason is empty.
        Missing, MemberErased, OwnRecord: If nothing can be booked on the member by this operator.
        KeyUsed: If the key was used for something else.
        NotEnoughPoints: If more are taken than the member has.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
        DayLimit: If the operator gave as many points today as one may.
    """
    if not 0 < abs(points) <= MOST_POINTS:
        raise BadInput("points", "range", str(points))
    text = clean(reason)[:300]
    if not text:
        raise BadInput("reason", "empty")
    if not is_storable(key):
        raise BadInput("key", "unstorable")
    with desk.change(Permission.POINTS_ADJUST) as change:
        first = ledger.movement_by_key(change.db, key)
        if first is not None:
            if first != (member_id, EntryKind.ADJUST, points):
                raise KeyUsed(key)
            return
        member = sale_store.buyer(change.db, member_id)
        if member is None:
            raise Missing("member")
        if member.state == "erased":
            raise MemberErased(member.number)
        refuse_own(change, member_id)
        refuse_merged(change.db, member_id)
        approved_by = corrections.leave(change, member_id, points, approval)
        expire_member(change, member_id)
        if points > 0:
            rules = club.programme_on(change.db, change.today)
            give(
                change, key, member_id, EntryKind.ADJUST, points, change.today,
                terms=replace(rules.lots, pending_days=0), reason="correction", reason_text=text,
                approved_by=approved_by,
            )  # fmt: skip
        else:
            lots = ledger.lots_left(change.db, member_id, change.today)
            taken, missing = take(-points, lots)
            if missing:
                raise NotEnoughPoints(-points, -points - missing)
            entry = book(
                change, key, member_id, EntryKind.ADJUST, points, change.today,
                reason="correction", reason_text=text, approved_by=approved_by,
            )  # fmt: skip
            ledger.allocate(change.db, entry, taken)
        change.note("points.adjust", "member", member_id, points=points, approved_by=approved_by)
        change.tell(MemberChanged(member_id))
