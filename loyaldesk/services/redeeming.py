"""Points spent where no sale of ours stands beside them: another program rings it up."""

from dataclasses import dataclass

from loyaldesk.domain import errors
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, EntryKind
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import is_storable
from loyaldesk.services import approvals, club, families, points, spender
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.services.spend_limits import check_balance, check_points
from loyaldesk.store import ledger
from loyaldesk.store import sales as store


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What became of it; the balance is that of now."""

    points: int
    worth_rial: int
    balance: int
    repeated: bool


@retried
def redeem(
    desk: Desk, member_id: int, wanted: int, *, key: str, proof: "spender.Verified | None" = None,
    approval: approvals.Approval | None = None,
) -> Redeemed:  # fmt: skip
    """Spend points for money that another program takes off; a used key changes nothing.

    Raises:
        BadInput: If points or key cannot be used.
        Missing, MemberBlocked, MemberErased, OwnRecord: If the member cannot spend here.
        NotEnoughPoints, SpendRefused, SpendAboveLimit: If the points cannot be spent.
        ApprovalRefused: If the leave of a second person does not count.
        SpenderNotProved, SpendingOnHold: If who spends must prove it first.
        KeyUsed: If the key was used for anything else.
    """
    if not 0 < wanted <= MOST_POINTS:
        raise BadInput("points", "range", str(wanted)[:80])
    if not key.strip() or not is_storable(key):
        raise BadInput("key", "empty" if not key.strip() else "unstorable")
    booked = f"redeem:{key}"
    with desk.change(Permission.POINTS_SPEND) as change:
        rules = club.rules_on(change, change.today)
        worth = rules.worth_rial(wanted)
        first = ledger.movement_by_key(change.db, booked)
        if first is not None:
            if first != (member_id, EntryKind.SPEND, -wanted):
                raise errors.KeyUsed(key)
            held = ledger.balance(change.db, member_id).points
            return Redeemed(wanted, worth, held, repeated=True)
        _refuse_member(change, member_id)
        approved_by = check_points(change, wanted, rules.spending, member_id, approval)
        check_balance(change, member_id, rules.spending)
        spender.require_proof(change, member_id, wanted, rules, proof)
        families.draw(change, member_id, wanted)
        points.spend(change, booked, member_id, wanted, None, approved_by=approved_by)
        change.note(
            "points.redeem", "member", member_id, points=wanted,
            **({"approved_by": approved_by} if approved_by else {}),
        )  # fmt: skip
        change.tell(MemberChanged(member_id))
        balance = ledger.balance(change.db, member_id).points
    return Redeemed(wanted, worth, balance, repeated=False)


def _refuse_member(change: Change, member_id: int) -> None:
    buyer = store.buyer(change.db, member_id)
    if buyer is None:
        raise errors.Missing("member")
    if buyer.state == "erased":
        raise errors.MemberErased(buyer.number)
    if buyer.state == "blocked":
        raise errors.MemberBlocked(buyer.name, buyer.state_reason)
    points.refuse_own(change, member_id)
