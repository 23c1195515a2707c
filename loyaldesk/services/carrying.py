"""Carrying points from one member to another in pairs of entries. Steps, each inside a `Change`."""

from collections.abc import Collection
from dataclasses import dataclass

from loyaldesk.domain.points import MOST_POINTS, EntryKind, Lot, Taken, spending_order, take
from loyaldesk.services import club
from loyaldesk.services.desk import Change
from loyaldesk.store import ledger, merging

TRANSFER, FAMILY, MERGE = "transfer", "family", "merge"
"""Why points were carried; only a merge may carry a debt too."""


@dataclass(frozen=True, slots=True)
class Way:
    """From whom to whom, and why.

    Attributes:
        key: The two entries of a pair have it with ``:out`` and ``:in`` behind.
    """

    key: str
    giver: int
    receiver: int
    reason: str
    reason_text: str = ""
    approved_by: int | None = None


def carry_lot(change: Change, way: Way, lot_id: int, points: int) -> None:
    """Carry *points* of one lot; the new lot has every date of the old one."""
    out = _book(change, way, "out", way.giver, -points)
    ledger.allocate(change.db, out, [Taken(lot_id, points)])
    receive(change, way, points, lot_id)


def owe(change: Change, way: Way, points: int) -> None:
    """Take *points* from the giver out of whatever lots there are; what is missing becomes debt."""
    out = _book(change, way, "out", way.giver, -points)
    held = ledger.all_lots_left(change.db, way.giver)
    ledger.allocate(change.db, out, take(points, held)[0])


def receive(change: Change, way: Way, points: int, like: int) -> None:
    """Give *points* as a lot with the dates of the lot *like*; a debt is settled out of it."""
    debt = ledger.balance(change.db, way.receiver).debt
    entry = _book(change, way, "in", way.receiver, points)
    lot = ledger.add_lot_like(change.db, entry, way.receiver, points, like)
    if debt:
        ledger.allocate(change.db, entry, [Taken(lot, min(debt, points))])


def receive_anew(change: Change, way: Way, points: int) -> None:
    """Give *points* that have no lot to follow, to settle a debt; what is over lives as if new."""
    debt = ledger.balance(change.db, way.receiver).debt
    entry = _book(change, way, "in", way.receiver, points)
    ends = club.rules_on(change, change.today).expires_on(change.today)
    lot = ledger.add_lot(change.db, entry, way.receiver, points, change.today, ends)
    if debt:
        ledger.allocate(change.db, entry, [Taken(lot, min(debt, points))])


def _book(change: Change, way: Way, end: str, member_id: int, points: int) -> int:
    return ledger.add_entry(
        change.db,
        ledger.NewEntry(
            key=f"{way.key}:{end}", member_id=member_id, kind=EntryKind.TRANSFER, points=points,
            at=change.now, on_day=change.today, operator_id=change.desk.operator.id,
            till=change.desk.till, reason=way.reason, reason_text=way.reason_text,
            clock_suspect=change.clock_suspect, approved_by=way.approved_by,
        ),
    )  # fmt: skip


def pour(change: Change, key: str, giver: int, receiver: int) -> None:
    """Carry everything a merged record has, lots or debt, to the record that is kept."""
    for step, lot in enumerate(spending_order(ledger.all_lots_left(change.db, giver))):
        carry_lot(change, Way(f"{key}:move:{step}", giver, receiver, MERGE), lot.id, lot.left)
    debt = ledger.balance(change.db, giver).debt
    if debt:
        pay_for(change, f"{key}:debt", receiver, giver, debt)


def pay_for(
    change: Change, key: str, payer: int, debtor: int, debt: int, first: Collection[int] = ()
) -> None:
    """Let *payer* take over a debt: out of the lots there are, *first* before all, then as debt."""
    lots = spending_order(ledger.all_lots_left(change.db, payer))
    missing = debt
    for step, lot in enumerate(sorted(lots, key=lambda lot: lot.id not in first)):
        if not missing:
            break
        part = min(lot.left, missing)
        carry_lot(change, Way(f"{key}:{step}", payer, debtor, MERGE), lot.id, part)
        missing -= part
    while missing:  # an entry holds so many points and no more
        part = min(missing, MOST_POINTS)
        way = Way(f"{key}:rest{missing}", payer, debtor, MERGE)
        owe(change, way, part)
        receive_anew(change, way, part)
        missing -= part


def sweep(change: Change, member_id: int, first: Collection[int] = ()) -> None:
    """Carry on what was booked on a merged record after its merge, up to the record that is kept.

    The entries of its sales are its own, so their mirrors are as well; it must hold nothing.

    Args:
        change: The open transaction.
        member_id: A record; nothing happens if it was not merged.
        first: Lots of the kept record that a debt is taken from before others.
    """
    merge = merging.standing_merge(change.db, member_id)
    if merge is None:
        return
    serial = ledger.next_seq(change.db)
    key = f"merge:{merge.id}:sweep{serial}"
    debt = ledger.balance(change.db, member_id).debt
    if debt:
        pay_for(change, f"{key}:debt", merge.into_id, member_id, debt, first)
    else:
        pour(change, key, member_id, merge.into_id)
    sweep(change, merge.into_id, first)


def shared_lots(lots: list[tuple[int, Lot]], points: int) -> list[tuple[int, Taken]]:
    """Return from whom and which lot *points* come, nearest expiry first over all givers."""
    owner = {lot.id: member for member, lot in lots}
    return [(owner[part.lot_id], part) for part in take(points, [lot for _, lot in lots])[0]]
