"""Taking a sale back by its mirror: money, points, rewards and tier; nothing is deleted."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.events import SaleReversed
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import accounts, approvals, bonuses, club, points, rewards, stamps, tiers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.store import ledger
from loyaldesk.store import returns as returns_store
from loyaldesk.store import sales as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

OWN_UNDO = timedelta(minutes=10)
"""How long a cashier may take back the own last sale without asking anybody (SAFETY 4.8)."""


ACT = "sale.reverse"
"""What a leave to take back an own sale is given for; the subject is the sale, the amount Rial."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What taking a sale back does: shown before, and told after.

    Attributes:
        points: Points that go back to the club.
        given_back: Points that come back to the member.
        debt: What the member owes afterwards.
        alone_rial: The limit above which a second person must agree; 0: nobody has to.
    """

    sale_id: int
    receipt: int
    member_id: int
    amount_rial: int
    points: int
    given_back: int
    balance: int
    debt: int
    alone_rial: int = 0


def may_reverse(desk: Desk, sale_id: int) -> Reversal:
    """Return what taking back a sale would do.

    Raises:
        CannotReverse: If it was taken back already, is a mirror itself, or not this operator's.
        Missing: If there is no such sale.
    """
    with desk.reading(Permission.SALE_READ):
        sale = _reversible(desk, sale_id, desk.clock(), desk.today())
        after = _after_reversal(desk, sale)
        limit = own_limit(desk.db, desk.operator.id, sale.operator_id, desk.today())
        alone = 0 if sale.amount_rial <= limit or approvals.is_alone(desk) else limit
    return Reversal(
        sale.id, sale.receipt, sale.member_id, sale.amount_rial, sale.earned, sale.paid_points,
        max(after, 0), max(-after, 0), alone,
    )  # fmt: skip


def _after_reversal(desk: Desk, sale: store.StoredSale) -> int:
    """Return balance (or, negative, debt) after the mirror, as `points.reverse_of_sale` leaves it.

    What expired of the sale's own points is not taken again; what comes back into a lot whose last
    day is over ends at once.
    """
    held = ledger.balance(desk.db, sale.member_id)
    earned = ledger.earned_by(desk.db, sale.id)
    revived = -sum(entry.points for entry in ledger.expiries_of(desk.db, earned))
    over, own = ledger.left_over(desk.db, sale.id, sale.member_id, desk.today())
    after = held.points - held.debt - sale.earned + sale.paid_points + revived
    short = max(sale.earned - own - revived, 0)
    return after - min(max(over - short - held.debt, 0), max(after, 0))


def own_limit(db: ClubDatabase, operator_id: int, sold_by: int, today: date) -> int:
    """Return up to how much of a sale an operator takes back alone; 0: there is no limit."""
    if sold_by != operator_id:
        return 0
    return club.programme_on(db, today).limits.own_reversal_rial


@retried
def reverse_sale(
    desk: Desk, sale_id: int, *, reason: str = "", approval: approvals.Approval | None = None
) -> Reversal:
    """Take a sale back by its mirror: money, points and tier; nothing is deleted.

    Args:
        desk: Where and who.
        sale_id: Which sale.
        reason: Why, in the operator's words.
        approval: A second person's leave for `ACT`, for an own sale above the limit.

    Raises:
        CannotReverse: If it was taken back already, is a mirror itself, or not this operator's.
        Missing: If there is no such sale.
        OwnRecord: If it is a sale to the operator's own record.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
    """
    with desk.change(Permission.SALE_REVERSE_OWN) as change:
        sale = _reversible(desk, sale_id, change.now, change.today)
        points.refuse_own(change, sale.member_id)
        approved_by = approvals.leave_above(
            change, own_limit(change.db, desk.operator.id, sale.operator_id, change.today),
            approval, ACT, sale.id, sale.amount_rial, subject="sale",
        )  # fmt: skip
        mirror = reverse_step(change, sale, approved_by=approved_by)
        agreed = {"approved_by": approved_by} if approved_by else {}
        change.note(ACT, "sale", sale.id, mirror=mirror.sale_id, why=bool(reason), **agreed)
        change.tell(SaleReversed(sale.id, sale.member_id))
    return replace(mirror, sale_id=sale.id)


def _mirror_key(change: Change, sale_id: int) -> str:
    """Return a key for a mirror that no sale of another program took before."""
    key = f"reverse:{sale_id}"
    while store.sale_by_key(change.db, key) is not None:
        key += "'"
    return key


def reverse_step(
    change: Change, sale: store.StoredSale, run_id: int | None = None, *,
    approved_by: int | None = None,
) -> Reversal:  # fmt: skip
    """Store the mirror of *sale* (a step of Undo and of taking an import back)."""
    paid = store.paid_how(change.db, sale.id)
    mirror_id, receipt = store.add_sale(
        change.db,
        store.NewSale(
            key=_mirror_key(change, sale.id), kind="reversal", member_id=sale.member_id,
            amount_rial=-sale.amount_rial, paid_points=-sale.paid_points,
            paid_rial=-sale.paid_rial, earned=-sale.earned, tier=sale.tier, sold_at=change.now,
            sold_on=change.today, basis_on=date.fromisoformat(sale.basis_on), made_at=change.now,
            reverses_id=sale.id, operator_id=change.desk.operator.id, till=change.desk.till,
            source="reversal", run_id=run_id, reward_rial=-paid.reward_rial,
            prepaid_rial=-paid.prepaid_rial, gift_card_rial=-paid.gift_card_rial,
            wallet_rial=-paid.wallet_rial, discount_rial=-paid.discount_rial,
            tax_rial=-paid.tax_rial, cost_rial=None if paid.cost_rial is None else -paid.cost_rial,
        ),
    )  # fmt: skip
    accounts.undo(change, sale.id, mirror_id)
    stamps.undo(change, sale.id)
    rewards.undo_uses(change, sale.id)
    points.reverse_of_sale(change, sale.id, mirror_id, sale.member_id, approved_by)
    store.mirror_rule_gains(change.db, sale.id, mirror_id)
    bonuses.undo_of_sale(change, sale.id)
    points.expire_member(change, sale.member_id)
    buyer = store.buyer(change.db, sale.member_id)
    if buyer is not None:
        rules = club.rules_on(change, change.today)
        tiers.reassess(
            change, buyer, rules, tiers.REVERSAL, sale_id=mirror_id, may_fall=True, run_id=run_id
        )
    held = ledger.balance(change.db, sale.member_id)
    return Reversal(
        mirror_id, receipt, sale.member_id, sale.amount_rial, sale.earned, sale.paid_points,
        held.points, held.debt,
    )  # fmt: skip


def _reversible(desk: Desk, sale_id: int, now: datetime, today: date) -> store.StoredSale:
    sale = store.sale_by_id(desk.db, sale_id)
    if sale is None:
        raise errors.Missing("sale", str(sale_id))
    _refuse_done(desk, sale)
    if desk.may(Permission.SALE_REVERSE_ANY):
        return sale
    if date.fromisoformat(sale.sold_on) != today:
        raise errors.CannotReverse("other day", sale.receipt)
    if desk.may(Permission.SALE_REVERSE_TODAY):
        return sale
    last = desk.db.execute_sql(
        "SELECT MAX(id) FROM sale WHERE operator_id = ? AND kind IN ('sale', 'visit')",
        (desk.operator.id,),
    ).fetchone()[0]
    if sale.operator_id != desk.operator.id or sale.id != last:
        raise errors.CannotReverse("not yours", sale.receipt)
    if now - utc_moment(sale.made_at) > OWN_UNDO:
        raise errors.CannotReverse("too late", sale.receipt)
    return sale


def _refuse_done(desk: Desk, sale: store.StoredSale) -> None:
    """Refuse what nobody can take back: a mirror, a return, and what was taken back before."""
    why = {"reversal": "is a reversal", "return": "is a return"}.get(sale.kind, "")
    if not why and sale.is_reversed:
        why = "reversed"
    if not why and returns_store.has_returns(desk.db, sale.id):
        why = "has returns"
    if why:
        raise errors.CannotReverse(why, sale.receipt)
