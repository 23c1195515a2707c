"""Recording what is typed: a sale, or goods for goods, and the proof that either needs."""

from dataclasses import dataclass, replace

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.spender import Verified
from loyaldesk.services import returns, sales, spender
from loyaldesk.services.approvals import Approval
from loyaldesk.services.desk import Desk
from loyaldesk.services.drafts import Basket
from loyaldesk.services.returns import ReturnDraft, ReturnedGoods, ReturnPlan
from loyaldesk.services.sales import RecordedSale
from loyaldesk.services.spender import Needed
from loyaldesk.ui.pages.counter.reckoning import Reckoning


@dataclass(frozen=True, slots=True)
class Exchange:
    """Goods that come back together with a sale."""

    draft: ReturnDraft
    plan: ReturnPlan


def record(
    desk: Desk,
    basket: Basket,
    proof: Verified | None,
    exchange: Exchange | None,
    approval: Approval | None = None,
    return_approval: Approval | None = None,
) -> tuple[ReturnedGoods | None, RecordedSale]:
    """Record *basket*, with the goods that come back for it if there are any: both or neither.

    Raises:
        ClubError: As `sales.record_sale` and `returns.exchange` do.
    """
    draft = replace(basket.draft(proof), approval=approval)
    if exchange is None:
        return None, sales.record_sale(desk, draft)
    return returns.exchange(desk, exchange.draft, draft, approval=return_approval)


def proof_needed(desk: Desk, found: Reckoning, proof: Verified | None) -> Needed | None:
    """Return what the spender must prove before *found* is recorded, or None."""
    quote = found.seen.quote
    if quote is None or not desk.may(Permission.POINTS_SPEND):
        return None
    member_id = found.basket.member_id
    needed = spender.needs(
        desk, member_id, quote.cover.points + quote.applied.points,
        wallet_rial=quote.cover.wallet_rial,
    )  # fmt: skip
    if needed is None or needed.hold_until is not None:
        return needed
    is_proved = proof is not None and proof.holds(member_id, desk.clock())
    return None if is_proved else needed
