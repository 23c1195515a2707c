"""Handing points from one member to another: limits, and every lot keeps its dates."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain import errors
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, Taken, take
from loyaldesk.domain.rewards import Limits
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services import approvals, carrying, club, points
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.store import ledger
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

ACT = "points.transfer"
"""What a leave for a transfer is given for; the subject is the giver, the amount the points."""


@dataclass(frozen=True, slots=True)
class TransferPart:
    """Points of one lot, with the dates they keep."""

    points: int
    earned_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class TransferPlan:
    """What a transfer would do.

    Attributes:
        parts: What moves, nearest to expire first.
        missing: Points the giver has not.
        giver_after: What the giver keeps.
        receiver_after: What the receiver has then.
        settles: How much of it goes into a debt of the receiver.
        needs_approval: A second person must agree.
        left_today: What the giver may still hand over today; None: no limit.
    """

    parts: tuple[TransferPart, ...]
    missing: int
    giver_after: int
    receiver_after: int
    settles: int
    needs_approval: bool
    left_today: int | None


def plan(desk: Desk, from_id: int, to_id: int, amount: int) -> TransferPlan:
    """Return what handing over *amount* points would do; nothing is stored.

    Raises:
        BadInput, Missing, MemberErased, MemberBlocked, MemberMerged, MemberOwes: As `transfer`.
    """
    _check_amount(amount)
    with desk.reading(Permission.POINTS_TRANSFER):
        db, today = desk.db, desk.today()
        _check_people(db, from_id, to_id)
        limits = club.programme_on(db, today).limits
        taken, missing = take(amount, ledger.lots_left(db, from_id, today))
        lots = {lot.id: lot for lot in ledger.lots_with_dates(db, [t.lot_id for t in taken])}
        giver, receiver = ledger.balance(db, from_id), ledger.balance(db, to_id)
        moved = amount - missing
        handed = handed_over(db, from_id, today)
    most = limits.transfer_day_points
    return TransferPlan(
        tuple(
            TransferPart(t.points, lots[t.lot_id].earned_on, lots[t.lot_id].expires_on)
            for t in taken
        ),
        missing, giver.points - moved, max(receiver.points + moved - receiver.debt, 0),
        min(receiver.debt, moved), bool(limits.transfer_points) and amount > limits.transfer_points,
        max(most - handed, 0) if most else None,
    )  # fmt: skip


@retried
def transfer(
    desk: Desk, from_id: int, to_id: int, amount: int, reason: str, *, key: str,
    approval: approvals.Approval | None = None,
) -> None:  # fmt: skip
    """Hand *amount* points over; a second try with the same key changes nothing.

    Raises:
        BadInput: If the points are none or too many, the reason is empty or it is one member.
        Missing, MemberErased, MemberBlocked, MemberMerged, OwnRecord: If one of the two cannot.
        MemberOwes: If the giver owes points.
        NotEnoughPoints: If the giver has fewer that can be spent today.
        DayLimit: If the giver handed over as many today as a member may.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
        KeyUsed: If the key was used for something else.
    """
    _check_amount(amount)
    text = clean(reason)[:300]
    if not text:
        raise BadInput("reason", "empty")
    if not is_storable(key):
        raise BadInput("key", "unstorable")
    with desk.change(Permission.POINTS_TRANSFER) as change:
        first = _of_key(change.db, key)
        if first is not None:
            if first != (from_id, to_id, amount):
                raise errors.KeyUsed(key)
            return
        _check_people(change.db, from_id, to_id)
        points.refuse_own(change, from_id)
        points.refuse_own(change, to_id)
        limits = club.rules_on(change, change.today).limits
        _check_day(change, from_id, amount, limits)
        taken = _taken(change, from_id, amount)
        approved_by = approvals.leave_above(
            change, limits.transfer_points, approval, ACT, from_id, amount
        )
        points.expire_member(change, to_id)
        for step, part in enumerate(taken):
            way = carrying.Way(
                f"transfer:{key}:{step}", from_id, to_id, carrying.TRANSFER, text, approved_by
            )
            carrying.carry_lot(change, way, part.lot_id, part.points)
        change.note(ACT, "member", from_id, to=to_id, points=amount, approved_by=approved_by)
        change.tell(MemberChanged(from_id))
        change.tell(MemberChanged(to_id))


def _check_amount(amount: int) -> None:
    if not 0 < amount <= MOST_POINTS:
        raise BadInput("points", "range", str(amount))


def _check_people(db: ClubDatabase, from_id: int, to_id: int) -> None:
    if from_id == to_id:
        raise BadInput("member", "same member")
    for member_id in (from_id, to_id):
        usable(db, member_id)
    debt = ledger.balance(db, from_id).debt
    if debt:
        giver = sale_store.buyer(db, from_id)
        raise errors.MemberOwes(giver.name if giver else "", debt)


def usable(db: ClubDatabase, member_id: int) -> sale_store.Buyer:
    """Return a member whose points may be moved by hand.

    Raises:
        Missing, MemberMerged, MemberErased, MemberBlocked: If they may not.
    """
    member = sale_store.buyer(db, member_id)
    if member is None:
        raise errors.Missing("member")
    points.refuse_merged(db, member_id)
    if member.state == "erased":
        raise errors.MemberErased(member.number)
    if member.state == "blocked":
        raise errors.MemberBlocked(member.name, member.state_reason)
    return member


def _taken(change: Change, giver: int, amount: int) -> list[Taken]:
    points.expire_member(change, giver)
    taken, missing = take(amount, ledger.lots_left(change.db, giver, change.today))
    if missing:
        raise errors.NotEnoughPoints(amount, amount - missing)
    return taken


def _check_day(change: Change, giver: int, amount: int, limits: Limits) -> None:
    most = limits.transfer_day_points
    handed = handed_over(change.db, giver, change.today)
    if most and handed + amount > most:
        raise errors.DayLimit("transfer", most, max(most - handed, 0))


def handed_over(db: ClubDatabase, giver: int, day: date) -> int:
    """Return the points a member handed over on a day."""
    row = db.execute_sql(
        "SELECT COALESCE(-SUM(points), 0) FROM points_entry WHERE member_id = ? AND on_day = ?"
        " AND kind = 'transfer' AND reason = 'transfer' AND points < 0",
        (giver, day.isoformat()),
    ).fetchone()
    return int(row[0])


def _of_key(db: ClubDatabase, key: str) -> tuple[int, int, int] | None:
    """Return giver, receiver and points of the transfer with *key*, or None."""
    giver = receiver = total = step = 0
    while True:
        out = ledger.movement_by_key(db, f"transfer:{key}:{step}:out")
        into = ledger.movement_by_key(db, f"transfer:{key}:{step}:in")
        if out is None or into is None:
            return (giver, receiver, total) if step else None
        giver, receiver, total, step = out[0], into[0], total + into[2], step + 1
